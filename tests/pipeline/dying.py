"""
The command, in small steps and with a moment to die at: for the tests that kill it.

    python dying.py COUNT_FILE MOMENT WHOM ARGUMENTS...

Counts what the process does to files below --out, and before the operation with the number MOMENT
kills itself ("main") or its process group ("group"); with 0 never. The count is left in COUNT_FILE
when the run ends by itself.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

OPERATIONS = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.rmtree"}
"""Audit events of operations that change a folder; opening a file is another."""


class Moments:
    """
    Counts operations below a folder.

    Args:
        folder: The folder.
        last: The operation that is not done any more, from 1.
        whom: Who dies instead, "main" or "group".
    """

    def __init__(self, folder: str, last: int, whom: str) -> None:
        self.count = 0
        self._folder, self._last, self._whom = folder, last, whom

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Hear of an operation before it is done."""
        named = any(
            str(arg).startswith(self._folder) for arg in args if isinstance(arg, str | Path)
        )
        if event in OPERATIONS or (event == "open" and named):
            self.count += 1
            if self.count == self._last:
                (os.killpg if self._whom == "group" else os.kill)(os.getpid(), signal.SIGKILL)


def small_steps() -> None:
    """Make much of little: many chunks, a note after each, all processes for any input."""
    from cleannews.io import blocks
    from cleannews.pipeline import ledger, read_stage

    run = sys.modules["cleannews.pipeline.run"]
    blocks._SIZE = 30_000
    read_stage._SMALL = read_stage._SMALL_PACKED = 0
    ledger._EVERY = 0.0
    run._LITTLE = 0  # type: ignore[attr-defined]


def main() -> None:
    """Run the command."""
    import cleannews.pipeline  # noqa: F401 (so that its modules are there)
    from cleannews.cli import dedupe_main

    count_file, moment, whom, *arguments = sys.argv[1:]
    small_steps()
    moments = Moments(arguments[arguments.index("--out") + 1], int(moment), whom)
    sys.addaudithook(moments)
    sys.argv = ["cleannews-dedupe", *arguments]
    try:
        dedupe_main()
    finally:
        Path(count_file).write_text(str(moments.count), encoding="ascii")


if __name__ == "__main__":
    main()
