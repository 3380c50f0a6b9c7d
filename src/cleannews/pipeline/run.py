"""
A whole run: the stages in order, each skipped when a resumed run has its files already.

The stages are imported when the workers have been started: both load what they need at once.
"""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cleannews.errors import CleannewsError, WriteError
from cleannews.io.inputs import STDIN, Inputs, find_inputs
from cleannews.io.kinds import ARCHIVES
from cleannews.io.mojibake import check_package
from cleannews.io.readers import wanted_of
from cleannews.machine import peak_memory_mb
from cleannews.pipeline.parts import parts_in
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.runsettings import RunSettings
from cleannews.pipeline.standardinput import with_stdin_copied
from cleannews.pipeline.tablefiles import TableFormat
from cleannews.pipeline.tables import ERRORS, SUMMARY, TABLES
from cleannews.pipeline.workers import Workers
from cleannews.pipeline.workfolder import MEMORY, OUTPUTS, UNREAD, Counts, WorkFolder
from cleannews.settings import digest

__all__ = ["run", "summary_of", "times_of"]

_log = logging.getLogger(__name__)

_VERSIONS = ("charset-normalizer", "datasketch", "numpy", "trafilatura")

_LITTLE = 1 << 20
"""Bytes of inputs, unpacked, that one worker reads sooner than two have been started."""

_UNPACKED = 10
"""What packed text grows to, in times."""

_PACKED = ARCHIVES | {"parquet", "warc"}


def run(settings: RunSettings, progress: Progress | None = None) -> dict[str, Any]:
    """
    Read, clean, group and write.

    Args:
        settings: The run.
        progress: Hears of stages and items.

    Returns:
        The summary, as summary.json holds it.

    Raises:
        MissingExtraError: An optional package that the run needs is not installed.
        OutputError: The output folder cannot be used, or columns cannot be appended to the inputs.
        WriteError: The outputs cannot be written any more; what is done stays for ``resume``.
        RejectedError: The run is strict, and an input or an article is rejected; likewise.
        RuleTableError: A rule table of the settings is malformed.
        SiteMemoryError: The memory of the settings is none.
    """
    progress = progress or Progress()
    format = TableFormat.of(settings.format)
    format.require()
    if settings.read.fix_text:
        check_package()
    inputs = find_inputs(settings.inputs, settings.out, OUTPUTS, wanted_of(settings.read))
    with (
        Workers(_processes(settings, inputs), settings.seconds) as workers,
        WorkFolder(settings.out) as folder,
    ):
        workers.start(_load)
        name, plan = _plan(settings, inputs)
        done = folder.open(
            plan,
            [file.path for file in inputs.files if file.path != STDIN],
            force=settings.force,
            resume=settings.resume,
        )
        if done is not None:
            _log.info("the run in %s has finished; nothing is done", settings.out)
            return done
        with _writing(settings.out):
            inputs = with_stdin_copied(inputs, folder.work)
            with parts_in(folder.work) as parts, workers:  # which end before the parts go
                counts, seconds = _work(
                    settings, folder, inputs, workers, parts=parts, progress=progress
                )
            times = times_of(seconds, counts["articles"])
            told = {"inputs": plan["inputs"], **times, "peak_memory_mb": peak_memory_mb()}
            summary = summary_of(settings, name, map(str, settings.inputs), counts, told)
            folder.write(SUMMARY, summary)
            folder.finish(map(format.file, TABLES))
    return summary


def _processes(settings: RunSettings, inputs: Inputs) -> int:
    """Return how many workers to start: one for little work."""
    size = 0
    for file in inputs.files:
        packed = file.kind.packing is not None or file.kind.format in _PACKED
        try:
            size += file.path.stat().st_size * (_UNPACKED if packed else 1)
        except OSError:  # who knows
            return settings.workers
    return min(settings.workers, 1) if size <= _LITTLE else settings.workers


def _plan(settings: RunSettings, inputs: Inputs) -> tuple[str, dict[str, Any]]:
    """Return the digest of the settings, and what the run depends on; check what they name."""
    from cleannews.cleaning.cleaner import Cleaner
    from cleannews.cleaning.sites import SiteMemory
    from cleannews.pipeline.append_stage import check_appending

    if settings.append_columns:
        check_appending(inputs.files)
    if settings.index is not None:
        from cleannews.pipeline.index_stage import check_index

        check_index(settings)
    Cleaner.of(settings.clean)  # a malformed table ends the run here, not in a worker
    if settings.memory is not None:
        SiteMemory.load(settings.memory)
    configuration = settings.configuration()
    name = settings.digest()
    return name, {"settings": {"digest": name, **configuration}, "inputs": _listing(inputs)}


def _load() -> None:
    """Load the stages in a worker, while the process that started it loads them, too."""
    from cleannews.pipeline import clean_stage, learn_stage, read_stage  # noqa: F401


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    """Say of what fails to be written that it is the run's folder."""
    try:
        yield
    except WriteError as error:
        raise WriteError(str(out), error.problem, error.advice) from None
    except OSError as error:
        if isinstance(error, CleannewsError):
            raise
        raise WriteError.of(str(out), error) from error


def _work(
    settings: RunSettings,
    folder: WorkFolder,
    inputs: Inputs,
    workers: Workers,
    *,
    parts: Path,
    progress: Progress,
) -> tuple[Counts, dict[str, float]]:
    """Do the stages that are not done; return what all counted, and their seconds."""
    from cleannews.pipeline.rejections import refuse_any

    counts: Counts = {}
    seconds: dict[str, float] = {}
    stages = _stages(settings, folder.work, inputs, workers, parts=parts, progress=progress)
    for stage, work in stages.items():
        started = time.perf_counter()
        progress.stage(stage)
        done = folder.counted(stage)
        if stage in _ALONE:
            workers.dismiss()
        if done is None:
            _log.info("%s: begun", stage, extra={"fields": {"stage": stage}})
            done = work(counts.get("articles", 0))
            folder.done(stage, done)
            spent = round(time.perf_counter() - started, 3)
            told = {"stage": stage, "seconds": spent, **done}
            _log.info("%s: ended after %g s", stage, spent, extra={"fields": told})
        else:
            _log.info("%s: done before, skipped", stage, extra={"fields": {"stage": stage}})
        if settings.strict:
            for name in (UNREAD, ERRORS):
                refuse_any(folder.work / name)
        counts |= done
        seconds[stage] = round(time.perf_counter() - started, 3)
    return counts, seconds


def _stages(
    settings: RunSettings,
    work: Path,
    inputs: Inputs,
    workers: Workers,
    *,
    parts: Path,
    progress: Progress,
) -> dict[str, Callable[[int], Counts]]:
    """Return the stages in order; each takes the number of articles read."""
    from cleannews.pipeline import index_stage
    from cleannews.pipeline.append_stage import append_columns
    from cleannews.pipeline.clean_stage import clean_and_sign
    from cleannews.pipeline.group_stage import group
    from cleannews.pipeline.learn_stage import learn
    from cleannews.pipeline.read_stage import read
    from cleannews.pipeline.write_stage import write

    strict, texts, only_kept = settings.strict, settings.format == "text", settings.only_kept
    format = TableFormat.of(settings.format)
    memory = work / MEMORY if settings.learn else settings.memory
    every: dict[str, Callable[[int], Counts]] = {
        "read": lambda _: read(
            work,
            inputs,
            settings.read,
            workers,
            progress,
            parts=parts,
            strict=strict,
            lasting=settings.index is not None,
        ),
        "learn": lambda articles: learn(
            work, index_stage.memory_of(settings), articles, workers, progress
        ),
        "clean and sign": lambda articles: clean_and_sign(
            work,
            settings.clean,
            articles,
            workers,
            progress,
            parts=parts,
            memory=memory,
            strict=strict,
        ),
        "match": lambda articles: index_stage.match(work, settings, articles, progress),
        "group": lambda articles: group(work, settings.dedupe, articles, progress),
        "write": lambda articles: write(
            work, articles, progress, format, texts=texts, only_kept=only_kept
        ),
        "append columns": lambda articles: append_columns(work, inputs.files, articles, progress),
        "add to index": lambda articles: index_stage.add(work, settings, articles, progress),
    }
    indexed = settings.index is not None
    asked = {
        "learn": settings.learn,
        "match": indexed,
        "append columns": settings.append_columns,
        "add to index": indexed,
    }
    return {stage: do for stage, do in every.items() if asked.get(stage, True)}


_ALONE = {"match", "group"}
"""The first stages that have no work for other processes."""


def _listing(inputs: Inputs) -> str:
    """Return a digest of the files, their sizes and times of change."""
    files = {
        str(file.path): [file.name, stat.st_size, stat.st_mtime_ns]
        for file in inputs.files
        if file.path != STDIN and (stat := file.path.stat())
    }
    return digest(files)


def summary_of(
    settings: RunSettings,
    name: str,
    inputs: Iterable[str],
    counts: Mapping[str, Any],
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """
    Return the summary of a run.

    Args:
        settings: Its settings.
        name: Their digest.
        inputs: What to call its inputs.
        counts: What its stages counted.
        run: What may differ when it is repeated.
    """
    return {
        "digest": name,
        "inputs": list(inputs),
        **counts,
        "settings": settings.configuration(),
        "versions": {
            "cleannews": version("cleannews"),
            "python": platform.python_version(),
            **{package: version(package) for package in _VERSIONS},
        },
        "run": run,
    }


def times_of(seconds: Mapping[str, float], articles: int) -> dict[str, Any]:
    """
    Return how long a run took, as its summary says it.

    Args:
        seconds: Those of its stages.
        articles: How many articles there were.
    """
    total = sum(seconds.values())
    return {
        "seconds": {**seconds, "total": round(total, 3)},
        "articles_per_second": round(articles / total, 1) if total else None,
    }
