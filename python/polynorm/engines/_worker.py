"""What the adapters share: settings that travel instead of tables, and the new columns. Not for use from outside."""

from __future__ import annotations

import functools
import json
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

from polynorm import Pipeline

if TYPE_CHECKING:
    import pyarrow as pa


def settings(options: dict[str, Any]) -> str:
    """The settings of a pipeline as JSON, which is all that an engine sends to its workers.

    What is wrong with the options is said here, by the caller's process, before any worker starts.
    """
    return json.dumps(Pipeline(**options).settings, sort_keys=True)


@functools.lru_cache(maxsize=8)
def opened(settings: str) -> Pipeline:
    """The pipeline of these settings, opened once in each process however many tasks the process runs."""
    return Pipeline(**json.loads(settings))


def missing(engine: str, *packages: str) -> ImportError:
    """What to say where an engine is not installed."""
    names = " ".join(shlex.quote(package) for package in packages)
    return ImportError(f"polynorm.engines.{engine} is not there without its engine: pip install {names}")


class Plan(NamedTuple):
    """What becomes of columns, for engines that must know before there is data."""

    kept: list[int]
    """Those that stay what they are, by their numbers."""
    new: list[pa.Field]
    moved: list[int]
    """Those that stand in the struct `input` behind the new ones, by their numbers."""


def plan(settings: str, names: list[str], column: str, kind: pa.DataType | None = None) -> Plan:
    """What becomes of columns of these names, of which `column` has the texts, of type `kind`.

    A column that is not there, or does not fit, is a `ConfigError`.
    """
    import pyarrow as pa

    # Of the types of the others nothing depends; so a struct among them is the one that is new.
    before = pa.schema([(name, kind or pa.string()) if name == column else (name, pa.null()) for name in names])
    after = list(pa.schema(opened(settings).schema(before, column)))
    moved = {field.name for field in after.pop().type} if pa.types.is_struct(after[-1].type) else set()
    kept = [number for number, name in enumerate(names) if name not in moved]
    return Plan(kept, after[len(kept) :], [number for number, name in enumerate(names) if name in moved])


def struct(settings: str) -> pa.StructType:
    """The new columns as one type."""
    import pyarrow as pa

    return pa.struct(plan(settings, ["text"], "text").new)


def struct_array(settings: str, texts: pa.Array | pa.ChunkedArray) -> pa.StructArray:
    """The new columns for an array of texts or bytes, as one array of structs."""
    import pyarrow as pa

    return pa.array(opened(settings).normalize_array(texts))


def table(settings: str, column: str, rows: pa.Table) -> pa.Table:
    """A table with the new columns."""
    import pyarrow as pa

    return pa.table(opened(settings).normalize_batch(rows, column))
