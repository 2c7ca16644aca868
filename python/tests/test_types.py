"""The stubs: they say what there is, help who is right, and stop who is not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import TITLE
from typed import main

TESTS = Path(__file__).parent
MYPY = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file="]


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, timeout=600)
    return done.stdout + done.stderr


def test_the_stubs_say_what_there_is(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    told = _run(
        [sys.executable, "-m", "mypy.stubtest", "polynorm._polynorm", "polynorm.errors", "polynorm.names"], tmp_path
    )
    assert "Success" in told, told


def test_a_users_script(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    assert _run([*MYPY, str(TESTS / "typed.py")], tmp_path) == ""
    assert TITLE in main()


def test_what_is_forbidden(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    file = TESTS / "untyped.py"
    wanted = re.findall(r"(?:# error: |, )([\w-]+)(?=,|$)", file.read_text(), re.MULTILINE)
    found = re.findall(r"error: .*\[([\w-]+)\]$", _run([*MYPY, str(file)], tmp_path), re.MULTILINE)
    assert found == wanted and len(wanted) == 11
