"""
The folder of a run: what is in it, what may be overwritten, what a resumed run may trust.

A stage leaves its files in DIR/.work, and last a note that it is done; each file is whole or
absent. ``plan.json`` names the settings and the inputs that they were made from, ``lock`` is locked
while a run is at work. The folder may be left at any moment, and what is found then says what is
to be done: ``clearing`` to go on removing the outputs of an earlier run, a summary in DIR beside
.work to remove no more than .work, no plan to begin.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cleannews.errors import CleannewsError, OutputError, WriteError
from cleannews.files import settle_folder, written_whole
from cleannews.io.jsonlines import dump_line, parse
from cleannews.pipeline.lock import Lock
from cleannews.pipeline.tablefiles import TABLE_FILES
from cleannews.pipeline.tables import PARQUET, REPORT, SUMMARY, TEXTS

__all__ = [
    "CLEANED",
    "IDS",
    "MATCHED",
    "MEMORY",
    "OUTPUTS",
    "RAW",
    "SO_FAR",
    "UNREAD",
    "Counts",
    "WorkFolder",
]

Counts = dict[str, Any]
"""What a stage counted, as plain values."""

RAW, UNREAD = "raw.jsonl", "unread.jsonl"
MEMORY = "memory.npz"
MATCHED = "matched.jsonl"
CLEANED, IDS = "cleaned.jsonl", "ids.jsonl"
"""What stages leave for those behind them."""

SO_FAR = "so-far-"
"""Begins the names of files that a stage needs no more when it is done."""

_WORK, _PLAN, _LOCK, _CLEARING = ".work", "plan.json", "lock", "clearing"
OUTPUTS = (SUMMARY, *TABLE_FILES, REPORT, TEXTS, PARQUET)
"""What runs leave in their folders."""


_log = logging.getLogger(__name__)

_ROUNDS, _PAUSE = 20, 0.1
"""How often, and after how many seconds, a folder is removed into which a dying worker writes."""


class WorkFolder:
    """
    A run's folder, to be used in a with statement that lets other runs have it in the end.

    Args:
        out: The folder; it need not exist.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.work = out / _WORK
        self._lock: Lock | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def open(
        self, plan: Mapping[str, Any], inputs: Iterable[Path], *, force: bool, resume: bool
    ) -> dict[str, Any] | None:
        """
        Make the folder ready for a run.

        Args:
            plan: What the run depends on, as plain values: "settings" with their "digest", and
                "inputs".
            inputs: The files that the run reads.
            force: Remove the outputs of an earlier run.
            resume: Go on with an interrupted run of the same plan.

        Returns:
            None, or with ``resume`` the summary of a run of the same plan that has finished.

        Raises:
            OutputError: The folder holds a finished run, other files, or an interrupted run of
                another plan, another run is at work in it, an input lies where an output would
                go, or it cannot be written.
        """
        self._check_inputs(inputs)
        with self._checked():
            found = self._taken(force=force, resume=resume)
            if found and resume and not (self.work / _CLEARING).exists():
                summary = self._summary()
                if summary is None and self.read(_PLAN) is not None:
                    self._check_plan(plan)
                    return None
                if summary is not None:
                    self._check_summary(summary, plan)
                    self._remove_work()
                    return summary
            elif not found and self._lock is None:
                summary = self._summary() or {}
                self._check_summary(summary, plan)
                return summary
            self._clear()
            self.write(_PLAN, plan)
            return None

    @contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except (FileExistsError, NotADirectoryError):
            raise OutputError(str(self.out), "is a file", "name a folder with --out") from None
        except OSError as error:
            if isinstance(error, CleannewsError):
                raise
            if error.errno == errno.ENOSPC:
                raise WriteError.of(str(self.out), error) from None
            problem = f"cannot be written: {error.strerror}"
            raise OutputError(str(self.out), problem, "name another folder with --out") from None

    def _taken(self, *, force: bool, resume: bool) -> bool:
        """
        Lock the work folder, which is made if it may be.

        Returns:
            Whether it was there. Nothing is made and locked where only a finished run is there
            that is to be resumed.
        """
        while True:
            found = self.work.is_dir()
            if found:
                self._check_work()
            else:
                if resume and self._summary() is not None:
                    return False
                self._check_free(force=force)
                try:
                    self.work.mkdir(parents=True)
                except FileExistsError:
                    if self.work.is_dir():  # another run has made it just now
                        continue
                    raise
            try:
                lock = Lock(self.work / _LOCK)
            except FileNotFoundError:  # another run has removed it just now
                continue
            if not lock.stands():
                lock.release()
                continue
            self._lock = lock
            if found and not force and not resume:
                problem, advice = "holds an interrupted run", "give --resume to go on or"
                raise OutputError(str(self.out), problem, f"{advice} give --force to overwrite it")
            if found and force:
                self._check_folders()
            if force:
                self.write(_CLEARING, True)
            return found

    def _check_inputs(self, inputs: Iterable[Path]) -> None:
        taken = [os.path.realpath(self.out / name) for name in (*OUTPUTS, _WORK)]
        for path in inputs:
            real = os.path.realpath(path)
            if any(real == place or real.startswith(place + os.sep) for place in taken):
                problem = f"would overwrite the input {path}"
                raise OutputError(str(self.out), problem, "name another folder with --out")

    def _check_free(self, *, force: bool) -> None:
        if not self.out.exists():
            return
        if not force and any(self.out.iterdir()):
            advice = "name another folder or give --force to overwrite it"
            raise OutputError(str(self.out), "exists and is not empty", advice)
        self._check_folders()

    def _check_work(self) -> None:
        ours = (self.out / SUMMARY, self.work / _PLAN, self.work / _CLEARING)
        begun = (_LOCK, f"{_PLAN}.partial", f"{_CLEARING}.partial")
        if not any(path.is_file() for path in ours) and any(
            path.name not in begun for path in self.work.iterdir()
        ):
            problem = f"holds {_WORK}, which no run made"
            raise OutputError(str(self.out), problem, "name another folder with --out")

    def _check_folders(self) -> None:
        if (self.work / _CLEARING).is_file():
            return
        for name in (TEXTS, PARQUET):
            if (self.out / name).exists() and name not in self._folders_of_run():
                problem = f"holds {name}, which no run wrote"
                raise OutputError(str(self.out), problem, "name another folder with --out")

    def _check_plan(self, plan: Mapping[str, Any]) -> None:
        found, wanted = self.read(_PLAN), parse(dump_line(plan))
        different = [key for key in wanted if found.get(key) != wanted[key]]
        if different:
            problem = f"holds an interrupted run with other {' and '.join(different)}"
            raise OutputError(str(self.out), problem, "give --force to start again")

    def _check_summary(self, summary: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        pairs = {
            "settings": (summary.get("digest"), plan["settings"]["digest"]),
            "inputs": (summary.get("run", {}).get("inputs"), plan["inputs"]),
        }
        different = [key for key, (found, wanted) in pairs.items() if found != wanted]
        if different:
            problem = f"holds a finished run with other {' and '.join(different)}"
            advice = "name another folder or give --force to overwrite it"
            raise OutputError(str(self.out), problem, advice)

    def _summary(self) -> dict[str, Any] | None:
        """Return the summary of a finished run that stands in the folder."""
        try:
            found = parse((self.out / SUMMARY).read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and "digest" in found else None

    def _clear(self) -> None:
        """Remove what an earlier run left: first the outputs, then what says that they must go."""
        if (self.work / _CLEARING).exists():
            for name in OUTPUTS:
                _remove(self.out / name)
        for path in self.work.iterdir():
            if path.name not in {_LOCK, _CLEARING}:
                _remove(path)
        settle_folder(self.out)
        _remove(self.work / _CLEARING)

    def counted(self, stage: str) -> Counts | None:
        """Return what a stage counted, or None where it is not done."""
        found: Counts | None = self.read(_note(stage))
        return found

    def done(self, stage: str, counts: Counts) -> None:
        """Note that a stage is done, and remove what it needed to go on in its middle."""
        self.write(_note(stage), counts)
        for path in self.work.glob(f"{SO_FAR}*"):
            path.unlink()

    def _folders_of_run(self) -> set[str]:
        """Return the folders that the run wrote which is in the folder, finished or not."""
        for path in (self.work / _PLAN, self.out / SUMMARY):
            try:
                settings = parse(path.read_bytes())["settings"]
                texts, appended = settings["format"] == "text", settings.get("append_columns")
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                continue
            return {name for name, wrote in ((TEXTS, texts), (PARQUET, appended)) if wrote}
        return set()

    def read(self, name: str) -> Any:
        """Return the value in a file of the work folder, or None where it is absent."""
        path = self.work / name
        return parse(path.read_bytes()) if path.is_file() else None

    def write(self, name: str, value: Any) -> None:
        """Write a value to a file of the work folder."""
        with written_whole(self.work / name) as file:
            file.write(dump_line(value))

    def finish(self, tables: Iterable[str]) -> None:
        """
        Move the outputs into place, the summary last, and remove the work folder.

        Args:
            tables: The files of the run's tables.
        """
        if any((self.work / name).is_dir() for name in (TEXTS, PARQUET)) and hasattr(os, "sync"):
            os.sync()  # of many small files none is flushed by itself
        for name in (*tables, TEXTS, PARQUET, SUMMARY):
            path = self.work / name
            if path.exists():
                if name == SUMMARY:
                    settle_folder(self.out)
                path.rename(self.out / name)
        settle_folder(self.out)
        self._remove_work()

    def _remove_work(self) -> None:
        """Remove the work folder, the lock last."""
        for path in self.work.iterdir():
            if path.name != _LOCK:
                _remove(path)
        if self._lock is not None:
            self._lock.remove()
            self._lock = None
        with suppress(OSError):  # the next run has made itself at home in it
            self.work.rmdir()


def _note(stage: str) -> str:
    return f"done-{stage.replace(' ', '-')}.json"


def _remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    for _ in range(_ROUNDS):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
        time.sleep(_PAUSE)
    _log.warning("%s cannot be removed; it is of no use any more", path)
