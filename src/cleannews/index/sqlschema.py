"""
The SQLite file of an index: its tables, how it is opened, and what its errors mean.

Pages are small, so that an article's few entries in indexes cost little, and a text lies in a chain of
pages without a gap. The file is in WAL mode with ``synchronous=NORMAL``: what was committed is there
after the process is killed; after a loss of power the last commits may be gone, and the file is sound.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from cleannews.errors import StoreError
from cleannews.index.configuration import Configuration, check_made

__all__ = ["VERSION", "checked", "connected", "damaged", "explained"]

VERSION = 2
"""The version of the tables."""

_BUSY_SECONDS = 60
"""How long a process waits for others that write."""

_APPLICATION = 0x636E6978
_PAGE = 1024
_CACHE_KB = 32 * 1024
_MAPPED = 1 << 36

_TABLES = (
    "create table meta (name text primary key, value text not null) without rowid",
    """create table kept (
        number integer primary key autoincrement,
        id blob not null, named integer not null,
        key1 integer not null, key2 integer not null, size integer not null,
        raw1 integer, raw2 integer,
        url integer, instant real, added real not null,
        other integer, relation text, jaccard real, containment real,
        content blob not null)""",
    "create index kept_named on kept (named)",
    "create index kept_key on kept (key1)",
    "create index kept_raw on kept (raw1) where raw1 is not null",
    "create index kept_url on kept (url) where url is not null",
    "create index kept_age on kept (coalesce(instant, added))",
    "create table sample (number integer primary key, hashes blob not null)",
    """create table duplicate (
        number integer primary key,
        id blob not null, named integer not null,
        key1 integer not null, key2 integer not null,
        raw1 integer, raw2 integer,
        instant real, added real not null,
        other integer not null, relation text not null,
        jaccard real not null, containment real not null)""",
    "create index duplicate_named on duplicate (named)",
    "create index duplicate_other on duplicate (other)",
    "create index duplicate_age on duplicate (coalesce(instant, added))",
    "create table blob (name text primary key, data blob not null)",
)
"""The tables. A name, a key and an address are 64 bits as SQLite's signed numbers. ``named`` stands for
the id, ``other`` for the number of the kept article that was matched. ``raw1`` and ``raw2`` are null
where they equal the key."""

_CORRUPT = "SQLITE_CORRUPT"

_ADVICE = {
    "SQLITE_BUSY": (
        f"is locked by another process for more than {_BUSY_SECONDS} seconds",
        "try again, or end what holds it",
    ),
    "SQLITE_CANTOPEN": ("cannot be opened", "name a file in a folder that exists"),
    _CORRUPT: (
        "is damaged",
        "save what `cleannews index export` still reads, and make it anew",
    ),
    "SQLITE_FULL": ("cannot grow: the disk is full", "free some space; what was added is safe"),
    "SQLITE_NOTADB": ("is no index of cleannews", "name another file"),
    "SQLITE_READONLY": ("cannot be written", "change its permissions"),
}


def connected(path: str) -> sqlite3.Connection:
    """
    Open a file, and change nothing in it.

    Args:
        path: The file; it may not exist.

    Raises:
        StoreError: It cannot be opened.
    """
    with explained(path):
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"pragma page_size = {_PAGE}")
        connection.execute("pragma synchronous = normal")
        connection.execute(f"pragma cache_size = -{_CACHE_KB}")
        connection.execute(f"pragma mmap_size = {_MAPPED}")
        connection.execute("pragma wal_autocheckpoint = 0")
        connection.execute("pragma trusted_schema = off")
        return connection


def checked(connection: sqlite3.Connection, path: str, wanted: Configuration | None) -> None:
    """
    Make an index of a file that is empty; make sure of another that it is the index wanted.

    Args:
        connection: A connection to the file.
        path: The file.
        wanted: What the index is, or is to be, made with; None for any index.

    Raises:
        StoreError: It is no index, or one of another configuration.
    """
    with explained(path):
        if not _is_index(connection, path):
            if wanted is None:
                raise StoreError(path, "is empty", "name an index, or add articles")
            connection.execute("pragma journal_mode = wal")
            connection.execute("begin immediate")
            if not _is_index(connection, path):  # another process may have been quicker
                _make(connection, wanted)
            connection.execute("commit")
        found = _meta(connection, path)
    if wanted is None:
        return
    wanted.check(found, path)


def _is_index(connection: sqlite3.Connection, path: str) -> bool:
    """Tell an index from an empty file; refuse anything else."""
    ((application,),) = connection.execute("pragma application_id")
    if application == _APPLICATION:
        return True
    ((tables,),) = connection.execute("select count(*) from sqlite_master")
    if application or tables:
        raise StoreError(path, "is no index of cleannews", "name another file")
    return False


def _make(connection: sqlite3.Connection, wanted: Configuration) -> None:
    for table in _TABLES:
        connection.execute(table)
    rows = {
        "scheme": wanted.scheme,
        "settings": json.dumps(wanted.record, sort_keys=True),
        "digest": wanted.digest,
    }
    connection.executemany("insert into meta values (?, ?)", sorted(rows.items()))
    connection.execute(f"pragma user_version = {VERSION}")
    connection.execute(f"pragma application_id = {_APPLICATION}")


def _meta(connection: sqlite3.Connection, path: str) -> dict[str, str]:
    ((version,),) = connection.execute("pragma user_version")
    check_made("schema", str(version), str(VERSION), path)
    found = dict(connection.execute("select name, value from meta"))
    if not {"scheme", "settings", "digest"} <= found.keys():
        raise StoreError(path, *_ADVICE[_CORRUPT])
    return found


def damaged(what: str) -> sqlite3.DatabaseError:
    """
    Return the error of a value that this program cannot have written.

    Args:
        what: What is wrong with it.
    """
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorname = _CORRUPT
    return error


@contextmanager
def explained(path: str) -> Iterator[None]:
    """
    Say what an error of SQLite means.

    Args:
        path: The file.

    Raises:
        StoreError: In the place of any error of SQLite.
    """
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        for known, (problem, advice) in _ADVICE.items():
            if name.startswith(known):
                raise StoreError(path, problem, advice) from error
        raise StoreError(path, f"fails: {error}", "check the file and the disk") from error
