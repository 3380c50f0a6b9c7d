"""
What an index has in Redis: its keys, and the bytes in them. Numbers are big-endian, so that they sort.

In the sorted sets without a time every score is 0, and what begins with certain bytes is a range.
"""

from __future__ import annotations

import math
import struct
import sys
from typing import Any, NamedTuple, Self

import numpy as np

from cleannews.grouping.origins import name_hash
from cleannews.index.content import packed, unpacked
from cleannews.index.judging import Known, NewArticle
from cleannews.index.match import Match
from cleannews.index.redisaddress import Address
from cleannews.index.store import Outcome

__all__ = [
    "KINDS", "VERSION", "DamagedError", "Entry", "Keys", "State", "Stored", "after", "from_sample", "long", "longs", "named",
    "stored", "to_sample", "two",
]  # fmt: skip

VERSION = 1
"""The version of the layout."""

_RELATIONS = ("", "copy", "abridged", "version", "extended", "reworded")
"""Relations by the number that stands for them; their order is part of the layout."""

_STATE = struct.Struct(">16s2Q")
_HEAD = struct.Struct(">6QddI")
_ENTRY = struct.Struct(">8sB5QddQBdd")
_LONG = struct.Struct(">Q")
_TWO = struct.Struct(">QQ")


class DamagedError(Exception):
    """A value was read that this program cannot have written."""


class Keys(NamedTuple):
    """
    The names of the keys of an index.

    Args:
        meta: Hash: what the index was made with: kind, schema, scheme, settings, digest.
        state: String: a :class:`State`.
        kept: Hash: a kept article by its number: see :func:`stored`.
        samples: Stream: the hashes that are kept of an article, in the entry NUMBER-0.
        ids: Sorted set: an :class:`Entry` for each record.
        keys: Sorted set: the key of a text, as it is compared or as it was found, and the number of
            a kept article.
        urls: Sorted set: an address, as 64 bits, and the number of a kept article.
        repeats: Sorted set: the number of a kept article, the number and the name of a duplicate.
        ages: Sorted set: the numbers of kept articles by the time from which they age.
        copy: Sorted set: the numbers and names of duplicates that are copies, likewise.
        abridged: Likewise of each relation: so they are counted without a counter, and what is
            removed needs no new memory, which a server that is full does not give.
        version: Likewise.
        extended: Likewise.
        reworded: Likewise.
        blobs: Hash: data by their name.
        turn: String: who writes next where several want to; it lasts for seconds.
        bell: List: wakes who waits longest for the turn.
    """

    meta: bytes
    state: bytes
    kept: bytes
    samples: bytes
    ids: bytes
    keys: bytes
    urls: bytes
    repeats: bytes
    ages: bytes
    copy: bytes
    abridged: bytes
    version: bytes
    extended: bytes
    reworded: bytes
    blobs: bytes
    turn: bytes
    bell: bytes

    @classmethod
    def of(cls, address: Address) -> Self:
        """Return the names for an address."""
        return cls(*map(address.key, cls._fields))

    @property
    def by_relation(self) -> dict[str, bytes]:
        """The keys of duplicates by their relation."""
        return {name: getattr(self, name) for name in _RELATIONS[1:]}


KINDS = Keys(
    meta=b"hash",
    state=b"string",
    kept=b"hash",
    samples=b"stream",
    ids=b"zset",
    keys=b"zset",
    urls=b"zset",
    repeats=b"zset",
    ages=b"zset",
    copy=b"zset",
    abridged=b"zset",
    version=b"zset",
    extended=b"zset",
    reworded=b"zset",
    blobs=b"hash",
    turn=b"string",
    bell=b"list",
)
"""The type of each key."""


class State(NamedTuple):
    """
    The state of an index, which every transaction reads and every one that adds replaces.

    Args:
        made: 16 bytes that were drawn when the index was made.
        kept: The last number of a kept article.
        repeats: The last number of a duplicate.
    """

    made: bytes
    kept: int = 0
    repeats: int = 0

    def __bytes__(self) -> bytes:
        return _STATE.pack(*self)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """
        Read a state.

        Raises:
            DamagedError: It is none.
        """
        return cls(*_unpack(_STATE, data))


class Entry(NamedTuple):
    """
    A record of an id: a kept article, or a duplicate.

    Args:
        named: See :func:`named`.
        duplicate: It is one.
        number: The article's number, or the duplicate's.
        key1: The first half of its text's key.
        key2: The second half.
        raw1: The first half of the key of its text as it was found.
        raw2: The second half.
        instant: Seconds since 1970 of its publication; infinity where it is unknown.
        added: Seconds since 1970 when it was added.
        other: The number of the kept article that it matched; 0 for none.
        relation: The number of the relation to it.
        jaccard: As in Match.
        containment: As there.
        id: The id.
    """

    named: bytes
    duplicate: bool
    number: int
    key1: int
    key2: int
    raw1: int
    raw2: int
    instant: float
    added: float
    other: int
    relation: int
    jaccard: float
    containment: float
    id: str

    def __bytes__(self) -> bytes:
        return _ENTRY.pack(*self[:-1]) + _bytes(self.id)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """
        Read an entry.

        Raises:
            DamagedError: It is none.
        """
        size = _ENTRY.size
        first, kind, *others = _unpack(_ENTRY, data[:size])
        entry = cls._make((first, bool(kind), *others, _text(data[size:])))
        if kind > 1 or not entry.relation < len(_RELATIONS) or math.isnan(entry.instant):
            raise DamagedError("a record has an impossible value")
        return entry

    @classmethod
    def of(
        cls, new: NewArticle, outcome: Outcome, number: int, now: float, *, duplicate: bool
    ) -> Self:
        """
        Make an entry.

        Args:
            new: What is recorded.
            outcome: What became of it.
            number: Its number.
            now: Seconds since 1970.
            duplicate: It is one.
        """
        known, match = new.known, outcome.match
        return cls(
            named=named(known.id),
            duplicate=duplicate,
            number=number,
            key1=known.key[0],
            key2=known.key[1],
            raw1=known.raw[0],
            raw2=known.raw[1],
            instant=known.instant,
            added=now,
            other=outcome.other or 0,
            relation=_RELATIONS.index(match.relation) if match else 0,
            jaccard=match.jaccard if match else 0.0,
            containment=match.containment if match else 0.0,
            id=known.id,
        )

    def same(self, known: Known) -> bool:
        """Tell whether it records an article with this text, as it is compared or as it was found."""
        return (self.key1, self.key2) == known.key or (self.raw1, self.raw2) == known.raw

    @property
    def age(self) -> float:
        """The time from which it ages."""
        return self.added if math.isinf(self.instant) else self.instant

    @property
    def relation_name(self) -> str:
        """The name of the relation."""
        return _RELATIONS[self.relation]

    def match(self, other: str) -> Match:
        """
        Return the match that was answered.

        Args:
            other: The id of the kept article.
        """
        return Match(other, self.relation_name, self.jaccard, self.containment, self.duplicate)


class Stored(NamedTuple):
    """
    A kept article.

    Args:
        known: What verdicts need of it.
        address: Its address as it was given.
        added: Seconds since 1970 when it was added.
    """

    known: Known
    address: str | None
    added: float

    @classmethod
    def read(cls, data: bytes) -> Self:
        """
        Read what :func:`stored` wrote.

        Raises:
            DamagedError: It is damaged.
        """
        size = _HEAD.size
        *keys, length, url, instant, added, id_size = _unpack(_HEAD, data[:size])
        if math.isnan(instant) or size + id_size > len(data):
            raise DamagedError("an article has an impossible value")
        try:
            text, address, site = unpacked(data[size + id_size :])
        except ValueError as error:
            raise DamagedError("an article cannot be unpacked") from error
        id = _text(data[size : size + id_size])
        key, raw = (keys[0], keys[1]), (keys[2], keys[3])
        return cls(Known(id, text, key, length, raw, url, instant, site), address, added)


def stored(new: NewArticle, now: float) -> bytes:
    """
    Return a kept article as bytes: numbers, its id, and its content as SQLite has it, too.

    Args:
        new: The article.
        now: Seconds since 1970.
    """
    known = new.known
    id = _bytes(known.id)
    numbers = *known.key, *known.raw, known.size, known.url
    head = _HEAD.pack(*numbers, known.instant, now, len(id))
    return head + id + packed(new)


def named(id: str) -> bytes:
    """Return the 8 bytes that stand for an id; ids that share them are told apart by the entries."""
    return _LONG.pack(name_hash(id))


def long(number: int) -> bytes:
    """Return a number as 8 bytes."""
    return _LONG.pack(number)


def two(first: int, second: int) -> bytes:
    """Return two numbers as 16 bytes."""
    return _TWO.pack(first, second)


def longs(data: bytes, count: int) -> tuple[int, ...]:
    """
    Return the numbers of 8 bytes each that data consists of.

    Args:
        data: The data.
        count: How many there must be.

    Raises:
        DamagedError: There are others.
    """
    return _unpack(struct.Struct(f">{count}Q"), data)


def after(begin: bytes) -> tuple[bytes, bytes]:
    """
    Return the range, for ZRANGEBYLEX, of what begins with some bytes.

    Args:
        begin: The bytes.
    """
    last = int.from_bytes(begin) + 1
    whole = last >> (8 * len(begin))
    return b"[" + begin, b"+" if whole else b"(" + last.to_bytes(len(begin))


def to_sample(hashes: bytes) -> bytes:
    """Return hashes of the machine's order as they are stored, little-endian; and the other way round."""
    return (
        hashes
        if sys.byteorder == "little"
        else np.frombuffer(hashes, np.uint32).byteswap().tobytes()
    )


def from_sample(entry: list[object]) -> tuple[int, bytes]:
    """
    Return the number and the hashes of an entry of the stream.

    Args:
        entry: As Redis gives it: its name, and a field with its value.

    Raises:
        DamagedError: It is none of ours.
    """
    match entry:
        case [bytes(name), [b"h", bytes(hashes)]] if name.endswith(b"-0") and not len(hashes) % 4:
            return int(name[:-2]), to_sample(hashes)
    raise DamagedError("hashes are cut off")


def _unpack(form: struct.Struct, data: bytes) -> tuple[Any, ...]:
    try:
        return form.unpack(data)
    except (struct.error, TypeError) as error:
        raise DamagedError("a value has a wrong length") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise DamagedError("a name is no text") from error
