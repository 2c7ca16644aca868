"""Normalize Parquet files with Daft: python with_daft.py IN OUT

Files of OUT stand in a folder `part=NAME` for each input file. Groups of 100 input files are written beside their
places, and each part is renamed into its own when the group is done; so a run that was interrupted goes on with the
parts that are missing. On a cluster of Ray (DAFT_RUNNER=ray) the same script runs there.
"""

from __future__ import annotations

import daft
from parts import arguments, groups, published, to_do

from polynorm.engines import daft as adapter


def main() -> None:
    args = arguments(__doc__)
    for group in groups(to_do(args, "part={}"), 100):
        with published(args.output, args.share) as folder:
            documents = daft.read_parquet([str(file) for file in group], file_path_column="part")
            name = daft.col("part").regexp_replace(r"^.*/|\.parquet$", "")
            normalized = adapter.normalize(documents.with_column("part", name), args.column, **args.options)
            normalized.write_parquet(str(folder), compression="zstd", partition_cols=["part"])


if __name__ == "__main__":
    main()
