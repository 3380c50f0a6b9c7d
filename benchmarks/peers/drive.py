"""
One timed run of one library: ``python drive.py run_NAME.py CORPUS RESULT [--threads N] [--prepare NAME]``.

It runs under the library's own Python, so it imports nothing but the standard library, and the
runner where the library is called, with what stands beside it. A runner defines

    PACKAGE = "its name on PyPI"
    def prepared(texts, threads, folder): ...

where ``prepared`` puts the texts into the form that the library reads, with a folder for files,
and returns a function that groups them: it gives collections of positions that belong together,
pairs or whole groups, which this program joins. The clock runs from the call of that function
until the groups are joined. A first call on a few texts comes before the clock, so that imports
and compilation caches do not count. The process and its children keep to as many processors as
there may be threads, where the system allows that to be said.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

Linked = Iterable[Iterable[int]]

FEW = 40
"""Texts in the call before the clock, each of them twice, the second time cut a little."""


def loaded(path: Path) -> ModuleType:
    """Import a runner from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def joined(count: int, linked: Linked) -> list[list[int]]:
    """
    Join collections that overlap to groups of two or more.

    >>> joined(6, [[0, 2], [3], [5, 4], [2, 5]])
    [[0, 2, 4, 5]]
    """
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for members in linked:
        first, *others = members
        for other in others:
            low, high = sorted((root(first), root(other)))
            parent[high] = low
    groups: dict[int, list[int]] = {}
    for at in range(count):
        groups.setdefault(root(at), []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def timed(work: Callable[[], Linked], count: int) -> tuple[float, list[list[int]]]:
    """Return the seconds from texts to groups, and the groups."""
    gc.collect()
    started = time.perf_counter()
    groups = joined(count, work())
    return time.perf_counter() - started, groups


def peak_memory_mb() -> float:
    """
    Return the peak memory of this process so far.

    Linux tells it in /proc; there ``getrusage`` would count the program that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run a library on a corpus and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runner", type=Path)
    parser.add_argument("corpus", type=Path, help="JSON lines, each with a text")
    parser.add_argument("result", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--prepare", default="prepared", help="the runner's function")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
    with args.corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    runner = loaded(args.runner)
    prepared = getattr(runner, args.prepare)
    with tempfile.TemporaryDirectory() as scratch:
        few, all_of_them = Path(scratch, "few"), Path(scratch, "all")
        few.mkdir()
        all_of_them.mkdir()
        some = texts[:FEW] + [text[: len(text) * 9 // 10] for text in texts[:FEW]]
        timed(prepared(some, args.threads, few), len(some))
        work = prepared(texts, args.threads, all_of_them)
        before = peak_memory_mb()
        seconds, groups = timed(work, len(texts))
    result = {
        "seconds": seconds,
        "groups": groups,
        "memory_before_mb": before,
        "memory_mb": peak_memory_mb(),
        "version": version(runner.PACKAGE),
        "python": sys.version.split()[0],
    }
    args.result.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
