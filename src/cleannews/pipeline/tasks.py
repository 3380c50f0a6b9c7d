"""What is done to many files or articles at once, here or in a worker process."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract
from cleannews.io.inputs import InputFile
from cleannews.io.jsonlines import dump_line, parse
from cleannews.io.records import Html, Record, read_records
from cleannews.pipeline.tables import article_of, article_row, removed_row
from cleannews.settings import CleanSettings

__all__ = ["CleanedLine", "Row", "clean_lines", "read_file", "read_files"]

Row = dict[str, Any]
"""An article as plain values."""


def read_files(files: Sequence[InputFile], *, site_from_dir: bool) -> list[list[Row | ReadError]]:
    """
    Read whole files.

    Args:
        files: The files.
        site_from_dir: Take the first folder of a file's name as the outlet.

    Returns:
        For each file what :func:`read_file` yields.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return [list(read_file(file, site_from_dir=site_from_dir)) for file in files]


def read_file(file: InputFile, *, site_from_dir: bool) -> Iterator[Row | ReadError]:
    """
    Read and extract the articles of a file.

    Args:
        file: The file.
        site_from_dir: Take the first folder of its name as the outlet.

    Yields:
        Articles with ids as plain values, and errors for what cannot be read.
    """
    for record in read_records(file):
        if isinstance(record, ReadError):
            yield record
            continue
        try:
            article = _article(record, file, site_from_dir=site_from_dir)
            row = article_row(article, record.path, record.line)
            dump_line(row["extra"])
        except ReadError as error:
            yield error
        except ValueError as error:
            yield ReadError("invalid-json", record.path, record.line, str(error))
        else:
            yield row


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
    return article


@dataclass(frozen=True, slots=True)
class CleanedLine:
    """
    An article after cleaning.

    Args:
        text: The cleaned text.
        line: The article with its cleaned text, as a line of JSON.
        removed: Its removed spans as lines of JSON.
        characters: Characters of the raw text.
        spans: Removed spans by category.
        lost: Removed characters by category.
    """

    text: str
    line: bytes
    removed: bytes
    characters: int
    spans: Counter[str]
    lost: Counter[str]


def clean_lines(lines: Sequence[bytes], *, settings: CleanSettings) -> list[CleanedLine]:
    """
    Clean articles.

    Args:
        lines: The articles, each a line of JSON.
        settings: How texts are cleaned.
    """
    cleaner = _cleaner(settings)
    return [_cleaned(parse(line), cleaner) for line in lines]


@cache
def _cleaner(settings: CleanSettings) -> Cleaner:
    return Cleaner.of(settings)


def _cleaned(row: Row, cleaner: Cleaner) -> CleanedLine:
    done = cleaner.clean(article_of(row))
    lost: Counter[str] = Counter()
    for span in done.removed:
        lost[span.category] += len(span.text)
    return CleanedLine(
        text=done.text,
        line=dump_line({**row, "text": done.text}),
        removed=b"".join(dump_line(removed_row(row["id"], span)) for span in done.removed),
        characters=len(done.original),
        spans=Counter(span.category for span in done.removed),
        lost=lost,
    )
