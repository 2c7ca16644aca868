"""The exceptions: each says what was wrong, where (`place`), and what to do."""

from __future__ import annotations


class Error(Exception):
    """Anything that went wrong in polynorm.

    >>> import polynorm
    >>> try:
    ...     polynorm.Pipeline(threshold=7.0)
    ... except polynorm.Error as error:
    ...     print(error)
    threshold is 7; it must be 0.0 to 1.0
    """

    place: str | None = None
    """Where it happened (file, line, character, setting), if known."""


class ConfigError(Error, ValueError):
    """A setting is unknown, malformed or out of its range, or a column is missing.

    >>> import polynorm
    >>> try:
    ...     polynorm.Pipeline(names="rewriet")
    ... except polynorm.ConfigError as error:
    ...     print(error.place)
    names
    """


class DataError(Error, ValueError):
    """A document, lexicon row or other piece of data is malformed.

    >>> import polynorm
    >>> try:
    ...     polynorm.normalize("half a pair: \\ud800")
    ... except polynorm.DataError as error:
    ...     print(error.place)
    character 13
    """


class InputError(Error, OSError):
    """A file could not be read.

    >>> import polynorm
    >>> try:
    ...     polynorm.Pipeline(lexicons=["there-is-none.tsv"])
    ... except polynorm.InputError as error:
    ...     print(error.place.endswith("there-is-none.tsv"))
    True
    """


# Where users know them from; by this name they are pickled.
for _class in (Error, ConfigError, DataError, InputError):
    _class.__module__ = "polynorm"
