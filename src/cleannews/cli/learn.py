"""cleannews learn: articles in, what their sites repeat out."""

from __future__ import annotations

from pathlib import Path

import click

from cleannews.cli.main import EXIT_REJECTED, EXIT_USAGE
from cleannews.cli.options import memory_option, site_from_option, workers_option
from cleannews.cli.printable import one_line
from cleannews.cli.progress import ShownProgress
from cleannews.pipeline.learning import learn as learn_files

__all__ = ["learn"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path)
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@memory_option
@site_from_option
@workers_option
def learn(
    inputs: tuple[Path, ...],
    out: Path,
    memory: Path | None,
    site_from: str | None,
    workers: int,
) -> int:
    """
    Learn what sites repeat in different stories, for --memory of the other commands.

    With --memory what was learned before is kept, and the new is added to it.

    \b
    Example:
      cleannews learn corpus_samples --out memory.npz
    """
    progress = ShownProgress()
    with progress:
        done = learn_files(
            inputs, out, memory=memory, site_from=site_from, workers=workers, progress=progress
        )
    for row in done["unread"]:
        where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
        click.echo(f"error: {one_line(where)}: {one_line(row['message'])}", err=True)
    if not done["articles"]:
        click.echo("error: nothing to read in the inputs", err=True)
        return EXIT_USAGE
    learned = done["learned"]
    click.echo(
        f"{learned['recurring']:,} lines and sentences recur on {learned['sites']:,} sites, "
        f"{learned['pages']:,} pages; written to {one_line(str(out))}"
    )
    return EXIT_REJECTED if done["unread"] else 0
