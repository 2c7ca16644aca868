"""A user's script, for `mypy --strict`: what the stubs say of everything that is used here. It runs, too."""

from __future__ import annotations

from typing import Any

import polynorm
from polynorm import Pipeline
from polynorm.names import Comparison, compare


class Rows:
    """Something of Arrow's that is not pyarrow's."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.inner.__arrow_c_stream__(requested_schema)


def main() -> list[str]:
    pipeline = Pipeline(form="nfc", languages={"eng": 1.0, "fra": 2.0}, folds={"quotes": True}, max_document="1M")
    settings: dict[str, Any] = pipeline.settings
    document: polynorm.Document = pipeline.normalize(b"Talks resume in Kabul")
    told: list[str] = [document.language, document.encoding, *document.streams.values()]
    body: str | None = document.body
    for paragraph in document:
        role: str | None = paragraph.role
        start, end = paragraph.source_range(0, len(paragraph.text))
        told += [role or "", str(end - start), *(name.canonical for name in paragraph.names)]
    first: polynorm.Paragraph = document[0]
    rest: tuple[polynorm.Paragraph, ...] = document[1:]
    comparison: Comparison = compare("Anna Berg", "A. Berg")
    score: float = comparison.score
    try:
        polynorm.normalize("text", threshold=7.0)
    except polynorm.ConfigError as error:
        place: str | None = error.place
        told.append(place or "no place")
    batch: polynorm.RecordBatch = pipeline.normalize_batch(empty(pipeline))
    reader: polynorm.RecordBatchReader = pipeline.normalize_batch(Rows(batch))
    told += [str(len(inner)) for inner in reader]
    told += [
        str(len(settings) > 5),
        str(body),
        first.text,
        str(len(rest)),
        str(score > 0),
        polynorm.repair("a", mode="bold"),
    ]
    return told


def empty(pipeline: Pipeline) -> polynorm.RecordBatch:
    import pyarrow as pa  # type: ignore[import-untyped, import-not-found, unused-ignore]

    return pipeline.normalize_batch(pa.record_batch({"text": ["Talks resume in Kabul"]}))  # type: ignore[no-any-return, unused-ignore]


if __name__ == "__main__":
    print(*main(), sep="\n")
