"""Reads the articles that a command is given, from files or stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cleannews.article import Article, as_article
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import CleannewsError, ReadError
from cleannews.extraction import extract
from cleannews.io.inputs import Inputs, find_inputs
from cleannews.io.readers import read_records
from cleannews.io.records import Html
from cleannews.pipeline.standardinput import with_stdin_copied

__all__ = ["articles_in", "named_articles_in"]


def articles_in(files: Sequence[Path]) -> Iterator[Article | CleannewsError]:
    """
    Read articles.

    Args:
        files: Files and folders; none, or "-", means one text on stdin.

    Yields:
        Articles in order, and an error for each that cannot be read.
    """
    if not files or list(files) == [Path("-")]:
        try:
            yield Article(decoded(sys.stdin.buffer.read()))
        except DecodingError as error:
            yield ReadError(error.reason, "stdin", None, error.message)
        return
    inputs = find_inputs(files, without=Path("/dev/null"))
    for found in _read(inputs):
        yield found if isinstance(found, CleannewsError) else found[1]


def named_articles_in(files: Sequence[Path]) -> Iterator[Article | CleannewsError]:
    """
    Read articles, of standard input in any format that files may have.

    Args:
        files: Files and folders; "-" for standard input.

    Yields:
        Articles, of which those without id and address are called by the place where they were read; and
        an error for each that cannot be read.
    """
    with TemporaryDirectory(prefix="cleannews-") as scratch:
        inputs = with_stdin_copied(find_inputs(files, without=Path("/dev/null")), Path(scratch))
        for found in _read(inputs):
            if isinstance(found, CleannewsError):
                yield found
                continue
            name, article = found
            yield article if article.url else as_article(article, name)


def _read(inputs: Inputs) -> Iterator[tuple[str, Article] | CleannewsError]:
    """Yield articles with the names of where they were read."""
    yield from inputs.faults
    for file in inputs.files:
        for record in read_records(file):
            if isinstance(record, ReadError):
                yield record
            elif isinstance(record.content, Html):
                try:
                    page = record.content
                    yield record.name, extract(page.data, page.url, charset=page.charset)
                except CleannewsError as error:
                    yield ReadError(getattr(error, "reason", ""), record.path, None, str(error))
            else:
                yield record.name, record.content
