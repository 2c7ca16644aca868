"""Daft: a DataFrame, whatever its partitions, and the expression."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .shared import NEW, by_id

pytestmark = pytest.mark.engine("daft")


@pytest.mark.parametrize("column", ["raw", "text"])
def test_dataframe(column: str, parquet: Path, expected: dict[str, Any]) -> None:
    import daft as engine

    from polynorm.engines import daft

    frame = daft.normalize(engine.read_parquet(f"{parquet}/*.parquet"), column, batch_size=3)
    assert frame.column_names == ["id", "number", "raw", "text", *NEW, "input"]
    assert by_id(frame.to_pylist()) == expected[column]


def test_partitions(parquet: Path, expected: dict[str, Any]) -> None:
    import daft as engine

    from polynorm.engines import daft

    frame = daft.normalize(engine.read_parquet(f"{parquet}/*.parquet").into_batches(5))
    assert by_id(frame.to_pylist()) == expected["text"]
    assert daft.normalize(engine.read_parquet(f"{parquet}/*.parquet").where("number < 0")).count_rows() == 0


def test_expression(parquet: Path, expected: dict[str, Any]) -> None:
    import daft as engine

    from polynorm.engines import daft

    frame = engine.read_parquet(f"{parquet}/*.parquet")
    frame = frame.select("id", daft.expression(engine.col("raw"), names="off")["language"])
    languages = {row["id"]: row["language"] for row in frame.to_pylist()}
    assert languages == {id_: row.get("language") for id_, row in expected["raw"].items()}


def test_a_failed_row_is_null_with_its_reason() -> None:
    import daft as engine

    from polynorm.engines import daft

    frame = engine.from_pydict({"polynorm": [1, 2, 3], "text": ["short", "far too long", None]})
    rows = {row["polynorm"]: row for row in daft.normalize(frame, max_document=8).to_pylist()}
    assert rows[1]["error"] is None and rows[1]["encoding"] == "UTF-8"
    assert rows[2]["error"] and rows[2]["encoding"] is None and rows[2]["text"] == "far too long"
    assert [rows[3][name] for name in ("encoding", "language", "error")] == [None] * 3


def test_mistakes() -> None:
    import daft as engine

    import polynorm
    from polynorm.engines import daft

    frame = engine.from_pydict({"text": ["a"]})
    for column, options in [("txt", {}), ("text", {"nmes": "off"})]:
        with pytest.raises(polynorm.ConfigError):
            daft.normalize(frame, column, **options)
