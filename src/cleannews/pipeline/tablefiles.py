"""
The files of a run's tables: their formats, how they are written, and read from any row on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from cleannews.errors import OutputError, SettingsError, one_of, shown
from cleannews.files import written_whole
from cleannews.io.columns import json_value
from cleannews.io.compression import packed, require_packing, unpacked
from cleannews.io.csvtables import CsvSink, csv_header, csv_records, csv_row
from cleannews.io.jsonlines import parse
from cleannews.io.kinds import PACKINGS
from cleannews.io.parquet import ParquetSink, parquet_rows, pyarrow, row_starts
from cleannews.pipeline.tables import TABLES

__all__ = ["FORMATS", "TABLE_FILES", "Sink", "TableFile", "TableFormat", "written_table"]

FORMATS = (
    *(f"{kind}{packing}" for kind in ("jsonl", "csv") for packing in ("", *PACKINGS)),
    "parquet",
    "text",
)
"""What a run writes: tables of one format; with "text" JSON Lines and the kept articles' texts."""

_SKIPPED = 1 << 20
"""Bytes that are unpacked at a time on the way to a row."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """
    How tables stand in files.

    Args:
        kind: "jsonl", "csv" or "parquet".
        suffix: That of packed files, one of :data:`~cleannews.io.kinds.PACKINGS`, or nothing.
    """

    kind: str
    suffix: str = ""

    @property
    def packing(self) -> str | None:
        """How the files are packed."""
        return PACKINGS[self.suffix] if self.suffix else None

    @classmethod
    def of(cls, name: str) -> TableFormat:
        """
        Return the format of a run's tables.

        Args:
            name: One of :data:`FORMATS`.

        Raises:
            SettingsError: It is none.
        """
        if name not in FORMATS:
            raise SettingsError("format", shown(name), one_of(FORMATS))
        kind, _, packing = name.partition(".")
        return cls("jsonl" if kind == "text" else kind, f".{packing}" if packing else "")

    def file(self, table: str) -> str:
        """
        Return the name of a table's file.

        Args:
            table: One of :data:`~cleannews.pipeline.tables.TABLES`.
        """
        return f"{table}.{self.kind}{self.suffix}"

    def require(self) -> None:
        """
        Check that what the format needs is installed.

        Raises:
            MissingExtraError: An optional package is not.
        """
        require_packing(self.packing)
        if self.kind == "parquet":
            pyarrow()


TABLE_FILES = tuple(
    TableFormat.of(name).file(table) for name in FORMATS if name != "text" for table in TABLES
)
"""The names of the files of all tables in all formats."""


class Sink(Protocol):
    """Takes the rows of a table."""

    def write(self, lines: bytes, /) -> object:
        """Write rows, given as whole lines of JSON."""


@contextmanager
def written_table(folder: Path, table: str, format: TableFormat) -> Iterator[Sink]:
    """
    Open a table for writing; its file is there when it is complete.

    Args:
        folder: Where the file goes.
        table: One of :data:`~cleannews.pipeline.tables.TABLES`.
        format: How it is written.
    """
    with (
        written_whole(folder / format.file(table)) as file,
        packed(file, format.packing) as stream,
    ):
        if format.kind == "jsonl":
            yield stream
        elif format.kind == "csv":
            yield CsvSink(stream, TABLES[table])
        else:
            with ParquetSink(stream, TABLES[table]) as sink:
                yield sink


@dataclass(frozen=True, slots=True)
class TableFile:
    """
    A table in a file.

    Args:
        folder: Where the file is.
        table: One of :data:`~cleannews.pipeline.tables.TABLES`.
        format: How it is written.
    """

    folder: Path
    table: str
    format: TableFormat

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / self.format.file(self.table)

    def rows(self, place: int = 0) -> Iterator[dict[str, Any]]:
        """
        Yield the rows as plain values.

        Args:
            place: Where to begin: 0, or what :meth:`places` gives for a row.

        Raises:
            OutputError: The file is damaged.
        """
        with self._damage_told():
            for row in self._from(place):
                if "extra" in row:
                    row["extra"] = json_value(row["extra"])
                yield row

    def places(self) -> Iterator[tuple[str, int]]:
        """
        Yield the id of each row, and its place; for tables with such a column.

        Raises:
            OutputError: The file is damaged.
        """
        with self._damage_told():
            yield from self._places()

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise OutputError(str(self.path), f"is damaged: {error}", "run again") from None

    def _places(self) -> Iterator[tuple[str, int]]:
        if self.format.kind == "parquet":
            columns = [column for column in TABLES[self.table] if column.name == "id"]
            with self.path.open("rb") as file:
                for place, row in enumerate(parquet_rows(file, columns)):
                    yield row["id"], place
            return
        with self._opened(0) as stream:
            place = len(self._header(stream))
            for record in self._records(stream):
                yield self._row(record)["id"], place
                place += len(record)

    def _from(self, place: int) -> Iterator[dict[str, Any]]:
        if self.format.kind == "parquet":
            with self.path.open("rb") as file:
                starts = row_starts(file)
                first = max(0, bisect_right(starts, place) - 1)
                groups = list(range(first, len(starts) - 1))
                rows = parquet_rows(file, TABLES[self.table], groups)
                yield from islice(rows, place - starts[first], None)
            return
        with self._opened(place) as stream:
            if not place:
                self._header(stream)
            yield from map(self._row, self._records(stream))

    @contextmanager
    def _opened(self, place: int) -> Iterator[BinaryIO]:
        """Open a file of lines at a place."""
        packing = self.format.packing
        with self.path.open("rb") as file, unpacked(file, packing, bounded=False) as stream:
            if packing is None:
                stream.seek(place)
            else:
                while place and (data := stream.read(min(place, _SKIPPED))):
                    place -= len(data)
            yield stream

    def _header(self, stream: BinaryIO) -> bytes:
        """Read what stands before the first record, and return it."""
        header = csv_header(TABLES[self.table]) if self.format.kind == "csv" else b""
        if stream.read(len(header)) != header:
            raise ValueError("it does not begin with the names of its columns")
        return header

    def _records(self, stream: BinaryIO) -> Iterator[bytes]:
        return csv_records(stream) if self.format.kind == "csv" else stream

    def _row(self, record: bytes) -> dict[str, Any]:
        row: dict[str, Any]
        row = csv_row(record, TABLES[self.table]) if self.format.kind == "csv" else parse(record)
        return row
