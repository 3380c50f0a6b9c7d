"""The progress bar of a run."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from cleannews.pipeline.progress import Progress

__all__ = ["ShownProgress"]


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


class ShownProgress(Progress):
    """A progress bar on stderr, on a terminal only."""

    def __init__(self) -> None:
        self.current = "start"
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description:15}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", visible=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def stage(self, name: str) -> None:
        """Begin a new line for the stage."""
        self.current = name
        self._task = self._bar.add_task(name, total=None)

    def note(self, message: str) -> None:
        """Print the line, whether stderr is a terminal or not."""
        self._bar.console.print(message, style="dim", highlight=False, markup=False)

    def begin(self, total: int | None) -> None:
        """Set the length of the stage's bar."""
        self._bar.update(self._task, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the stage's bar."""
        self._bar.advance(self._task, count)
