"""
A whole run on Spark: inputs in, the tables of a local run out.

What lies between the stages is Parquet in OUT/.work. Only counts and the memory of sites come to the
driver. Tables are written in their places, for on object stores a move is a copy; the summary, which
comes last, says that they are whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import reduce
from operator import xor
from typing import Any

from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import OutputError
from cleannews.io.jsonlines import dump_line
from cleannews.io.mojibake import check_package
from cleannews.machine import peak_memory_mb
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.run import summary_of, times_of
from cleannews.pipeline.runsettings import RunSettings
from cleannews.pipeline.tables import SUMMARY
from cleannews.pipeline.workfolder import OUTPUTS, Counts
from cleannews.spark.cleaning import clean
from cleannews.spark.dedupe import dedupe
from cleannews.spark.failures import told_in_a_line
from cleannews.spark.folder import Folder
from cleannews.spark.inputs import Given, ddl, numbered, own_ids, starts_of_blocks, with_own_ids
from cleannews.spark.learning import learn
from cleannews.spark.link import DataFrame, F, SparkSession, written
from cleannews.spark.outputs import articles_table, errors_table, groups_table, removed_table
from cleannews.spark.reading import READ
from cleannews.spark.sources import shown_path

__all__ = ["run"]

_log = logging.getLogger(__name__)

_WORK = ".work"

_CONFIGURATION = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(1 << 26),
    "spark.sql.session.timeZone": "UTC",
}
"""Names of columns differ by capitals, as elsewhere; a batch of long texts is of fewer rows; naive
times are UTC."""


def run(
    spark: SparkSession,
    settings: RunSettings,
    inputs: Sequence[str],
    out: str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """
    Read, clean, group and write on Spark.

    Args:
        spark: The session.
        settings: The run; its inputs and its folder are those that follow.
        inputs: Paths, folders and patterns that Spark reads.
        out: The folder for the outputs, a path that Spark writes.
        progress: Hears of stages.

    Returns:
        The summary, as summary.json holds it.

    Raises:
        OutputError: The output folder cannot be used.
        EngineError: A job of Spark fails.
        RuleTableError: A rule table of the settings is malformed.
        SiteMemoryError: The memory of the settings is none.
    """
    Cleaner.of(settings.clean)
    if settings.read.fix_text:
        check_package()
    with told_in_a_line():
        session = spark.newSession()
        for name, value in _CONFIGURATION.items():
            session.conf.set(name, value)
        return _Run(session, settings, inputs, Folder(session, out), progress or Progress()).whole()


class _Run:
    """The stages of a run, and what they hand on."""

    def __init__(
        self,
        spark: SparkSession,
        settings: RunSettings,
        inputs: Sequence[str],
        folder: Folder,
        progress: Progress,
    ) -> None:
        self._spark = spark
        self._settings = settings
        self._inputs = inputs
        self._folder = folder
        self._progress = progress
        self._seconds: dict[str, float] = {}

    def whole(self) -> dict[str, Any]:
        """Do all stages."""
        folder = self._folder
        given = Given(self._spark, self._inputs, self._settings.read)
        self._check_inputs(given)
        if not self._settings.force:
            folder.check_free()
        folder.remove(*OUTPUTS, _WORK)
        try:
            summary = self._summary(given)
        except BaseException:
            with suppress(Exception):  # what went wrong before says more
                folder.remove(*OUTPUTS, _WORK)
            raise
        folder.remove(_WORK)
        return summary

    def _check_inputs(self, given: Given) -> None:
        """Refuse inputs that lie where an output would go."""
        taken = [f"{self._folder.address}/{name}" for name in (*OUTPUTS, _WORK)]
        for root in given.roots:
            if any(f"{root.address}/".startswith(f"{place}/") for place in taken):
                problem = f"would overwrite the input {root.label}"
                raise OutputError(self._folder.shown, problem, "name another folder with --out")

    def _summary(self, given: Given) -> dict[str, Any]:
        settings = self._settings
        memory = None if settings.memory is None else SiteMemory.load(settings.memory)
        with self._stage("read"):
            read, files, listed, counts = self._read(given)
        articles = read.where("error IS NULL")
        if settings.learn:
            with self._stage("learn"):
                memory = learn(articles.select("text", "site"), memory=memory)
                counts["learned"] = memory.counts()
        cleaner = Cleaner.of(settings.clean, memory)
        with self._stage("clean"):
            cleaned = self._keep(clean(articles, cleaner), "cleaned")
            counts |= {
                "characters": counts.pop("characters"),
                "removed": _removed(cleaned),
                "rejected": _rejected(read, files),
            }
        with self._stage("group"):
            decided = self._grouped(articles, cleaner)
            counts |= _groups_counts(decided, counts["articles"])
        with self._stage("write"):
            self._write("articles", articles_table(cleaned, decided, only_kept=settings.only_kept))
            self._write("groups", groups_table(decided))
            self._write("removed", removed_table(cleaned))
            self._write("errors", errors_table(read, files))
        told = {
            "inputs": listed,
            **times_of(self._seconds, counts["articles"]),
            "peak_memory_mb": peak_memory_mb(),
            "spark": self._spark.version,
            "master": self._spark.sparkContext.master,
        }
        inputs = map(shown_path, self._inputs)
        summary = summary_of(settings, settings.digest(), inputs, counts, told)
        self._folder.write(SUMMARY, dump_line(summary))
        return summary

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self._progress.stage(name)
        _log.info("%s: begun", name, extra={"fields": {"stage": name}})
        started = time.perf_counter()
        yield
        spent = self._seconds[name] = round(time.perf_counter() - started, 3)
        told = {"stage": name, "seconds": spent}
        _log.info("%s: ended after %g s", name, spent, extra={"fields": told})

    def _read(self, given: Given) -> tuple[DataFrame, DataFrame, str, Counts]:
        """Return articles and errors, the files, their digest, and what was counted."""
        files = self._keep(given.files(), "files")
        rows = files.groupBy("kind", "skipped").agg(F.count("*"), F.bit_xor("digest")).collect()
        kinds = sorted({kind for kind, *_ in rows if kind is not None})
        path = self._folder.file(f"{_WORK}/read")
        for part in given.articles(kinds, files):
            written(part, path, mode="append")
        if kinds:
            read = self._named(self._spark.read.schema(ddl(READ)).parquet(path))
        else:
            read = self._spark.createDataFrame([], ddl(READ))
        own = self._keep(own_ids(read.where("error IS NULL")), "own-ids")
        renamed = own.count()
        if renamed:
            read = with_own_ids(read, own)
        articles, characters = _first(
            read.where("error IS NULL").agg(F.count("*"), F.sum(F.length("text")))
        )
        counts = {
            "articles": articles,
            "skipped": {
                name: count for _, name, count, _ in sorted(rows, key=str) if name is not None
            },
            "renamed_ids": renamed,
            "characters": characters or 0,
        }
        digest = reduce(xor, (number or 0 for *_, number in rows)) & (1 << 64) - 1
        return read, files, f"{digest:016x}", counts

    def _named(self, read: DataFrame) -> DataFrame:
        """Return what was read with lines of its files, and names."""
        starts = self._keep(starts_of_blocks(read), "starts")
        return numbered(read, starts if starts.head() else None)

    def _grouped(self, articles: DataFrame, cleaner: Cleaner) -> DataFrame:
        """Return what became of each article."""
        place = self._folder.file(f"{_WORK}/grouping")
        return dedupe(articles, cleaner=cleaner, work=place, **asdict(self._settings.dedupe))

    def _keep(self, table: DataFrame, name: str) -> DataFrame:
        """Compute a table and write it down; return it as it is read again."""
        return written(table, self._folder.file(f"{_WORK}/{name}"))

    def _write(self, name: str, table: DataFrame) -> None:
        written(table, self._folder.file(f"{name}.parquet"))


def _first(table: DataFrame) -> Sequence[Any]:
    """Return the only row of a table."""
    return table.collect()[0]


def _removed(cleaned: DataFrame) -> Counts:
    spans = removed_table(cleaned).groupBy("category")
    lost = spans.agg(F.count("*"), F.sum(F.col("end") - F.col("start"))).collect()
    return {
        category: {"spans": count, "characters": length} for category, count, length in sorted(lost)
    }


def _rejected(read: DataFrame, files: DataFrame) -> Counts:
    rows = errors_table(read, files).groupBy("error").count().collect()
    return dict(sorted(map(tuple, rows)))


def _groups_counts(decided: DataFrame, articles: int) -> Counts:
    found = (
        decided.where("group IS NOT NULL")
        .groupBy("relation")
        .agg(F.count("*"), F.sum(F.when(F.col("kept"), 0).otherwise(1)))
    )
    rows = {relation: (count, gone) for relation, count, gone in found.collect()}
    groups, _ = rows.pop("representative", (0, 0))
    dropped = sum(gone for _, gone in rows.values())
    return {
        "groups": groups,
        "grouped": groups + sum(count for count, _ in rows.values()),
        "relations": {name: count for name, (count, _) in sorted(rows.items())},
        "kept": articles - dropped,
        "dropped": dropped,
    }
