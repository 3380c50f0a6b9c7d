"""
Rows and lines that Spark reads as articles, by the functions of a local run.

What is here runs on executors and needs no PySpark. A line's number is counted within its block, the
part of a file that one task reads: :mod:`~cleannews.spark.inputs` adds the lines before.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io.columns import Column
from cleannews.io.kinds import kind_by_name
from cleannews.io.parquet import batch_of
from cleannews.io.readers import pieces_in, too_large
from cleannews.io.records import Origin, Passed, Piece, Record
from cleannews.io.streams import LARGEST
from cleannews.pipeline.tables import TABLES, error_row
from cleannews.pipeline.telling import told
from cleannews.settings import ReadSettings
from cleannews.spark.sources import Root, Source, source_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "BLOCK",
    "FILE",
    "FILES",
    "LINE",
    "MEMBERSHIP",
    "READ",
    "ROW",
    "Files",
    "Lines",
    "Rows",
    "Wholes",
]

FILE, BLOCK, LINE, ROW = "file", "block", "line", "row"
"""Columns of what Spark reads: the address of the file, where a part of it begins, a line, a row."""

MEMBERSHIP = ("kept", "group", "relation", "representative", "jaccard", "containment")
"""The columns of an article that say what became of it."""

READ = (
    *(column for column in TABLES["articles"] if column.name not in MEMBERSHIP),
    Column("name"),
    Column("place"),
    Column("block", "whole"),
    Column("lines", "whole"),
    Column("error"),
    Column("message"),
)
"""
The columns of what was read: those of an article; what to call one without an id, but for its line;
what sorts its file among all; the block that its line is counted in, or null; how many lines a block
has, in rows that say no more; and why something is rejected.
"""

FILES = (
    Column("path"),
    Column("kind"),
    Column("error"),
    Column("message"),
    Column("skipped"),
    Column("digest", "whole"),
)
"""The columns of the files of the inputs."""

_ROWS = 256
"""Records that are told of at once."""

_Found = Piece | Passed | ReadError


@dataclass(frozen=True, slots=True)
class Files:
    """
    Tells files apart.

    Args:
        roots: The inputs.
    """

    roots: tuple[Root, ...]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """
        Yield a row for each file.

        Args:
            batches: The addresses of files, and what changes when they do.
        """
        for batch in batches:
            files = zip(*(batch.column(it).to_pylist() for it in (FILE, "digest")), strict=True)
            yield batch_of([self._row(*file) for file in files], FILES)

    def _row(self, file: str, digest: int) -> dict[str, Any]:
        source = source_of(file, self.roots)
        return {
            "path": source.origin.label,
            "kind": source.kind,
            "error": source.reason,
            "message": source.message,
            "skipped": source.skipped,
            "digest": digest,
        }


@dataclass(frozen=True, slots=True)
class _Reading:
    """
    Reads records.

    Args:
        roots: The inputs.
        settings: What to read of them, and how.
    """

    roots: tuple[Root, ...]
    settings: ReadSettings

    def _told(
        self, source: Source, found: Iterable[_Found], **more: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield a row for each article and each error."""
        known = {"place": source.place, "name": source.origin.name, **more}
        for some in _some(found):
            rows, errors, _ = told(some, self.settings, _unnamed)
            for row in rows:
                yield row | known
            for _, error in errors:
                yield error_row(error) | known


class Rows(_Reading):
    """Reads rows of Parquet files: their values, file and number in it, from 0."""

    __slots__ = ()

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield articles and errors."""
        for batch in batches:
            rows = zip(*(batch.column(name).to_pylist() for name in (FILE, LINE, ROW)), strict=True)
            for file, some in groupby(rows, itemgetter(0)):
                source = source_of(file, self.roots)
                pieces = (Piece(source.origin, at + 1, "row", row) for _, at, row in some)
                yield from _batches(self._told(source, pieces))


class Lines(_Reading):
    """Reads lines of JSON: the line, its file and where its block begins."""

    __slots__ = ()

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield articles, errors and behind each block how many lines it has."""
        for (file, block), lines in _by(batches, FILE, BLOCK):
            source = source_of(file, self.roots)
            count = _Count()
            pieces = _pieces(source.origin, count.over(lines))
            yield from _batches(self._told(source, pieces, block=block))
            path = source.origin.label
            yield batch_of([{"path": path, "block": block, "lines": count.so_far}], READ)


class Wholes(_Reading):
    """Reads files that come in one piece, line by line: the line and its file."""

    __slots__ = ()

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield articles and errors."""
        for (file,), lines in _by(batches, FILE):
            source = source_of(file, self.roots)
            kind = kind_by_name(source.origin.name)
            stream = cast("io.BufferedReader", io.BufferedReader(_Joined(lines)))
            if kind is not None:
                pieces = pieces_in(source.origin, kind.format, stream, self.settings)
                yield from _batches(self._told(source, pieces))


class _Count:
    """Counts lines that pass."""

    def __init__(self) -> None:
        self.so_far = 0

    def over(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        for line in lines:
            self.so_far += 1
            yield self.so_far, line


def _pieces(origin: Origin, lines: Iterable[tuple[int, bytes]]) -> Iterator[_Found]:
    for number, line in lines:
        if len(line) > LARGEST:
            yield too_large(origin, number)
        elif line and not line.isspace():
            yield Piece(origin, number, "json", line)


class _Joined(io.RawIOBase):
    """Lines as the stream that they were cut of, but for a line feed at its end."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._parts = chain.from_iterable((b"\n", line) for line in lines)
        next(self._parts, b"")
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


def _by(
    batches: Iterable[pa.RecordBatch], *names: str
) -> Iterator[tuple[tuple[Any, ...], Iterator[bytes]]]:
    """Yield the lines of each run of rows that agree in some columns; all must be taken."""
    rows = chain.from_iterable(
        zip(*(batch.column(name).to_pylist() for name in (*names, LINE)), strict=True)
        for batch in batches
    )
    for key, some in groupby(rows, lambda row: row[:-1]):
        yield key, map(itemgetter(-1), some)


def _some(found: Iterable[_Found]) -> Iterator[list[_Found]]:
    some: list[_Found] = []
    for it in found:
        some.append(it)
        if len(some) == _ROWS:
            yield some
            some = []
    if some:
        yield some


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS:
            yield batch_of(some, READ)
            some = []
    if some:
        yield batch_of(some, READ)


def _unnamed(_: Record, __: Article) -> None:
    """Leave an article without a name: its line is not known yet."""
