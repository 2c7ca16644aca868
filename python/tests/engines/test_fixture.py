"""The records that the engines are held to are those of the command."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("pyarrow")

from .shared import plain  # noqa: E402


@pytest.mark.parametrize("column", ["raw", "text"])
def test_command_and_pipeline_agree(column: str, expected: dict[str, Any], commanded: dict[str, Any]) -> None:
    for id_, record in expected[column].items():
        if "encoding" not in record:
            assert id_ not in commanded[column], "a row without text is in the quarantine"
            continue
        written = commanded[column][id_]
        assert {key: written[key] for key in ("encoding", "language", "streams", "paragraphs")} == {
            key: record[key] for key in ("encoding", "language", "streams", "paragraphs")
        }
        assert written["input"]["language"] == record["input"]["language"]


def test_the_fixture_has_what_is_hard(expected: dict[str, Any]) -> None:
    raw, text = expected["raw"], expected["text"]
    assert "encoding" not in raw["hard-null"]
    assert raw["hard-empty"]["paragraphs"] == [] == raw["hard-blank"]["paragraphs"]
    assert raw["hard-latin1"]["encoding"] == "windows-1252"
    assert "encoding" not in text["hard-latin1"]
    assert len(raw["hard-long"]["streams"]["body"]) > 300_000
    assert "Élodie était déjà" in raw["hard-mojibake"]["streams"]["body"]
    assert any(paragraph.get("names") for paragraph in raw["01_english_french_teaser"]["paragraphs"])
    assert plain(raw) == raw
