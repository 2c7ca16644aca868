"""What several tests use: the corpus, the command, and a program in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
DOCUMENTS = sorted(CORPUS.glob("*.txt"))
# Beside the sources of the package, these would be found in the place of what is installed.
ELSEWHERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "polynorm"]

TITLE = "Talks resume in Kabul"
ARTICLE = f"{TITLE}\n\nThe talks resumed on Monday, officials said. Nobody expects them to be short."


def without_nulls(value: Any) -> Any:
    """A row of a table has all columns; a record leaves out what there is not."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def python(program: str, *args: str, timeout: float = 120) -> str:
    """What a program in a process of its own writes; it must end well."""
    command = [sys.executable, "-c", textwrap.dedent(program), *args]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=timeout, cwd=ELSEWHERE)
    assert done.returncode == 0, done.stderr
    return done.stdout
