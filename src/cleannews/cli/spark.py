"""The engine Spark of the main command: its options, its session, and how an interruption ends it."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from cleannews.cli.progress import ShownProgress
from cleannews.errors import EngineError
from cleannews.pipeline.runsettings import RunSettings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["ENGINES", "check_engine", "engine_options", "run_on_spark", "shown_out"]

F = TypeVar("F", bound=Callable[..., Any])

ENGINES = ("local", "spark")
"""Where a run can be done."""

_NOT_ON_SPARK = {
    "append_columns": "join articles.parquet to your tables by id",
    "exclude": "choose the files by a pattern in INPUT",
    "include": "choose the files by a pattern in INPUT, as 's3a://news/2026-*/*.parquet'",
    "index": "name the earlier articles among the inputs",
    "limit": "name fewer files",
    "report": "it is a page about a run of one machine",
    "resume": "a run on Spark begins anew; give --force",
    "sample": "sample the DataFrame and call cleannews.spark from Python",
    "strict": "errors.parquet has what is rejected, and the exit status is 3 then",
    "timeout_per_article": "Spark has no limit of time for one article",
    "workers": "say how many with --master, or with spark.executor.instances and .cores",
}
"""Options that a run on Spark does not take, and what to do instead."""

_JAVA = 17
_NO_JAVA = f"install Java {_JAVA} and set JAVA_HOME to it"


def engine_options(command: F) -> F:
    """
    Add the options that say where a run is done.

    Args:
        command: A click command's function; it gets ``engine``, ``master`` and ``spark_conf``.
    """
    options = [
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            default=ENGINES[0],
            show_default=True,
            help="Work on this machine or on Apache Spark (extra: spark; Java 17).",
        ),
        click.option(
            "--master",
            metavar="URL",
            help="The master of Spark, as spark://HOST:7077, yarn or local[8].  "
            "[default: what spark-submit or spark-defaults.conf says, else local[*]]",
        ),
        click.option(
            "--spark-conf",
            multiple=True,
            metavar="KEY=VALUE",
            help="Set an option of Spark, as spark.executor.memory=8g; may be given again.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def check_engine(engine: str) -> None:
    """
    Check that the options that are given go with the engine.

    Args:
        engine: One of :data:`ENGINES`.

    Raises:
        UsageError: One does not.
    """
    given = _given()
    if engine == "spark":
        _refuse(given & set(_NOT_ON_SPARK))
        written = click.get_current_context().params["format"]
        if "format" in given and written != "parquet":
            raise click.UsageError(
                f"--format {written} does not go with --engine spark: it writes parquet"
            )
        if "inputs" not in given:
            raise click.UsageError(
                "--engine spark takes no inputs of an earlier run: give INPUT..."
            )
        return
    for name in sorted(given & {"master", "spark_conf"}):
        raise click.UsageError(f"{_option(name)} goes with --engine spark only")


def run_on_spark(
    settings: RunSettings,
    inputs: Sequence[str],
    out: str,
    progress: ShownProgress,
    *,
    master: str | None,
    conf: Sequence[str],
) -> dict[str, Any]:
    """
    Do a run on Spark.

    Args:
        settings: The run.
        inputs: Its inputs, as they were given.
        out: Its folder, likewise.
        progress: Hears of stages.
        master: The master's URL, or None.
        conf: Options of Spark, as KEY=VALUE.

    Returns:
        The summary.

    Raises:
        MissingExtraError: PySpark is not installed.
        EngineError: Spark cannot be started, or fails.
        UsageError: The settings of an earlier run ask for what Spark does not do.
    """
    asked = {"append_columns": settings.append_columns, "index": settings.index}
    asked |= {
        name: getattr(settings.read, name) for name in ("include", "exclude", "limit", "sample")
    }
    _refuse({name for name, value in asked.items() if value})
    from cleannews.spark.run import run

    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    progress.stage("start Spark")
    spark = _session(_options(conf), master)
    try:
        return run(spark, replace(settings, format="parquet"), inputs, out, progress)
    finally:
        spark.stop()


def shown_out(out: str) -> str:
    """
    Return what to call the folder of a run on Spark.

    Args:
        out: The folder.
    """
    from cleannews.spark.sources import shown_path

    return shown_path(out)


def _given() -> set[str]:
    """Return the parameters of the command that are not by default."""
    context = click.get_current_context()
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return {name for name, source in sources.items() if source is not ParameterSource.DEFAULT}


def _refuse(names: set[str]) -> None:
    for name in sorted(names):
        advice = _NOT_ON_SPARK[name]
        raise click.UsageError(f"{_option(name)} does not go with --engine spark: {advice}")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _options(conf: Sequence[str]) -> dict[str, str]:
    options = {}
    for given in conf:
        key, sign, value = given.partition("=")
        if not (key and sign):
            raise click.BadParameter(f"{given!r} is not KEY=VALUE", param_hint="--spark-conf")
        options[key] = value
    return options


def _session(options: Mapping[str, str], master: str | None) -> SparkSession:
    """Start Spark, or take what spark-submit has started."""
    from cleannews.spark.failures import reason_of
    from cleannews.spark.link import PySparkException, SparkSession, is_local

    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not submitted:
        _check_java()
    builder = SparkSession.builder.appName("cleannews-dedupe")
    if master is not None:
        builder = builder.master(master)
    for key, value in options.items():
        builder = builder.config(key, value)
    verbose = logging.getLogger("cleannews").isEnabledFor(logging.INFO)
    with _stderr_kept(not (submitted or verbose)) as said:
        try:
            spark = builder.getOrCreate()
        except Exception as error:  # noqa: BLE001 (PySpark raises whatever Java, the gateway and it itself do)
            told = said() if isinstance(error, PySparkException) else ""
            problem = f"Spark cannot be started: {reason_of(told or str(error))}"
            raise EngineError(problem, f"-v shows what Spark says; it needs Java {_JAVA}") from None
    if not verbose:
        spark.sparkContext.setLogLevel("OFF")
        logging.getLogger().addHandler(logging.NullHandler())  # py4j logs what Ctrl-C breaks off
    if is_local(spark) and "PYSPARK_PYTHON" not in os.environ:
        spark.sparkContext.pythonExec = sys.executable  # else some python3 of the path
    return spark


def _check_java() -> None:
    """Check that there is a Java, of which Spark's own scripts say in two lines that there is none."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else "java"
    if shutil.which(program) is None:
        problem = f"Spark needs Java, and there is no {program}"
        raise EngineError(problem, _NO_JAVA)


@contextmanager
def _stderr_kept(wanted: bool) -> Iterator[Callable[[], str]]:
    """Let processes that are started say on stderr to a file, which is read by what is yielded."""
    if not wanted:
        yield str
        return
    sys.stderr.flush()
    before = os.dup(2)
    with tempfile.TemporaryFile() as file:

        def said() -> str:
            file.seek(0)
            return file.read().decode(errors="replace")

        os.dup2(file.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(before, 2)
            os.close(before)
