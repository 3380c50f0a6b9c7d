"""cleannews report: a finished run as one page for a person to read."""

from __future__ import annotations

from pathlib import Path

import click

from cleannews.cli.messages import logging_options
from cleannews.pipeline.finished import open_run
from cleannews.pipeline.tables import REPORT
from cleannews.printable import one_line

__all__ = ["report", "written_report"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"The file to write, which is replaced.  [default: OUT/{REPORT}]",
)
@logging_options
def report(out: Path, to: Path | None) -> int:
    """
    Write the report of a finished run: one page that needs no network.

    It shows what became of the articles, the groups with their members side by side, what was
    removed and why, and who has what other outlets had.

    \b
    Example:
      cleannews report out
    """
    click.echo(written_report(out, to))
    return 0


def written_report(out: Path, to: Path | None = None) -> str:
    """
    Write the report of a finished run.

    Args:
        out: The run's folder.
        to: The file to write; None for the one in the run's folder.

    Returns:
        A line that says where it is.
    """
    from cleannews.report.write import write_report

    path = to or out / REPORT
    size = write_report(open_run(out), path)
    return one_line(f"report in {path}, {size / 1e6:,.1f} MB")
