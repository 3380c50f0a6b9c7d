"""cleannews explain: what became of one article of a finished run, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from cleannews.cli.explaining import told
from cleannews.cli.messages import logging_options
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.finished import open_run
from cleannews.report.explanation import explanation_of
from cleannews.report.explanationrecord import record_of

__all__ = ["explain"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("id")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the run.",
)
@click.option("--with", "other", metavar="ID", help="The article to compare it with.")
@click.option("--full", is_flag=True, help="Show texts, spans and groups whole.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
@logging_options
def explain(id: str, out: Path, other: str | None, *, full: bool, as_json: bool) -> int:
    """
    Say what was removed from an article, which group it is in and why.

    Compares it word by word with its representative, or with the article of --with.

    \b
    Example:
      cleannews explain so-88340 --out out
    """
    found = explanation_of(open_run(out), id, other)
    if as_json:
        sys.stdout.buffer.write(dump_line(record_of(found)))
        sys.stdout.buffer.flush()
        return 0
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    for part in told(found, full=full):
        console.print(part)
    return 0
