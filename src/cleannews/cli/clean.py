"""cleannews clean: texts in, clean texts out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.sites import SiteMemory
from cleannews.cli.main import EXIT_REJECTED
from cleannews.cli.messages import logging_options, say
from cleannews.cli.options import clean_settings, cleaning_options, memory_option
from cleannews.cli.read import articles_in
from cleannews.cli.show import explained

__all__ = ["clean"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--title", help="The headline; its repeats go.")
@click.option("--site", help="The outlet's domain or name.")
@click.option("--language", help="The declared language, such as en.")
@click.option("--explain", is_flag=True, help="Show what goes and by which rule.")
@cleaning_options
@memory_option
@logging_options
def clean(
    files: tuple[Path, ...],
    title: str | None,
    site: str | None,
    language: str | None,
    *,
    explain: bool,
    memory: Path | None,
    **cleaning: Any,
) -> int:
    """
    Clean texts and pages, and print what is left.

    Reads stdin where no file is named. Several articles are separated by an empty line.

    \b
    Example:
      cleannews clean --explain corpus_samples/harborledger.example/glassworks.txt
    """
    cleaner = Cleaner.of(
        clean_settings(**cleaning), None if memory is None else SiteMemory.load(memory)
    )
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    rejected = printed = False
    for found in articles_in(files):
        if isinstance(found, Exception):
            say(str(found))
            rejected = True
            continue
        article = Article(
            found.text,
            title=title or found.title,
            site=site or found.site,
            language=language or found.language,
            authors=found.authors,
        )
        done = cleaner.clean(article)
        if printed:
            click.echo()
        printed = True
        if explain:
            console.print(explained(done))
        else:
            _print(done.text)
    return EXIT_REJECTED if rejected else 0


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", errors="surrogatepass"))
    if not text.endswith("\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
