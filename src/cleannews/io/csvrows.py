"""
CSV and TSV: rows by the names in their header, in constant memory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleannews.article import FieldNames
from cleannews.decoding import DecodingError, decoded
from cleannews.io.jsonlines import parse
from cleannews.io.streams import LARGEST, in_utf8, whole_lines

__all__ = ["BadTableError", "check_text", "csv_rows"]

_DELIMITERS = ",\t;|"
_LISTS = frozenset({"authors", "flags"})
_SIZE = 1 << 17
_SURPLUS = "(surplus)"
_BYTE_ORDER_MARK = "\ufeff"


class BadTableError(ValueError):
    """
    A table cannot be read, or not any further.

    Args:
        reason: A short code.
        message: What was found, in words.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def csv_rows(stream: io.BufferedReader, names: FieldNames) -> Iterator[Mapping[str, Any]]:
    """
    Read a table (RFC 4180), whatever stands between its cells: comma, tab, semicolon or bar.

    Args:
        stream: The table, in any encoding, with a header.
        names: Under which columns rows have the fields of an article.

    Yields:
        Each row by the names of its columns. Empty cells of fields are None, cells of lists may
        hold JSON, and what stands beyond the last column is under "(surplus)".

    Raises:
        BadTableError: The header has no column for the text, or a cell has no end.
        OSError: Reading fails.
    """
    csv.field_size_limit(LARGEST)
    lines = _lines(in_utf8(stream)[0])
    header = next(lines, "").removeprefix(_BYTE_ORDER_MARK)
    while header and not header.strip():
        header = next(lines, "")
    delimiter = max(_DELIMITERS, key=header.count)
    rows = csv.reader(_then(header, lines), delimiter=delimiter)
    try:
        columns = [_mended(name).strip() for name in next(rows, ())]
        check_text(columns, names)
        for cells in rows:
            if cells:
                yield _row(columns, cells, names)
    except csv.Error as error:
        raise BadTableError("invalid-csv", f"it is not CSV from here on: {error}") from None


def check_text(columns: Sequence[str], names: FieldNames) -> None:
    """
    Check that a table has texts.

    Args:
        columns: The names of its columns.
        names: Under which columns rows have the fields of an article.

    Raises:
        BadTableError: None of them holds a text.
    """
    if not any(columns):
        raise BadTableError("empty", "there is nothing in it")
    if not any(names.field_of.get(column) == "text" for column in columns):
        shown = ", ".join(columns)[:200]
        message = f"no column holds a text; name it with --field text=COLUMN, of {shown}"
        raise BadTableError("no-text", message)


def _row(columns: list[str], cells: list[str], names: FieldNames) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        value: Any = _mended(cell)
        field = names.field_of.get(column)
        if field is not None:
            value = _listed(value) if field in _LISTS else (value or None)
        row[column] = value
    if len(cells) > len(columns):
        row[_SURPLUS] = [_mended(cell) for cell in cells[len(columns) :]]
    return row


def _listed(cell: str) -> Any:
    """Return a list that is written as JSON, or the cell."""
    if cell.startswith("["):
        try:
            return parse(cell.encode(errors="surrogatepass"))
        except ValueError:
            return cell
    return cell or None


def _then(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(stream: io.BufferedReader) -> Iterator[str]:
    """Yield lines; bytes that are no UTF-8 come as surrogates."""
    for data in whole_lines(stream, _SIZE, LARGEST):
        if isinstance(data, int):
            raise BadTableError("too-large", f"a line has more than {LARGEST >> 20} MiB")
        text = data.decode("utf-8", errors="surrogateescape")
        yield from io.StringIO(text, newline="")


def _mended(cell: str) -> str:
    """Return a cell whose bytes were no UTF-8 in the encoding that they tell."""
    if cell.isascii():
        return cell
    try:
        data = cell.encode("utf-8", errors="surrogateescape")
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return decoded(data)
        except DecodingError:
            return data.decode("utf-8", errors="replace")
    except UnicodeEncodeError:
        return cell
    return cell
