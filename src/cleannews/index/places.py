"""
Where an index may be, and which store is there.
"""

from __future__ import annotations

import os

from cleannews.errors import SettingsError, shown
from cleannews.index.configuration import Configuration
from cleannews.index.sqlite import SqliteStore
from cleannews.index.store import Store

__all__ = ["exists_at", "store_at"]


def store_at(place: str | os.PathLike[str], configuration: Configuration | None) -> Store:
    """
    Open the store of an index.

    Args:
        place: Where it is.
        configuration: What it is made with; None for any store that exists.

    Raises:
        SettingsError: The place is of no known kind.
        StoreError: It cannot be opened, or was made with something else.
    """
    if isinstance(place, str) and "://" in place:
        from cleannews.index.redisstore import RedisStore  # an optional package

        return RedisStore.open(place, configuration)
    if not isinstance(place, str | os.PathLike):
        raise SettingsError("place", shown(place), "the path of a file, or an address of Redis")
    return SqliteStore.open(os.fspath(place), configuration)


def exists_at(place: str | os.PathLike[str]) -> bool:
    """
    Return whether there is anything at a place, so that an index is not made but opened.

    Args:
        place: As for :func:`open_index`.

    Raises:
        SettingsError: The place is of no known kind.
        StoreError: Redis cannot be reached, or something else is there.
    """
    if isinstance(place, str) and "://" in place:
        from cleannews.index.redisstore import RedisStore

        return RedisStore.exists(place)
    return os.path.exists(place)  # noqa: PTH110 (a str will do)
