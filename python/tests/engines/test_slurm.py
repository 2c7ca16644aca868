"""The script for Slurm, with something in the place of Slurm's own commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .scripts import FOLDER
from .shared import documents


@pytest.fixture
def slurm(tmp_path: Path) -> dict[str, str]:
    """An environment as a job has it: `srun` runs, `scontrol` says what it was asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in {
        "srun": 'exec "$@"',
        "scontrol": 'echo "scontrol $*"',
        "polynorm": f'exec "{sys.executable}" -m polynorm "$@"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "SLURM_CPUS_PER_TASK": "2", "SLURM_ARRAY_JOB_ID": "77"}


def job(slurm: dict[str, str], task: int, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(FOLDER / "slurm.sbatch"), "2", "in", "out", *arguments]
    environment = {**slurm, "SLURM_ARRAY_TASK_ID": str(task)}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_array(slurm: dict[str, str], tmp_path: Path) -> None:
    rows = [row for row in documents() if row["text"] is not None]
    (tmp_path / "in").mkdir()
    lines = [json.dumps({"id": row["id"], "text": row["text"]}) for row in rows]
    (tmp_path / "in" / "documents.jsonl").write_text("\n".join(lines), "utf-8")
    for task in (1, 2):
        done = job(slurm, task, tmp_path)
        assert done.returncode == 0, done.stderr
    parts = {path: path.stat().st_mtime_ns for path in sorted((tmp_path / "out").glob("*.parquet"))}
    assert [path.name for path in parts] == ["part-00001.parquet", "part-00002.parquet"]
    assert job(slurm, 1, tmp_path).returncode == 0
    assert all(path.stat().st_mtime_ns == time for path, time in parts.items()), "what is finished is left alone"
    runs = [f"{path}.run.json" for path in parts]
    command = [sys.executable, "-m", "polynorm", "merge", *runs, "-o", str(tmp_path / "whole.run.json")]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    whole = json.loads((tmp_path / "whole.run.json").read_text("utf-8"))
    assert whole["counts"]["read"] == len(rows) == whole["counts"]["written"]


def test_what_becomes_of_a_job_that_ends_otherwise(slurm: dict[str, str], tmp_path: Path) -> None:
    assert job(slurm, 1, tmp_path).returncode == 2, "there is no input"
    (tmp_path / "bin" / "srun").write_text("#!/bin/sh\nexit 130\n")
    stopped = job(slurm, 2, tmp_path)
    assert (stopped.returncode, stopped.stdout.strip()) == (0, "scontrol requeue 77_2")
