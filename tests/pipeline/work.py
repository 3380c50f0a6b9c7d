"""Work that goes wrong in every way, for the tests of workers; a module, so that it can be sent."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable

from cleannews.errors import WriteError
from cleannews.pipeline.limits import each_timed


class Numbers(tuple[int, ...]):
    """A chunk of numbers."""

    __slots__ = ()

    def apart(self) -> list[Numbers]:
        """Return a chunk for each number."""
        return [Numbers((number,)) for number in self]


class Gone(Numbers):
    """A chunk that cannot be taken apart, as the lines of a file that is gone."""

    __slots__ = ()

    def apart(self) -> list[Numbers]:
        """Fail."""
        raise FileNotFoundError


def squares(items: Numbers) -> list[int]:
    """
    Square numbers; 13 kills the process, 14 takes very long, 15 is an error.

    20 takes very long in C and never lets another thread run, 21 finds the disk full.
    """
    return [_square(item) for item in items]


def slow_squares(items: Numbers) -> list[int]:
    """Square numbers, slowly, with a look at the clock before each."""
    some: Iterable[int] = each_timed(items)
    return [_square(item) for item in some if not time.sleep(0.4)]  # type: ignore[func-returns-value]


def _square(item: int) -> int:
    if item == 13:
        os._exit(7)
    if item == 14:
        time.sleep(600)
    if item == 15:
        raise ValueError("fifteen is not squared")
    if item == 20:
        re.match(r"(a+)+$", "a" * 60 + "b")
    if item == 21:
        raise WriteError("out", "cannot be written: it is full", "make room")
    return item * item


def process_id(_: Numbers) -> int:
    """Return the process that worked on a chunk."""
    return os.getpid()


def prepared() -> None:
    """Take longer than an item may."""
    time.sleep(1.5)
