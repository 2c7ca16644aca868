"""Hugging Face datasets: a Dataset or an IterableDataset through ``map``, batch by batch as Arrow tables."""

from __future__ import annotations

from typing import Any, TypeVar

import polynorm
from polynorm.engines import _worker

try:
    import pyarrow as pa
    from datasets import Dataset, Features, IterableDataset
except ImportError as error:
    raise _worker.missing("datasets", "datasets") from error

Data = TypeVar("Data", Dataset, IterableDataset)


def _table(rows: pa.Table, settings: str, column: str, version: str) -> pa.Table:
    return _worker.table(settings, column, rows)


def _features(before: Features, settings: str, column: str) -> Features:
    """Those that the dataset will have; what was there keeps its feature, whatever it is in Arrow."""
    names, kind = list(before), before.arrow_schema.field(column).type if column in before else None
    kept, new, moved = _worker.plan(settings, names, column, kind)
    features = {names[number]: before[names[number]] for number in kept}
    features.update(Features.from_arrow_schema(pa.schema(new)))
    if moved:
        features["input"] = {names[number]: before[names[number]] for number in moved}
    return Features(features)


def normalize(
    dataset: Data, column: str = "text", *, batch_size: int = 1000, num_proc: int | None = None, **options: Any
) -> Data:
    """The Dataset with the new columns; ``column`` is of strings, or of bytes in whatever encoding.

    A ``Dataset`` is computed now, in ``num_proc`` processes, and kept in the cache of ``datasets`` by its data, the
    settings and the version of polynorm: the same again is read from there. An ``IterableDataset`` is computed as it is
    read; it must know its features (those read from Parquet do, others by ``cast``). The result has no format set.
    ``options`` are those of ``polynorm.Pipeline``.

        >>> dataset = Dataset.from_dict({"id": [7], "text": ["Die Brücke ist seit Montag gesperrt."]})
        >>> normalize(dataset)["language"][0]
        'deu'
    """
    if dataset.features is None:
        raise polynorm.ConfigError("the dataset does not know its features; say them with dataset.cast(Features(...))")
    settings = _worker.settings(options)
    more = {} if isinstance(dataset, IterableDataset) else {"num_proc": num_proc, "desc": "polynorm"}
    mapped = dataset.with_format("arrow").map(
        _table,
        batched=True,
        batch_size=batch_size,
        features=_features(dataset.features, settings, column),
        # The version, because the cache tells by the arguments whether a result is there.
        fn_kwargs={"settings": settings, "column": column, "version": polynorm.__version__},
        **more,
    )
    return mapped.with_format(None)
