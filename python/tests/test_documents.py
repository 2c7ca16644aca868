"""One document: what can be given, what comes out, and that its offsets are right."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ARTICLE, DOCUMENTS, TITLE

import polynorm


class Words(str):
    """A `str` all the same."""


@pytest.mark.parametrize(
    "source",
    [
        ARTICLE,
        Words(ARTICLE),
        ARTICLE.encode(),
        bytearray(ARTICLE.encode()),
        memoryview(ARTICLE.encode()),
        # One that is not contiguous.
        memoryview(bytes(byte for char in ARTICLE.encode() for byte in (char, 0)))[::2],
    ],
    ids=["str", "subclass", "bytes", "bytearray", "memoryview", "strides"],
)
def test_kinds_of_input(pipeline: polynorm.Pipeline, source: str | bytes) -> None:
    document = pipeline.normalize(source)
    assert document.to_dict() == pipeline.normalize(ARTICLE.encode()).to_dict()
    assert type(document.source) is bytes and document.source == ARTICLE.encode()
    assert document[0].text == TITLE


def test_bytes_are_not_copied(pipeline: polynorm.Pipeline) -> None:
    source = ARTICLE.encode()
    assert pipeline.normalize(source).source is source


def test_what_can_change_is_copied(pipeline: polynorm.Pipeline) -> None:
    source = bytearray(ARTICLE.encode())
    document = pipeline.normalize(source)
    source[:] = b"x" * len(source)
    assert document.source == ARTICLE.encode() and document[0].decoded == TITLE


@pytest.mark.parametrize("source", [b"", "", b" \r\n\n", b"\xef\xbb\xbf", memoryview(b"")])
def test_nothing_to_read(pipeline: polynorm.Pipeline, source: bytes) -> None:
    document = pipeline.normalize(source)
    assert (len(document), list(document), document.paragraphs, document.streams) == (0, [], (), {})
    assert (document.language, document.body, document.teaser, document.widget) == ("und", None, None, None)
    assert document.to_dict()["paragraphs"] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_offsets_are_code_points(path: Path) -> None:
    document = polynorm.normalize(path.read_bytes(), edits=True)
    for paragraph, record in zip(document, document.to_dict()["paragraphs"], strict=True):
        text = paragraph.text
        for name, written in zip(paragraph.names, record["names"], strict=True):
            assert text[slice(*name.span)] == name.written
            covered = paragraph.source_range(*name.span)
            assert covered[0] <= name.source[0] and name.source[1] <= covered[1]
            assert [list(name.source), list(name.span), name.written] == [
                written[k] for k in ("source", "span", "written")
            ]
        undone = text
        for edit in reversed(paragraph.edits):
            undone = undone[: edit.span[0]] + edit.was + undone[edit.span[1] :]
        assert undone == paragraph.decoded
        assert [[list(e.source), list(e.span), e.was, e.stage, e.rule] for e in paragraph.edits] == [
            list(edit.values()) for edit in record["edits"]
        ]
        spans = [span.span for span in paragraph.languages]
        assert spans == [tuple(span["span"]) for span in record.get("languages", [])]
        assert not spans or (spans[0][0], spans[-1][1]) == (0, len(text))
        start, end = paragraph.source
        assert start <= paragraph.source_range(0, len(text))[0] <= paragraph.source_range(0, len(text))[1] <= end
        assert paragraph.to_dict() == record


def test_the_corpus_has_something_at_offsets() -> None:
    documents = [polynorm.normalize(path.read_bytes(), names="annotate") for path in DOCUMENTS]
    paragraphs = [paragraph for document in documents for paragraph in document]
    assert sum(len(paragraph.edits) for paragraph in paragraphs) > 20
    assert sum(len(paragraph.names) for paragraph in paragraphs) > 20
    assert any(paragraph.languages for paragraph in paragraphs)


def test_offsets_beyond_the_basic_plane() -> None:
    text = "\U0001f600\U0001f600 cafe\u0301 \U0001f600 Moammar Gadhafi spoke on Monday."
    paragraph = polynorm.normalize(text)[0]
    (name,) = paragraph.names
    assert paragraph.text[slice(*name.span)] == name.written == "Muammar Gaddafi"
    start, end = name.source
    assert text.encode()[start:end].decode() == name.surface == "Moammar Gadhafi"
    at = paragraph.text.index("é")
    start, end = paragraph.source_range(at, at + 1)
    assert text.encode()[start:end].decode() == "e\u0301"


def test_other_units_are_for_records_alone() -> None:
    text = "\U0001f600 Moammar Gadhafi spoke on Monday."
    for unit, start in (("chars", 2), ("utf16", 3), ("bytes", 5)):
        paragraph = polynorm.normalize(text, offsets=unit)[0]
        assert paragraph.names[0].span == (2, 17)
        assert paragraph.to_dict()["names"][0]["span"][0] == start


@pytest.mark.parametrize("range_", [(0, 99), (22, 22), (3, 2)])
def test_ranges_out_of_the_text(pipeline: polynorm.Pipeline, range_: tuple[int, int]) -> None:
    with pytest.raises(IndexError, match=r"out of the text, which has 21|ends before it starts"):
        pipeline.normalize(TITLE)[0].source_range(*range_)
    with pytest.raises(IndexError):
        pipeline.normalize(TITLE.replace("a", "\u00e4"))[0].source_range(*range_)


def test_a_document_is_a_sequence(pipeline: polynorm.Pipeline) -> None:
    document = pipeline.normalize(ARTICLE)
    texts = [paragraph.text for paragraph in document]
    assert len(document) == len(texts) == 2 and texts == [p.text for p in document.paragraphs]
    assert [document[i].text for i in (0, 1, -2, -1)] == texts * 2
    assert [p.text for p in document[1:]] == texts[1:] and document[5:] == ()
    for index in (2, -3):
        with pytest.raises(IndexError, match="2 paragraphs"):
            document[index]
    with pytest.raises(TypeError):
        document["0"]  # type: ignore[call-overload]


def test_a_paragraph_outlives_its_document(pipeline: polynorm.Pipeline) -> None:
    paragraph = pipeline.normalize(ARTICLE)[0]
    assert (str(paragraph), paragraph.role, paragraph.stream) == (TITLE, "title", "body")


def test_detect_changes_nothing(pipeline: polynorm.Pipeline) -> None:
    source = "Cafe\u0301 society is in \u201cquotes\u201d, and so is Moammar Gadhafi.".encode("utf-16-le")
    document = pipeline.detect(source)
    (paragraph,) = document
    assert (document.encoding, paragraph.text, paragraph.role, paragraph.stream) == (
        "UTF-16LE",
        source.decode("utf-16-le"),
        None,
        None,
    )
    assert (paragraph.names, paragraph.edits, document.streams, document.body) == ((), (), {}, None)
    assert sorted(document.to_dict()) == ["confidence", "encoding", "language", "paragraphs", "script"]
    assert sorted(paragraph.to_dict()) == ["confidence", "encoding", "language", "script", "source"]


def test_undecodable_bytes_are_no_error(pipeline: polynorm.Pipeline) -> None:
    document = pipeline.normalize(bytes(range(256)) * 40)
    assert len(document.source) == 10240 and isinstance(document.to_dict(), dict)


@pytest.mark.parametrize(
    ("text", "place", "unit"),
    [("\ud800", 0, "D800"), ("caf\u00e9 \U0001f600 \udfff.", 7, "DFFF"), ("a\udc80\ud800", 1, "DC80")],
)
def test_half_of_a_pair(pipeline: polynorm.Pipeline, text: str, place: int, unit: str) -> None:
    for call in (pipeline.normalize, pipeline.detect, polynorm.repair, polynorm.romanize):
        with pytest.raises(polynorm.DataError, match=f"U\\+{unit} is half of a surrogate pair") as raised:
            call(text)  # type: ignore[operator]
        assert raised.value.place == f"character {place}"
    with pytest.raises(polynorm.DataError):
        polynorm.names.compare("a", text)


@pytest.mark.parametrize("source", [None, 5, ["a"], object()])
def test_what_is_no_document(pipeline: polynorm.Pipeline, source: object) -> None:
    with pytest.raises(TypeError, match=f"not {type(source).__name__}"):
        pipeline.normalize(source)  # type: ignore[arg-type]


def test_too_large_a_document() -> None:
    pipeline = polynorm.Pipeline(max_document="1K")
    assert len(pipeline.normalize(b"x" * 1024)) == 1
    with pytest.raises(polynorm.DataError, match="1025 bytes, `max_document` is 1024"):
        pipeline.normalize(b"x" * 1025)


def test_functions_take_options_too() -> None:
    assert polynorm.normalize("caf\u00e9", form="nfd").body == "cafe\u0301"
    assert polynorm.detect("Die Gemeinde baut eine Schule.", languages="fra,eng").language != "deu"
    with pytest.raises(polynorm.ConfigError, match="did you mean `form`"):
        polynorm.normalize("a", from_="nfd")  # type: ignore[call-arg]


def test_repair() -> None:
    assert polynorm.repair("The caf\u00c3\u00a9 is open") == "The caf\u00e9 is open"
    assert polynorm.repair("The caf\u00c3\u00a9", mode="off") == "The caf\u00c3\u00a9"
    assert polynorm.repair("The caf\u00c3\u00a9 is open", form="nfd") == "The cafe\u0301 is open"
    text = "\U0001f600 n\u00c3\u0192\u00c2\u00a9 en mai"
    repair = polynorm.explain_repair(text)
    (change,) = repair.changes
    assert text[slice(*change.span)] == change.was and change.now == "\u00e9"
    assert [repair.steps[step].read_as for step in change.steps] == ["windows-1252"] * 2
    assert repair.text == text[: change.span[0]] + change.now + text[change.span[1] :]
    with pytest.raises(polynorm.ConfigError, match="unknown variant `bolder`") as raised:
        polynorm.repair("a", mode="bolder")  # type: ignore[arg-type]
    assert raised.value.place == "mode"


def test_romanize() -> None:
    assert polynorm.romanize("\u0413\u0440\u0438\u0433\u043e\u0440\u0456\u0439", "uk", alphabet="ascii") == "Hryhorii"
    with pytest.raises(polynorm.ConfigError, match="`Ukrainian` is no code"):
        polynorm.romanize("a", "Ukrainian")
    with pytest.raises(polynorm.ConfigError, match="use `latin` or `ascii`"):
        polynorm.romanize("a", alphabet="greek")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a text is str, not bytes"):
        polynorm.romanize(b"a")  # type: ignore[arg-type]


def test_compare() -> None:
    assert polynorm.names.compare("Muammar Qaddafi", "Moammar al-Gadhafi").score > 0.8
    assert polynorm.names.compare("", "").score == 0.0
    assert polynorm.names.compare("Anna Berg", "Omar Said").reasons != []


def test_representations(pipeline: polynorm.Pipeline) -> None:
    document = pipeline.normalize(ARTICLE)
    assert repr(document) == f"<Document: eng, UTF-8, {len(ARTICLE)} bytes, 2 paragraphs>"
    assert repr(document[0]) == '<Paragraph: title, eng, "Talks resume in Kabul">'
    assert repr(pipeline) == "Pipeline()"
    assert "place" in repr(document[0].names[0]) and "Kabul" in repr(document[0].names[0])
