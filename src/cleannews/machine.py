"""What this machine grants this process."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["cores", "memory_mb", "peak_memory_mb"]


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_memory_mb() -> int | None:
    """Return the most memory that this process or one of its children held, in MB, if known."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    people = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in people)
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def memory_mb() -> int | None:
    """
    Return what this process and its children hold in memory now, in MB, if known.

    Read from Linux's /proc. Memory that they share is counted in each.
    """
    try:
        pids = ["self", *_children()]
        page = os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError, ValueError):
        return None
    pages = 0
    for pid in pids:
        with suppress(OSError, IndexError):  # it has ended meanwhile
            pages += int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * page // 2**20


def _children() -> list[str]:
    found: list[str] = []
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # the thread has ended
            found += (thread / "children").read_text("ascii").split()
    return found
