"""The Spark that the tests run on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

import cleannews
from spark.conftest import SOURCES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_executors_run_the_package_that_is_tested(spark: SparkSession) -> None:
    """Python on executors is this Python, and imports this source."""

    def where(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for _ in batches:
            yield pa.RecordBatch.from_pydict(
                {"python": [sys.executable], "package": [cleannews.__file__]}
            )

    rows = spark.range(2).mapInArrow(where, "python string, package string").collect()
    assert {(row.python, row.package) for row in rows} == {(sys.executable, cleannews.__file__)}
    assert Path(cleannews.__file__).is_relative_to(SOURCES)
