"""Ray Data: a Dataset through ``map_batches``, in actors that open the pipeline once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polynorm.engines import _worker

try:
    from ray.data import ActorPoolStrategy
except ImportError as error:
    raise _worker.missing("ray", "ray[data]") from error

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset


class Normalizer:
    """The callable of an actor: an Arrow table in, the same with the new columns out."""

    def __init__(self, settings: str, column: str) -> None:
        self.settings = settings
        self.column = column
        _worker.opened(settings)

    def __call__(self, rows: pa.Table) -> pa.Table:
        return _worker.table(self.settings, self.column, rows)


def normalize(
    dataset: Dataset,
    column: str = "text",
    *,
    concurrency: int | tuple[int, int] | None = None,
    batch_size: int | None = 1000,
    num_cpus: float = 1,
    **options: Any,
) -> Dataset:
    """A Dataset with the new columns; ``column`` is of strings, or of bytes in whatever encoding.

    ``concurrency`` is how many actors there are, or the least and the most; without it Ray starts as many as there is
    room for. An actor takes ``num_cpus`` and one batch of ``batch_size`` rows at a time. ``options`` are those of
    ``polynorm.Pipeline``.

        >>> dataset = ray.data.read_parquet("documents/")                                        # doctest: +SKIP
        >>> polynorm.engines.ray.normalize(dataset, concurrency=(1, 8)).write_parquet("out/")    # doctest: +SKIP
    """
    least, most = concurrency if isinstance(concurrency, tuple) else (concurrency or 1, concurrency)
    return dataset.map_batches(
        Normalizer,
        fn_constructor_args=(_worker.settings(options), column),
        compute=ActorPoolStrategy(min_size=least, max_size=most),
        batch_size=batch_size,
        batch_format="pyarrow",
        zero_copy_batch=True,
        num_cpus=num_cpus,
        udf_modifying_row_count=False,
    )
