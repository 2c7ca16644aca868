"""The scripts of `examples/engines`, as a user runs them. Those of Spark and Ray run where their engine has started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import scripts


@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=pytest.mark.engine(name)) for name in ("polars", "duckdb", "daft", "datasets")]
)
def test_script(engine: str, parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    scripts.check(scripts.process, engine, parquet, tmp_path / "out", expected["raw"])


@pytest.mark.engine("polars")
def test_shares_are_the_whole_and_settings_are_set(parquet: Path, tmp_path: Path) -> None:
    import polars as pl

    out = tmp_path / "out"
    said = [
        scripts.process("polars", str(parquet), str(out), "--share", f"{n}/2", "--set", "names=off") for n in (1, 2)
    ]
    assert [text.split(" files")[0] for text in said] == ["2", "1"]
    frame = pl.read_parquet(out)
    assert frame.height == pl.scan_parquet(parquet).select(pl.len()).collect().item()
    assert "names" not in [field.name for field in frame.schema["paragraphs"].inner.fields]


@pytest.mark.engine("datatrove")
def test_datatrove(parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    out = tmp_path / "out"
    arguments = (str(parquet), str(out), "--column", "raw")
    scripts.process("datatrove", *arguments)

    def bodies() -> dict[str, str | None]:
        return {row["id"]: row["text"] for row in scripts.records(out)}

    # The reader passes over documents without text.
    wanted = {id_: row["streams"].get("body") for id_, row in expected["raw"].items() if row.get("raw")}
    assert bodies() == wanted
    for row in scripts.records(out):
        record = expected["raw"][row["id"]]
        assert (row["language"], row["encoding"]) == (record["language"], record["encoding"])
        assert row["input"] == {**record["input"], "text": record.get("text")}
    before = scripts.files(out)
    (out / "logs" / "completions" / "00001").unlink()
    scripts.process("datatrove", *arguments)
    after = scripts.files(out)
    assert sorted(before) == sorted(after)
    changed = [path.name for path in before if before[path] != after[path]]
    assert changed == ["000_00001.parquet"], "only what was not completed is written again"
    assert bodies() == wanted
