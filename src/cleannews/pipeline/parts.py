"""
Parts of a stage's files: workers write them, and the process that collects puts them together.

They lie in a folder of the work folder that no other run has and that is gone when a run ends. So
a part that a worker left half written is never taken for one, and a worker that outlives a run
that was killed writes nothing into the next one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cleannews.errors import WriteError

__all__ = ["parts_in", "taken", "write_part"]

_PREFIX = "parts-"


@contextmanager
def parts_in(work: Path) -> Iterator[Path]:
    """
    Make a folder of parts, and remove it in the end; no worker may run after that.

    Args:
        work: The work folder.

    Yields:
        The folder.
    """
    for left in work.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=work))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_part(folder: Path, lines: Iterable[bytes]) -> Path:
    """
    Write a part.

    Args:
        folder: The folder of parts.
        lines: What it holds.

    Returns:
        The part's file, whose name says nothing.

    Raises:
        WriteError: It cannot be written; no article is at fault.
    """
    try:
        number, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(number, "wb") as file:
            file.write(b"".join(lines))
    except OSError as error:
        raise WriteError.of(str(folder), error) from None
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
