"""`python -m polynorm` and the script `polynorm` are the command: arguments, streams, exit codes, signals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from support import ARTICLE, COMMAND, ELSEWHERE

import polynorm

SCRIPT = shutil.which("polynorm", path=sysconfig.get_path("scripts")) or ""


def _run(*args: str, stdin: bytes = b"", folder: Path = ELSEWHERE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *args], input=stdin, check=False, capture_output=True, cwd=folder, timeout=120)


@pytest.mark.parametrize("command", [COMMAND, [SCRIPT]], ids=["module", "script"])
def test_both_ways(command: list[str]) -> None:
    done = subprocess.run(
        [*command, "--version"], check=False, capture_output=True, text=True, timeout=60, cwd=ELSEWHERE
    )
    assert (done.returncode, done.stdout) == (0, f"polynorm {polynorm.__version__}\n")


def test_well(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = _run("normalize", "a.txt", folder=tmp_path)
    record = json.loads(done.stdout)
    assert (done.returncode, record["id"], record["language"]) == (0, "a.txt", "eng")
    assert _run("--help").returncode == 0


def test_some_failed(tmp_path: Path) -> None:
    done = _run("names", "compare", stdin=b"Anna Berg\tAnna Berg\nno tab\n")
    assert done.returncode == 1 and done.stdout.startswith(b"Anna Berg\tAnna Berg\t1.0000\n")
    (tmp_path / "a.jsonl").write_text('{"text": "The line is here."}\nno json\n')
    done = _run("normalize", "a.jsonl", "-o", "out.jsonl", folder=tmp_path)
    assert done.returncode == 1 and (tmp_path / "out.jsonl.quarantine.jsonl").exists()


@pytest.mark.parametrize("args", [["normalise"], ["normalize", "--form", "nfx"], [], ["normalize", "/nowhere/at/all"]])
def test_usage_and_files(args: list[str]) -> None:
    done = _run(*args)
    assert done.returncode == 2 and done.stdout == b"" and b"Traceback" not in done.stderr and done.stderr


def test_arguments_that_are_not_utf8(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    try:
        Path(os.fsdecode(path)).write_text(ARTICLE)
    except OSError:
        pytest.skip("no such names here")
    done = subprocess.run(
        [*(os.fsencode(arg) for arg in COMMAND), b"normalize", path],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 0 and json.loads(done.stdout)["language"] == "eng"


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_a_closed_pipe_is_no_error() -> None:
    lines = b"The line is here.\n" * 200_000
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "romanize"], stdin=pipe, stdout=pipe, stderr=pipe, cwd=ELSEWHERE) as command:
        assert command.stdin and command.stdout and command.stderr
        command.stdin.write(lines[:1800])
        command.stdout.close()
        try:
            command.stdin.write(lines)
            command.stdin.close()
        except BrokenPipeError:
            pass
        assert command.stderr.read() == b""
        command.wait(60)
    assert command.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: signal.Signals, code: int, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "normalize", "-", "-o", "out.jsonl"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as command:
        # It waits for its input.
        end = time.monotonic() + 60
        while not (tmp_path / "out.jsonl.partial").exists() and time.monotonic() < end:
            time.sleep(0.05)
        command.send_signal(number)
        assert command.stderr
        told = command.stderr.read()
        command.wait(60)
    assert command.returncode == code and b"interrupted" in told and b"Traceback" not in told
