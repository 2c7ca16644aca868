"""Ray Data, local, with two cores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import scripts
from .shared import NEW, by_id

pytestmark = pytest.mark.engine("ray")


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    import ray

    ray.init(
        num_cpus=2,
        object_store_memory=100 << 20,
        include_dashboard=False,
        log_to_driver=False,
        configure_logging=False,
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


@pytest.mark.parametrize(("column", "concurrency"), [("raw", 1), ("text", (1, 2))])
def test_dataset(column: str, concurrency: Any, started: Any, parquet: Path, expected: dict[str, Any]) -> None:
    from polynorm.engines import ray

    dataset = ray.normalize(started.data.read_parquet(str(parquet)), column, concurrency=concurrency, batch_size=5)
    assert dataset.columns() == ["id", "number", "raw", "text", *NEW, "input"]
    assert by_id(dataset.take_all()) == expected[column]


def test_a_failed_row_is_null_with_its_reason(started: Any) -> None:
    from polynorm.engines import ray

    texts = started.data.from_items(
        [{"id": n, "text": text} for n, text in enumerate(["short", "far too long", None], 1)]
    )
    rows = {row["id"]: row for row in ray.normalize(texts, concurrency=1, max_document=8).take_all()}
    assert rows[1]["error"] is None and rows[1]["encoding"] == "UTF-8"
    assert rows[2]["error"] and rows[2]["encoding"] is None and rows[2]["text"] == "far too long"
    assert [rows[3][name] for name in ("encoding", "language", "error")] == [None] * 3


def test_mistakes_are_told_before_anything_runs(started: Any) -> None:
    import polynorm
    from polynorm.engines import ray

    with pytest.raises(polynorm.ConfigError):
        ray.normalize(started.data.from_items([{"text": "a"}]), nmes="off")


def test_script(started: Any, parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    scripts.check(scripts.here, "ray", parquet, tmp_path / "out", expected["raw"])
