"""Daft: a DataFrame through a batch function, and that function for expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polynorm.engines import _worker

try:
    import daft
    from daft.functions import to_struct
except ImportError as error:
    raise _worker.missing("daft", "daft", "pyarrow") from error

if TYPE_CHECKING:
    from daft import DataFrame, Expression


def expression(texts: Expression, *, batch_size: int | None = None, **options: Any) -> Expression:
    """The new columns as one struct, of an expression that gives texts or bytes.

    >>> frame = daft.from_pydict({"text": ["The bridge was closed on Monday."]})
    >>> frame.select(expression(daft.col("text"))["language"]).to_pydict()
    {'language': ['eng']}
    """
    settings = _worker.settings(options)
    kind = daft.DataType.from_arrow_type(_worker.struct(settings))

    # A function that Daft starts in another process there opens the pipeline once, by its settings.
    @daft.func.batch(return_dtype=kind, batch_size=batch_size)
    def polynorm_normalize(texts: daft.Series) -> Any:
        return _worker.struct_array(settings, texts.to_arrow())

    return polynorm_normalize(texts)


def normalize(
    dataframe: DataFrame, column: str = "text", *, batch_size: int | None = 1000, **options: Any
) -> DataFrame:
    """The DataFrame with the new columns; ``column`` is of strings, or of bytes in whatever encoding.

    Lazy, and a projection only: whatever partitions and batches Daft makes. ``options`` are those of
    ``polynorm.Pipeline``.

        >>> frame = daft.from_pydict({"id": [7], "text": ["Die Brücke ist seit Montag gesperrt."]})
        >>> normalize(frame).select("id", "language").to_pydict()
        {'id': [7], 'language': ['deu']}
    """
    names, schema = dataframe.column_names, dataframe.schema()
    kind = schema[column].dtype.to_arrow_dtype() if column in names else None
    kept, new, moved = _worker.plan(_worker.settings(options), names, column, kind)
    whole = "polynorm"
    while whole in names:
        whole += "_"
    columns = [daft.col(names[number]) for number in kept]
    columns += [daft.col(whole)[field.name].alias(field.name) for field in new]
    if moved:
        columns.append(to_struct(**{names[number]: daft.col(names[number]) for number in moved}).alias("input"))
    struct = expression(daft.col(column), batch_size=batch_size, **options)
    return dataframe.with_column(whole, struct).select(*columns)
