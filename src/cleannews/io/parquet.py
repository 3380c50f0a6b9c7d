"""
Parquet files, batch by batch. The one module that imports pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from cleannews.article import FieldNames
from cleannews.errors import MissingExtraError
from cleannews.io.csvrows import BadTableError

__all__ = ["parquet_rows"]

_ROWS = 128
"""Rows of a batch: articles, some kilobytes each."""


def parquet_rows(file: BinaryIO, names: FieldNames) -> Iterator[dict[str, Any]]:
    """
    Read a Parquet file in constant memory, as far as its pages allow.

    Args:
        file: The file, seekable.
        names: Under which columns rows have the fields of an article.

    Yields:
        Each row, by the names of its columns.

    Raises:
        BadTableError: It is no Parquet file, is damaged, or has no column for the text.
        MissingExtraError: pyarrow is not installed.
    """
    pa, parquet = _pyarrow()
    try:
        table = parquet.ParquetFile(file, pre_buffer=False)
        columns = table.schema_arrow.names
        if not any(names.field_of.get(column) == "text" for column in columns):
            shown = ", ".join(columns)[:200]
            message = f"no column holds a text; name it with --field text=COLUMN, of {shown}"
            raise BadTableError("no-text", message)
        for batch in table.iter_batches(batch_size=_ROWS, use_threads=False):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise BadTableError("unreadable", f"damaged Parquet data: {error}") from None


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("pyarrow", "parquet") from None
    return pa, parquet
