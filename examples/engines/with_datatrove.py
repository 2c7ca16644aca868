"""Normalize Parquet files with datatrove: python with_datatrove.py IN OUT

A task for each input file. Those that are done are noted in OUT/logs/completions, and a later run does the others; the
output of a task that was interrupted is written again. So the input may not change between runs. On a cluster put
`SlurmPipelineExecutor` in the place of `LocalPipelineExecutor`, with the same pipeline.
"""

from __future__ import annotations

import pyarrow.parquet as pq
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter
from parts import arguments

from polynorm.engines.datatrove import Normalizer, schema


def main() -> None:
    args = arguments(__doc__)
    files = sorted(args.input.glob("*.parquet"))
    before = pq.read_schema(files[0])
    pipeline = [
        ParquetReader(str(args.input), glob_pattern="*.parquet", text_key=args.column),
        Normalizer(**args.options),
        ParquetWriter(
            str(args.output / "data"),
            expand_metadata=True,
            compression="zstd",
            schema=schema(before, text_key=args.column, **args.options),
        ),
    ]
    LocalPipelineExecutor(pipeline, tasks=len(files), workers=args.workers, logging_dir=str(args.output / "logs")).run()


if __name__ == "__main__":
    main()
