"""Measure what a worker costs on this machine: python measure.py [FILE.parquet] [--column text] [--workers 1,2]

Says how long a worker takes to start, how much memory it has, and how many MB a second it normalizes, by the clock and
by the seconds of CPU that it used, for each number of workers: processes of their own, as the engines have them, each
with its share of the batches. Without a file the documents of `examples/corpus` are repeated, which are small and all
broken in ways of their own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def resident() -> float:
    """Megabytes of this process in memory now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def batches(file: str | None, column: str, rows: int, limit: float) -> Iterator[Any]:
    """Record batches of texts or bytes, up to `limit` bytes of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if file is None:
        folder = Path(__file__).resolve().parents[1] / "corpus"
        texts = [path.read_bytes() for path in sorted(folder.glob("*.txt"))]
        source: Iterator[Any] = iter(lambda: pa.record_batch({column: (texts * rows)[:rows]}), None)
    else:
        source = pq.ParquetFile(file).iter_batches(rows, columns=[column])
    done = 0
    for batch in source:
        if done >= limit:
            return
        done += size(batch.column(0))
        yield batch


def size(texts: Any) -> int:
    """Bytes of the texts."""
    import pyarrow.compute as pc

    return pc.sum(pc.binary_length(texts)).as_py() or 0


def work(share: int, shares: int, args: argparse.Namespace, start: Any, results: Any) -> None:
    began = time.perf_counter()
    import polynorm

    pipeline = polynorm.Pipeline()
    pipeline.normalize("The bridge was closed on Monday, the mayor said.")
    opened = time.perf_counter() - began
    small = resident()
    import pyarrow as pa
    import pyarrow.compute  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    ready = time.perf_counter() - began
    own = list(batches(args.file, args.column, args.rows, args.megabytes * 1e6))[share::shares]
    before = resident()
    # All workers begin when the last of them is ready.
    start.wait()
    began, cpu, done, most = time.perf_counter(), time.process_time(), 0, before
    for batch in own:
        normalized = pa.record_batch(pipeline.normalize_batch(batch, args.column))
        most = max(most, resident())
        assert normalized.num_rows == batch.num_rows
        done += size(batch.column(0))
    results.put((opened, ready, small, most - before, done, time.perf_counter() - began, time.process_time() - cpu))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--column", default="text")
    parser.add_argument("--rows", type=int, default=1000, help="rows of a batch")
    parser.add_argument("--megabytes", type=float, default=20, help="as much of the file")
    parser.add_argument("--workers", default="1,2", help="numbers of processes to try")
    args = parser.parse_args()
    # As engines start theirs: nothing is there that this process has loaded.
    context = multiprocessing.get_context("spawn")
    for workers in map(int, args.workers.split(",")):
        start, results = context.Barrier(workers), context.Queue()
        processes = [context.Process(target=work, args=(n, workers, args, start, results)) for n in range(workers)]
        for process in processes:
            process.start()
        told = [results.get() for _ in processes]
        for process in processes:
            process.join()
        opened, ready, small, more, done, clock, cpu = zip(*told, strict=True)
        megabytes = sum(done) / 1e6
        print(
            f"{workers} workers: {megabytes:.1f} MB at {megabytes / max(clock):.2f} MB/s by the clock, "
            f"{megabytes / sum(cpu):.2f} MB/s for each second of CPU; "
            f"a worker starts in {max(opened):.2f} s ({max(ready):.2f} s with pyarrow), has {max(small):.0f} MB "
            f"without pyarrow, and {max(more):.0f} MB more at work",
            flush=True,
        )


if __name__ == "__main__":
    main()
