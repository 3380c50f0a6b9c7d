"""What is compared of two engines: the rows of their results, every figure to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from cleannews import Article, dedupe, extract
from cleannews.errors import ReadError
from cleannews.io import Record, find_inputs, read_records
from spark.corpora import COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["RESULT", "differences", "frame", "rows_of", "rows_of_files", "schema"]

RESULT = ("id", "group", "representative", "kept", "relation", "jaccard", "containment")

Row = dict[str, Any]


def schema(columns: Iterable[str] = COLUMNS) -> str:
    """Return the schema of a table of strings."""
    return ", ".join(f"`{name}` string" for name in columns)


def frame(spark: SparkSession, rows: Sequence[Row], partitions: int) -> DataFrame:
    """Return rows as a DataFrame, dealt out to partitions in turn."""
    values = [tuple(row[name] for name in COLUMNS) for row in rows]
    return spark.createDataFrame(values, schema()).repartition(partitions)


def rows_of(found: DataFrame) -> list[Row]:
    """Return the rows of a result in the order of their ids."""
    assert tuple(found.columns) == RESULT
    return sorted((row.asDict() for row in found.collect()), key=lambda row: str(row["id"]))


def differences(found: Sequence[Row], rows: Iterable[Row], **settings: Any) -> list[Any]:
    """
    Return where a result differs from that of this machine: the first few rows of each.

    Args:
        found: The rows of a result, in the order of their ids.
        rows: The articles.
        settings: Those of the deduplication.
    """
    expected = list(dedupe(rows, **settings).rows())
    if [row["id"] for row in found] != [row["id"] for row in expected]:
        return ["other ids", len(found), len(expected)]
    pairs = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
    return [len(pairs), *pairs[:5]] if pairs else []


def rows_of_files(path: Path) -> list[Row]:
    """
    Read the articles of a file or folder as rows.

    Args:
        path: The file or folder.
    """
    rows = []
    for file in find_inputs([path], without=path / "out").files:
        for record in filter(_is_record, read_records(file)):
            found = record.content
            article = found if isinstance(found, Article) else extract(found.data, url=found.url)
            row = {name: getattr(article, name) for name in COLUMNS}
            row["id"] = article.id or record.name
            row["published"] = article.published and article.published.isoformat()
            rows.append(row)
    return rows


def _is_record(found: Record | ReadError) -> TypeGuard[Record]:
    """Leave out what cannot be read, such as an empty text."""
    return isinstance(found, Record)
