"""What the scripts beside this file share: their arguments, which input files are still to do, and outputs that are
there whole or not at all. For folders on a file system where a rename is atomic; not for object stores."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def arguments(description: str) -> argparse.Namespace:
    """Those of every script; `options` of them are for `polynorm.Pipeline`."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("input", type=Path, metavar="IN", help="a folder of Parquet files")
    parser.add_argument("output", type=Path, metavar="OUT", help="a folder; what is there already is not done again")
    parser.add_argument("--column", default="text", help="the column of texts, or of bytes in any encoding [text]")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes or cores to use [2]")
    parser.add_argument("--share", default="1/1", metavar="I/N", help="do the I-th of N shares of the files only [1/1]")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="an option, such as names=off")
    args = parser.parse_args()
    args.options = {key: _value(value) for key, _, value in (said.partition("=") for said in args.set)}
    args.output.mkdir(parents=True, exist_ok=True)
    return args


def _value(said: str) -> Any:
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return said


def to_do(args: argparse.Namespace, target: str) -> list[Path]:
    """The input files of this share whose output, the name `target` with the stem of the file, is not there yet."""
    share, shares = map(int, args.share.split("/"))
    files = sorted(args.input.glob("*.parquet"))[share - 1 :: shares]
    left = [file for file in files if not (args.output / target.format(file.stem)).exists()]
    print(f"{len(files)} files, {len(files) - len(left)} done before, {len(left)} to do", flush=True)
    return left


@contextlib.contextmanager
def written(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes `target` when all is written; a run that is interrupted leaves no `target`."""
    beside = target.with_name(f".{target.name}.unfinished")
    _remove(beside)
    yield beside
    os.replace(beside, target)


@contextlib.contextmanager
def published(output: Path, share: str) -> Iterator[Path]:
    """A folder to write folders `part=…` to, each of which moves into `output` when all are written."""
    beside = output / f".unfinished-{share.replace('/', '-of-')}"
    _remove(beside)
    yield beside
    for part in sorted(beside.glob("part=*")):
        os.replace(part, output / part.name)
    _remove(beside)


def groups(files: list[Path], size: int) -> Iterator[list[Path]]:
    """The files in groups, after each of which there is something to go on from."""
    for start in range(0, len(files), size):
        yield files[start : start + size]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
