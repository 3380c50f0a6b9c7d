"""
A lock on a run's folder that ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from pathlib import Path

from cleannews.errors import OutputError

__all__ = ["Lock"]

_log = logging.getLogger(__name__)

_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK})
"""What systems say when another process holds it."""

_BYTE = 1 << 20
"""The byte that Windows locks: others may read what stands before it."""

if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        os.lseek(number, _BYTE, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """
    A lock, held from its making on.

    Args:
        path: The file that is locked; it is made, and holds the number of the process.

    Raises:
        OutputError: Another process holds it.
        FileNotFoundError: The file's folder is gone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._take()
        except BaseException:
            os.close(self._number)
            raise

    def _take(self) -> None:
        try:
            _lock(self._number)
        except OSError as error:
            if error.errno in _HELD:
                problem = f"is in use by another run{self._holder()}"
                advice = "wait for it or name another folder with --out"
                raise OutputError(str(self._path.parent.parent), problem, advice) from None
            reason = error.strerror
            _log.warning("%s cannot be locked (%s): let no two runs use it", self._path, reason)
        with contextlib.suppress(OSError):  # the disk may be full, and nothing depends on it
            os.ftruncate(self._number, 0)
            os.lseek(self._number, 0, os.SEEK_SET)
            os.write(self._number, str(os.getpid()).encode())

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            found = os.read(self._number, 20).decode("ascii", "replace")
            if found.isdigit():
                return f", process {found}"
        return ""

    def stands(self) -> bool:
        """Tell whether the file is still the one that was locked, and not a later one."""
        try:
            return os.path.samestat(os.fstat(self._number), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let others have it."""
        os.close(self._number)

    def remove(self) -> None:
        """Remove the file and let others have it; where that can be, in this order."""
        if sys.platform == "win32":
            os.close(self._number)
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._number)
