"""
What is used of PySpark. Nothing else here imports the package ``pyspark``.

Functions that run on executors live in modules that do not need it.
"""

from __future__ import annotations

from cleannews.errors import MissingExtraError

try:
    from pyspark.errors import PySparkException
    from pyspark.sql import Column, DataFrame, SparkSession, Window
    from pyspark.sql import functions as F  # noqa: N812 (its usual name)
    from pyspark.sql.types import StructType
    from pyspark.storagelevel import StorageLevel
except ImportError as error:
    raise MissingExtraError("pyspark", "spark") from error

__all__ = [
    "Column",
    "DataFrame",
    "F",
    "PySparkException",
    "SparkSession",
    "StorageLevel",
    "StructType",
    "Window",
]
