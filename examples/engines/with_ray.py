"""Normalize Parquet files with Ray Data: python with_ray.py IN OUT

Files of OUT stand in a folder `part=NAME` for each input file. Ray computes lost blocks again, and starts actors again
that die; a run as a whole that was interrupted goes on with the parts that are missing: groups of 100 input files are
written beside their places, and each part is renamed into its own when the group is done.
"""

from __future__ import annotations

import os
import pathlib

import pyarrow as pa
import ray
from parts import arguments, groups, published, to_do

from polynorm.engines import ray as adapter


def with_part(rows: pa.Table) -> pa.Table:
    """The rows with the name of their file in the place of its path."""
    parts = pa.array([pathlib.PurePath(path).stem for path in rows["path"].to_pylist()], pa.string())
    return rows.drop_columns("path").append_column("part", parts)


def main() -> None:
    args = arguments(__doc__)
    if not ray.is_initialized():
        # Of a cluster (RAY_ADDRESS) all, of this machine as much as was asked for.
        ray.init(num_cpus=None if "RAY_ADDRESS" in os.environ else args.workers, include_dashboard=False)
    for group in groups(to_do(args, "part={}"), 100):
        with published(args.output, args.share) as folder:
            documents = ray.data.read_parquet([str(file.resolve()) for file in group], include_paths=True)
            documents = documents.map_batches(with_part, batch_format="pyarrow", batch_size=None)
            normalized = adapter.normalize(documents, args.column, concurrency=(1, args.workers), **args.options)
            normalized.write_parquet(str(folder.resolve()), partition_cols=["part"], compression="zstd")


if __name__ == "__main__":
    main()
