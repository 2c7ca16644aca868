"""What pytest gives to the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import polynorm

# `support` is imported by name, also by tests in folders.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def pipeline() -> polynorm.Pipeline:
    return polynorm.Pipeline()
