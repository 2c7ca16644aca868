"""DuckDB: a relation, and functions in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .shared import NEW, by_id

pytestmark = pytest.mark.engine("duckdb")


@pytest.fixture
def connection() -> Iterator[Any]:
    import duckdb

    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        yield connection


def records(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize("column", ["raw", "text"])
def test_relation(column: str, connection: Any, parquet: Path, expected: dict[str, Any]) -> None:
    from polynorm.engines import duckdb

    relation = duckdb.normalize(connection.read_parquet(f"{parquet}/*.parquet"), connection, column)
    assert relation.columns == ["id", "number", "raw", "text", *NEW, "input"]
    assert by_id(records(relation)) == expected[column]
    # It is a query, not a result: it can be asked again, and more can be put around it.
    languages = dict(relation.filter("number < 5").project("id, language").fetchall())
    assert languages == {id_: row.get("language") for id_, row in expected[column].items() if row["number"] < 5}


def test_relations_with_other_settings_side_by_side(connection: Any) -> None:
    from polynorm.engines import duckdb

    texts = connection.sql('select \'Ahmad Zia Saraj spoke on Monday in Kabul.\' as "a ""b"""')
    named, again, plain = (
        duckdb.normalize(texts, connection, 'a "b"', **options) for options in ({}, {}, {"names": "off"})
    )
    assert named.fetchall() == again.fetchall()
    [name, none] = [records(relation)[0]["paragraphs"][0] for relation in (named, plain)]
    assert name["names"] and "names" not in none


def test_functions(connection: Any, parquet: Path, expected: dict[str, Any]) -> None:
    import polynorm
    from polynorm.engines import duckdb

    duckdb.register(connection)
    files = f"from '{parquet}/*.parquet'"
    languages = dict(connection.sql(f"select id, polynorm_language(raw) {files}").fetchall())
    assert languages == {id_: row.get("language") for id_, row in expected["raw"].items()}
    unnested = connection.sql(f"select id, unnest(polynorm_normalize(text)) {files}")
    assert by_id(records(unnested)) == {
        id_: {k: v for k, v in row.items() if k in ("id", *NEW)} for id_, row in expected["text"].items()
    }
    romanized = connection.sql(
        "select polynorm_romanize(text, lang) from (values (1, 'Мост', 'rus'), (2, '橋', null), (3, null, 'rus')) "
        "t(n, text, lang) order by n"
    )
    assert romanized.fetchall() == [(polynorm.romanize("Мост", "rus"),), (polynorm.romanize("橋", None),), (None,)]


def test_a_failed_row_is_null_with_its_reason(connection: Any) -> None:
    from polynorm.engines import duckdb

    texts = connection.sql("select * from (values (1, 'short'), (2, 'far too long'), (3, null)) t(id, text)")
    relation = duckdb.normalize(texts, connection, max_document=8)
    rows = {row["id"]: row for row in records(relation)}
    assert rows[1]["error"] is None and rows[1]["encoding"] == "UTF-8"
    assert rows[2]["error"] and rows[2]["encoding"] is None and rows[2]["text"] == "far too long"
    assert [rows[3][name] for name in ("encoding", "language", "error")] == [None] * 3
    assert "input" not in relation.columns


def test_mistakes(connection: Any) -> None:
    import polynorm
    from polynorm.engines import duckdb

    texts = connection.sql("select 'a' as text")
    for column, options in [("txt", {}), ("text", {"nmes": "off"})]:
        with pytest.raises(polynorm.ConfigError):
            duckdb.normalize(texts, connection, column, **options)
