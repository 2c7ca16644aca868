"""The command, the objects and the batches say the same of the same documents."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from support import COMMAND, CORPUS, DOCUMENTS, without_nulls

import polynorm

CASES: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    (["--edits", "--offsets", "bytes"], {"edits": True, "offsets": "bytes"}),
    (
        ["--form", "nfkd", "--names", "full", "--offsets", "utf16"],
        {"form": "nfkd", "names": "full", "offsets": "utf16"},
    ),
    (["--names", "off", "--languages", "eng,fra"], {"names": "off", "languages": ["eng", "fra"]}),
]


def _records(verb: str, options: list[str], folder: Path) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [*COMMAND, verb, str(CORPUS), *options], check=False, capture_output=True, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(record.pop("id")).name: {k: v for k, v in record.items() if k != "source"} for record in records}


@pytest.mark.parametrize(("options", "keywords"), CASES, ids=lambda case: str(case))
def test_normalize(options: list[str], keywords: dict[str, Any], tmp_path: Path) -> None:
    records = _records("normalize", options, tmp_path)
    assert sorted(records) == [path.name for path in DOCUMENTS] and len(records) > 10
    pipeline = polynorm.Pipeline(**keywords)
    batch = pa.record_batch(
        {"id": [path.name for path in DOCUMENTS], "text": [path.read_bytes() for path in DOCUMENTS]}
    )
    rows = pa.record_batch(pipeline.normalize_batch(batch)).to_pylist()
    assert [row["id"] for row in rows] == batch.column("id").to_pylist()
    for path, row in zip(DOCUMENTS, rows, strict=True):
        record = records[path.name]
        assert pipeline.normalize(path.read_bytes()).to_dict() == record
        assert row.pop("id") == path.name and row.pop("text") == path.read_bytes() and row.pop("error") is None
        assert without_nulls(row) == record


def test_detect(tmp_path: Path) -> None:
    records = _records("detect", [], tmp_path)
    pipeline = polynorm.Pipeline()
    for path in DOCUMENTS:
        assert pipeline.detect(path.read_bytes()).to_dict() == records[path.name]
