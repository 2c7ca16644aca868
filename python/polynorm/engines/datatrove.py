"""datatrove: a step of a pipeline that puts the normalized body in the place of each document's text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import polynorm
from polynorm.engines import _worker

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise _worker.missing("datatrove", "datatrove", "pyarrow") from error

if TYPE_CHECKING:
    import pyarrow as pa
    from datatrove.data import DocumentsPipeline


class Normalizer(PipelineStep):
    """Replaces ``text`` by the body and writes into ``metadata`` what else is known.

    ``metadata`` gets ``encoding``, ``language``, ``streams`` (teaser and widget; the body is the text) and, with
    ``paragraphs=True``, ``paragraphs``. Keys of these names that were there, and ``text`` and ``id``, move into
    a dictionary ``input``. A document that cannot be normalized gets ``error``, and its text is left as it
    was, or empty if it was bytes.

    A document without body (nothing but menus, or failed) is kept, or dropped with ``without_body="drop"``. The stats
    of the step count ``total``, ``forwarded``, ``dropped``, ``without_body``, ``failed`` and ``language_…``.
    The text may be bytes in whatever encoding, as a ``ParquetReader`` gives them where its ``text_key`` is a binary
    column. ``options`` are those of ``polynorm.Pipeline``.

        >>> from datatrove.data import Document
        >>> step = Normalizer(names="off")
        >>> [document] = step.run([Document(text="Il ponte è chiuso da lunedì.", id="7")])
        >>> document.metadata["language"]
        'ita'
    """

    type = "🧹 - FORMAT"
    name = "polynorm"

    def __init__(
        self, *, without_body: Literal["keep", "drop"] = "keep", paragraphs: bool = False, **options: Any
    ) -> None:
        super().__init__()
        if without_body not in ("keep", "drop"):
            raise polynorm.ConfigError(f"without_body is 'keep' or 'drop', not {without_body!r}")
        self.without_body = without_body
        self.paragraphs = paragraphs
        self.settings = _worker.settings(options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents, one after another, normalized."""
        pipeline = _worker.opened(self.settings)
        for document in data or ():
            self.stat_update("total")
            with self.track_time():
                body = self._normalize(pipeline, document)
            if not body:
                self.stat_update("without_body")
                if self.without_body == "drop":
                    self.stat_update("dropped")
                    continue
            self.stat_update("forwarded")
            self.update_doc_stats(document)
            yield document

    def _normalize(self, pipeline: polynorm.Pipeline, document: Any) -> str | None:
        """Change the document, and give its body."""
        try:
            record = pipeline.normalize(document.text).to_dict()
        except polynorm.Error as error:
            self.stat_update("failed")
            if not isinstance(document.text, str):
                document.text = ""  # Bytes that no writer takes for a text.
            self._tell(document, {"encoding": None, "language": None, "streams": None, "error": str(error)})
            return None
        self.stat_update(f"language_{record['language']}")
        body: str | None = record["streams"].pop("body", None)
        document.text = body or ""
        told = {key: record[key] for key in ("encoding", "language", "streams")}
        if self.paragraphs:
            told["paragraphs"] = record["paragraphs"]
        self._tell(document, {**told, "error": None})
        return body

    @staticmethod
    def _tell(document: Any, told: dict[str, Any]) -> None:
        there = document.metadata
        moved = {key: there.pop(key) for key in _moved(there, told)}
        there.update(told)
        if moved:
            there["input"] = moved


def _moved(there: Iterable[str], told: Iterable[str]) -> list[str]:
    """Of the keys that are there those that give way; also what would hide the document's own where a writer
    expands metadata to columns."""
    taken = {*told, "text", "id"}
    names = [key for key in there if key in taken or key == "input"]
    return names if names != ["input"] else []


def schema(
    before: pa.Schema, *, text_key: str = "text", id_key: str = "id", paragraphs: bool = False, **options: Any
) -> pa.Schema:
    """The schema for a ``ParquetWriter`` with ``expand_metadata=True``, for documents from files of schema ``before``.

    Without it the writer takes the schema of the first document, in which half of the fields may be null.

    >>> import pyarrow as pa
    >>> before = pa.schema([("id", pa.string()), ("text", pa.string()), ("language", pa.string())])
    >>> schema(before).names
    ['text', 'id', 'encoding', 'language', 'streams', 'error', 'input']
    """
    import pyarrow as pa

    new = {field.name: field for field in _worker.plan(_worker.settings(options), ["text"], "text").new}
    new["streams"] = pa.field("streams", pa.struct([stream for stream in new["streams"].type if stream.name != "body"]))
    if not paragraphs:
        del new["paragraphs"]
    names = [name for name in before.names if name not in (text_key, id_key)]
    moved = _moved(names, new)
    fields = [
        pa.field("text", pa.string()),
        before.field(id_key).with_name("id") if id_key in before.names else pa.field("id", pa.string()),
    ]
    fields += [before.field(name) for name in names if name not in moved]
    fields += new.values()
    if moved:
        fields.append(pa.field("input", pa.struct([before.field(name) for name in moved])))
    return pa.schema(fields)
