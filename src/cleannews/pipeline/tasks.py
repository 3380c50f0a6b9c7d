"""What is done to many files or articles at once, here or in a worker process."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cleannews.article import Article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL, flags_of
from cleannews.cleaning.sites import SiteMemory, packed_pages
from cleannews.cleaning.spans import CleanedText
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract
from cleannews.grouping.origins import Origin
from cleannews.grouping.sources import without
from cleannews.io.inputs import InputFile
from cleannews.io.jsonlines import dump_line, parse
from cleannews.io.records import Html, Line, Record, read_line, read_records
from cleannews.pipeline.tables import article_of, article_row, removed_row, split_row
from cleannews.settings import CleanSettings
from cleannews.signatures.signing import pack, sign_chunk

__all__ = ["CleanedLine", "Item", "ReadLine", "Row", "clean_lines", "learn_lines", "read_items"]

Row = dict[str, Any]
"""An article as plain values."""

Item = InputFile | Line | ReadError
"""What is read at a time: a file, a line of a file, or an error that is passed on."""


class ReadLine(NamedTuple):
    """
    An article after reading.

    Args:
        id: Its id.
        line: The article as a line of JSON.
    """

    id: str
    line: bytes


def read_items(items: Sequence[Item], *, site_from_dir: bool) -> list[list[ReadLine | ReadError]]:
    """
    Read and extract articles.

    Args:
        items: Files and lines.
        site_from_dir: Take the first folder of a file's name as the outlet.

    Returns:
        For each item its articles, and errors for what cannot be read.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return [list(_read(item, site_from_dir=site_from_dir)) for item in items]


def _read(item: Item, *, site_from_dir: bool) -> Iterator[ReadLine | ReadError]:
    if isinstance(item, ReadError):
        yield item
    elif isinstance(item, Line):
        yield _read_line(read_line(item), item.file, site_from_dir=site_from_dir)
    else:
        for record in read_records(item):
            yield _read_line(record, item, site_from_dir=site_from_dir)


def _read_line(
    record: Record | ReadError, file: InputFile, *, site_from_dir: bool
) -> ReadLine | ReadError:
    """Return the article of a record as a line, or what keeps it from being read."""
    if isinstance(record, ReadError):
        return record
    try:
        article = _article(record, file, site_from_dir=site_from_dir)
        line = dump_line(article_row(article, record.path, record.line))
    except ReadError as error:
        return error
    except ValueError as error:
        return ReadError("invalid-json", record.path, record.line, str(error))
    return ReadLine(str(article.id), line)


def _article(record: Record, file: InputFile, *, site_from_dir: bool) -> Article:
    """Return a record's article with an id, or raise what keeps it from being read."""
    article = record.content
    if isinstance(article, Html):
        try:
            article = extract(article.data)
        except ExtractionError as error:
            raise ReadError(error.reason, record.path, record.line, error.message) from None
    if article.id is None:
        article = replace(article, id=record.name)
    if site_from_dir and file.folder:
        article = replace(article, site=file.folder)
    flags = article.flags | flags_of(article.text, article.title, article.url)
    return replace(article, flags=flags, agency=agency_of(article))


class CleanedLine(NamedTuple):
    """
    An article after cleaning.

    Args:
        id: Its id.
        repeated: What of its cleaned text its site repeats, half-open ranges of code points.
        origin: Where it is from.
        head: The article with its cleaned text as a line of JSON, up to the place of the columns
            that say what became of it.
        tail: The rest of that line.
        removed: Its removed spans as lines of JSON.
        signed: What is computed of its cleaned text, packed.
        characters: Characters of the raw text.
        lost: Category, number of spans and removed characters, for each category.
    """

    id: str
    repeated: tuple[tuple[int, int], ...]
    origin: Origin
    head: bytes
    tail: bytes
    removed: bytes
    signed: bytes
    characters: int
    lost: tuple[tuple[str, int, int], ...]


def learn_lines(lines: Sequence[bytes]) -> list[bytes]:
    """
    Find what there is to learn of articles for a memory of sites.

    Args:
        lines: The articles, each a line of JSON.

    Returns:
        For each article what :func:`~cleannews.cleaning.sites.packed_pages` gives.
    """
    return packed_pages([article_of(parse(line)) for line in lines])


def clean_lines(
    lines: Sequence[bytes], *, settings: CleanSettings, memory: Path | None = None
) -> list[CleanedLine]:
    """
    Clean articles and sign what is left.

    Args:
        lines: The articles, each a line of JSON.
        settings: How texts are cleaned.
        memory: The file of a memory of sites.
    """
    cleaner = _cleaner(settings, memory)
    rows = [parse(line) for line in lines]
    articles = [article_of(row) for row in rows]
    cleaned = [cleaner.clean(article) for article in articles]
    texts = [
        "" if SHELL in article.flags else without(done.text, done.repeated_in_text)
        for article, done in zip(articles, cleaned, strict=True)
    ]
    signed = pack(sign_chunk(texts))
    return list(map(_cleaned, rows, articles, cleaned, signed))


@lru_cache(maxsize=1)
def _cleaner(settings: CleanSettings, memory: Path | None) -> Cleaner:
    return Cleaner.of(settings, None if memory is None else SiteMemory.load(memory))


def _cleaned(row: Row, article: Article, done: CleanedText, signed: bytes) -> CleanedLine:
    lost: dict[str, list[int]] = {}
    for span in done.removed:
        lost.setdefault(span.category, []).append(span.end - span.start)
    head, tail = split_row({**row, "text": done.text})
    return CleanedLine(
        id=row["id"],
        repeated=done.repeated_in_text,
        origin=Origin.of(article),
        head=head,
        tail=tail,
        removed=b"".join(dump_line(removed_row(row["id"], span)) for span in done.removed),
        signed=signed,
        characters=len(done.original),
        lost=tuple((category, len(sizes), sum(sizes)) for category, sizes in lost.items()),
    )
