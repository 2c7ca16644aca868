"""Normalize Parquet files with DuckDB: python with_duckdb.py IN OUT

One output for each input file, streamed: written beside its place and renamed, so that a run which was interrupted goes
on with the files that are missing. Threads of DuckDB normalize row groups side by side. `--share I/N` divides the files
among machines.
"""

from __future__ import annotations

import duckdb
from parts import arguments, to_do, written

from polynorm.engines import duckdb as adapter


def main() -> None:
    args = arguments(__doc__)
    connection = duckdb.connect(config={"threads": args.workers})
    for file in to_do(args, "{}.parquet"):
        with written(args.output / f"{file.stem}.parquet") as target:
            documents = connection.read_parquet(str(file))
            normalized = adapter.normalize(documents, connection, args.column, **args.options)
            normalized.write_parquet(str(target), compression="zstd", row_group_size=10_240)


if __name__ == "__main__":
    main()
