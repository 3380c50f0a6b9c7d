"""
A file's records: one for a text or a page, one for each article of a JSON or JSON Lines file.

What cannot be read is yielded as an error beside the records, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleannews.article import Article, as_article
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import ArticleError, ReadError
from cleannews.io.blocks import DAMAGE, Block, blocks_of, is_packed, opened
from cleannews.io.inputs import InputFile
from cleannews.io.jsonlines import parse

__all__ = ["Html", "Record", "cut_lines", "read_block", "read_bytes", "read_records"]


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


def read_records(file: InputFile) -> Iterator[Record | ReadError]:
    """
    Read a file.

    Args:
        file: A file as :func:`~cleannews.io.inputs.find_inputs` gives it.

    Yields:
        Its records in order, and an error for each record or file that cannot be read.
    """
    if file.format == "jsonl":
        for block in cut_lines(file):
            yield from [block] if isinstance(block, ReadError) else read_block(file, block)
        return
    try:
        yield from _whole(file, read_bytes(file.path))
    except ReadError as error:
        yield error


def cut_lines(file: InputFile) -> Iterator[Block | ReadError]:
    """
    Cut a JSON Lines file into blocks.

    Args:
        file: The file.

    Yields:
        Its blocks, and an error where there are none or reading fails.
    """
    filled = False
    try:
        for block in blocks_of(file.path):
            filled = True
            yield block
    except DAMAGE as error:
        yield _unreadable(file.path, error)
    else:
        if not filled:
            yield ReadError("empty", str(file.path), None, "there is nothing in it")


def read_block(file: InputFile, block: Block) -> Iterator[Record | ReadError]:
    """
    Read the articles in lines of a JSON Lines file.

    Args:
        file: The file.
        block: Some of its lines.

    Yields:
        The article of each line but blank ones, or why it cannot be read.
    """
    for number, line in enumerate(block.lines(), block.number):
        if line.isspace():
            continue
        try:
            value = parse(line)
        except ValueError as error:
            message = f"it is not JSON: {error}"
            yield ReadError("invalid-json", str(file.path), number, message)
        else:
            yield _row(file, number, value)


def read_bytes(path: Path) -> bytes:
    """
    Read a whole file, unpacked.

    Args:
        path: A file, gzipped if its suffix says so.

    Raises:
        ReadError: It cannot be read, or its gzip data is damaged.
    """
    try:
        with opened(path) as stream:
            return stream.read()
    except DAMAGE as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ReadError:
    told = getattr(error, "strerror", None)
    damaged = told is None and is_packed(path)
    reason = "damaged gzip data" if damaged else "it cannot be read"
    return ReadError("unreadable", str(path), None, f"{reason}: {told or error}")


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
