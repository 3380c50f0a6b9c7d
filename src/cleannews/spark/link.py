"""
What is used of PySpark. Nothing else here imports the package ``pyspark``.

Functions that run on executors live in modules that do not need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleannews.errors import MissingExtraError

try:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import Column, DataFrame, DataFrameReader, SparkSession, Window
    from pyspark.sql import functions as F  # noqa: N812 (its usual name)
    from pyspark.sql.types import StructType
    from pyspark.storagelevel import StorageLevel
except ImportError as error:
    raise MissingExtraError("pyspark", "spark") from error

__all__ = [
    "Column",
    "DataFrame",
    "DataFrameReader",
    "F",
    "Py4JError",
    "PySparkException",
    "SparkSession",
    "StorageLevel",
    "StructType",
    "Window",
    "checkpoint_folder",
    "delete",
    "described",
    "driver_vm",
    "is_local",
    "written",
]

_PACKING = "zstd"
_DESCRIPTION = "spark.job.description"


def checkpoint_folder(spark: SparkSession) -> str | None:
    """Return the folder that SparkContext.setCheckpointDir named, or None."""
    folder: str | None = spark.sparkContext.getCheckpointDir()
    return folder


def is_local(spark: SparkSession) -> bool:
    """Tell whether the executors are this process."""
    return bool(spark.sparkContext._jsc.sc().isLocal())  # noqa: SLF001 (PySpark does not hand it on)


def driver_vm(spark: SparkSession) -> tuple[Any, Any]:
    """Return the names of Java in the driver, and the configuration of Hadoop there."""
    context = spark.sparkContext
    return context._jvm, context._jsc.hadoopConfiguration()  # noqa: SLF001 (PySpark does not hand them on)


def delete(spark: SparkSession, path: str) -> None:
    """Delete a file or folder, wherever Spark keeps it."""
    java, configuration = driver_vm(spark)
    place = java.org.apache.hadoop.fs.Path(path)
    place.getFileSystem(configuration).delete(place, True)


@contextmanager
def described(spark: SparkSession, text: str) -> Iterator[None]:
    """Say what the jobs of a block are for, on Spark's pages and in its event log."""
    context = spark.sparkContext
    before = context.getLocalProperty(_DESCRIPTION)
    context.setJobDescription(text)
    try:
        yield
    finally:
        context.setLocalProperty(_DESCRIPTION, before)  # type: ignore[arg-type]


def written(table: DataFrame, path: str, mode: str = "error") -> DataFrame:
    """Write a table as Parquet, and return it as it is read from its files."""
    table.write.mode(mode).option("compression", _PACKING).parquet(path)
    return table.sparkSession.read.schema(table.schema).parquet(path)
