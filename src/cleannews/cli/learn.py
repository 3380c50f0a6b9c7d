"""cleannews learn: articles in, what their sites repeat out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cleannews.cli.main import EXIT_REJECTED, EXIT_USAGE
from cleannews.cli.messages import logging_options, say
from cleannews.cli.options import (
    memory_option,
    read_settings,
    reading_options,
    timeout_option,
    workers_option,
)
from cleannews.cli.progress import shown_progress
from cleannews.pipeline.learning import learn as learn_files
from cleannews.printable import one_line

__all__ = ["learn"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path)
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@memory_option
@reading_options
@workers_option
@timeout_option
@logging_options
def learn(
    inputs: tuple[Path, ...],
    out: Path,
    *,
    memory: Path | None,
    workers: int,
    timeout_per_article: float,
    **reading: Any,
) -> int:
    """
    Learn what sites repeat in different stories, for --memory of the other commands.

    With --memory what was learned before is kept, and the new is added to it.

    \b
    Example:
      cleannews learn corpus_samples --out memory.npz
    """
    with shown_progress() as progress:
        done = learn_files(
            inputs,
            out,
            memory=memory,
            settings=read_settings(**reading),
            workers=workers,
            seconds=timeout_per_article,
            progress=progress,
        )
    for row in done["unread"]:
        where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
        say(f"{where}: {row['message']}", **row)
    if not done["articles"]:
        say("nothing to read in the inputs")
        return EXIT_USAGE
    learned = done["learned"]
    click.echo(
        f"{learned['recurring']:,} lines and sentences recur on {learned['sites']:,} sites, "
        f"{learned['pages']:,} pages; written to {one_line(str(out))}"
    )
    return EXIT_REJECTED if done["unread"] else 0
