"""cleannews dedupe: a folder of scraped articles in, clean text and duplicate groups out."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import click

from cleannews.cli.main import EXIT_INTERRUPTED, EXIT_REJECTED, EXIT_USAGE
from cleannews.cli.messages import logging_options, say
from cleannews.cli.options import (
    CLEANING,
    READING,
    clean_settings,
    cleaning_options,
    memory_option,
    read_settings,
    reading_options,
    timeout_option,
    workers_option,
)
from cleannews.cli.progress import ShownProgress, shown_progress
from cleannews.cli.repeating import NO_INPUTS, config_option, repeated
from cleannews.cli.report import written_report
from cleannews.cli.show import closing_table
from cleannews.cli.spark import check_engine, engine_options, run_on_spark, shown_out
from cleannews.io.inputs import STDIN
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.finished import open_run
from cleannews.pipeline.run import run
from cleannews.pipeline.runsettings import RunSettings
from cleannews.pipeline.tablefiles import FORMATS
from cleannews.settings import KEEP, RELATIONS, DedupeSettings

__all__ = ["dedupe"]

_DEFAULTS = DedupeSettings()
_SHARE = click.FloatRange(0, 1, min_open=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("inputs", nargs=-1, metavar="INPUT...", type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="The folder to write into.")
@click.option("--force", is_flag=True, help="Overwrite the outputs in --out.")
@click.option("--resume", is_flag=True, help="Go on with a run in --out that was stopped.")
@config_option
@click.option("--strict", is_flag=True, help="Stop at the first input or article rejected.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    default="jsonl",
    help="Write tables as jsonl, csv or parquet; jsonl.gz, csv.zst and the like (gz, bz2, xz, "
    "zst) packed; or text: jsonl and the kept texts as files.  [default: jsonl; parquet on Spark]",
)
@click.option("--only-kept", is_flag=True, help="Leave dropped articles out of the articles.")
@click.option(
    "--append-columns",
    is_flag=True,
    help="Write Parquet inputs again, with columns that say what became of each row.",
)
@reading_options
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
@click.option(
    "--index",
    metavar="PLACE",
    help="An index of earlier articles: what is in it is a duplicate, what is new is added. It is "
    "made if it does not exist.",
)
@workers_option
@timeout_option
@engine_options
@logging_options
@click.option(
    "--report", is_flag=True, help="Write report.html into --out, too: the run to look at."
)
@click.option("--json", "as_json", is_flag=True, help="Print summary.json instead of the table.")
def dedupe(
    inputs: tuple[str, ...],
    out: str,
    *,
    engine: str,
    master: str | None,
    spark_conf: tuple[str, ...],
    report: bool,
    as_json: bool,
    config: Path | None,
    **given: Any,
) -> int:
    """
    Clean the articles in folders and files, and group the copies of each.

    What a site repeats in different stories is learned first, and goes, too.

    Reads text, HTML, JSON, JSON Lines, CSV, Parquet, WARC and trafilatura's XML, packed or not, in
    folders, archives and on standard input (-). Writes the tables articles, groups, removed and
    errors, as articles.jsonl and so on, and summary.json into --out.

    \b
    Example:
      cleannews-dedupe corpus_samples --out out
    \b
    Exit status: 0 finished; 3 finished, some inputs rejected; 1 failed;
    2 wrong usage or nothing to read; 130 interrupted.
    """
    check_engine(engine)
    paths = tuple(map(Path, inputs))
    settings = repeated(config, _settings(paths or NO_INPUTS, Path(out), **given))
    here = engine == "local"
    if here and not any(path == STDIN or path.exists() for path in settings.inputs):
        say(f"nothing to read: there is no {settings.inputs[0]}")
        return EXIT_USAGE
    with shown_progress() as progress:
        try:
            if here:
                summary = run(settings, progress)
            else:
                summary = run_on_spark(
                    settings, inputs, out, progress, master=master, conf=spark_conf
                )
            if report:
                progress.stage("write the report")
                said_last = written_report(open_run(settings.out))
        except KeyboardInterrupt:
            _interrupted(progress, out, here=here)
            return EXIT_INTERRUPTED
    if as_json:
        sys.stdout.buffer.write(dump_line(summary))
    else:
        closing_table(summary, str(settings.out) if here else shown_out(out))
        if report:
            click.echo(said_last)
    if not summary["articles"]:
        say("nothing to read in the inputs; the table of errors says what was found")
        return EXIT_USAGE
    return EXIT_REJECTED if summary["rejected"] else 0


def _interrupted(progress: ShownProgress, out: str, *, here: bool) -> None:
    """Say where a run was interrupted, and how it goes on."""
    what = f"interrupted while it was to {progress.current}"
    if here:
        say(f"{what}; {Path(out)} keeps what is done", logging.WARNING)
        say("go on with the same command and --resume", logging.WARNING)
    else:
        say(f"{what}; its jobs on Spark are cancelled, and nothing is written", logging.WARNING)


def _settings(
    inputs: tuple[Path, ...],
    out: Path,
    *,
    threshold: float,
    containment: float,
    keep: str,
    drop: tuple[str, ...],
    prefer: tuple[str, ...],
    window: float | None,
    no_learn: bool,
    timeout_per_article: float,
    **others: Any,
) -> RunSettings:
    """Return the settings that the options ask for; those of one name go on as they are."""
    read = read_settings(**{it: others.pop(it) for it in READING})
    clean = clean_settings(**{it: others.pop(it) for it in CLEANING})
    drops = frozenset(drop) or _DEFAULTS.drop
    return RunSettings(
        inputs=inputs,
        out=out,
        read=read,
        clean=clean,
        dedupe=DedupeSettings(threshold, containment, keep, drops, prefer, window),
        learn=not no_learn,
        seconds=timeout_per_article,
        **others,
    )
