"""Batches: every kind of column, every kind of object of Arrow's, rows that are poisoned, and what is no batch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from support import ARTICLE, TITLE, python, without_nulls

import polynorm
from polynorm import Pipeline

NEW = ["encoding", "language", "streams", "paragraphs", "error"]
TEXTS = [ARTICLE, None, "", "Le conseil municipal a vot\u00e9 le budget mardi soir."]


def _expected(pipeline: Pipeline) -> list[dict[str, Any]]:
    return [{} if text is None else pipeline.normalize(text).to_dict() for text in TEXTS]


def _rows(batch: Any) -> list[dict[str, Any]]:
    rows = pa.table(batch).to_pylist()
    return [without_nulls({key: row[key] for key in NEW}) for row in rows]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()],
    ids=str,
)
def test_kinds_of_columns(pipeline: Pipeline, kind: pa.DataType) -> None:
    batch = pa.record_batch({"n": [1, 2, 3, 4], "text": pa.array(TEXTS, pa.string()).cast(kind)})
    out = pipeline.normalize_batch(batch)
    assert out.schema.names == ["n", "text", *NEW] == pipeline.schema(batch.schema).names
    assert pa.schema(out.schema).equals(pa.schema(pipeline.schema(batch.schema)))
    assert _rows(out) == _expected(pipeline)
    assert pa.record_batch(out).column("text").equals(batch.column("text"))


def test_dictionaries(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"text": pa.array(TEXTS * 2).dictionary_encode()})
    assert _rows(pipeline.normalize_batch(batch)) == _expected(pipeline) * 2


def test_slices(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"text": ["not this", *TEXTS, "nor this"]}).slice(1, len(TEXTS))
    assert _rows(pipeline.normalize_batch(batch)) == _expected(pipeline)


def test_kinds_of_objects(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"text": TEXTS})
    table = pa.Table.from_batches([batch.slice(0, 1), batch.slice(1, 3)])
    expected = _expected(pipeline)
    assert isinstance(pipeline.normalize_batch(batch), polynorm.RecordBatch)
    for given in (table, table.to_reader(), pl.DataFrame(table), pa.table({"text": TEXTS})):
        reader = pipeline.normalize_batch(given)
        assert isinstance(reader, polynorm.RecordBatchReader)
        assert _rows(reader) == expected
    # Our own objects go in again.
    twice = pipeline.normalize_batch(pipeline.normalize_batch(batch))
    assert twice.schema.names == ["text", *NEW, "input"]
    assert _rows(twice) == expected


def test_engines_take_what_comes_out(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"text": TEXTS})
    out = pipeline.normalize_batch(batch)
    assert pa.table(out).equals(pa.Table.from_batches([pa.record_batch(out)]))
    frame = pl.DataFrame(out)
    assert frame.columns == ["text", *NEW] and frame["language"].to_list() == ["eng", None, "und", "fra"]
    frame = pl.DataFrame(pipeline.normalize_batch(pa.table(batch)))
    assert frame["language"].to_list() == ["eng", None, "und", "fra"]
    assert pa.schema(pipeline.schema(pl.DataFrame(batch).schema)).names == ["text", *NEW]
    # As large strings, if someone asks for them.
    wanted = pa.schema([f.with_type(pa.large_string()) if f.name == "text" else f for f in pa.schema(out.schema)])
    assert pa.RecordBatchReader.from_stream(out, wanted).read_all().schema.field("text").type == pa.large_string()


def test_columns_of_the_same_name_move(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"language": ["xx"], "text": [TITLE], "error": [7]})
    out = pipeline.normalize_batch(batch)
    assert out.schema.names == ["text", *NEW, "input"]
    assert pa.record_batch(out).column("input").to_pylist() == [{"language": "xx", "error": 7}]


def test_metadata_stays(pipeline: Pipeline) -> None:
    batch = pa.record_batch({"text": [TITLE]}).replace_schema_metadata({"made": "by hand"})
    assert pa.record_batch(pipeline.normalize_batch(batch)).schema.metadata == {b"made": b"by hand"}
    assert pa.table(pipeline.normalize_batch(pa.table(batch))).schema.metadata == {b"made": b"by hand"}


def test_poisoned_rows() -> None:
    pipeline = Pipeline(max_document="4K")
    huge = b"huge " * 2000
    texts = (
        [TITLE.encode()] * 50
        + [None, huge, b"\xff\xfe\x00\xd8 \xc3\x28\x80", bytes(range(256)), b""]
        + [b"The end."] * 50
    )
    rows = pa.record_batch(
        pipeline.normalize_batch(pa.record_batch({"text": pa.array(texts, pa.binary())}))
    ).to_pylist()
    errors = {number: row["error"] for number, row in enumerate(rows) if row["error"] is not None}
    assert list(errors) == [51] and "10000 bytes" in errors[51] and "4096" in errors[51]
    for number, row in enumerate(rows):
        nulls = [row[key] is None for key in NEW[:-1]]
        assert all(nulls) if number in (50, 51) else not any(nulls)
        if number not in (50, 51):
            assert without_nulls({key: row[key] for key in NEW}) == pipeline.normalize(texts[number]).to_dict()  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_sizes(pipeline: Pipeline, count: int) -> None:
    batch = pa.record_batch({"text": pa.array([f"The line of number {n}." for n in range(count)], pa.string())})
    out = pipeline.normalize_batch(batch)
    assert (len(out), out.num_rows, out.num_columns) == (count, count, 6)
    assert pa.record_batch(out).column("streams").to_pylist()[-1:] == [
        {"body": f"The line of number {count - 1}.", "teaser": None, "widget": None} for _ in range(min(count, 1))
    ]
    assert pa.table(pipeline.normalize_batch(pa.table(batch))).num_rows == count


def test_arrays(pipeline: Pipeline) -> None:
    expected = _expected(pipeline)
    for texts in (
        pa.array(TEXTS),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
        pl.Series(TEXTS),
        pa.array(TEXTS).cast("binary"),
    ):
        assert pa.array(pipeline.language_array(texts)).to_pylist() == ["eng", None, "und", "fra"]
        array = pipeline.normalize_array(texts)
        assert len(array) == 4
        rows = pa.array(array).to_pylist()
        assert rows[1] is None
        assert [without_nulls(row or {}) for row in rows] == expected
    assert pl.Series(pipeline.normalize_array(pl.Series(TEXTS))).struct.field("language").to_list() == [
        "eng",
        None,
        "und",
        "fra",
    ]
    assert len(pipeline.normalize_array(pa.array([], pa.string()))) == 0
    assert pa.array(pipeline.language_array(pa.chunked_array([], pa.large_string()))).type == pa.string()
    assert len(pipeline.normalize_array(pa.chunked_array([], pa.large_string()))) == 0


def test_a_reader_is_lazy_and_is_read_once(pipeline: Pipeline) -> None:
    taken: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(5):
            taken.append(number)
            yield pa.record_batch({"text": [f"The line of number {number}."]})

    reader = pipeline.normalize_batch(pa.RecordBatchReader.from_batches(pa.schema({"text": "string"}), batches()))
    assert taken == [] and reader.schema.names == ["text", *NEW]
    first = next(reader)
    assert taken == [0] and pa.record_batch(first).column("text").to_pylist() == ["The line of number 0."]
    assert pa.table(reader).num_rows == 4
    with pytest.raises(ValueError, match="read once"):
        pa.table(reader)
    with pytest.raises(ValueError, match="read once"):
        next(reader)


def test_errors_of_the_one_before(pipeline: Pipeline) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"text": [TITLE]})
        raise RuntimeError("the disk is gone")

    schema = pa.schema({"text": "string"})
    reader = pipeline.normalize_batch(pa.RecordBatchReader.from_batches(schema, batches()))
    assert len(next(reader)) == 1
    with pytest.raises(polynorm.DataError, match="the disk is gone"):
        next(reader)
    reader = pipeline.normalize_batch(pa.RecordBatchReader.from_batches(schema, batches()))
    with pytest.raises(Exception, match="the disk is gone"):
        pa.table(reader)


@pytest.mark.parametrize(
    "given", [pa.record_batch({"id": [1], "body": ["a"]}), pa.table({"id": [1], "body": ["a"]})], ids=["batch", "table"]
)
def test_a_missing_column(pipeline: Pipeline, given: Any) -> None:
    with pytest.raises(polynorm.ConfigError, match='no column "text" among id, body'):
        pipeline.normalize_batch(given)
    with pytest.raises(polynorm.ConfigError, match='"content"'):
        pipeline.schema(given.schema, column="content")
    with pytest.raises(polynorm.ConfigError, match="Int64"):
        pipeline.normalize_batch(given, column="id")
    assert pa.table(pipeline.normalize_batch(given, "body")).num_rows == 1


def test_what_is_no_batch(pipeline: Pipeline) -> None:
    for given in (5, [TITLE], {"text": [TITLE]}, "text"):
        for method in (pipeline.normalize_batch, pipeline.normalize_array, pipeline.schema):
            with pytest.raises(TypeError, match=f"{type(given).__name__} has no Arrow PyCapsule interface"):
                method(given)  # type: ignore[operator]
    with pytest.raises((TypeError, ValueError)):
        pipeline.normalize_batch(pa.array([TITLE]))
    with pytest.raises(polynorm.ConfigError, match="Int64"):
        pipeline.normalize_array(pa.array([1]))


def test_edits_and_offsets() -> None:
    text = "\U0001f600 cafe\u0301 au lait"
    pipeline = Pipeline(edits=True, offsets="utf16", names="off")
    (row,) = pa.record_batch(pipeline.normalize_batch(pa.record_batch({"text": [text]}))).to_pylist()
    assert without_nulls(row["paragraphs"]) == pipeline.normalize(text).to_dict()["paragraphs"]
    assert row["paragraphs"][0]["edits"][0]["span"] == [6, 7] and "names" not in row["paragraphs"][0]


def test_memory_is_given_back() -> None:
    # Fifty megabytes that go in and come out, twice as many times as would be seen.
    grown = python(
        """
        import gc, resource
        import pyarrow as pa, polynorm
        pipeline = polynorm.Pipeline(names="off")
        def once():
            batch = pa.record_batch({"text": ["The line is here."], "payload": [b"x" * (1 << 20)]})
            pa.record_batch(pipeline.normalize_batch(batch))
            pa.table(pipeline.normalize_batch(pa.table(batch)))
            pa.array(pipeline.normalize_array(pa.array([b"1 " * (1 << 16)])))
        for _ in range(5):
            once()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(50):
            once()
        gc.collect()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """
    )
    assert int(grown) < 20_000, "KiB"


def test_the_gil_is_released(pipeline: Pipeline) -> None:
    import threading

    batch = pa.record_batch({"text": [ARTICLE * 20] * 300})
    done = threading.Event()
    worker = threading.Thread(target=lambda: (pipeline.normalize_batch(batch), done.set()))
    start = time.perf_counter()
    worker.start()
    longest, before = 0.0, start
    while not done.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    worker.join()
    took = time.perf_counter() - start
    assert longest < took / 2, f"this thread stood still for {longest:.3f} of {took:.3f} s"
