"""cleannews report: a finished run as one page for a person to read, and as plots."""

from __future__ import annotations

from pathlib import Path

import click

from cleannews.cli.messages import logging_options
from cleannews.pipeline.finished import Run, open_run
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
@click.option(
    "--plots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write plots, too, as SVG and PNG, into this folder, which is made (extra: plots).",
)
@logging_options
def report(out: Path, to: Path | None, plots: Path | None) -> int:
    """
    Write the report of a finished run: one page that needs no network.

    It shows what became of the articles, the groups with their members side by side, what was
    removed and why, and who has what other outlets had. With --plots similarities, sizes of groups,
    removed text and outlets are drawn as pictures beside the page.

    \b
    Example:
      cleannews report out
      cleannews report out --plots plots
    """
    run = open_run(out)
    if plots is not None:
        from cleannews.report.plots import require_plots

        require_plots()  # before the page, which takes a while
    click.echo(written_report(run, to))
    if plots is not None:
        click.echo(_written_plots(run, plots))
    return 0


def written_report(run: Run, to: Path | None = None) -> str:
    """
    Write the report of a finished run.

    Args:
        run: The run.
        to: The file to write; None for the one in the run's folder.

    Returns:
        A line that says where it is.
    """
    from cleannews.report.write import write_report

    path = to or run.path / REPORT
    size = write_report(run, path)
    return one_line(f"report in {path}, {size / 1e6:,.1f} MB")


def _written_plots(run: Run, folder: Path) -> str:
    from cleannews.report.plots import write_plots

    written = write_plots(run, folder)
    return one_line(f"{len(written)} files of plots in {folder}")
