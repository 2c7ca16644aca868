"""Polars: frames, lazy frames, and the namespace ``polynorm`` of expressions, which importing this module registers.

    >>> import polars as pl
    >>> from polynorm.engines import polars
    >>> frame = pl.DataFrame({"text": ["The bridge was closed on Monday.", None]})
    >>> polars.normalize(frame)["language"].to_list()
    ['eng', None]
    >>> frame.select(pl.col("text").polynorm.language()).to_series().to_list()
    ['eng', None]

Needs no pyarrow: frames cross over by the Arrow PyCapsule interface.
"""

from __future__ import annotations

import functools
from typing import Any, Literal, TypeVar

import polynorm
from polynorm.engines import _worker

try:
    import polars as pl
except ImportError as error:
    raise _worker.missing("polars", "polars") from error

Alphabet = Literal["latin", "ascii"]
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def _frame(settings: str, column: str, frame: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(_worker.opened(settings).normalize_batch(frame, column))


def normalize(frame: Frame, column: str = "text", **options: Any) -> Frame:
    """The frame with the new columns; ``column`` is of strings, or of bytes in whatever encoding.

    A lazy frame stays lazy and streams (``collect(engine="streaming")``, ``sink_parquet``). Filters and selections
    behind it are not moved before it: select first, or use the expression, where columns are not needed.
    ``options`` are those of ``polynorm.Pipeline``.

        >>> lazy = pl.LazyFrame({"text": ["Il ponte è chiuso da lunedì mattina."], "language": ["?"]})
        >>> normalize(lazy).select("language", "input").collect().rows()
        [('ita', {'language': '?'})]
    """
    settings = _worker.settings(options)
    function = functools.partial(_frame, settings, column)
    if isinstance(frame, pl.DataFrame):
        return function(frame)
    schema = pl.Schema(_worker.opened(settings).schema(frame.collect_schema(), column))
    return frame.map_batches(function, schema=schema, streamable=True)


def _struct(settings: str, texts: pl.Series) -> pl.Series:
    rows = _worker.opened(settings).normalize_batch(texts.rename("text").to_frame(), "text")
    return pl.DataFrame(rows).drop("text").to_struct(texts.name)


def _language(settings: str, texts: pl.Series) -> pl.Series:
    return pl.Series(texts.name, _worker.opened(settings).language_array(texts))


def _romanized(text: str | None, language: str | None, alphabet: Alphabet) -> str | None:
    return None if text is None else polynorm.romanize(text, language, alphabet)


def _romanize(language: str | None, alphabet: Alphabet, texts: pl.Series) -> pl.Series:
    return pl.Series(texts.name, [_romanized(text, language, alphabet) for text in texts], pl.String)


def _romanize_both(alphabet: Alphabet, both: pl.Series) -> pl.Series:
    rows = zip(both.struct.field("text"), both.struct.field("language"), strict=True)
    return pl.Series(both.name, [_romanized(text, language, alphabet) for text, language in rows], pl.String)


@pl.api.register_expr_namespace("polynorm")
class Expressions:
    """``pl.col("text").polynorm``: what polynorm makes of a column of texts or bytes."""

    def __init__(self, texts: pl.Expr) -> None:
        self._texts = texts

    def normalize(self, **options: Any) -> pl.Expr:
        """The new columns as one struct, under the name of the column.

        >>> frame = pl.DataFrame({"text": ["Le pont est fermé depuis lundi matin."]})
        >>> frame.select(pl.col("text").polynorm.normalize()).unnest("text")["language"].to_list()
        ['fra']
        """
        settings = _worker.settings(options)
        empty = pl.Schema(_worker.opened(settings).schema(pl.Schema({"text": pl.String()}), "text"))
        dtype = pl.Struct({name: kind for name, kind in empty.items() if name != "text"})
        return self._texts.map_batches(functools.partial(_struct, settings), dtype, is_elementwise=True)

    def language(self, **options: Any) -> pl.Expr:
        """The language of each text, ISO 639-3; ``und`` where there is none to tell.

        >>> pl.select(pl.lit("Мост закрыт с понедельника").polynorm.language()).item()
        'rus'
        """
        settings = _worker.settings(options)
        return self._texts.map_batches(functools.partial(_language, settings), pl.String(), is_elementwise=True)

    def romanize(self, language: str | pl.Expr | None = None, alphabet: Alphabet = "latin") -> pl.Expr:
        """Each text in Latin script; ``language`` is that of all of them (``"rus"``), or an expression that gives it.

        >>> pl.select(pl.lit("Мост").polynorm.romanize("rus")).item()
        'Most'
        """
        if not isinstance(language, pl.Expr):
            function = functools.partial(_romanize, language, alphabet)
            return self._texts.map_batches(function, pl.String(), is_elementwise=True)
        both = pl.struct(self._texts.alias("text"), language.alias("language"))
        function = functools.partial(_romanize_both, alphabet)
        name = self._texts.meta.output_name(raise_if_undetermined=False)
        column = both.map_batches(function, pl.String(), is_elementwise=True)
        return column.alias(name) if name else column
