"""Normalize Parquet files with Polars: python with_polars.py IN OUT

One output for each input file, streamed: written beside its place and renamed, so that a run which was interrupted goes
on with the files that are missing. `--share I/N` divides the files among processes or machines, with one thread each if
there are as many processes as cores (POLARS_MAX_THREADS=1): Polars calls one function at a time.
"""

from __future__ import annotations

import polars as pl
from parts import arguments, to_do, written

from polynorm.engines import polars


def main() -> None:
    args = arguments(__doc__)
    for file in to_do(args, "{}.parquet"):
        with written(args.output / f"{file.stem}.parquet") as target:
            frame = polars.normalize(pl.scan_parquet(file), args.column, **args.options)
            frame.sink_parquet(target, compression="zstd", row_group_size=10_000)


if __name__ == "__main__":
    main()
