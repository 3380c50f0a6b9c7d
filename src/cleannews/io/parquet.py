"""
Parquet, through pyarrow, which is imported here only and when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self

from cleannews.article import FieldNames
from cleannews.errors import MissingExtraError
from cleannews.io.columns import Column, cells, escaped, json_text, json_value, unescaped
from cleannews.io.csvrows import BadTableError, check_text

__all__ = [
    "ParquetSink",
    "arrow_schema",
    "arrow_type",
    "article_rows",
    "batch_of",
    "parquet_rows",
    "pyarrow",
    "row_starts",
    "rows_of",
]

_ROWS, _BYTES = 1 << 16, 1 << 24
"""Rows of a row group at most, and the bytes of JSON after which it ends."""

_READ_ROWS = 1 << 10
"""Rows that are read at a time."""

_INPUT_ROWS = 128
"""Rows of other people's files that are read at a time: articles, some kilobytes each."""

_PACKING = "zstd"

Convert = Callable[[Any], Any]


def pyarrow() -> tuple[Any, Any]:
    """
    Return the modules pyarrow and pyarrow.parquet.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("pyarrow", "parquet") from None
    return pa, pq


class ParquetSink:
    """
    Writes lines of JSON as row groups of bounded size; to use in a with statement.

    Args:
        file: Where they go; it stays open.
        columns: The columns of the table.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        pa, pq = pyarrow()
        self._schema = arrow_schema(columns)
        self._writer = pq.ParquetWriter(file, self._schema, compression=_PACKING)
        self._table = pa.table
        self._columns = [(column.name, _to_arrow(column.kind)) for column in columns]
        self._kinds = {column.name: column.kind for column in columns}
        self._begin()

    def _begin(self) -> None:
        self._values: list[list[Any]] = [[] for _ in self._columns]
        self._rows = self._bytes = 0

    def write(self, lines: bytes) -> None:
        """
        Write some rows.

        Args:
            lines: Whole lines, an object each.
        """
        for line in lines.split(b"\n")[:-1]:
            row = cells(line, self._kinds)
            for values, (name, convert) in zip(self._values, self._columns, strict=True):
                value = row.get(name)
                values.append(None if value is None else convert(value))
            self._rows += 1
            self._bytes += len(line)
            if self._rows == _ROWS or self._bytes >= _BYTES:
                self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._table(self._values, schema=self._schema))
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self._rows:
                self._flush()
        finally:
            self._writer.close()


def arrow_type(kind: str | tuple[Column, ...]) -> Any:
    """
    Return the type of a column.

    Args:
        kind: As in :class:`~cleannews.io.columns.Column`.
    """
    pa, _ = pyarrow()
    if isinstance(kind, tuple):
        return pa.list_(pa.struct([(column.name, arrow_type(column.kind)) for column in kind]))
    if kind == "texts":
        return pa.list_(pa.string())
    types = {"whole": pa.int64, "number": pa.float64, "truth": pa.bool_}
    return types.get(kind, pa.string)()


def arrow_schema(columns: Sequence[Column]) -> Any:
    """
    Return the schema of a table.

    Args:
        columns: Its columns.
    """
    pa, _ = pyarrow()
    return pa.schema([(column.name, arrow_type(column.kind)) for column in columns])


def batch_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> Any:
    """
    Return rows as a batch of Arrow.

    Args:
        rows: Plain values by column; what is missing is null.
        columns: The columns of the table.
    """
    pa, _ = pyarrow()
    arrays = []
    for column in columns:
        convert = _to_arrow(column.kind)
        values = (row.get(column.name) for row in rows)
        cells = [None if value is None else convert(value) for value in values]
        arrays.append(pa.array(cells, arrow_type(column.kind)))
    return pa.record_batch(arrays, schema=arrow_schema(columns))


def row_starts(file: BinaryIO) -> list[int]:
    """
    Return the numbers of the rows with which the row groups begin, and of the row after the last.

    Args:
        file: A Parquet file.
    """
    metadata = pyarrow()[1].ParquetFile(file).metadata
    starts = [0]
    for at in range(metadata.num_row_groups):
        starts.append(starts[-1] + metadata.row_group(at).num_rows)
    return starts


def parquet_rows(
    file: BinaryIO, columns: Sequence[Column], groups: Sequence[int] | None = None
) -> Iterator[dict[str, Any]]:
    """
    Yield the rows of a file that :class:`ParquetSink` wrote.

    Args:
        file: The file.
        columns: The columns to read.
        groups: The row groups to read; by default all.
    """
    opened = pyarrow()[1].ParquetFile(file, pre_buffer=False)
    names = [column.name for column in columns]
    for batch in opened.iter_batches(_READ_ROWS, row_groups=groups, columns=names):
        yield from rows_of(batch, columns)


def rows_of(batch: Any, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """
    Yield the rows of a batch of Arrow as plain values.

    Args:
        batch: What :func:`batch_of` returns, or some columns of it.
        columns: Those columns.
    """
    convert = {column.name: _from_arrow(column.kind) for column in columns}
    sparse = {column.name for column in columns if column.sparse}
    for row in batch.to_pylist():
        yield {
            name: None if value is None else convert[name](value)
            for name, value in row.items()
            if value is not None or name not in sparse
        }


def article_rows(file: BinaryIO, names: FieldNames) -> Iterator[dict[str, Any]]:
    """
    Read articles from a Parquet file of any columns, in constant memory as far as its pages allow.

    Args:
        file: The file, seekable.
        names: Under which columns rows have the fields of an article.

    Yields:
        Each row, by the names of its columns.

    Raises:
        BadTableError: It is no Parquet file, is damaged, or has no column for the text.
        MissingExtraError: pyarrow is not installed.
    """
    pa, pq = pyarrow()
    try:
        table = pq.ParquetFile(file, pre_buffer=False)
        check_text(table.schema_arrow.names, names)
        for batch in table.iter_batches(batch_size=_INPUT_ROWS, use_threads=False):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise BadTableError("unreadable", f"damaged Parquet data: {error}") from None


def _to_arrow(kind: str | tuple[Column, ...]) -> Convert:
    return json_text if kind == "json" else _each_text(kind, escaped)


def _from_arrow(kind: str | tuple[Column, ...]) -> Convert:
    return json_value if kind == "json" else _each_text(kind, unescaped)


def _each_text(kind: str | tuple[Column, ...], change: Callable[[str], str]) -> Convert:
    """Return what changes the texts in a value."""
    if kind == "text":
        return change
    if kind == "texts":
        return lambda texts: [change(text) for text in texts]
    if isinstance(kind, str):
        return _same
    inner = {column.name: _each_text(column.kind, change) for column in kind}
    return lambda records: [
        {name: None if value is None else inner[name](value) for name, value in record.items()}
        for record in records
    ]


def _same(value: Any) -> Any:
    return value
