"""
Tables as CSV files: RFC 4180, UTF-8, a header.

Lists and objects stand as JSON text. Null is an empty cell, the empty text a cell of two quotes;
Python's csv module makes one of the two, so records are written and read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from cleannews.io.columns import Column, cells, escaped, json_text, json_value, unescaped

__all__ = ["CsvSink", "csv_header", "csv_records", "csv_row"]

_QUOTED = re.compile('[",\r\n]')
_CELL = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^,]*))(?:,|\Z)')

Write = Callable[[Any], str]
Read = Callable[[str], Any]


class CsvSink:
    """
    Writes lines of JSON as records.

    Args:
        file: Where they go.
        columns: The columns of the table.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._file = file
        self._cells = [(column.name, _writer(column.kind)) for column in columns]
        self._kinds = {column.name: column.kind for column in columns}
        file.write(csv_header(columns))

    def write(self, lines: bytes) -> None:
        """
        Write some rows.

        Args:
            lines: Whole lines, an object each.
        """
        records = [self._record(cells(line, self._kinds)) for line in lines.split(b"\n")[:-1]]
        self._file.write("".join(records).encode())

    def _record(self, row: Mapping[str, Any]) -> str:
        cells = (
            "" if (value := row.get(name)) is None else write(value) for name, write in self._cells
        )
        return ",".join(cells) + "\r\n"


def csv_header(columns: Sequence[Column]) -> bytes:
    """
    Return the first record of a file.

    Args:
        columns: The columns of the table.
    """
    return (",".join(column.name for column in columns) + "\r\n").encode()


def csv_records(file: BinaryIO) -> Iterator[bytes]:
    """
    Yield the records of a CSV file, as they stand in it.

    Args:
        file: The file, at the beginning of a record.
    """
    parts: list[bytes] = []
    quotes = 0
    for line in file:
        parts.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield b"".join(parts)
            parts, quotes = [], 0
    if parts:
        yield b"".join(parts)


def csv_row(record: bytes, columns: Sequence[Column]) -> dict[str, Any]:
    """
    Return a record's values by the names of the columns.

    Args:
        record: A record of a file that :class:`CsvSink` wrote.
        columns: The columns of the table.

    Raises:
        ValueError: It is none.
    """
    text = record.decode().removesuffix("\n").removesuffix("\r")
    cells: list[str | None] = []
    at = 0
    while found := _CELL.match(text, at):
        quoted, bare = found.groups()
        cells.append(quoted.replace('""', '"') if bare is None else bare or None)
        at = found.end()
        if at == len(text) and not found.group().endswith(","):
            break
    row = {
        column.name: None if cell is None else _reader(column.kind)(cell)
        for column, cell in zip(columns, cells, strict=True)
    }
    sparse = [column.name for column in columns if column.sparse and row[column.name] is None]
    return {name: value for name, value in row.items() if name not in sparse}


def _quoted(text: str) -> str:
    if text and not _QUOTED.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _writer(kind: str | tuple[Column, ...]) -> Write:
    if kind == "text":
        return lambda value: _quoted(escaped(value, nul=True))
    if kind == "truth":
        return lambda value: "true" if value else "false"
    return repr if kind in {"whole", "number"} else lambda value: _quoted(json_text(value))


def _reader(kind: str | tuple[Column, ...]) -> Read:
    if kind == "text":
        return unescaped
    if kind == "truth":
        return lambda cell: cell == "true"
    if kind == "whole":
        return int
    return float if kind == "number" else json_value
