"""
How a run is seen to go on: a bar on a terminal, elsewhere a line a minute.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

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

from cleannews.cli.messages import as_json, quiet, say
from cleannews.machine import memory_mb
from cleannews.pipeline.progress import Progress

__all__ = ["LineProgress", "ShownProgress", "shown_progress"]

_MINUTE = 60.0


class ShownProgress(Progress):
    """Knows the stage that a run is in, and shows no more than notes."""

    current = "start"

    def stage(self, name: str) -> None:
        """Take down the stage."""
        self.current = name

    def note(self, message: str) -> None:
        """Say the line."""
        say(message, logging.INFO)


@contextmanager
def shown_progress() -> Iterator[ShownProgress]:
    """Show how a run goes on while this lasts, in the way that fits stderr and what was asked."""
    if quiet():
        yield ShownProgress()
    elif sys.stderr.isatty() and not as_json():
        with Bar(
            TextColumn("{task.description:15}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            _Memory(),
            console=Console(stderr=True),
        ) as bar:
            yield _BarProgress(bar)
    else:
        lines = LineProgress()
        with lines.told_every(_MINUTE):
            yield lines


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


class _Memory(ProgressColumn):
    """What this process and the workers hold, beside the stage under way."""

    max_refresh = 1.0

    def render(self, task: Task) -> Text:
        held = None if task.finished or task.fields.get("ended") else memory_mb()
        return Text("" if held is None else f"{held:,} MB", style="dim")


class _BarProgress(ShownProgress):
    """
    A bar for each stage.

    Args:
        bar: The bars, shown already.
    """

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", visible=False)

    def stage(self, name: str) -> None:
        """Begin a new line for the stage."""
        super().stage(name)
        self._bar.update(self._task, ended=True)
        self._task = self._bar.add_task(name, total=None)

    def begin(self, total: int | None) -> None:
        """Set the length of the stage's bar."""
        self._bar.update(self._task, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the stage's bar."""
        self._bar.advance(self._task, count)


class LineProgress(ShownProgress):
    """Says in a line now and then how far a run is."""

    def __init__(self) -> None:
        self._total: int | None = None
        self._done = 0
        self._began = time.monotonic()

    def stage(self, name: str) -> None:
        """Begin to count anew."""
        super().stage(name)
        self._total, self._done, self._began = None, 0, time.monotonic()

    def begin(self, total: int | None) -> None:
        """Take down how many items the stage has."""
        self._total, self._done, self._began = total, 0, time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Count items."""
        self._done += count

    @contextmanager
    def told_every(self, seconds: float) -> Iterator[None]:
        """
        Say the line every so often while this lasts, first when the time has passed once.

        Args:
            seconds: How often.
        """
        ended = threading.Event()

        def tell() -> None:
            while not ended.wait(seconds):
                self.tell()

        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        try:
            yield
        finally:
            ended.set()
            teller.join()

    def tell(self) -> None:
        """Say how far the run is."""
        spent = time.monotonic() - self._began
        done, total = self._done, self._total
        rate = done / spent if spent else 0.0
        left = (total - done) / rate if total is not None and rate else None
        held = memory_mb()
        parts = [f"{self.current}: {done:,}{'' if total is None else f' of {total:,}'}"]
        parts += [f"{rate:,.0f}/s"] if done else []
        parts += [] if left is None or left <= 0 else [f"{_in_words(left)} left"]
        parts += [] if held is None else [f"{held:,} MB"]
        values = {
            "stage": self.current,
            "done": done,
            "total": total,
            "per_second": round(rate, 1),
            "seconds_left": None if left is None else round(max(0.0, left)),
            "memory_mb": held,
        }
        say(", ".join(parts), logging.INFO, **values)


def _in_words(seconds: float) -> str:
    """Return a time as "2 h 5 min", "5 min" or "40 s"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
