"""What the adapters share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow")

from polynorm.engines import _worker  # noqa: E402


@pytest.mark.parametrize(
    ("names", "kept", "moved"),
    [
        (["id", "text"], ["id", "text"], []),
        (["language", "text", "id", "error"], ["text", "id"], ["language", "error"]),
        (["input", "text"], ["input", "text"], []),
        (["input", "text", "language"], ["text"], ["input", "language"]),
    ],
)
def test_plan_says_what_a_batch_becomes(names: list[str], kept: list[str], moved: list[str]) -> None:
    settings = _worker.settings({})
    plan = _worker.plan(settings, names, "text")
    assert [names[number] for number in plan.kept] == kept
    assert [names[number] for number in plan.moved] == moved
    rows = pa.table({name: ["The bridge was closed on Monday."] for name in names})
    done = _worker.table(settings, "text", rows)
    assert done.column_names == kept + [field.name for field in plan.new] + (["input"] if moved else [])
    assert [field.name for field in done.schema.field("input").type] == moved if moved else True
    assert [done.schema.field(field.name).type for field in plan.new] == [field.type for field in plan.new]


def test_the_pipeline_is_opened_once_in_a_process() -> None:
    settings = _worker.settings({"names": "off"})
    assert _worker.opened(settings) is _worker.opened(_worker.settings({"names": "off"}))
    assert _worker.opened(settings) is not _worker.opened(_worker.settings({}))


def test_no_engine_is_imported_before_it_is_asked_for(tmp_path: Path) -> None:
    engines = {"pyarrow", "pyspark", "ray", "polars", "duckdb", "daft", "datasets", "datatrove"}
    code = f"import sys, polynorm, polynorm.engines; print(sorted({engines} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("engine", ["spark", "ray", "polars", "duckdb", "daft", "datasets", "datatrove"])
def test_a_missing_engine_says_what_to_install(engine: str, tmp_path: Path) -> None:
    package = {"spark": "pyspark", "ray": "ray"}.get(engine, engine)
    code = f"import sys; sys.modules[{package!r}] = None; import polynorm.engines.{engine}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"ImportError: polynorm.engines.{engine} is not there" in done.stderr and "pip install" in done.stderr
