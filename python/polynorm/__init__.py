"""Multilingual text normalization: every paragraph decoded, identified, separated, normalized and named, every change
traceable to the source bytes.

>>> import polynorm
>>> document = polynorm.normalize(b"The caf\\xe9 opened on Monday, the owner said.")
>>> document.language, document.body
('eng', 'The café opened on Monday, the owner said.')

For many documents make a `Pipeline` once. It works without the GIL, so threads of Python use all cores; a single call
starts no threads. Processes may be forked at any time: a fork waits until the calls of other threads are done.
"""

from __future__ import annotations

import os as _os

from . import names
from ._polynorm import (
    Array,
    Document,
    Edit,
    LanguageSpan,
    Name,
    Paragraph,
    Pipeline,
    RecordBatch,
    RecordBatchReader,
    Repair,
    RepairChange,
    RepairStep,
    Schema,
    __version__,
    _after_fork_in_child,
    _after_fork_in_parent,
    _before_fork,
    detect,
    explain_repair,
    normalize,
    repair,
    romanize,
)
from .errors import ConfigError, DataError, Error, InputError

__all__ = [
    "Array",
    "ConfigError",
    "DataError",
    "Document",
    "Edit",
    "Error",
    "InputError",
    "LanguageSpan",
    "Name",
    "Paragraph",
    "Pipeline",
    "RecordBatch",
    "RecordBatchReader",
    "Repair",
    "RepairChange",
    "RepairStep",
    "Schema",
    "__version__",
    "detect",
    "explain_repair",
    "names",
    "normalize",
    "repair",
    "romanize",
]

# Windows has no fork.
if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )
