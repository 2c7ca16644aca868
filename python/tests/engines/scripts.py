"""Runs the scripts of `examples/engines`, twice: from nothing, and when a part of what they had done is gone."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from .shared import ROOT, by_id

FOLDER = ROOT / "examples" / "engines"


def process(engine: str, *arguments: str) -> str:
    """Run a script as a user does, and give what it says."""
    command = [sys.executable, str(FOLDER / f"with_{engine}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ.copy())
    assert done.returncode == 0, done.stderr
    return done.stdout


def here(engine: str, *arguments: str) -> None:
    """Run a script in this process, where its engine has started already, which takes it longest."""
    script = str(FOLDER / f"with_{engine}.py")
    with mock.patch.object(sys, "argv", [script, *arguments]), mock.patch.object(sys, "path", [str(FOLDER), *sys.path]):
        runpy.run_path(script, run_name="__main__")


def files(out: Path) -> dict[Path, tuple[int, int]]:
    """Files of the output, with what changes if one is written again."""
    found = {path: path.stat() for path in sorted(out.rglob("*.parquet"))}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def records(out: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return [row for path in files(out) for row in pq.ParquetFile(path).read().to_pylist()]


def part_of(path: Path, out: Path) -> Path:
    """The part that a file is of: itself, or its folder `part=…`."""
    return path if path.parent == out else path.parent


def check(run: Callable[..., Any], engine: str, parquet: Path, out: Path, expected: dict[str, dict[str, Any]]) -> None:
    """What the script writes are the records expected; what is there is not done again, and what is missing is."""
    arguments = (str(parquet), str(out), "--column", "raw")
    run(engine, *arguments)
    assert by_id([{k: v for k, v in row.items() if k != "part"} for row in records(out)]) == expected
    before = files(out)
    gone = part_of(next(iter(before)), out)
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    # What a run that was killed leaves.
    for name in (f".{gone.name}.unfinished", ".unfinished-1-of-1"):
        (out / name).mkdir()
    (out / ".unfinished-1-of-1" / "part=lost").mkdir()
    run(engine, *arguments)
    after = files(out)
    assert {part_of(path, out) for path in after} == {part_of(path, out) for path in before}
    kept = {path: stat for path, stat in before.items() if part_of(path, out) != gone}
    assert kept and kept.items() <= after.items(), "what was there has been written again"
    assert by_id([{k: v for k, v in row.items() if k != "part"} for row in records(out)]) == expected
