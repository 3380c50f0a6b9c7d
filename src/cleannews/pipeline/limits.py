"""
The time that one item may take in a worker.

Python's signal handlers wait until a parser in C returns. So the alarm has no handler: where it
goes off the system ends the process, and whoever started it sees by which signal.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["ALARM", "each_timed", "limited"]

T = TypeVar("T")

ALARM: int | None = getattr(signal, "SIGALRM", None)
"""The signal that ends a process whose item takes too long; None where there is no such thing."""


class _Clock:
    """The alarm of this process; none is set until there is a limit."""

    def __init__(self) -> None:
        self._seconds = 0.0

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        self._seconds = seconds
        self.begin()
        try:
            yield
        finally:
            self._seconds = 0.0
            self._set(0.0)

    def begin(self) -> None:
        if self._seconds:
            self._set(self._seconds)

    @staticmethod
    def _set(seconds: float) -> None:
        if ALARM is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds)


_clock = _Clock()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """
    End this process if what is done takes longer, or longer from one item to the next.

    Args:
        seconds: The limit.
    """
    if ALARM is not None:
        signal.signal(ALARM, signal.SIG_DFL)
    with _clock.limit(seconds):
        yield


def each_timed(items: Iterable[T]) -> Iterator[T]:
    """
    Go through items, each of which may take the time of :func:`limited`; without one, any time.

    Args:
        items: The items.
    """
    for item in items:
        _clock.begin()
        yield item
