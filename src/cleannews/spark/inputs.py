"""
The inputs of a run on Spark: which files there are, and their articles.

Parquet is read by row, JSON Lines by line, in parts of a file; CSV and JSON are streams that one task
reads from their beginning. The functions of a local run read the records of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cleannews.errors import SettingsError
from cleannews.io.columns import Column as TableColumn
from cleannews.io.csvrows import BadTableError, check_text
from cleannews.io.inputs import NO_FILE
from cleannews.io.readers import field_names
from cleannews.settings import ReadSettings
from cleannews.spark.folder import address_of, is_there
from cleannews.spark.link import DataFrame, DataFrameReader, F, SparkSession, Window
from cleannews.spark.reading import BLOCK, FILE, FILES, LINE, READ, ROW, Files, Lines, Rows, Wholes
from cleannews.spark.sources import Root, glob_of, shown_path

__all__ = ["Given", "ddl", "numbered", "own_ids", "starts_of_blocks", "type_of", "with_own_ids"]

_KINDS = {"texts": "array<string>", "whole": "bigint", "number": "double", "truth": "boolean"}

_ONE_FILE_EACH = {
    "spark.sql.files.maxPartitionBytes": str(1 << 60),
    "spark.sql.files.openCostInBytes": str(1 << 60),
}
"""Makes a task read one file, and all of it."""


def ddl(columns: Sequence[TableColumn]) -> str:
    """
    Return the columns of a table as Spark's schema.

    Args:
        columns: The columns.

    >>> ddl([TableColumn("id"), TableColumn("size", "whole")])
    '`id` string, `size` bigint'
    """
    return ", ".join(f"`{column.name}` {type_of(column.kind)}" for column in columns)


def type_of(kind: str | tuple[TableColumn, ...]) -> str:
    """
    Return the type of a column of a table, as Spark calls it.

    Args:
        kind: As in :class:`~cleannews.io.columns.Column`.
    """
    if isinstance(kind, tuple):
        fields = ", ".join(f"`{column.name}`: {type_of(column.kind)}" for column in kind)
        return f"array<struct<{fields}>>"
    return _KINDS.get(kind, "string")


class Given:
    """
    What the inputs name.

    Args:
        spark: A session whose settings may be changed.
        paths: Files, folders and patterns that Spark reads.
        settings: What to read of them, and how.

    Raises:
        SettingsError: None of them is there.
    """

    def __init__(self, spark: SparkSession, paths: Sequence[str], settings: ReadSettings) -> None:
        self._spark = spark
        every = list(dict.fromkeys(paths))
        self._paths = [path for path in every if is_there(spark, path)]
        self._missing = [path for path in every if path not in self._paths]
        if not self._paths:
            found = ", ".join(map(shown_path, every))
            raise SettingsError(
                "inputs", f"{found}, where nothing is", "files, folders or patterns"
            )
        self._settings = settings
        self.roots = tuple(_root(spark, at, path) for at, path in enumerate(self._paths))

    def files(self) -> DataFrame:
        """Return what each file is; Spark lists none of no bytes."""
        found = self._reader(self._spark).format("binaryFile").load(self._paths)
        file = F.col("_metadata.file_path")
        digest = F.xxhash64(file, "length", "modificationTime")
        listing = found.select(file.alias(FILE), digest.alias("digest"))
        told = listing.mapInArrow(Files(self.roots), ddl(FILES))
        faults = [(shown_path(path), "unreadable", NO_FILE) for path in self._missing]
        missing = self._spark.createDataFrame(faults, "path string, error string, message string")
        return told.unionByName(missing, allowMissingColumns=True)

    def articles(self, kinds: Sequence[str], files: DataFrame) -> list[DataFrame]:
        """
        Return what is read of the files of each kind.

        Args:
            kinds: Those of :data:`~cleannews.spark.sources.KINDS` of which there are files.
            files: What each file is.

        Raises:
            EngineError: Parquet files do not fit each other, or one is damaged.
        """
        read: dict[str, Callable[[], DataFrame]] = {
            "parquet": lambda: self._rows(files),
            "lines": self._lines,
            "whole": self._wholes,
        }
        return [read[kind]() for kind in kinds]

    def _reader(self, spark: SparkSession, kind: str | None = None) -> DataFrameReader:
        reader = spark.read.option("recursiveFileLookup", True)
        return reader if kind is None else reader.option("pathGlobFilter", glob_of(kind))

    def _rows(self, files: DataFrame) -> DataFrame:
        table = (
            self._reader(self._spark, "parquet").option("mergeSchema", True).parquet(*self._paths)
        )
        try:
            check_text(table.columns, field_names(self._settings))
        except BadTableError as error:
            faults = files.where(F.col("kind") == "parquet").select(
                "path", F.lit(error.reason).alias("error"), F.lit(str(error)).alias("message")
            )
            return _with_all_columns(faults)
        rows = table.select(
            F.col("_metadata.file_path").alias(FILE),
            F.col("_metadata.row_index").alias(LINE),
            F.struct("*").alias(ROW),
        )
        return rows.mapInArrow(Rows(self.roots, self._settings), ddl(READ))

    def _lines(self) -> DataFrame:
        lines = self._text(self._spark, "lines", F.col("_metadata.file_block_start").alias(BLOCK))
        return lines.mapInArrow(Lines(self.roots, self._settings), ddl(READ))

    def _wholes(self) -> DataFrame:
        spark = self._spark.newSession()
        for name, value in _ONE_FILE_EACH.items():
            spark.conf.set(name, value)
        return self._text(spark, "whole").mapInArrow(Wholes(self.roots, self._settings), ddl(READ))

    def _text(self, spark: SparkSession, kind: str, *more: Any) -> DataFrame:
        text = self._reader(spark, kind).option("lineSep", "\n").text(self._paths)
        line = F.col("value").cast("binary").alias(LINE)
        return text.select(F.col("_metadata.file_path").alias(FILE), *more, line)


def _root(spark: SparkSession, number: int, path: str) -> Root:
    folder, wild = Root.split(path)
    return Root(number, address_of(spark, folder), shown_path(folder), wild)


def _with_all_columns(table: DataFrame) -> DataFrame:
    missing = [column for column in READ if column.name not in table.columns]
    nulls = [F.lit(None).cast(type_of(it.kind)).alias(it.name) for it in missing]
    return table.select("*", *nulls).select([column.name for column in READ])


def starts_of_blocks(read: DataFrame) -> DataFrame:
    """
    Return for each block behind another how many lines of its file stand before it.

    Args:
        read: What was read.
    """
    before = Window.partitionBy("path").orderBy("block").rowsBetween(Window.unboundedPreceding, -1)
    return (
        read.where("lines IS NOT NULL")
        .select("path", "block", F.sum("lines").over(before).alias("before"))
        .where("before > 0")
    )


def numbered(read: DataFrame, starts: DataFrame | None) -> DataFrame:
    """
    Count lines from the beginning of their files, and name articles without an id by their place.

    Args:
        read: What was read.
        starts: What :func:`starts_of_blocks` returns, or None where every file is one block.
    """
    found = read.where("lines IS NULL")
    if starts is not None:
        found = found.join(F.broadcast(starts), ["path", "block"], "left")
        found = found.withColumn("line", F.col("line") + F.coalesce("before", F.lit(0)))
    place = F.concat_ws(":", "name", F.col("line").cast("string"))  # which leaves a null out
    return found.withColumn("id", F.coalesce("id", place)).select([it.name for it in READ])


def own_ids(articles: DataFrame) -> DataFrame:
    """
    Find articles whose ids were seen before, in the order of a local run, and ids of their own.

    Args:
        articles: Articles.

    Returns:
        Their path, line and id as own_path, own_line and own_id.
    """
    several = articles.groupBy("id").count().where("count > 1").select("id")
    order = Window.partitionBy("id").orderBy("place", "line")
    later = (
        articles.select("id", "path", "line", "place")
        .join(several, "id", "left_semi")
        .withColumn("number", F.row_number().over(order))
        .where("number > 1")
    )
    own = F.concat("id", F.lit("@"), F.concat_ws(":", "path", F.col("line").cast("string")))
    where = (F.col(name).alias(f"own_{name}") for name in ("path", "line"))
    return later.select(*where, own.alias("own_id"))


def with_own_ids(read: DataFrame, own: DataFrame) -> DataFrame:
    """
    Give articles whose ids were seen before their own.

    Args:
        read: What was read.
        own: What :func:`own_ids` returns.
    """
    there = (read["path"] == own["own_path"]) & read["line"].eqNullSafe(own["own_line"])
    found = read.join(own, there, "left").withColumn("id", F.coalesce("own_id", "id"))
    return found.select([it.name for it in READ])
