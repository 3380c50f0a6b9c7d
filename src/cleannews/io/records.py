"""
A file's records: one for a text or a page, one for each article of a JSON or JSON Lines file.

What cannot be read is yielded as an error beside the records, and reading goes on.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleannews.article import Article, as_article
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import ArticleError, ReadError
from cleannews.io.inputs import GZIP, InputFile
from cleannews.io.jsonlines import parse

__all__ = ["Html", "Line", "Record", "read_bytes", "read_line", "read_records", "split_lines"]

_DAMAGE = (OSError, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class Html:
    """
    A page that is still to be extracted.

    Args:
        data: Its bytes as found.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """
    An article as it stands in a file.

    Args:
        path: The file.
        line: The record in it, from 1; None where the file is one article.
        name: What to call it where it has no id of its own.
        content: The article, or the page that holds it.
    """

    path: str
    line: int | None
    name: str
    content: Article | Html


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of a JSON Lines file that is still to be parsed.

    Args:
        file: The file.
        number: The line in it, from 1.
        data: Its bytes.
    """

    file: InputFile
    number: int
    data: bytes


def read_records(file: InputFile) -> Iterator[Record | ReadError]:
    """
    Read a file.

    Args:
        file: A file as :func:`~cleannews.io.inputs.find_inputs` gives it.

    Yields:
        Its records in order, and an error for each record or file that cannot be read.
    """
    if file.format == "jsonl":
        for line in split_lines(file):
            yield line if isinstance(line, ReadError) else read_line(line)
        return
    try:
        yield from _whole(file, read_bytes(file.path))
    except ReadError as error:
        yield error


def split_lines(file: InputFile) -> Iterator[Line | ReadError]:
    """
    Cut a JSON Lines file into lines.

    Args:
        file: The file.

    Yields:
        Its lines but blank ones, and an error where there are none or reading fails.
    """
    filled = False
    try:
        with _opened(file.path) as stream:
            for number, data in enumerate(stream, start=1):
                if not data.isspace():
                    filled = True
                    yield Line(file, number, data)
    except _DAMAGE as error:
        yield _unreadable(file.path, error)
    else:
        if not filled:
            yield ReadError("empty", str(file.path), None, "there is nothing in it")


def read_line(line: Line) -> Record | ReadError:
    """
    Read the article in a line of a JSON Lines file.

    Args:
        line: The line.
    """
    try:
        value = parse(line.data)
    except ValueError as error:
        message = f"it is not JSON: {error}"
        return ReadError("invalid-json", str(line.file.path), line.number, message)
    return _row(line.file, line.number, value)


def read_bytes(path: Path) -> bytes:
    """
    Read a whole file, unpacked.

    Args:
        path: A file, gzipped if its suffix says so.

    Raises:
        ReadError: It cannot be read, or its gzip data is damaged.
    """
    try:
        with _opened(path) as stream:
            return stream.read()
    except _DAMAGE as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ReadError:
    told = getattr(error, "strerror", None)
    damaged = told is None and path.suffix.lower() == GZIP
    reason = "damaged gzip data" if damaged else "it cannot be read"
    return ReadError("unreadable", str(path), None, f"{reason}: {told or error}")


def _opened(path: Path) -> BinaryIO:
    if path.suffix.lower() == GZIP:
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _whole(file: InputFile, data: bytes) -> Iterator[Record | ReadError]:
    path = str(file.path)
    if file.format == "html":
        yield Record(path, None, file.name, Html(data))
    elif file.format == "json":
        yield from _json(file, data)
    else:
        try:
            yield Record(path, None, file.name, Article(decoded(data)))
        except DecodingError as error:
            yield ReadError(error.reason, path, None, error.message)


def _json(file: InputFile, data: bytes) -> Iterator[Record | ReadError]:
    path = str(file.path)
    if not data.strip():
        yield ReadError("empty", path, None, "there is nothing in it")
        return
    try:
        value = parse(data)
    except ValueError as error:
        yield ReadError("invalid-json", path, None, f"it is not JSON: {error}")
        return
    if value == []:
        yield ReadError("empty", path, None, "it is an empty list")
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield _row(file, number, item)
    else:
        yield _row(file, None, value)


def _row(file: InputFile, number: int | None, value: Any) -> Record | ReadError:
    path = str(file.path)
    name = file.name if number is None else f"{file.name}:{number}"
    try:
        article = as_article(value)
    except ArticleError as error:
        return ReadError("no-text", path, number, str(error))
    if not article.text.strip():
        return ReadError("empty", path, number, "its text is empty")
    return Record(path, number, name, article)
