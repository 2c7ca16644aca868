"""Normalize Parquet files with Polars: python with_polars.py IN OUT

One output for each input file, streamed: written beside its place and renamed, so that a run which was interrupted goes
on with the files that are missing. Threads of Polars normalize row groups side by side. `--share I/N` divides the files
among machines.
"""

from __future__ import annotations

import os

from parts import arguments, to_do, written


def main() -> None:
    args = arguments(__doc__)
    # Read when Polars is imported.
    os.environ["POLARS_MAX_THREADS"] = str(args.workers)
    import polars as pl

    from polynorm.engines import polars

    for file in to_do(args, "{}.parquet"):
        with written(args.output / f"{file.stem}.parquet") as target:
            frame = polars.normalize(pl.scan_parquet(file), args.column, **args.options)
            frame.sink_parquet(target, compression="zstd", row_group_size=10_000)


if __name__ == "__main__":
    main()
