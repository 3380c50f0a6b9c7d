"""
Files that are whole or absent, also after the power has failed.

What is written reaches the disk before it takes its name, and the name before anything that was
written later; so says POSIX of fsync on the file and on its folder.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["settle", "settle_folder", "written_whole"]

_NO_SUCH_THING = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF})
"""What file systems say that cannot flush a folder."""


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """
    Open a file for writing that takes its name only when it is complete.

    Args:
        path: The file; one that exists is replaced. Its folder must exist.

    Yields:
        The open file.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            settle(file)
        partial.replace(path)
        settle_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def settle(file: BinaryIO) -> None:
    """
    Return when what was written to a file has reached the disk.

    Args:
        file: The open file.
    """
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """
    Return when names that were given or taken in a folder have reached the disk.

    Args:
        folder: The folder. Where the system has no such thing nothing is done.
    """
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING:
            raise
    finally:
        os.close(number)
