"""
How an index in Redis is made, and how another one is told from it.
"""

from __future__ import annotations

import json
import secrets

from cleannews.errors import StoreError
from cleannews.index.configuration import Configuration, check_made
from cleannews.index.redislayout import KINDS, VERSION, Keys, State
from cleannews.index.redislink import RedisLink

__all__ = ["checked", "exists"]

_KIND = b"cleannews index"
_FIELDS = ("kind", "schema", "scheme", "settings", "digest")


def exists(link: RedisLink, keys: Keys) -> bool:
    """
    Return whether there is an index.

    Args:
        link: Asks Redis.
        keys: The names of its keys.

    Raises:
        StoreError: There is something else under these names.
    """
    types = link.ask([("TYPE", key) for key in keys])
    for key, found, wanted in zip(keys, types, KINDS, strict=True):
        if found not in {b"none", wanted}:
            problem = f"has a {found.decode()} in {key.decode()}, which is no key of an index"
            raise StoreError(link.address.shown, problem, "take another prefix: ?prefix=NAME")
    there = {name for name, found in zip(keys._fields, types, strict=True) if found != b"none"}
    if there - {"turn", "bell"} and not {"meta", "state"} <= there:
        problem = f"has keys that begin with {keys.meta[:-4].decode()} and are no index"
        raise StoreError(link.address.shown, problem, "take another prefix: ?prefix=NAME")
    return "meta" in there


def checked(link: RedisLink, keys: Keys, wanted: Configuration | None) -> None:
    """
    Make an index where there is none; make sure of another that it is the one wanted.

    Args:
        link: Asks Redis.
        keys: The names of its keys.
        wanted: What the index is, or is to be, made with; None for any index.

    Raises:
        StoreError: There is none and none is wanted, or it is one of another configuration, or Redis
            would throw its keys away.
    """
    place = link.address.shown
    if wanted is None:
        if not exists(link, keys):
            raise StoreError(place, "has no index", "name another prefix, or add articles")
    else:
        link.connect()
        if link.policy.startswith("allkeys"):
            problem = f"throws keys away when its memory is full (maxmemory-policy {link.policy})"
            raise StoreError(
                place, problem, "set maxmemory-policy noeviction: articles would be lost"
            )
        while not exists(link, keys):
            _make(link, keys, wanted)
    found = _meta(link, keys)
    if wanted is None:
        return
    wanted.check(found, place)


def _make(link: RedisLink, keys: Keys, wanted: Configuration) -> None:
    """Make an index, unless another process was quicker."""
    record = json.dumps(wanted.record, sort_keys=True)
    values: tuple[bytes | str | int, ...] = (_KIND, VERSION, wanted.scheme, record, wanted.digest)
    fields: list[bytes | str | int] = []
    for pair in zip(_FIELDS, values, strict=True):
        fields += pair
    _, there = link.ask([("WATCH", keys.meta), ("EXISTS", keys.meta)])
    if not there:
        made = bytes(State(secrets.token_bytes(16)))
        link.ask([("MULTI",), ("HSET", keys.meta, *fields), ("SET", keys.state, made), ("EXEC",)])
    else:
        link.ask([("UNWATCH",)])


def _meta(link: RedisLink, keys: Keys) -> dict[str, str]:
    (values,) = link.ask([("HMGET", keys.meta, *_FIELDS)])
    place = link.address.shown
    if values[0] != _KIND:
        raise StoreError(
            place, "has no index of cleannews there", "take another prefix: ?prefix=NAME"
        )
    if None in values:
        raise StoreError(place, "is damaged: its settings are cut off", "make the index anew")
    found = {
        name: value.decode("utf-8", "replace") for name, value in zip(_FIELDS, values, strict=True)
    }
    check_made("schema", found["schema"], str(VERSION), place)
    return found
