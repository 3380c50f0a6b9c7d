"""cleannews restore: the raw texts of a finished run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleannews.cli.messages import logging_options
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.finished import open_run

__all__ = ["restore"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@logging_options
def restore(out: Path, ids: tuple[str, ...]) -> int:
    """
    Print the raw texts of a finished run: all of them, or those with the given ids.

    Prints a line of JSON for each article, with its id, path and raw text.

    \b
    Example:
      cleannews restore out qvp-3310
    """
    run = open_run(out)
    write = sys.stdout.buffer.write
    if ids:
        for id in ids:
            write(dump_line({"id": id, "text": run.restore(id)}))
    else:
        for row, text in run.restored():
            write(dump_line({"id": row["id"], "path": row["path"], "text": text}))
    sys.stdout.buffer.flush()
    return 0
