"""What this machine grants this process."""

from __future__ import annotations

import os
import sys

__all__ = ["cores", "peak_memory_mb"]


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
