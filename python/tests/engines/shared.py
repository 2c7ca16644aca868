"""The documents that all engines are given, and how their records are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ENGINES = {
    "spark": "pyspark",
    "ray": "ray",
    "polars": "polars",
    "duckdb": "duckdb",
    "daft": "daft",
    "datasets": "datasets",
    "datatrove": "datatrove",
}
NEW = ["encoding", "language", "streams", "paragraphs", "error"]
ROOT = Path(__file__).resolve().parents[3]
# A text as long as some, but below what the cut of the command makes parts of.
LONG = "The ferry between the two banks did not run on Thursday either. Nobody at the landing knew why.\n" * 3200


def documents() -> list[dict[str, Any]]:
    """Rows with raw bytes, the same as text where they are UTF-8, and a column whose name the result takes."""
    files = sorted((ROOT / "examples" / "corpus").glob("*.txt"))
    raws: list[tuple[str, bytes | None]] = [(path.stem, path.read_bytes()) for path in files]
    raws += [
        ("hard-null", None),
        ("hard-empty", b""),
        ("hard-blank", b"  \t\n \n  "),
        ("hard-not-utf8", b"\xff\xfe\xfa \x80\x81 not any encoding \xc3(\n\xa0\xa1"),
        ("hard-latin1", "Élodie a cédé sa place à Zoë, près du café où l’été s’achève.".encode("cp1252")),
        ("hard-long", LONG.encode()),
        ("hard-mojibake", "Élodie était déjà à la gare, près du café".encode().decode("cp1252").encode()),
        (
            "hard-emoji",
            "Rain \U0001f327\ufe0f and a family \U0001f468\u200d\U0001f469\u200d\U0001f467 on the ferry".encode(),
        ),
        ("hard-nul", b"A line with a \x00 inside it, and text behind it."),
        ("hard-astral", "\U0001d54b\U0001d559\U0001d556 \U00020bb7 road".encode()),
        ("hard-combining", "Cafe\u0301 and A\u030angstro\u0308m, de\u0301ja\u0300 vu in the old town".encode()),
        ("hard-right-to-left", "\u200fالجسر مغلق منذ يوم الاثنين\u200f، كما قالت البلدية.".encode()),
        ("hard-line-ends", b"One line\r\nanother line\rand a third\n\n\nand the end of it all.\r\n"),
    ]
    rows = []
    for number, (name, raw) in enumerate(raws):
        try:
            text = None if raw is None else raw.decode()
        except UnicodeDecodeError:
            text = None
        rows.append({"id": name, "language": f"said-{number}", "number": number, "raw": raw, "text": text})
    return rows


def plain(value: Any) -> Any:
    """A value as Python has it, whatever the engine calls it; of a struct only the fields that are not null."""
    if hasattr(value, "asDict"):
        value = value.asDict()
    if isinstance(value, dict):
        return {key: plain(field) for key, field in value.items() if field is not None}
    if isinstance(value, list | tuple) or type(value).__name__ in ("ndarray", "Series"):
        return [plain(item) for item in value]
    return bytes(value) if isinstance(value, bytearray | memoryview) else value


def by_id(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The records to compare, by their ids, each of which must be there once."""
    result = {record["id"]: plain(record) for record in records}
    assert len(result) == len(records), "an id came twice"
    return result
