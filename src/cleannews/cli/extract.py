"""cleannews extract: pages in, articles as JSON Lines out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleannews.cli.main import EXIT_REJECTED
from cleannews.cli.printable import one_line
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract as extract_article
from cleannews.io.jsonlines import dump_line
from cleannews.io.records import read_bytes
from cleannews.pipeline.tables import article_row

__all__ = ["extract"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--url", help="The address the page was found at.")
def extract(files: tuple[Path, ...], url: str | None) -> int:
    """
    Extract the articles of HTML pages, one line of JSON each.

    Reads a page from stdin where no file is named.

    \b
    Example:
      cleannews extract corpus_samples/ulmentalerbote.example/wasserwerk.html
    """
    rejected = False
    for path in files or (None,):
        name = "stdin" if path is None else str(path)
        try:
            data = sys.stdin.buffer.read() if path is None else read_bytes(path)
            article = extract_article(data, url)
        except (ExtractionError, ReadError) as error:
            click.echo(f"error: {one_line(name)}: {one_line(error.message)}", err=True)
            rejected = True
            continue
        sys.stdout.buffer.write(dump_line(article_row(article, name, None)))
    sys.stdout.buffer.flush()
    return EXIT_REJECTED if rejected else 0
