"""Polars: frames, lazy frames on both of its engines, and expressions."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from .shared import NEW, by_id

pytestmark = pytest.mark.engine("polars")


@pytest.mark.parametrize("column", ["raw", "text"])
@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazy_frame(column: str, engine: str, parquet: Path, expected: dict[str, Any]) -> None:
    import polars as pl

    from polynorm.engines import polars

    lazy = polars.normalize(pl.scan_parquet(parquet), column)
    assert lazy.collect_schema().names() == ["id", "number", "raw", "text", *NEW, "input"]
    frame = lazy.collect(engine=engine)
    assert frame.schema == lazy.collect_schema()
    assert by_id(frame.to_dicts()) == expected[column]


def test_frame(parquet: Path, expected: dict[str, Any]) -> None:
    import polars as pl

    from polynorm.engines import polars

    frame = polars.normalize(pl.read_parquet(parquet), "raw")
    assert by_id(frame.to_dicts()) == expected["raw"]


def test_no_rows(parquet: Path) -> None:
    import polars as pl

    from polynorm.engines import polars

    frame = pl.read_parquet(parquet)
    assert polars.normalize(frame.head(0)).schema == polars.normalize(frame).schema
    assert polars.normalize(frame.lazy().filter(pl.col("id") == "nobody")).collect().height == 0


def test_types_of_other_columns_are_left_alone() -> None:
    import datetime

    import polars as pl

    from polynorm.engines import polars

    frame = pl.DataFrame(
        {"text": ["The bridge was closed."], "when": [datetime.datetime(2021, 5, 4)], "kind": ["a"], "list": [[1]]},
        schema_overrides={"kind": pl.Categorical, "when": pl.Datetime("ms", "Europe/Paris"), "list": pl.List(pl.UInt8)},
    )
    out = polars.normalize(frame)
    assert out.select(frame.columns).schema == frame.schema
    assert polars.normalize(frame.lazy()).collect().schema == out.schema


@pytest.mark.parametrize("column", ["raw", "text"])
def test_expression(column: str, parquet: Path, expected: dict[str, Any]) -> None:
    import polars as pl

    import polynorm.engines.polars  # noqa: F401

    frame = pl.scan_parquet(parquet).select("id", pl.col(column).polynorm.normalize()).unnest(column)
    records = by_id(frame.collect(engine="streaming").to_dicts())
    assert records == {
        id_: {k: v for k, v in row.items() if k in ("id", *NEW)} for id_, row in expected[column].items()
    }


def test_language_and_romanize(parquet: Path, expected: dict[str, Any]) -> None:
    import polars as pl

    import polynorm
    import polynorm.engines.polars  # noqa: F401

    lazy = pl.scan_parquet(parquet).select("id", pl.col("text").polynorm.language())
    languages = dict(lazy.collect().iter_rows())
    assert languages == {id_: row.get("language") for id_, row in expected["text"].items()}
    texts = pl.DataFrame({"text": ["Мост закрыт", "橋は閉鎖", None], "lang": ["rus", "jpn", "eng"]})
    for given, languages in [("rus", ["rus", "rus"]), (pl.col("lang"), ["rus", "jpn"])]:
        romanized = texts.select(pl.col("text").polynorm.romanize(given)).to_series()
        assert romanized.name == "text"
        assert romanized.to_list() == [
            *(polynorm.romanize(text, language) for text, language in zip(texts["text"], languages, strict=False)),
            None,
        ]


def test_a_lazy_frame_that_was_pickled(parquet: Path, expected: dict[str, Any]) -> None:
    import polars as pl

    from polynorm.engines import polars

    lazy = pickle.loads(pickle.dumps(polars.normalize(pl.scan_parquet(parquet))))
    assert by_id(lazy.collect().to_dicts()) == expected["text"]


def test_options_and_mistakes() -> None:
    import polars as pl

    import polynorm
    from polynorm.engines import polars

    frame = pl.DataFrame({"text": ["The bridge was closed on Monday."], "n": [1]})
    without = polars.normalize(frame, names="off")["paragraphs"][0].to_list()
    assert "names" not in without[0]
    small = polars.normalize(frame, max_document=5)
    assert small["error"][0] and small["language"][0] is None and small["n"][0] == 1
    with pytest.raises(polynorm.ConfigError):
        polars.normalize(frame, nmes="off")
    with pytest.raises(polynorm.ConfigError):
        polars.normalize(frame, "txt")
    with pytest.raises(polynorm.ConfigError):
        polars.normalize(frame.lazy(), "n")
