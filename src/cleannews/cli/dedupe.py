"""cleannews dedupe: a folder of scraped articles in, clean text and duplicate groups out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cleannews.cli.main import EXIT_INTERRUPTED, EXIT_REJECTED, EXIT_USAGE
from cleannews.cli.options import (
    clean_settings,
    cleaning_options,
    memory_option,
    site_from_option,
    workers_option,
)
from cleannews.cli.printable import one_line
from cleannews.cli.progress import ShownProgress
from cleannews.cli.show import closing_table
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.run import FORMATS, RunSettings, run
from cleannews.settings import KEEP, RELATIONS, DedupeSettings

__all__ = ["dedupe"]

_DEFAULTS = DedupeSettings()
_SHARE = click.FloatRange(0, 1, min_open=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path)
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The folder to write into."
)
@click.option("--force", is_flag=True, help="Overwrite the outputs in --out.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in --out.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    help="Write tables, or tables and the kept texts as files.",
)
@site_from_option
@click.option(
    "--threshold",
    type=_SHARE,
    default=_DEFAULTS.threshold,
    show_default=True,
    help="Jaccard similarity from which articles are copies.",
)
@click.option(
    "--containment",
    type=_SHARE,
    default=_DEFAULTS.containment,
    show_default=True,
    help="Share of an article that must stand in a fuller one.",
)
@click.option(
    "--keep",
    type=click.Choice(KEEP),
    default=_DEFAULTS.keep,
    show_default=True,
    help="Which article of a group to keep.",
)
@click.option(
    "--drop",
    multiple=True,
    type=click.Choice(sorted(RELATIONS)),
    help="Drop members of this relation only.  [default: abridged, copy, version]",
)
@click.option(
    "--prefer",
    multiple=True,
    metavar="SITE",
    help="Keep the copy of this site before others; the first given counts most.",
)
@click.option(
    "--window",
    type=click.FloatRange(0, min_open=True),
    metavar="DAYS",
    help="Days that may lie between two articles that are one.  [default: any number]",
)
@cleaning_options
@memory_option
@click.option(
    "--no-learn",
    is_flag=True,
    help="Do not learn from the articles what their sites repeat.",
)
@workers_option
@click.option("--json", "as_json", is_flag=True, help="Print summary.json instead of the table.")
def dedupe(
    inputs: tuple[Path, ...],
    out: Path,
    *,
    as_json: bool,
    threshold: float,
    containment: float,
    keep: str,
    drop: tuple[str, ...],
    prefer: tuple[str, ...],
    window: float | None,
    format: str,
    site_from: str | None,
    force: bool,
    resume: bool,
    memory: Path | None,
    no_learn: bool,
    workers: int,
    **cleaning: Any,
) -> int:
    """
    Clean the articles in folders and files, and group the copies of each.

    What a site repeats in different stories is learned first, and goes, too.

    Reads .txt, .html, .htm, .json, .jsonl and .gz of each. Writes articles.jsonl, groups.jsonl,
    removed.jsonl, errors.jsonl and summary.json into --out.

    \b
    Example:
      cleannews-dedupe corpus_samples --out out
    \b
    Exit status: 0 finished; 3 finished, some inputs rejected; 1 failed;
    2 wrong usage or nothing to read; 130 interrupted.
    """
    if not any(path.exists() for path in inputs):
        click.echo(f"error: nothing to read: there is no {one_line(str(inputs[0]))}", err=True)
        return EXIT_USAGE
    settings = RunSettings(
        inputs=inputs,
        out=out,
        clean=clean_settings(**cleaning),
        dedupe=DedupeSettings(
            threshold, containment, keep, frozenset(drop) or _DEFAULTS.drop, prefer, window
        ),
        memory=memory,
        learn=not no_learn,
        format=format,
        site_from=site_from,
        force=force,
        resume=resume,
        workers=workers,
    )
    progress = ShownProgress()
    try:
        with progress:
            summary = run(settings, progress)
    except KeyboardInterrupt:
        click.echo(
            f"interrupted while it was to {progress.current}; {out} keeps what is done", err=True
        )
        click.echo("go on with the same command and --resume", err=True)
        return EXIT_INTERRUPTED
    if as_json:
        sys.stdout.buffer.write(dump_line(summary))
    else:
        closing_table(summary, out)
    if not summary["articles"]:
        click.echo(
            "error: nothing to read in the inputs; errors.jsonl says what was found", err=True
        )
        return EXIT_USAGE
    return EXIT_REJECTED if summary["rejected"] else 0
