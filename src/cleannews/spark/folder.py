"""The folder of a run, wherever Spark keeps it: through Hadoop's file systems."""

from __future__ import annotations

from typing import Any

from cleannews.errors import OutputError
from cleannews.spark.link import SparkSession, driver_vm
from cleannews.spark.sources import plain_address, shown_path

__all__ = ["Folder", "address_of", "is_there"]


def is_there(spark: SparkSession, path: str) -> bool:
    """
    Tell whether there is anything to read.

    Args:
        spark: The session.
        path: A path or a pattern.
    """
    java, configuration = driver_vm(spark)
    place = java.org.apache.hadoop.fs.Path(path)
    found = place.getFileSystem(configuration).globStatus(place)
    return found is not None and len(found) > 0


def address_of(spark: SparkSession, path: str) -> str:
    """
    Return the whole address of a path, as :func:`~cleannews.spark.sources.plain_address` does.

    Args:
        spark: The session.
        path: A path that Spark reads.
    """
    java, configuration = driver_vm(spark)
    place = java.org.apache.hadoop.fs.Path(path)
    return plain_address(place.getFileSystem(configuration).makeQualified(place).toString())


class Folder:
    """
    A folder that a run writes into.

    Args:
        spark: The session.
        path: The folder; it need not exist.
    """

    def __init__(self, spark: SparkSession, path: str) -> None:
        java, configuration = driver_vm(spark)
        self._path = java.org.apache.hadoop.fs.Path
        self._here = self._path(path)
        self._files = self._here.getFileSystem(configuration)
        self.shown = shown_path(path)
        self.address = plain_address(self._files.makeQualified(self._here).toString())

    def file(self, name: str) -> str:
        """
        Return the address of a file in it, for Spark.

        Args:
            name: Its name, or a path below the folder.
        """
        return str(self._at(name).toString())

    def check_free(self) -> None:
        """
        Check that there is nothing in it.

        Raises:
            OutputError: There is, or it is a file.
        """
        if not self._files.exists(self._here):
            return
        if self._files.getFileStatus(self._here).isFile():
            raise OutputError(self.shown, "is a file", "name a folder with --out")
        if self._files.listStatusIterator(self._here).hasNext():
            advice = "name another folder or give --force to overwrite it"
            raise OutputError(self.shown, "exists and is not empty", advice)

    def remove(self, *names: str) -> None:
        """
        Remove files and folders in it, if they are there.

        Args:
            names: Their names.
        """
        for name in names:
            self._files.delete(self._at(name), True)

    def write(self, name: str, data: bytes) -> None:
        """
        Write a file.

        Args:
            name: Its name.
            data: What it is to hold.
        """
        stream = self._files.create(self._at(name), True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def _at(self, name: str) -> Any:
        return self._path(self._here, name)
