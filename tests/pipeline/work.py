"""Work that goes wrong in every way, for the tests of workers; a module, so that it can be sent."""

from __future__ import annotations

import os
import time


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
    """Square numbers; 13 kills the process, 14 takes very long, 15 is an error."""
    return [_square(item) for item in items]


def _square(item: int) -> int:
    if item == 13:
        os._exit(7)
    if item == 14:
        time.sleep(600)
    if item == 15:
        raise ValueError("fifteen is not squared")
    return item * item


def process_id(_: Numbers) -> int:
    """Return the process that worked on a chunk."""
    return os.getpid()
