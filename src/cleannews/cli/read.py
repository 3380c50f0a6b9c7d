"""Reads the articles that a command is given, from files or stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleannews.article import Article
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import CleannewsError, ReadError
from cleannews.extraction import extract
from cleannews.io.inputs import find_inputs
from cleannews.io.readers import read_records
from cleannews.io.records import Html

__all__ = ["articles_in"]


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
    yield from inputs.faults
    for file in inputs.files:
        for record in read_records(file):
            if isinstance(record, ReadError):
                yield record
            elif isinstance(record.content, Html):
                try:
                    page = record.content
                    yield extract(page.data, page.url, charset=page.charset)
                except CleannewsError as error:
                    yield ReadError(getattr(error, "reason", ""), record.path, None, str(error))
            else:
                yield record.content
