"""The examples in the documentation of the adapters."""

from __future__ import annotations

import doctest
import importlib

import pytest

from .shared import ENGINES


@pytest.mark.parametrize("engine", [pytest.param(name, marks=pytest.mark.engine(name)) for name in ENGINES])
def test_examples(engine: str) -> None:
    module = importlib.import_module(f"polynorm.engines.{engine}")
    failed, tried = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    # Those of Spark and Ray need more than a line can start.
    assert (failed, tried > 0) == (0, engine not in ("spark", "ray"))
