"""PySpark: a DataFrame through ``mapInArrow``.

Spark starts its workers with the Python that ``PYSPARK_PYTHON`` names: it must be one that has ``polynorm`` and
``pyarrow``, and of the same version as the driver's. Rows come in batches of
``spark.sql.execution.arrow.maxRecordsPerBatch`` (10 000 unless set; 1 000 is better where documents are long).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from polynorm.engines import _worker

try:
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_type
    from pyspark.sql.types import BinaryType, StringType, StructField, StructType
except ImportError as error:
    raise _worker.missing("spark", "pyspark", "pyarrow") from error

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def schema(before: StructType, settings: str, column: str) -> StructType:
    """The schema that a DataFrame with this one will have, without looking at its data."""
    kinds = {StringType: pa.string(), BinaryType: pa.binary()}
    kind = kinds.get(type(before[column].dataType), pa.bool_()) if column in before.names else None
    kept, new, moved = _worker.plan(settings, before.names, column, kind)
    columns = [before[number] for number in kept]
    columns += [StructField(field.name, from_arrow_type(field.type)) for field in new]
    return StructType(columns + ([StructField("input", StructType([before[n] for n in moved]))] if moved else []))


def _known(kind: pa.DataType) -> pa.DataType:
    """A type with lists as Spark knows them, which are small even where `useLargeVarTypes` makes texts large."""
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_known(field.type)) for field in kind])
    if pa.types.is_large_list(kind):
        return pa.list_(kind.value_field.with_type(_known(kind.value_type)))
    return kind


def _batches(settings: str, column: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    pipeline = _worker.opened(settings)
    for rows in batches:
        done = pa.record_batch(pipeline.normalize_batch(rows, column))
        known = pa.schema([field.with_type(_known(field.type)) for field in done.schema])
        yield done if known == done.schema else done.cast(known)


def normalize(dataframe: DataFrame, column: str = "text", **options: Any) -> DataFrame:
    """A DataFrame with the new columns; ``column`` is of strings, or of bytes in whatever encoding.

    Lazy, as any transformation is. ``options`` are those of ``polynorm.Pipeline``.

        >>> dataframe = spark.read.parquet("documents/")                          # doctest: +SKIP
        >>> polynorm.engines.spark.normalize(dataframe).write.parquet("out/")     # doctest: +SKIP
    """
    settings = _worker.settings(options)
    after = schema(dataframe.schema, settings, column)
    return dataframe.mapInArrow(functools.partial(_batches, settings, column), after)
