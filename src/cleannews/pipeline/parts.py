"""
Parts of a stage's files: workers write them, and the process that collects puts them together.

They lie in a folder of the work folder that is gone when a run ends, however it ends: a part that
a worker left half written is never taken for one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["parts_in", "taken", "write_part"]

_PARTS = "parts"


@contextmanager
def parts_in(work: Path) -> Iterator[None]:
    """
    Make the folder of parts, empty, and remove it in the end; no worker may run after that.

    Args:
        work: The work folder.
    """
    folder = work / _PARTS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_part(work: Path, lines: Iterable[bytes]) -> Path:
    """
    Write a part.

    Args:
        work: The work folder.
        lines: What it holds.

    Returns:
        The part's file, whose name says nothing.
    """
    number, name = tempfile.mkstemp(dir=work / _PARTS)
    with os.fdopen(number, "wb") as file:
        file.write(b"".join(lines))
    return Path(name)


def taken(part: Path) -> bytes:
    """
    Return what a part holds, and remove it.

    Args:
        part: Its file.
    """
    data = part.read_bytes()
    part.unlink()
    return data
