"""A program that deduplicates on a cluster, in a process of its own: ``python -m spark.driver JOB``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from cleannews.spark import dedupe
from spark.contract import frame, rows_of


def main(job: dict[str, Any]) -> None:
    """
    Deduplicate rows and write down what became of them.

    Args:
        job: The master, the settings of Spark and of the deduplication, the rows, their
            partitions, a folder for what lies between the steps, and files for the result and for
            the address of Spark's own pages.
    """
    builder = SparkSession.builder.master(job["master"]).appName("tests")
    for name, value in job["conf"].items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    Path(job["page"]).write_text(str(spark.sparkContext.uiWebUrl), "utf-8")
    rows = json.loads(Path(job["rows"]).read_text("utf-8"))
    found = dedupe(frame(spark, rows, job["partitions"]), work=job["work"], **job["settings"])
    Path(job["out"]).write_text(json.dumps(rows_of(found)), "utf-8")
    spark.stop()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
