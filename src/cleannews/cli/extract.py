"""cleannews extract: pages in, articles as JSON Lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cleannews.cli.main import EXIT_REJECTED
from cleannews.cli.messages import logging_options, say
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract as extract_article
from cleannews.io.inputs import STDIN, InputFile
from cleannews.io.jsonlines import dump_line
from cleannews.io.kinds import ARCHIVES, Kind, kind_by_name
from cleannews.io.readers import read_records
from cleannews.io.records import Html, Record
from cleannews.pipeline.tables import article_row

__all__ = ["extract"]

_OF_MANY = ARCHIVES | {"warc"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--url", help="The address the page was found at.")
@logging_options
def extract(files: tuple[Path, ...], url: str | None) -> int:
    """
    Extract the articles of HTML pages, one line of JSON each.

    Reads a page from stdin where no file is named. The files may be WARC, tar and zip files.

    \b
    Example:
      cleannews extract corpus_samples/ulmentalerbote.example/wasserwerk.html
    """
    rejected = False
    for found in _pages(files):
        if isinstance(found, ReadError):
            error = found
        else:
            page = found.content if isinstance(found.content, Html) else Html(b"")
            try:
                article = extract_article(page.data, url or page.url, charset=page.charset)
            except ExtractionError as failure:
                error = ReadError(failure.reason, found.path, found.line, failure.message)
            else:
                row = article_row(article, found.path, found.line)
                sys.stdout.buffer.write(dump_line(row))
                continue
        say(str(error), path=error.path, error=error.reason)
        rejected = True
    sys.stdout.buffer.flush()
    return EXIT_REJECTED if rejected else 0


def _pages(files: tuple[Path, ...]) -> Iterator[Record | ReadError]:
    """Yield the pages of files, whatever they are called, and of archives."""
    if not files or files == (STDIN,):
        yield Record("stdin", None, "stdin", Html(sys.stdin.buffer.read()))
        return
    for path in files:
        kind = kind_by_name(path.name) or Kind("html")
        if kind.format not in _OF_MANY:
            kind = Kind("html", kind.packing)
        yield from read_records(InputFile(path, path.name, kind))
