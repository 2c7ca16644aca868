"""datatrove: the step between a reader and a writer."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from .shared import by_id

pytestmark = pytest.mark.engine("datatrove")


@pytest.mark.parametrize("column", ["raw", "text"])
def test_step(column: str, parquet: Path, expected: dict[str, Any]) -> None:
    from datatrove.pipeline.readers import ParquetReader

    from polynorm.engines.datatrove import Normalizer

    step = pickle.loads(pickle.dumps(Normalizer(paragraphs=True)))
    records = []
    for document in step.run(ParquetReader(str(parquet), text_key=column).run()):
        told = document.metadata
        # What would hide the text of the document moved, too.
        assert told["input"] == {**told["input"], "language": f"said-{told['number']}"}
        streams = {**told["streams"], **({"body": document.text} if document.text else {})}
        records.append(
            {"id": document.id, "number": told["number"], "streams": streams}
            | {key: told[key] for key in ("encoding", "language", "paragraphs", "error")}
        )
    wanted = {
        id_: {key: value for key, value in row.items() if key not in ("raw", "text", "input")}
        for id_, row in expected[column].items()
        # The reader passes over rows without text.
        if row.get(column)
    }
    assert by_id(records) == wanted


def test_documents_without_body() -> None:
    from datatrove.data import Document

    from polynorm.engines.datatrove import Normalizer

    def documents() -> list[Document]:
        texts = ["The bridge was closed.", "   ", "far too long " * 3]
        return [Document(text=text, id=str(number), metadata={"n": number}) for number, text in enumerate(texts)]

    keep, drop = Normalizer(max_document=30), Normalizer(max_document=30, without_body="drop")
    kept, dropped = list(keep.run(documents())), list(drop.run(documents()))
    assert [document.id for document in kept] == ["0", "1", "2"]
    assert [document.id for document in dropped] == ["0"]
    assert kept[1].text == "" and kept[1].metadata["error"] is None
    assert kept[2].text == "far too long " * 3 and kept[2].metadata["error"] and kept[2].metadata["language"] is None
    counts = {name: stat.total for name, stat in drop.stats.stats.items()}
    assert [counts[name] for name in ("total", "forwarded", "dropped", "without_body", "failed")] == [3, 1, 2, 2, 1]
    assert counts["language_eng"] == 1


def test_mistakes() -> None:
    import polynorm
    from polynorm.engines.datatrove import Normalizer

    for options in ({"without_body": "perhaps"}, {"nmes": "off"}):
        with pytest.raises(polynorm.ConfigError):
            Normalizer(**options)
