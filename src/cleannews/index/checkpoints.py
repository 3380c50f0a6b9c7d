"""
Checkpoints of SQLite's log, by a thread beside the work, so that no article waits for one.
"""

from __future__ import annotations

import sqlite3
from threading import Event, Thread
from weakref import finalize

__all__ = ["Checkpoints"]

_EVERY = 500
"""Rows after which what was written is moved."""

_LONG = 64 * 1024
"""Pages of the log from which writers wait until it is begun anew, which takes some milliseconds."""

_PATIENCE = 0.2


class Checkpoints:
    """
    Moves what was written from the log into the file.

    Args:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._moved = 0
        self._wanted, self._ended = Event(), Event()
        self._thread: Thread | None = None
        finalize(self, _end, self._wanted, self._ended)

    def wrote(self, rows: int) -> None:
        """
        Hear of a transaction.

        Args:
            rows: Rows written since the file was opened.
        """
        if rows < self._moved + _EVERY:
            return
        self._moved = rows
        if self._thread is None:
            arguments = (self._path, self._wanted, self._ended)
            self._thread = Thread(target=_work, args=arguments, daemon=True)
            self._thread.start()
        self._wanted.set()

    def close(self) -> None:
        """End the thread."""
        _end(self._wanted, self._ended)
        if self._thread is not None:
            self._thread.join()


def _end(wanted: Event, ended: Event) -> None:
    ended.set()
    wanted.set()


def _work(path: str, wanted: Event, ended: Event) -> None:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        while wanted.wait() and not ended.is_set():
            wanted.clear()
            _checkpoint(connection)
    finally:
        connection.close()


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Copy what no reader needs any more; where the log stays long, begin it anew."""
    try:
        ((_, pages, _),) = connection.execute("pragma wal_checkpoint(passive)")
        if pages > _LONG:
            connection.execute("pragma wal_checkpoint(restart)").fetchall()
    except sqlite3.Error:
        return  # the next one, or closing, does it; a failing disk tells those who write
