"""Hugging Face datasets: both kinds, and what is remembered in the cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .shared import NEW, by_id

pytestmark = pytest.mark.engine("datasets")
COLUMNS = ["id", "number", "raw", "text", *NEW, "input"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def files(parquet: Path) -> list[str]:
    return sorted(map(str, parquet.glob("*.parquet")))


@pytest.mark.parametrize("column", ["raw", "text"])
def test_dataset(column: str, parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    from datasets import Dataset

    from polynorm.engines import datasets

    before = Dataset.from_parquet(files(parquet), cache_dir=str(tmp_path))
    after = datasets.normalize(before, column, batch_size=7)
    assert after.column_names == COLUMNS
    assert by_id(list(after)) == expected[column]
    assert datasets.normalize(before, column, batch_size=7).cache_files == after.cache_files, "it is in the cache"
    assert datasets.normalize(before, column, batch_size=7, names="off").cache_files != after.cache_files


def test_processes(parquet: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    from datasets import Dataset

    from polynorm.engines import datasets

    before = Dataset.from_parquet(files(parquet), cache_dir=str(tmp_path))
    assert by_id(list(datasets.normalize(before, num_proc=2))) == expected["text"]


@pytest.mark.parametrize("column", ["raw", "text"])
def test_iterable(column: str, parquet: Path, expected: dict[str, Any]) -> None:
    import datasets as engine

    from polynorm.engines import datasets

    stream = engine.load_dataset("parquet", data_files=files(parquet), split="train", streaming=True)
    after = datasets.normalize(stream, column, batch_size=7)
    assert list(after.features) == COLUMNS
    assert by_id(list(after)) == expected[column]


def test_features_of_other_columns_are_left_alone() -> None:
    from datasets import ClassLabel, Dataset, Features, Value

    from polynorm.engines import datasets

    features = Features({"text": Value("string"), "label": ClassLabel(names=["no", "yes"]), "error": Value("int32")})
    rows = {"text": ["short", "far too long"], "label": [0, 1], "error": [7, 8]}
    after = datasets.normalize(Dataset.from_dict(rows, features), max_document=8)
    assert after.features["label"] == features["label"]
    assert after[0]["error"] is None and after[1]["error"] and after[1]["encoding"] is None
    assert after[1]["input"] == {"error": 8}


def test_mistakes() -> None:
    from datasets import Dataset, IterableDataset

    import polynorm
    from polynorm.engines import datasets

    dataset = Dataset.from_dict({"text": ["a"]})
    for column, options in [("txt", {}), ("text", {"nmes": "off"})]:
        with pytest.raises(polynorm.ConfigError):
            datasets.normalize(dataset, column, **options)
    with pytest.raises(polynorm.ConfigError):
        datasets.normalize(IterableDataset.from_generator(lambda: iter([{"text": "a"}])))
