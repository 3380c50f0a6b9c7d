"""
The folder of a run: what is in it, what may be overwritten, what a resumed run may trust.

A stage leaves its files in DIR/.work, and last a note that it is done; each file is whole or
absent. ``plan.json`` names the settings and the inputs that they were made from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleannews.errors import OutputError
from cleannews.files import written_whole
from cleannews.io.jsonlines import dump_line, parse
from cleannews.pipeline.tablefiles import TABLE_FILES
from cleannews.pipeline.tables import PARQUET, SUMMARY, TEXTS

__all__ = [
    "CLEANED",
    "IDS",
    "MEMORY",
    "OUTPUTS",
    "PLACES",
    "RAW",
    "SIGNATURES",
    "UNREAD",
    "Counts",
    "WorkFolder",
]

Counts = dict[str, Any]
"""What a stage counted, as plain values."""

RAW, UNREAD = "raw.jsonl", "unread.jsonl"
MEMORY = "memory.npz"
CLEANED, PLACES = "cleaned.jsonl", "places.npz"
IDS, SIGNATURES = "ids.jsonl", "signatures.npz"
"""What stages leave for those behind them."""

_WORK, _PLAN = ".work", "plan.json"
OUTPUTS = (SUMMARY, *TABLE_FILES, TEXTS, PARQUET)
"""What runs leave in their folders."""


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """
    A run's folder.

    Args:
        out: The folder; it need not exist.
    """

    out: Path

    @property
    def work(self) -> Path:
        """Where the stages leave their files."""
        return self.out / _WORK

    def open(
        self, plan: Mapping[str, Any], inputs: Iterable[Path], *, force: bool, resume: bool
    ) -> None:
        """
        Make the folder ready for a run.

        Args:
            plan: What the run depends on: its settings and inputs, as plain values.
            inputs: The files that the run reads.
            force: Remove the outputs of an earlier run.
            resume: Go on with an interrupted run of the same plan.

        Raises:
            OutputError: The folder holds a finished run, other files, or an interrupted run of
                another plan, an input lies where an output would go, or it cannot be written.
        """
        self._check_inputs(inputs)
        try:
            if resume and self.work.is_dir():
                self._check_plan(plan)
            else:
                self._clear(force=force)
                self.work.mkdir(parents=True)
                self.write(_PLAN, plan)
        except (FileExistsError, NotADirectoryError):
            raise OutputError(str(self.out), "is a file", "name a folder with --out") from None
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            problem = f"cannot be written: {error.strerror}"
            raise OutputError(str(self.out), problem, "name another folder with --out") from None

    def _check_inputs(self, inputs: Iterable[Path]) -> None:
        taken = [os.path.realpath(self.out / name) for name in (*OUTPUTS, _WORK)]
        for path in inputs:
            real = os.path.realpath(path)
            if any(real == place or real.startswith(place + os.sep) for place in taken):
                problem = f"would overwrite the input {path}"
                raise OutputError(str(self.out), problem, "name another folder with --out")

    def _check_plan(self, plan: Mapping[str, Any]) -> None:
        found = self.read(_PLAN)
        if found == parse(dump_line(plan)):
            return
        different = [key for key in plan if (found or {}).get(key) != parse(dump_line(plan))[key]]
        problem = f"holds an interrupted run with other {' and '.join(different) or 'settings'}"
        raise OutputError(str(self.out), problem, "give --force to start again")

    def _clear(self, *, force: bool) -> None:
        if not self.out.exists():
            return
        if not force and any(self.out.iterdir()):
            interrupted = self.work.is_dir()
            problem = "holds an interrupted run" if interrupted else "exists and is not empty"
            advice = "give --resume to go on or " if interrupted else "name another folder or "
            raise OutputError(str(self.out), problem, f"{advice}give --force to overwrite it")
        for name in (TEXTS, PARQUET):
            if (self.out / name).exists() and name not in self._folders_of_run():
                problem = f"holds {name}, which no run wrote"
                raise OutputError(str(self.out), problem, "name another folder with --out")
        for name in (*OUTPUTS, _WORK):
            path = self.out / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

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
        for name in (*tables, TEXTS, PARQUET, SUMMARY):
            path = self.work / name
            if path.exists():
                path.rename(self.out / name)
        shutil.rmtree(self.work)
