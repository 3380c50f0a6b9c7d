"""
The tables between the steps: Parquet files in a folder that all executors share.

A step that is written down is not done again when an executor is lost, later steps read only the
columns that they need, and the plan of the next one begins anew.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote
from uuid import uuid4
from weakref import finalize

from cleannews.errors import SettingsError
from cleannews.spark.link import (
    DataFrame,
    SparkSession,
    checkpoint_folder,
    delete,
    described,
    is_local,
    written,
)

__all__ = ["Workplace"]


class Workplace:
    """
    Keeps tables; to use in a with statement, at whose end all but the last ones go, after an error all.

    Args:
        spark: The session.
        folder: A folder that the driver and all executors can write; None for the checkpoint
            folder of the session, or a temporary one where all of Spark is this process.

    Raises:
        SettingsError: There is no such folder.
    """

    def __init__(self, spark: SparkSession, folder: str | None = None) -> None:
        self._spark = spark
        folder = folder or checkpoint_folder(spark)
        if folder is None and is_local(spark):
            folder = tempfile.mkdtemp(prefix="cleannews-")
            finalize(spark, shutil.rmtree, folder, ignore_errors=True)
            folder = unquote(Path(folder).as_uri())  # paths of Spark escape nothing
        if folder is None:
            wanted = "a folder that all executors can write, or SparkContext.setCheckpointDir"
            raise SettingsError("work", "None", wanted)
        self._folder = f"{folder.rstrip('/')}/cleannews-{uuid4().hex}"
        self._kept: dict[str, bool] = {}

    def keep(self, table: DataFrame, name: str, *, last: bool = False) -> DataFrame:
        """
        Compute a table and write it down, in jobs that are named after it.

        Args:
            table: The table.
            name: What it is.
            last: It stays when the work is done.

        Returns:
            The table, as it is read from its files.
        """
        path = f"{self._folder}/{len(self._kept):03}-{name}"
        with described(self._spark, f"cleannews: {name}"):
            found = written(table, path)
        self._kept[path] = last
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:  # with what a step that failed has written
            delete(self._spark, self._folder)
            return
        for path, last in self._kept.items():
            if not last:
                delete(self._spark, path)
