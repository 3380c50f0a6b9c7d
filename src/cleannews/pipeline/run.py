"""
A whole run: the stages in order, each skipped when a resumed run has its files already.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import SettingsError, shown
from cleannews.io.inputs import STDIN, Inputs, find_inputs
from cleannews.io.mojibake import check_package
from cleannews.io.readers import wanted_of
from cleannews.machine import peak_memory_mb
from cleannews.pipeline.append_stage import append_columns, check_appending
from cleannews.pipeline.clean_stage import clean_and_sign
from cleannews.pipeline.group_stage import group
from cleannews.pipeline.learn_stage import learn
from cleannews.pipeline.parts import parts_in
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.read_stage import read
from cleannews.pipeline.standardinput import with_stdin_copied
from cleannews.pipeline.tablefiles import TableFormat
from cleannews.pipeline.tables import SUMMARY, TABLES
from cleannews.pipeline.workers import Workers
from cleannews.pipeline.workfolder import MEMORY, OUTPUTS, Counts, WorkFolder
from cleannews.pipeline.write_stage import write
from cleannews.settings import CleanSettings, DedupeSettings, ReadSettings, as_record, digest
from cleannews.signatures.fold import SCHEME

__all__ = ["RunSettings", "run"]

ITEM_SECONDS = 60.0
"""The time that one page or article may take in a worker."""

_VERSIONS = ("charset-normalizer", "datasketch", "numpy", "trafilatura")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """
    A run from files to files.

    Args:
        inputs: Folders and files; "-" for standard input.
        out: The folder for the outputs.
        clean: How texts are cleaned.
        dedupe: What counts as a duplicate and which copy is kept.
        memory: The file of a memory of sites to clean with.
        learn: Learn of the articles what their sites repeat, and clean with that, too.
        format: One of :data:`~cleannews.pipeline.tablefiles.FORMATS`: "jsonl", "csv", "parquet",
            one of the first two packed, such as "csv.xz", or "text" for JSON Lines and the kept
            articles' cleaned texts as files.
        only_kept: Leave the dropped articles out of the table of articles.
        append_columns: Write each Parquet file of the inputs again, too, with columns that say
            what became of its rows.
        read: What is read of the inputs, and how.
        force: Overwrite the outputs of an earlier run.
        resume: Go on with an interrupted run.
        workers: Processes that extract and clean; with 1 there is only this one.

    Raises:
        SettingsError: A value is not allowed.
    """

    inputs: tuple[Path, ...]
    out: Path
    clean: CleanSettings = field(default_factory=CleanSettings)
    dedupe: DedupeSettings = field(default_factory=DedupeSettings)
    memory: Path | None = None
    learn: bool = True
    format: str = "jsonl"
    only_kept: bool = False
    append_columns: bool = False
    read: ReadSettings = field(default_factory=ReadSettings)
    force: bool = False
    resume: bool = False
    workers: int = 1

    def __post_init__(self) -> None:
        if not self.inputs:
            raise SettingsError("inputs", "empty", "one folder or file at least")
        TableFormat.of(self.format)
        if not isinstance(self.workers, int) or self.workers < 1:
            raise SettingsError("workers", shown(self.workers), "a whole number from 1")
        if self.force and self.resume:
            raise SettingsError("force and resume", "both", "one of the two at most")

    def configuration(self) -> dict[str, Any]:
        """Return everything that the outputs depend on besides the inputs."""
        return {
            "read": as_record(self.read),
            "clean": as_record(self.clean),
            "dedupe": as_record(self.dedupe),
            "learn": self.learn,
            "format": self.format,
            "only_kept": self.only_kept,
            "append_columns": self.append_columns,
            "scheme": SCHEME,
            "version": version("cleannews"),
        }


def run(settings: RunSettings, progress: Progress | None = None) -> dict[str, Any]:
    """
    Read, clean, group and write.

    Args:
        settings: The run.
        progress: Hears of stages and items.

    Returns:
        The summary, as summary.json holds it.

    Raises:
        MissingExtraError: An optional package that the outputs need is not installed.
        OutputError: The output folder cannot be used, or columns cannot be appended to the inputs.
        RuleTableError: A rule table of the settings is malformed.
        SiteMemoryError: The memory of the settings is none.
    """
    progress = progress or Progress()
    format = TableFormat.of(settings.format)
    format.require()
    Cleaner.of(settings.clean)  # a malformed table ends the run here, not in a worker
    if settings.read.fix_text:
        check_package()
    wanted = wanted_of(settings.read)
    inputs = find_inputs(settings.inputs, settings.out, OUTPUTS, wanted)
    if settings.append_columns:
        check_appending(inputs.files)
    folder = WorkFolder(settings.out)
    if settings.memory is not None:
        SiteMemory.load(settings.memory)  # as above
    files = [*map(Path, settings.clean.rules), *filter(None, [settings.memory])]
    name = digest(settings.configuration(), files)
    folder.open(
        {"settings": {"digest": name, **settings.configuration()}, "inputs": _listing(inputs)},
        [file.path for file in inputs.files if file.path != STDIN],
        force=settings.force,
        resume=settings.resume,
    )
    inputs = with_stdin_copied(inputs, folder.work)
    counts: dict[str, Any] = {}
    seconds: dict[str, float] = {}
    with parts_in(folder.work), Workers(settings.workers, ITEM_SECONDS) as workers:
        for stage, work in _stages(settings, folder.work, inputs, workers, progress).items():
            started = time.perf_counter()
            progress.stage(stage)
            done = folder.read(_note(stage))
            if done is None:
                done = work(counts.get("articles", 0))
                folder.write(_note(stage), done)
            counts |= done
            seconds[stage] = round(time.perf_counter() - started, 3)
    summary = _summary(settings, name, counts, seconds)
    folder.write(SUMMARY, summary)
    folder.finish(map(format.file, TABLES))
    return summary


def _stages(
    settings: RunSettings, work: Path, inputs: Inputs, workers: Workers, progress: Progress
) -> dict[str, Callable[[int], Counts]]:
    """Return the stages in order; each takes the number of articles read."""
    texts = settings.format == "text"
    format, only_kept = TableFormat.of(settings.format), settings.only_kept
    memory = work / MEMORY if settings.learn else settings.memory
    every: dict[str, Callable[[int], Counts]] = {
        "read": lambda _: read(work, inputs, settings.read, workers, progress),
        "learn": lambda articles: learn(work, settings.memory, articles, workers, progress),
        "clean and sign": lambda articles: clean_and_sign(
            work, settings.clean, articles, workers, progress, memory=memory
        ),
        "group": lambda articles: group(work, settings.dedupe, articles, progress),
        "write": lambda articles: write(
            work, articles, progress, format, texts=texts, only_kept=only_kept
        ),
        "append columns": lambda articles: append_columns(work, inputs.files, articles, progress),
    }
    asked = {"learn": settings.learn, "append columns": settings.append_columns}
    return {stage: do for stage, do in every.items() if asked.get(stage, True)}


def _note(stage: str) -> str:
    return f"done-{stage.replace(' ', '-')}.json"


def _listing(inputs: Inputs) -> str:
    """Return a digest of the files, their sizes and times of change."""
    files = {
        str(file.path): [file.name, stat.st_size, stat.st_mtime_ns]
        for file in inputs.files
        if file.path != STDIN and (stat := file.path.stat())
    }
    return digest(files)


def _summary(
    settings: RunSettings, name: str, counts: dict[str, Any], seconds: dict[str, float]
) -> dict[str, Any]:
    total = sum(seconds.values())
    return {
        "digest": name,
        "inputs": [str(path) for path in settings.inputs],
        **counts,
        "settings": settings.configuration(),
        "versions": {
            "cleannews": version("cleannews"),
            "python": platform.python_version(),
            **{package: version(package) for package in _VERSIONS},
        },
        "run": {
            "seconds": {**seconds, "total": round(total, 3)},
            "articles_per_second": round(counts["articles"] / total, 1) if total else None,
            "peak_memory_mb": peak_memory_mb(),
        },
    }
