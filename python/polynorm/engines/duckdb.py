"""DuckDB: a relation with the new columns, and functions for SQL. Texts go there and back as Arrow arrays.

>>> import duckdb
>>> from polynorm.engines import duckdb as adapter
>>> connection = duckdb.connect()
>>> adapter.register(connection)
>>> connection.sql("select polynorm_language('The bridge was closed on Monday.')").fetchall()
[('eng',)]
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Any

import polynorm
from polynorm.engines import _worker

try:
    import duckdb
    import pyarrow as pa
except ImportError as error:
    raise _worker.missing("duckdb", "duckdb", "pyarrow") from error

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


def _type(kind: pa.DataType) -> str:
    """An Arrow type in the words of DuckDB."""
    if pa.types.is_struct(kind):
        return "STRUCT(" + ", ".join(f'"{field.name}" {_type(field.type)}' for field in kind) + ")"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _type(kind.value_type) + "[]"
    if pa.types.is_integer(kind):
        return "BIGINT"
    return "DOUBLE" if pa.types.is_floating(kind) else "VARCHAR"


def _struct(settings: str, texts: pa.ChunkedArray) -> pa.StructArray:
    return _worker.struct_array(settings, texts)


def _language(settings: str, texts: pa.ChunkedArray) -> pa.Array:
    return pa.array(_worker.opened(settings).language_array(texts))


def _romanize(texts: pa.ChunkedArray, languages: pa.ChunkedArray) -> pa.Array:
    rows = zip(texts.to_pylist(), languages.to_pylist(), strict=True)
    written = (None if text is None else polynorm.romanize(text, language) for text, language in rows)
    return pa.array(written, pa.string())


def _create(connection: DuckDBPyConnection, name: str, function: Any, kind: str, parameters: Any = None) -> None:
    # Without parameters named a function takes text and bytes alike, each as it is. The names of the enumerations have
    # moved between versions; their words have not.
    words: dict[str, Any] = {"type": "arrow", "null_handling": "special"}
    connection.create_function(name, function, parameters, duckdb.sqltype(kind), **words)


def register(connection: DuckDBPyConnection, prefix: str = "polynorm_", **options: Any) -> None:
    """Give a connection the functions ``polynorm_normalize(text)``, ``polynorm_language(text)`` and
    ``polynorm_romanize(text, language)``, with these options of ``polynorm.Pipeline``.

    ``polynorm_normalize`` gives the new columns as one struct; ``unnest`` makes columns of it. Texts may be
    ``VARCHAR``, or ``BLOB`` in whatever encoding.

        >>> connection = duckdb.connect()
        >>> register(connection, prefix="plain_", names="off")
        >>> connection.sql("select plain_normalize('Le pont est fermé depuis lundi.').language").fetchall()
        [('fra',)]
        >>> connection.sql("select plain_romanize('Мост', 'rus')").fetchall()
        [('Most',)]
    """
    settings = _worker.settings(options)
    struct = _type(_worker.struct(settings))
    _create(connection, f"{prefix}normalize", functools.partial(_struct, settings), struct)
    _create(connection, f"{prefix}language", functools.partial(_language, settings), "VARCHAR")
    _create(connection, f"{prefix}romanize", _romanize, "VARCHAR", ["VARCHAR", "VARCHAR"])


def normalize(
    relation: DuckDBPyRelation, connection: DuckDBPyConnection, column: str = "text", **options: Any
) -> DuckDBPyRelation:
    """The relation with the new columns; ``connection`` is the one that the relation is of.

    Lazy and streaming: it is a projection, so DuckDB reads, filters and writes around it as it likes. ``options`` are
    those of ``polynorm.Pipeline``.

        >>> connection = duckdb.connect()
        >>> relation = connection.sql("select 7 as id, 'Die Brücke ist seit Montag gesperrt.' as text")
        >>> normalize(relation, connection).project("id, language").fetchall()
        [(7, 'deu')]
    """
    settings = _worker.settings(options)
    # DuckDB's names know no upper and lower case.
    kept, _, moved = _worker.plan(settings, [name.lower() for name in relation.columns], column.lower())
    # A function of its own for these settings, so that relations with others live side by side.
    name = "polynorm_" + hashlib.sha256(settings.encode()).hexdigest()[:16]
    try:
        _create(connection, name, functools.partial(_struct, settings), _type(_worker.struct(settings)))
    except duckdb.NotImplementedException:
        pass  # It is there already.

    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    names = [quoted(there) for there in relation.columns]
    columns = [names[number] for number in kept]
    columns.append(f"unnest({name}({quoted(column)}))")
    if moved:
        columns.append(f"struct_pack({', '.join(f'{names[n]} := {names[n]}' for n in moved)}) AS input")
    return relation.project(", ".join(columns))
