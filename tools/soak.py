"""
Kill runs, and fill disks, for as long as wanted; what the tests do for a minute.

    python tools/soak.py kills --times 500 [--articles 400] [--seed 1]
    python tools/soak.py disk [--step 50]

`kills` makes a corpus, runs `cleannews-dedupe` over it, kills the main process or all processes
with SIGKILL at a random moment or before a random operation on files, goes on with --resume, kills
again, and in the end compares every output with those of an undisturbed run, byte for byte.
`disk` does the same on file systems that are too small, up to the first that is not; it
mounts them, so it needs root. Both need Linux. The exit status is 1 at the first difference, and
what was left stays in the folder that is named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # what the tests share

from pipeline.soaking import Soak, corpus, disk

AT_ONCE = 10
"""Kills between two lines of progress."""


def kills(soak: Soak, times: int) -> None:
    """
    Kill runs, and say now and then how many were survived.

    Args:
        soak: The runs.
        times: How often.
    """
    started = time.monotonic()
    while soak.kills.total() < times:
        soak.kill(min(times, soak.kills.total() + AT_ONCE))
        by = ", ".join(f"{count} {kind}" for kind, count in sorted(soak.kills.items()))
        spent = time.monotonic() - started
        print(
            f"{soak.kills.total()} kills ({by}) of {soak.rounds} runs, "
            f"all outputs equal, {spent:.0f} s",
            flush=True,
        )


def disks(soak: Soak, step: int) -> None:
    """
    Run on ever larger file systems, until one is large enough.

    Args:
        soak: The runs.
        step: By how many kB they grow.
    """
    size = step
    while True:
        try:
            (said,) = disk(soak, soak.scratch / "disk", [size])
        except AssertionError as error:
            if "status=3" not in str(error):
                raise
            print(f"{size} kB: enough", flush=True)
            return
        print(f"{size} kB: {said}; went on with more room, all outputs equal", flush=True)
        size += step


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("what", choices=["kills", "disk"])
    parser.add_argument("--times", type=int, default=500, help="kills at least (500)")
    parser.add_argument("--step", type=int, default=50, help="kB by which disks grow (50)")
    parser.add_argument("--articles", type=int, default=400, help="articles of the corpus (400)")
    parser.add_argument("--seed", type=int, default=1, help="decides when what dies (1)")
    asked = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"in {scratch}", flush=True)
    soak = Soak(corpus(scratch / "in", asked.articles, asked.seed), scratch, asked.seed)
    if asked.what == "kills":
        kills(soak, asked.times)
    else:
        disks(soak, asked.step)


if __name__ == "__main__":
    main()
