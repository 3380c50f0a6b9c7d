"""
The store in Redis, for crawlers on many machines.

Each transaction is optimistic: it watches the state of the index, reads, decides, and writes all in one
MULTI/EXEC, which Redis refuses if another process has written since; then it runs again. Who
lost takes a turn, which lasts for seconds and for which the others wait in a queue of Redis, so
that nobody loses for long. Nothing depends on the turn but who is next: a process that dies with it
holds the others up until it has run out.

As with SQLite, every process has the hashes in memory, and reads at each transaction what others have
added; so hundreds of hashes are looked up without a round trip.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from cleannews.errors import StoreError
from cleannews.index.configuration import Configuration
from cleannews.index.following import Following, Samples
from cleannews.index.judging import NewArticle
from cleannews.index.redisaddress import Address
from cleannews.index.redislayout import DamagedError, Keys, State, from_sample
from cleannews.index.redislink import Command, ConnectionLostError, RedisLink
from cleannews.index.redisopening import checked, exists
from cleannews.index.redisrows import RedisTransaction, kept_in, repeats_in
from cleannews.index.redisviews import AgainError, BehindError, ReadView, TakenError, WriteView
from cleannews.index.store import Row, Transaction

__all__ = ["RedisStore"]

T = TypeVar("T")

_PAGE = 256
_SAMPLES = 8192
"""Articles whose hashes are read at once."""

_PATIENCE = 60
"""Seconds after which a transaction that others keep from its turn gives up."""

_LEASE = 2
"""Seconds that a turn lasts, at least, and four times what was lost before."""

_QUEUED = 0.001
"""Seconds that count as lost after waiting for the turn, so that it is taken."""

_SAMPLED = 1000
"""Values of a key by which its size in bytes is estimated."""


class RedisStore:
    """
    A store in Redis: see :class:`~cleannews.index.store.Store`.

    Args:
        link: Asks Redis.
        keys: The names of its keys.
    """

    def __init__(self, link: RedisLink, keys: Keys, made: bytes) -> None:
        self._link, self._keys, self._made = link, keys, made
        self._following = Following(self._count, self._since)
        self._server = link.server
        self._token = secrets.token_hex(8)

    @classmethod
    def open(cls, place: str, configuration: Configuration | None) -> RedisStore:
        """
        Open an index, or make it.

        Args:
            place: Its address.
            configuration: As for SQLite.

        Raises:
            SettingsError: The address is none.
            StoreError: Redis cannot be reached or refuses, or the index is of another configuration.
        """
        address = Address.of(place)
        link, keys = RedisLink(address), Keys.of(address)
        try:
            checked(link, keys, configuration)
            (state,) = link.ask([("GET", keys.state)])
            with _explained(address):
                return cls(link, keys, State.read(state or b"").made)
        except BaseException:
            link.close()
            raise

    @staticmethod
    def exists(place: str) -> bool:
        """
        Return whether there is an index.

        Args:
            place: Its address.

        Raises:
            SettingsError: The address is none.
            StoreError: Redis cannot be reached or refuses, or something else is there.
        """
        address = Address.of(place)
        link = RedisLink(address)
        try:
            return exists(link, Keys.of(address))
        finally:
            link.close()

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Read: see :class:`~cleannews.index.store.Store`."""

        def attempt(_: float) -> T:
            view = ReadView(self._link, self._keys, self._made)
            return work(self._transaction(view))

        return self._tried(attempt)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Read and write: see :class:`~cleannews.index.store.Store`."""

        def attempt(lost: float) -> T:
            token = self._token if lost else None
            view = WriteView(self._link, self._keys, self._made, token, _LEASE + 4 * lost)
            try:
                transaction = self._transaction(view)
                done = work(transaction)
                view.commit(transaction)
            except AgainError:
                raise
            except ConnectionLostError as error:
                raise _SentError(error) if view.committing else error from None
            except BaseException:
                view.give_up()
                raise
            return done

        return self._tried(attempt)

    def _tried(self, attempt: Callable[[float], T]) -> T:
        """Run a transaction until nobody else has written meanwhile."""
        begun, lost, cut = time.monotonic(), 0.0, False
        while time.monotonic() < begun + _PATIENCE:
            start = time.monotonic()
            try:
                with _explained(self._link.address):
                    self._connect()
                    return attempt(lost)
            except TakenError:
                self._link.ask([("BLPOP", self._keys.bell, 1)])
                lost = lost or _QUEUED
                continue
            except BehindError:
                self._following.caught_up()
            except AgainError:
                pass
            except _SentError as error:
                raise error.lost from None
            except ConnectionLostError:
                if cut:
                    raise
                cut = True  # servers close connections that were idle; nothing was written yet
            lost += time.monotonic() - start
        problem = f"is written by others for more than {_PATIENCE} seconds"
        raise StoreError(
            self._link.address.shown, problem, "try again, or let fewer processes write"
        )

    def _connect(self) -> None:
        self._link.connect()
        if self._link.server != self._server:
            self._following.forget()  # after a restart the last articles may be others
            self._server = self._link.server

    def _transaction(self, view: ReadView) -> RedisTransaction:
        looking = _Looking(self._keys, self._following)
        return RedisTransaction(self._keys, view.ask, view.state, looking)

    def _count(self) -> int:
        (count,) = self._link.ask([("XLEN", self._keys.samples)])
        return int(count)

    def _since(self, number: int) -> Iterator[Samples]:
        while True:
            (found,) = self._link.ask([_samples(self._keys, number, _SAMPLES)])
            if not found:
                return
            numbers, hashes = map(list, zip(*map(from_sample, found), strict=True))
            yield numbers, hashes
            number = numbers[-1]

    def rows(self) -> Iterator[Row]:
        """Yield the kept articles: see :class:`~cleannews.index.store.Store`."""
        last = 0
        while True:
            with _explained(self._link.address):
                (found,) = self._asked([_samples(self._keys, last, _PAGE)])
                if not found:
                    return
                numbers = [from_sample(it)[0] for it in found]
                articles = kept_in(self._keys, self._asked, numbers)
                repeats = repeats_in(self._keys, self._asked, numbers)
            last = numbers[-1]
            for article, some in zip(articles, repeats, strict=True):
                if article is not None:
                    id = article.known.id
                    yield Row(*article, tuple((it.id, it.match(id)) for it in some))

    def record(self) -> dict[str, Any]:
        """Return the settings it was made with: see :class:`~cleannews.index.store.Store`."""
        (text,) = self._asked([("HGET", self._keys.meta, "settings")])
        record: dict[str, Any] = json.loads(text)
        return record

    def stats(self) -> dict[str, Any]:
        """Return figures; the size is estimated by Redis from a thousand values of each key."""
        by_relation = self._keys.by_relation
        counts = [("ZCARD", key) for key in by_relation.values()]
        sizes = [("MEMORY", "USAGE", key, "SAMPLES", _SAMPLED) for key in self._keys]
        kept, *found = self._asked([("XLEN", self._keys.samples), *counts, *sizes])
        relations = dict(zip(by_relation, found, strict=False))
        return {
            "kept": kept,
            "duplicates": sum(relations.values()),
            "relations": {name: count for name, count in sorted(relations.items()) if count},
            "bytes": sum(it or 0 for it in found[len(counts) :]),
            "free_bytes": 0,
        }

    def close(self) -> None:
        """Close the connection: see :class:`~cleannews.index.store.Store`."""
        self._link.close()

    def _asked(self, commands: Sequence[Command]) -> list[Any]:
        """Read; again on a new connection where the old one was closed."""
        try:
            return self._link.ask(commands)
        except ConnectionLostError:
            return self._link.ask(commands)


class _SentError(Exception):
    """The connection was lost when the writes were sent, so that they may be done."""

    def __init__(self, lost: ConnectionLostError) -> None:
        super().__init__()
        self.lost = lost


class _Looking:
    """Finds articles in the postings: see :class:`~cleannews.index.redisrows.Looking`."""

    def __init__(self, keys: Keys, following: Following) -> None:
        self._keys, self._following = keys, following

    def since(self) -> Command:
        """Return the command that reads what others have added."""
        self._postings = self._following.ready()
        return _samples(self._keys, self._postings.last, _PAGE)

    def hear(self, entries: list[Any]) -> None:
        """Take the answer to it."""
        if entries:
            numbers, hashes = map(list, zip(*map(from_sample, entries), strict=True))
            self._postings.add(numbers, hashes)
        if len(entries) == _PAGE:
            raise BehindError

    def find(self, new: NewArticle) -> list[int]:
        """Return the numbers of articles that share hashes with one."""
        return self._postings.find(new.print)


def _samples(keys: Keys, last: int, most: int) -> Command:
    return ("XRANGE", keys.samples, f"{last + 1}-0", "+", "COUNT", most)


@contextmanager
def _explained(address: Address) -> Iterator[None]:
    """Say that a value is damaged."""
    try:
        yield
    except DamagedError as error:
        advice = "save what `cleannews index export` still reads, and make it anew"
        raise StoreError(address.shown, f"is damaged: {error}", advice) from error
