"""
Files cut into pieces, each format in its way, in constant memory.

What cannot be read is yielded as an error beside the pieces, and reading goes on.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, BinaryIO, cast

from cleannews.article import FieldNames
from cleannews.errors import MissingExtraError, ReadError
from cleannews.io.archives import Member, tar_members, zip_members
from cleannews.io.blocks import Block, TooLong, blocks_in, blocks_of_input
from cleannews.io.compression import UnpackingError, unpacked
from cleannews.io.csvrows import BadTableError, csv_rows
from cleannews.io.inputs import InputFile, Wanted, kind_of_member
from cleannews.io.jsonlines import members
from cleannews.io.jsonvalues import values_of
from cleannews.io.kinds import ARCHIVES, SNIFFED, Kind
from cleannews.io.parquet import article_rows
from cleannews.io.records import Html, Origin, Passed, Piece, Record
from cleannews.io.streams import LARGEST, Forward, in_utf8, read_all
from cleannews.io.warc import warc_pages
from cleannews.settings import ReadSettings

__all__ = [
    "Found",
    "cut_lines",
    "field_names",
    "pieces_in",
    "pieces_of",
    "pieces_of_block",
    "read_records",
    "too_large",
    "wanted_of",
]

_LIST_OF_OBJECTS = re.compile(rb"\[\s*\{")

Found = Piece | Passed | ReadError
"""A record, or what there is in its place."""


def read_records(
    file: InputFile, settings: ReadSettings | None = None
) -> Iterator[Record | ReadError]:
    """
    Read a file.

    Args:
        file: A file as :func:`~cleannews.io.inputs.find_inputs` gives it.
        settings: What to read of it, and how.

    Yields:
        Its records in order, and an error for each record or file that cannot be read.
    """
    settings = settings or ReadSettings()
    names = field_names(settings)
    for found in pieces_of(file, settings):
        if isinstance(found, Piece):
            yield found.record(names)
        elif isinstance(found, ReadError):
            yield found


def pieces_of(file: InputFile, settings: ReadSettings) -> Iterator[Found]:
    """
    Cut a file.

    Args:
        file: The file.
        settings: What to read of it, and how.

    Yields:
        Its records, not read yet, an error for each part that cannot be cut, and what is passed
        over in archives.
    """
    origin = Origin.of(file)
    try:
        with file.opened() as stream:
            yield from pieces_in(origin, file.kind.format, stream, settings)
    except (OSError, MissingExtraError) as error:
        yield _unreadable(origin, error)


def cut_lines(file: InputFile) -> Iterator[Block | ReadError]:
    """
    Cut a JSON Lines file into blocks.

    Args:
        file: The file.

    Yields:
        Its blocks, and an error for each line that is too long, where there is nothing, or
        where reading fails.
    """
    origin = Origin.of(file)
    try:
        yield from _told(origin, blocks_of_input(file))
    except (OSError, MissingExtraError) as error:
        yield _unreadable(origin, error)


def pieces_of_block(origin: Origin, block: Block) -> Iterator[Piece]:
    """
    Yield the rows in lines of JSON, but those that hold white space only.

    Args:
        origin: Where the lines are from.
        block: Some of them.
    """
    for number, line in enumerate(block.lines(), block.number):
        if not line.isspace():
            yield Piece(origin, number, "json", line)


def _told(origin: Origin, blocks: Iterable[Block | TooLong]) -> Iterator[Block | ReadError]:
    """Yield blocks, and in the place of what is none its error."""
    filled = False
    for block in blocks:
        filled = True
        yield too_large(origin, block.number) if isinstance(block, TooLong) else block
    if not filled:
        yield origin.fault("empty", "there is nothing in it")


@lru_cache(maxsize=4)
def field_names(settings: ReadSettings) -> FieldNames:
    """
    Return under which keys rows have the fields of an article.

    Args:
        settings: The settings.
    """
    return FieldNames(settings.fields)


def wanted_of(settings: ReadSettings) -> Wanted:
    """
    Return which files of folders and archives to read.

    Args:
        settings: The settings.
    """
    return Wanted(settings.include, settings.exclude)


def pieces_in(
    origin: Origin, kind: str, stream: io.BufferedReader, settings: ReadSettings
) -> Iterator[Found]:
    """
    Cut a file that is open already.

    Args:
        origin: Where it is from.
        kind: A value of :data:`~cleannews.io.kinds.FORMATS`.
        stream: The file at its beginning, unpacked.
        settings: What to read of it, and how.

    Yields:
        As :func:`pieces_of`.

    Raises:
        OSError: Reading fails.
    """
    if kind in ARCHIVES:
        return _in_archive(origin, kind, stream, settings)
    cut = _CUTTERS.get(kind)
    return _whole(origin, kind, stream) if cut is None else cut(origin, stream, settings)


def _whole(origin: Origin, form: str, stream: io.BufferedReader) -> Iterator[Found]:
    data = read_all(stream)
    yield too_large(origin) if data is None else Piece(origin, None, form, data)


def _json_lines(origin: Origin, stream: io.BufferedReader, _: ReadSettings) -> Iterator[Found]:
    for block in _told(origin, blocks_in(stream)):
        if isinstance(block, ReadError):
            yield block
        else:
            yield from pieces_of_block(origin, block)


def _json_values(
    origin: Origin, stream: io.BufferedReader, settings: ReadSettings
) -> Iterator[Found]:
    values = values_of(in_utf8(stream)[0])
    first = next(values, None)
    if first is None:
        yield origin.fault("empty", "there is nothing in it")
        return
    second = None if first[1] else next(values, None)
    if second is None and not first[1]:
        lists = _lists_within(first[0], field_names(settings))
        if not lists:
            yield _value(origin, None, first[0])
        rows = chain.from_iterable(values_of(io.BytesIO(it)) for it in lists)
        for number, (row, _in_list) in enumerate(rows, 1):
            yield _value(origin, number, row)
        return
    rest = values if second is None else chain([second], values)
    for number, (value, _in_list) in enumerate(chain([first], rest), 1):
        yield _value(origin, number, value)


def _lists_within(document: bytes | int, names: FieldNames) -> list[bytes]:
    """
    Return the lists of articles that are the content of an object without a text.

    They are its only list of objects, or all of its members, as Fundus writes a list for each
    publisher, if the first object of each has a text.
    """
    try:
        found = None if isinstance(document, int) else members(document)
    except ValueError:  # whoever reads it will say so
        return []
    if not found or _has_text(found, names):
        return []
    lists = [value for value in found.values() if _LIST_OF_OBJECTS.match(value)]
    if len(lists) == 1:
        return lists
    articles = len(lists) == len(found) and all(_begins_with_text(it, names) for it in lists)
    return lists if articles else []


def _begins_with_text(rows: bytes, names: FieldNames) -> bool:
    first, _ = next(values_of(io.BytesIO(rows)))
    try:
        return isinstance(first, bytes) and _has_text(members(first) or {}, names)
    except ValueError:
        return False


def _has_text(found: Iterable[str], names: FieldNames) -> bool:
    return any(names.field_of.get(key) == "text" for key in found)


def _value(origin: Origin, number: int | None, value: bytes | int) -> Found:
    if isinstance(value, int):
        return too_large(origin, number)
    return Piece(origin, number, "json", value)


def _table(
    read: Callable[[Any, FieldNames], Iterable[Any]],
) -> Callable[[Origin, io.BufferedReader, ReadSettings], Iterator[Found]]:
    """Return what cuts a table whose rows a function reads."""

    def pieces(
        origin: Origin, stream: io.BufferedReader, settings: ReadSettings
    ) -> Iterator[Found]:
        number = 0
        try:
            for number, row in enumerate(read(stream, field_names(settings)), 1):
                yield Piece(origin, number, "row", row)
        except BadTableError as error:
            yield origin.fault(error.reason, str(error), number + 1 if number else None)
        else:
            if not number:
                yield origin.fault("empty", "there are no rows in it")

    return pieces


def _parquet(stream: io.BufferedReader, names: FieldNames) -> Iterator[Any]:
    with _seekable(stream) as file:
        yield from article_rows(file, names)


def _warc(origin: Origin, stream: io.BufferedReader, _: ReadSettings) -> Iterator[Found]:
    number = 0
    for number, found in enumerate(warc_pages(stream), 1):
        if isinstance(found, Html):
            yield Piece(origin, number, "page", found)
        elif isinstance(found, Passed):
            yield found
        elif found is None:
            yield too_large(origin, number)
        else:
            yield origin.fault("unreadable", found.message, number)
    if not number:
        yield origin.fault("empty", "there are no responses in it")


def _in_archive(
    origin: Origin, kind: str, stream: io.BufferedReader, settings: ReadSettings
) -> Iterator[Found]:
    if kind == "tar":
        yield from _of_members(origin, tar_members(stream), settings)
        return
    with _seekable(stream) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        yield from _of_members(origin, zip_members(file, size), settings)


def _of_members(
    origin: Origin, members: Iterable[Member], settings: ReadSettings
) -> Iterator[Found]:
    wanted = wanted_of(settings)
    for member in members:
        inner = origin.member(member.name)
        if member.problem is not None:
            yield inner.fault("unreadable", member.problem)
        elif member.stream is None:
            yield Passed("(links in archives)")
        elif any(part.startswith(".") and part.strip(".") for part in member.name.split("/")):
            continue
        elif not wanted.takes(member.name):
            yield Passed("(not included)")
        else:
            try:
                yield from _of_member(inner, member.name, member.stream, settings)
            except (OSError, MissingExtraError) as error:
                yield _unreadable(inner, error)


def _of_member(
    origin: Origin, name: str, stream: io.BufferedReader, settings: ReadSettings
) -> Iterator[Found]:
    kind: Kind | None = kind_of_member(name, stream.peek(SNIFFED)[:SNIFFED])
    if kind is None:
        suffix = "." + name.rpartition(".")[2].lower() if "." in name.rpartition("/")[2] else ""
        yield Passed(suffix)
    elif kind.format in ARCHIVES:
        yield origin.fault("format", "it is an archive within an archive; unpack the outer one")
    elif kind.packing is None:
        yield from pieces_in(origin, kind.format, stream, settings)
    else:
        packed = cast("BinaryIO", Forward(stream))
        yield from pieces_in(origin, kind.format, unpacked(packed, kind.packing), settings)


def _seekable(stream: io.BufferedReader) -> Any:
    """Return a stream that can be read anywhere: itself, or a temporary copy of it."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (whoever reads it closes it)
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def too_large(origin: Origin, line: int | None = None) -> ReadError:
    """
    Say that there is more than an article may have.

    Args:
        origin: Where it is from.
        line: The record there, from 1, or None.
    """
    return origin.fault("too-large", f"it has more than {LARGEST >> 20} MiB", line)


def _unreadable(origin: Origin, error: Exception) -> ReadError:
    if isinstance(error, UnpackingError):
        return origin.fault(error.reason, error.message)
    if isinstance(error, MissingExtraError):
        return origin.fault("missing-package", str(error))
    told = getattr(error, "strerror", None) or error
    return origin.fault("unreadable", f"it cannot be read: {told}")


_CUTTERS: dict[str, Callable[[Origin, io.BufferedReader, ReadSettings], Iterator[Found]]] = {
    "jsonl": _json_lines,
    "json": _json_values,
    "csv": _table(csv_rows),
    "parquet": _table(_parquet),
    "warc": _warc,
}
