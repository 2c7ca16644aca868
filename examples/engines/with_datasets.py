"""Normalize Parquet files with Hugging Face datasets: python with_datasets.py IN OUT

One output for each input file, streamed: written beside its place and renamed, so that a run which was interrupted goes
on with the files that are missing. One process with one core: `--share I/N` divides the files among processes and
machines. For data that fits the disk twice, a `Dataset` with `num_proc` does the same through the cache of datasets.
"""

from __future__ import annotations

import pyarrow.parquet as pq
from datasets import load_dataset
from parts import arguments, to_do, written

from polynorm.engines import datasets


def main() -> None:
    args = arguments(__doc__)
    for file in to_do(args, "{}.parquet"):
        stream = load_dataset("parquet", data_files=str(file), split="train", streaming=True)
        normalized = datasets.normalize(stream, args.column, **args.options)
        with written(args.output / f"{file.stem}.parquet") as target:
            # Batch by batch, because `to_parquet` of a stream has all of it in memory.
            with pq.ParquetWriter(target, normalized.features.arrow_schema, compression="zstd") as writer:
                for rows in normalized.with_format("arrow").iter(batch_size=1000):
                    writer.write_table(rows)


if __name__ == "__main__":
    main()
