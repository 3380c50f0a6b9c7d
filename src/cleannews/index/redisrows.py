"""
The reads and writes of one transaction in Redis.

What is written is gathered, and sent as a whole when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

from cleannews.index.judging import Known, NewArticle
from cleannews.index.redislayout import (
    DamagedError,
    Entry,
    Keys,
    State,
    Stored,
    after,
    long,
    longs,
    named,
    stored,
    to_sample,
    two,
)
from cleannews.index.redislink import Command
from cleannews.index.store import Outcome, Record

__all__ = ["Ask", "Looking", "RedisTransaction", "entries_in", "kept_in", "repeats_in"]

Ask = Callable[[Sequence[Command]], list[Any]]
"""Sends commands and returns their answers."""


class Looking(Protocol):
    """Finds articles by their hashes, in memory."""

    def since(self) -> Command:
        """Return the command that reads what others have added."""

    def hear(self, entries: list[Any]) -> None:
        """Take the answer to it."""

    def find(self, new: NewArticle) -> list[int]:
        """Return the numbers of articles that share hashes with one."""


class RedisTransaction:
    """
    Reads and writes that belong together: see :class:`~cleannews.index.store.Transaction`.

    Args:
        keys: The names of the keys.
        ask: Reads from the state that the transaction sees.
        state: That state.
        looking: Finds articles that share hashes with one.
    """

    def __init__(
        self,
        keys: Keys,
        ask: Ask,
        state: Callable[[], State],
        looking: Looking,
    ) -> None:
        self.writes: list[Command] = []
        self.kept = self.repeats = 0
        self._keys, self._ask, self._state, self._looking = keys, ask, state, looking
        self._entries: dict[bytes, list[Entry]] = {}
        self._candidates: dict[Known, set[int]] = {}
        self._articles: dict[int, Stored | None] = {}
        self._gone: set[int] = set()
        self._gone_repeats: set[int] = set()

    def expect(self, new: Sequence[NewArticle]) -> None:
        """Look articles up, in two round trips for any number: see the protocol."""
        names = [named(it.known.id) for it in new]
        keys = [key for it in new for key in _keys(it.known)]
        urls = [it.known.url for it in new if it.known.url]
        same_key, same_url = self._keys.keys, self._keys.urls
        entries, *found, (added,) = self._ranges(
            [(self._keys.ids, name) for name in names],
            [(same_key, two(*key)) for key in keys],
            [(same_url, long(url)) for url in urls],
            others=[self._looking.since()],
        )
        self._looking.hear(added)
        self._entries.update(zip(names, map(entries_in, entries), strict=True))
        by_key = {
            key: {longs(it, 3)[2] for it in some} for key, some in zip(keys, found[0], strict=True)
        }
        by_url = {
            url: {longs(it, 2)[1] for it in some} for url, some in zip(urls, found[1], strict=True)
        }
        wanted: set[int] = set()
        for name, it in zip(names, new, strict=True):
            known = it.known
            same_id = [entry for entry in self._entries[name] if entry.id == known.id]
            wanted.update(entry.other for entry in same_id)
            if any(entry.same(known) for entry in same_id):
                continue
            numbers = set(by_url.get(known.url, ())).union(*(by_key[key] for key in _keys(known)))
            numbers.update(self._looking.find(it))
            self._candidates[known] = numbers - self._gone
            wanted |= numbers.union(entry.number for entry in same_id if not entry.duplicate)
        self._fetch(wanted)

    def records(self, id: str) -> list[Record]:
        """Return what is known under an id: see the protocol."""
        entries = self._entries_of(id)
        others = self._fetch({entry.other for entry in entries})
        return [
            Record(
                None if entry.duplicate else entry.number,
                (entry.key1, entry.key2),
                (entry.raw1, entry.raw2),
                entry.match(other.known.id) if (other := others.get(entry.other)) else None,
            )
            for entry in entries
        ]

    def candidates(self, new: NewArticle) -> Collection[int]:
        """Return the numbers of articles that may match: see the protocol."""
        return self._candidates[new.known]

    def known(self, numbers: Collection[int]) -> Mapping[int, Known]:
        """Return what verdicts need of articles: see the protocol."""
        found = self._fetch(numbers)
        return {number: found[number].known for number in sorted(found)}

    def keep(self, new: NewArticle, outcome: Outcome, now: float) -> int:
        """Write a kept article down: see the protocol."""
        self.kept += 1
        number, known, keys = self._state().kept + self.kept, new.known, self._keys
        entry = Entry.of(new, outcome, number, now, duplicate=False)
        self.writes += [
            ("HSET", keys.kept, number, stored(new, now)),
            ("XADD", keys.samples, f"{number}-0", "h", to_sample(new.print.kept.tobytes())),
            ("ZADD", keys.ids, 0, bytes(entry)),
            ("ZADD", keys.ages, entry.age, long(number)),
        ]
        self.writes += [("ZADD", key, 0, member) for key, member in self._names(known, number)]
        return number

    def repeat(self, new: NewArticle, outcome: Outcome, now: float) -> None:
        """Write a duplicate down: see the protocol."""
        self.repeats += 1
        number = self._state().repeats + self.repeats
        entry = Entry.of(new, outcome, number, now, duplicate=True)
        member = long(number) + entry.named
        self.writes += [
            ("ZADD", self._keys.ids, 0, bytes(entry)),
            ("ZADD", self._keys.repeats, 0, long(entry.other) + member),
            ("ZADD", self._keys.by_relation[entry.relation_name], entry.age, member),
        ]

    def group(self, id: str) -> tuple[str, ...]:
        """Return the ids of a group: see the protocol."""
        entries = self._entries_of(id)
        kept = {entry.number for entry in entries if not entry.duplicate}
        if not kept and entries and (other := self._fetch([entries[0].other])):
            id = other[entries[0].other].known.id
            kept = {entry.number for entry in self._entries_of(id) if not entry.duplicate}
        if not kept:
            return ()
        members = {
            entry.id for some in repeats_in(self._keys, self._ask, sorted(kept)) for entry in some
        }
        return id, *sorted(members - {id})

    def remove(self, id: str) -> int:
        """Delete an id: see the protocol."""
        entries = self._entries_of(id)
        gone = self._delete_repeats([it for it in entries if it.duplicate])
        return gone + self._delete([it.number for it in entries if not it.duplicate])

    def expire(self, before: float, most: int | None = None) -> int:
        """Delete what is old: see the protocol."""
        limit = -1 if most is None else most
        ages, *repeated = self._ask(
            [
                ("ZRANGEBYSCORE", key, "-inf", f"({before!r}", "LIMIT", 0, limit)
                for key in (self._keys.ages, *self._keys.by_relation.values())
            ]
        )
        gone = self._delete([longs(it, 1)[0] for it in ages])
        old = {longs(it, 2)[0]: it[8:] for some in repeated for it in some}
        return gone + self._delete_repeats(self._repeats(old))

    def blob(self, name: str) -> bytes | None:
        """Return a blob: see the protocol."""
        (found,) = self._ask([("HGET", self._keys.blobs, name)])
        return cast("bytes | None", found)

    def write_blob(self, name: str, data: bytes) -> None:
        """Write a blob: see the protocol."""
        self.writes.append(("HSET", self._keys.blobs, name, data))

    def _delete(self, numbers: list[int]) -> int:
        """Delete kept articles with their duplicates."""
        if not numbers:
            return 0
        duplicates = [it for some in repeats_in(self._keys, self._ask, numbers) for it in some]
        gone = self._delete_repeats(duplicates) + len(numbers)
        articles = self._fetch(numbers)
        names = {named(it.known.id) for it in articles.values()}
        entries = {it.number: it for it in self._entries_by(names) if not it.duplicate}
        if missing := set(numbers) - (articles.keys() & entries.keys()):
            raise DamagedError(f"article {min(missing)} is missing")
        keys = self._keys
        for number, article in articles.items():
            self.writes += [
                ("HDEL", keys.kept, number),
                ("XDEL", keys.samples, f"{number}-0"),
                ("ZREM", keys.ids, bytes(entries[number])),
                ("ZREM", keys.ages, long(number)),
            ]
            members = self._names(article.known, number)
            self.writes += [("ZREM", key, member) for key, member in members]
        self._gone.update(numbers)
        return gone

    def _delete_repeats(self, entries: Iterable[Entry]) -> int:
        gone = 0
        for entry in entries:
            if entry.number in self._gone_repeats:
                continue
            member = long(entry.number) + entry.named
            self.writes += [
                ("ZREM", self._keys.ids, bytes(entry)),
                ("ZREM", self._keys.repeats, long(entry.other) + member),
                ("ZREM", self._keys.by_relation[entry.relation_name], member),
            ]
            self._gone_repeats.add(entry.number)
            gone += 1
        return gone

    def _repeats(self, names: Mapping[int, bytes]) -> list[Entry]:
        """Return the entries of duplicates by their numbers and names."""
        entries = self._entries_by(set(names.values()))
        return [it for it in entries if it.duplicate and it.number in names]

    def _entries_of(self, id: str) -> list[Entry]:
        """Return the entries of an id that are not deleted here, kept articles first."""
        name = named(id)
        if name not in self._entries:
            (found,), _ = self._ranges([(self._keys.ids, name)])
            self._entries[name] = entries_in(found)
        return [
            it
            for it in self._entries[name]
            if it.id == id and it.number not in (self._gone_repeats if it.duplicate else self._gone)
        ]

    def _entries_by(self, names: Collection[bytes]) -> list[Entry]:
        found = _entries_by(self._keys, self._ask, sorted(names))
        return [it for some in found.values() for it in some]

    def _fetch(self, numbers: Collection[int]) -> dict[int, Stored]:
        """Return the kept articles of some numbers, as far as they are there."""
        new = sorted(set(numbers) - self._articles.keys() - {0})
        if new:
            self._articles.update(zip(new, kept_in(self._keys, self._ask, new), strict=True))
        return {
            number: article
            for number in numbers
            if number not in self._gone and (article := self._articles.get(number))
        }

    def _ranges(
        self, *groups: Sequence[tuple[bytes, bytes]], others: Sequence[Command] = ()
    ) -> list[list[Any]]:
        """Return what begins with certain bytes, and other answers, in one round trip."""
        begun = [("ZRANGEBYLEX", key, *after(begin)) for some in groups for key, begin in some]
        answers = iter(self._ask([*begun, *others]))
        return [[next(answers) for _ in some] for some in (*groups, others)]

    def _names(self, known: Known, number: int) -> list[tuple[bytes, bytes]]:
        """Return under which members of which keys an article is found by its text and address."""
        found = [(self._keys.keys, two(*key) + long(number)) for key in _keys(known)]
        if known.url:
            found.append((self._keys.urls, long(known.url) + long(number)))
        return found


def _keys(known: Known) -> set[tuple[int, int]]:
    """Return the keys by which an article is found."""
    return {key for key in (known.key, known.raw) if any(key)}


def entries_in(members: Iterable[bytes]) -> list[Entry]:
    """Return entries as they are read, kept articles first."""
    return list(map(Entry.read, members))


def kept_in(keys: Keys, ask: Ask, numbers: Sequence[int]) -> list[Stored | None]:
    """
    Return kept articles; None for what is gone.

    Args:
        keys: The names of the keys.
        ask: Reads.
        numbers: Their numbers.
    """
    (found,) = ask([("HMGET", keys.kept, *numbers)])
    return [None if it is None else Stored.read(it) for it in found]


def repeats_in(keys: Keys, ask: Ask, numbers: Sequence[int]) -> list[list[Entry]]:
    """
    Return for each kept article the entries of its duplicates, the first first.

    Args:
        keys: The names of the keys.
        ask: Reads.
        numbers: The articles.
    """
    found = ask([("ZRANGEBYLEX", keys.repeats, *after(long(number))) for number in numbers])
    members = [[(longs(it, 3)[1], it[16:]) for it in some] for some in found]
    names = sorted({name for some in members for _, name in some})
    by_name = _entries_by(keys, ask, names)
    by_number = {it.number: it for some in by_name.values() for it in some if it.duplicate}
    return [[by_number[number] for number, _ in some if number in by_number] for some in members]


def _entries_by(keys: Keys, ask: Ask, names: Sequence[bytes]) -> dict[bytes, list[Entry]]:
    if not names:
        return {}
    found = ask([("ZRANGEBYLEX", keys.ids, *after(name)) for name in names])
    return dict(zip(names, map(entries_in, found), strict=True))
