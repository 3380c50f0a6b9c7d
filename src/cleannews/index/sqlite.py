"""
The store in one SQLite file.

The file holds articles with their packed texts and the hashes that are kept of them. The inverted
index over these hashes is no part of the file: every process has its own in memory, made when it is
first needed, and reads at each transaction what others have added. So an article costs a few pages at
the end of the file and no random ones for its hashes, and looking hundreds of hashes up costs no
reading.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from cleannews.errors import StoreError
from cleannews.index.checkpoints import Checkpoints
from cleannews.index.configuration import Configuration
from cleannews.index.following import Following, Samples
from cleannews.index.sqlrows import COLUMNS, SqliteTransaction, duplicates_of, row_of
from cleannews.index.sqlschema import checked, connected, damaged, explained
from cleannews.index.store import Row, Transaction

__all__ = ["SqliteStore"]

T = TypeVar("T")

_AT_ONCE = 256


class SqliteStore:
    """
    A store in a file: see :class:`~cleannews.index.store.Store`.

    Args:
        path: The file.
        connection: A connection to it.
    """

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._checkpoints = Checkpoints(path)
        self._following = Following(self._count, self._since)

    @classmethod
    def open(cls, path: str, configuration: Configuration | None) -> SqliteStore:
        """
        Open a file, or make it.

        Args:
            path: The file.
            configuration: What it is made with, or must have been made with. None for an index that
                exists, whatever it was made with: to look at it, and not to add articles.

        Raises:
            StoreError: It is no index, or of another configuration, or cannot be opened.
        """
        if configuration is None and not Path(path).is_file():
            raise StoreError(
                path, "does not exist", "name an index, or make one by adding articles"
            )
        connection = connected(path)
        try:
            checked(connection, path, configuration)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Read: see :class:`~cleannews.index.store.Store`."""
        with self._transaction("begin") as transaction:
            return work(transaction)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Read and write: see :class:`~cleannews.index.store.Store`."""
        with self._transaction("begin immediate") as transaction:
            done = work(transaction)
        self._checkpoints.wrote(self._connection.total_changes)
        return done

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[SqliteTransaction]:
        with explained(self._path):
            self._connection.execute(begin)
            try:
                yield SqliteTransaction(self._connection, self._following.caught_up)
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def _count(self) -> int:
        ((articles,),) = self._connection.execute("select count(*) from sample")
        return int(articles)

    def _since(self, number: int) -> Iterator[Samples]:
        found = self._connection.execute(
            "select number, hashes from sample where number > ? order by number", (number,)
        )
        while some := found.fetchmany(_AT_ONCE * _AT_ONCE):
            numbers, hashes = map(list, zip(*some, strict=True))
            if any(len(it) % 4 for it in hashes):
                raise damaged("hashes are cut off")
            yield numbers, hashes

    def rows(self) -> Iterator[Row]:
        """Yield the kept articles: see :class:`~cleannews.index.store.Store`."""
        last = 0
        while True:
            with explained(self._path):
                some = self._connection.execute(
                    f"select {COLUMNS}, added from kept where number > ? order by number limit ?",  # noqa: S608 (columns of ours)
                    (last, _AT_ONCE),
                ).fetchall()
                rows = [row_of(it, duplicates_of(self._connection, it[0])) for it in some]
            if not some:
                return
            last = some[-1][0]
            yield from rows

    def record(self) -> dict[str, Any]:
        """Return the settings it was made with: see :class:`~cleannews.index.store.Store`."""
        with explained(self._path):
            ((text,),) = self._connection.execute("select value from meta where name = 'settings'")
            record: dict[str, Any] = json.loads(text)
        return record

    def stats(self) -> dict[str, Any]:
        """Return figures: see :class:`~cleannews.index.store.Store`."""
        with explained(self._path):
            ask = self._connection.execute
            kept = self._count()
            relations = dict(
                ask("select relation, count(*) from duplicate group by relation order by relation")
            )
            ((pages,),), ((size,),), ((free,),) = (
                ask(f"pragma {name}").fetchall()
                for name in ("page_count", "page_size", "freelist_count")
            )
        return {
            "kept": kept,
            "duplicates": sum(relations.values()),
            "relations": relations,
            "bytes": pages * size,
            "free_bytes": free * size,
        }

    def close(self) -> None:
        """Close the file: see :class:`~cleannews.index.store.Store`."""
        self._checkpoints.close()
        with explained(self._path):
            self._connection.close()
