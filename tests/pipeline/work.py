"""Work that goes wrong in every way, for the tests of workers; a module, so that it can be sent."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence


def squares(items: Sequence[int]) -> list[int]:
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


def process_ids(items: Sequence[int]) -> list[int]:
    """Return for each item the process that worked on it."""
    return [os.getpid() for _ in items]
