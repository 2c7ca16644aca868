"""Normalize Parquet files with Spark: PYSPARK_PYTHON=python3 spark-submit with_spark.py IN OUT

Files of OUT stand in a partition `part=NAME` for each input file. Spark tries a task that fails again; a job (of 100
input files) that fails leaves no partition, and writing one replaces what was in it. So a run that was interrupted goes
on with the partitions that are missing. Works on any file system of Hadoop where a rename is atomic; where it is not
write to a table of Iceberg or Delta, which commits as a whole.
"""

from __future__ import annotations

import os
import sys

from parts import arguments, groups

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

from pyspark.errors import AnalysisException  # noqa: E402
from pyspark.sql import SparkSession, functions  # noqa: E402

from polynorm.engines import spark as adapter  # noqa: E402


def done(session: SparkSession, output: str) -> set[str]:
    """The partitions that are there."""
    try:
        files = session.read.parquet(output).inputFiles()
    except AnalysisException:
        return set()
    return {file.rpartition("part=")[2].partition("/")[0] for file in files}


def main() -> None:
    args = arguments(__doc__)
    session = (
        SparkSession.builder.appName("polynorm")
        .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
        .config("spark.sql.parquet.compression.codec", "zstd")
        # A task is as many bytes of input as take some minutes.
        .config("spark.sql.files.maxPartitionBytes", "256m")
        .config("spark.speculation", "true")
        .getOrCreate()
    )
    before = done(session, str(args.output))
    files = sorted(session.read.parquet(str(args.input)).inputFiles())
    left = [file for file in files if file.rpartition("/")[2].removesuffix(".parquet") not in before]
    print(f"{len(files)} files, {len(files) - len(left)} done before, {len(left)} to do", flush=True)
    for group in groups(left, 100):
        documents = session.read.parquet(*group)
        name = functions.regexp_replace("_metadata.file_name", r"\.parquet$", "")
        normalized = adapter.normalize(documents.withColumn("part", name), args.column, **args.options)
        normalized.write.partitionBy("part").mode("overwrite").parquet(str(args.output))


if __name__ == "__main__":
    main()
