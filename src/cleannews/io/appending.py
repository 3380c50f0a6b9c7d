"""
Columns appended to a Parquet file: its rows, their order and its own columns stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from cleannews.errors import ReadError
from cleannews.io.columns import Column, escaped
from cleannews.io.parquet import arrow_type, pyarrow

__all__ = ["append_to", "names_in"]

_BATCH, _ROWS, _BYTES = 1 << 8, 1 << 16, 1 << 25
"""Rows that are read at a time; rows of a row group at most, and the bytes after which it ends."""

_BUFFER = 1 << 20
_PACKINGS = frozenset({"snappy", "gzip", "brotli", "lz4", "zstd"})
_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
"""Where Spark writes the columns of a file, and looks for them before it looks at the columns."""

_SPARK_TYPES = {"text": "string", "number": "double", "truth": "boolean"}


def names_in(path: Path) -> list[str]:
    """
    Return the names of the columns of a Parquet file.

    Args:
        path: The file.

    Raises:
        ReadError: It cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    with _opened(path) as file:
        return list(file.schema_arrow.names)


def append_to(
    path: Path, file: BinaryIO, columns: Sequence[Column], rows: Iterator[Mapping[str, Any]]
) -> int:
    """
    Write a Parquet file with columns appended, holding some of its rows at a time.

    Args:
        path: The file to read.
        file: Where the new one goes; it stays open.
        columns: The columns to append.
        rows: Their values for each row; what a row lacks is null.

    Returns:
        How many rows there are.

    Raises:
        ReadError: The file cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    pa, _ = pyarrow()
    fields = [pa.field(column.name, arrow_type(column.kind)) for column in columns]
    count = 0
    with _opened(path) as source:
        schema = pa.schema([*source.schema_arrow, *fields], _metadata(source, columns))
        with _writer(source, file, schema) as writer:
            for batches in _together(_batches(source, path)):
                group = pa.Table.from_batches(
                    [
                        pa.record_batch(
                            [*it.columns, *_values(fields, rows, it.num_rows)], schema=schema
                        )
                        for it in batches
                    ]
                )
                writer.write_table(group)
                count += group.num_rows
    return count


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a Parquet file; its dates may lie outside what nanoseconds can tell."""
    pa, pq = pyarrow()
    try:
        file = pq.ParquetFile(
            path, pre_buffer=False, buffer_size=_BUFFER, coerce_int96_timestamp_unit="us"
        )
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from None
    with file:
        yield file


def _batches(source: Any, path: Path) -> Iterator[Any]:
    pa, _ = pyarrow()
    try:
        yield from source.iter_batches(_BATCH)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ReadError:
    return ReadError("unreadable", str(path), None, f"it cannot be read: {error}")


def _together(batches: Iterator[Any]) -> Iterator[list[Any]]:
    """Yield the batches of a row group; they share their dictionaries, which do not count."""
    is_dictionary = pyarrow()[0].types.is_dictionary
    some: list[Any] = []
    rows = size = 0
    for batch in batches:
        some.append(batch)
        rows += batch.num_rows
        size += sum(column.nbytes for column in batch.columns if not is_dictionary(column.type))
        if rows >= _ROWS or size >= _BYTES:
            yield some
            some, rows, size = [], 0, 0
    if some:
        yield some


def _values(fields: Sequence[Any], rows: Iterator[Mapping[str, Any]], count: int) -> list[Any]:
    """Return the columns of the next rows."""
    pa, _ = pyarrow()
    some = list(islice(rows, count))
    return [pa.array([_value(row.get(it.name)) for row in some], it.type) for it in fields]


def _value(value: Any) -> Any:
    return escaped(value) if isinstance(value, str) else value


def _writer(source: Any, file: BinaryIO, schema: Any) -> Any:
    """Open the new file, which is packed like the old one and holds dates and lists as it does."""
    _, pq = pyarrow()
    groups = source.metadata.num_row_groups
    packing = source.metadata.row_group(0).column(0).compression.lower() if groups else "zstd"
    of_leaves = {source.schema.column(at).physical_type for at in range(len(source.schema))}
    return pq.ParquetWriter(
        file,
        schema,
        compression=packing if packing in _PACKINGS else "none",
        use_deprecated_int96_timestamps="INT96" in of_leaves,
        use_compliant_nested_type=False,
    )


def _metadata(source: Any, columns: Sequence[Column]) -> dict[bytes, bytes]:
    """Return the metadata of a file; to what Spark says of its columns the new ones are added."""
    metadata = dict(source.schema_arrow.metadata or {})
    try:
        described = json.loads(metadata[_SPARK])
        described["fields"] += [
            {
                "name": column.name,
                "type": _SPARK_TYPES[str(column.kind)],
                "nullable": True,
                "metadata": {},
            }
            for column in columns
        ]
    except (KeyError, TypeError, ValueError):
        return metadata
    text = json.dumps(described, separators=(",", ":"), ensure_ascii=False)
    return {**metadata, _SPARK: text.encode()}
