"""
Articles as rows of SQLite, and the reads and writes of one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from cleannews.grouping.origins import name_hash
from cleannews.index.content import packed, unpacked
from cleannews.index.judging import Known, NewArticle
from cleannews.index.match import Match
from cleannews.index.postings import Postings
from cleannews.index.sqlschema import damaged
from cleannews.index.store import Outcome, Record, Row

__all__ = ["COLUMNS", "SqliteTransaction", "duplicates_of", "row_of"]

_UNKNOWN = float("inf")
_TOP, _ALL = 1 << 63, 1 << 64

COLUMNS = "number, id, key1, key2, size, raw1, raw2, url, instant, content"

_KEEP = (
    "insert into kept (id, named, key1, key2, raw1, raw2, size, url, instant, added, other, "
    "relation, jaccard, containment, content) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_REPEAT = (
    "insert into duplicate (id, named, key1, key2, raw1, raw2, instant, added, other, relation, "
    "jaccard, containment) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RECORDS = (
    "select it.{number}, it.id, it.key1, it.key2, it.raw1, it.raw2, other.id, "
    "it.relation, it.jaccard, it.containment from {table} it left join kept other on other.number = it.other "
    "where it.named = ? order by it.number"
)
_KEPT_RECORDS = _RECORDS.format(number="number", table="kept")
_SAME_TEXT = (
    "select number from kept where key1 = :first and key2 = :second union "
    "select number from kept where raw1 = :first and raw2 = :second"
)
_DUPLICATE_RECORDS = _RECORDS.format(number="other", table="duplicate")


class SqliteTransaction:
    """
    Reads and writes that belong together: see :class:`~cleannews.index.store.Transaction`.

    Args:
        connection: The connection, in a transaction.
        postings: Returns the inverted index with all that is in the file.
    """

    def __init__(self, connection: sqlite3.Connection, postings: Callable[[], Postings]) -> None:
        self._ask = connection.execute
        self._connection = connection
        self._postings = postings

    def expect(self, new: Sequence[NewArticle]) -> None:
        """Do nothing: what is asked for is at hand."""

    def records(self, id: str) -> list[Record]:
        """Return what is known under an id: see the protocol."""
        named, name = _signed(name_hash(id)), _bytes(id)
        found = []
        for table, kept in ((_KEPT_RECORDS, True), (_DUPLICATE_RECORDS, False)):
            for number, owner, *columns in self._ask(table, (named,)):
                if owner == name:
                    keys, other, figures = columns[:4], columns[4], columns[5:]
                    match = None if other is None else _match(other, figures, duplicate=not kept)
                    found.append(Record(number if kept else None, *_keys(*keys), match))
        return found

    def candidates(self, new: NewArticle) -> set[int]:
        """Return the numbers of articles that may match: see the protocol."""
        known = new.known
        found = set(self._postings().find(new.print))
        for key in {known.key, known.raw}:
            if any(key):
                same = {"first": _signed(key[0]), "second": _signed(key[1])}
                found.update(number for (number,) in self._connection.execute(_SAME_TEXT, same))
        if known.url:
            same_url = self._ask("select number from kept where url = ?", (_signed(known.url),))
            found.update(number for (number,) in same_url)
        return found

    def known(self, numbers: Collection[int]) -> Mapping[int, Known]:
        """Return what verdicts need of articles: see the protocol."""
        found = {}
        for number in sorted(numbers):
            for row in self._ask(f"select {COLUMNS} from kept where number = ?", (number,)):  # noqa: S608 (columns of ours)
                found[number] = _known(row)[0]
        return found

    def keep(self, new: NewArticle, outcome: Outcome, now: float) -> int:
        """Write a kept article down: see the protocol."""
        known = new.known
        match = outcome.match
        figures = (match.relation, match.jaccard, match.containment) if match else (None,) * 3
        number = self._ask(
            _KEEP,
            (
                *_name_and_keys(known),
                known.size,
                _signed(known.url) or None,
                _instant(known),
                now,
                outcome.other,
                *figures,
                packed(new),
            ),
        ).lastrowid
        assert number is not None  # noqa: S101 (an insert has a row)
        self._ask("insert into sample values (?, ?)", (number, new.print.kept.tobytes()))
        return number

    def repeat(self, new: NewArticle, outcome: Outcome, now: float) -> None:
        """Write a duplicate down: see the protocol."""
        match = outcome.match
        assert match is not None  # noqa: S101 (a duplicate has a match)
        figures = match.relation, match.jaccard, match.containment
        known = new.known
        values = (*_name_and_keys(known), _instant(known), now, outcome.other, *figures)
        self._ask(_REPEAT, values)

    def group(self, id: str) -> tuple[str, ...]:
        """Return the ids of a group: see the protocol."""
        records = self.records(id)
        kept = [it.number for it in records if it.number is not None]
        if not kept and records and records[0].match is not None:
            id = records[0].match.id
            kept = [it.number for it in self.records(id) if it.number is not None]
        if not kept:
            return ()
        members = {other for number in kept for other, _ in duplicates_of(self._connection, number)}
        return id, *sorted(members - {id})

    def remove(self, id: str) -> int:
        """Delete an id: see the protocol."""
        name, named = _bytes(id), _signed(name_hash(id))
        gone = self._ask("delete from duplicate where named = ? and id = ?", (named, name)).rowcount
        kept = self._ask("select number from kept where named = ? and id = ?", (named, name))
        return gone + self._delete([number for (number,) in kept])

    def expire(self, before: float, most: int | None = None) -> int:
        """Delete what is old: see the protocol."""
        limit = -1 if most is None else most
        chosen = "where coalesce(instant, added) < ? order by coalesce(instant, added) limit ?"
        numbers = self._ask(f"select number from kept {chosen}", (before, limit))  # noqa: S608
        gone = self._delete([number for (number,) in numbers])
        old = self._ask(f"select number from duplicate {chosen}", (before, limit)).fetchall()  # noqa: S608
        self._connection.executemany("delete from duplicate where number = ?", old)
        return gone + len(old)

    def blob(self, name: str) -> bytes | None:
        """Return a blob: see the protocol."""
        found: tuple[bytes] | None = self._ask(
            "select data from blob where name = ?", (name,)
        ).fetchone()
        return None if found is None else found[0]

    def write_blob(self, name: str, data: bytes) -> None:
        """Write a blob: see the protocol."""
        self._ask("insert or replace into blob values (?, ?)", (name, data))

    def _delete(self, numbers: list[int]) -> int:
        """Delete kept articles with their duplicates."""
        rows = [(number,) for number in numbers]
        many = self._connection.executemany
        gone = many("delete from duplicate where other = ?", rows).rowcount if rows else 0
        many("delete from sample where number = ?", rows)
        many("delete from kept where number = ?", rows)
        return gone + len(rows)


def row_of(values: tuple[Any, ...], duplicates: list[tuple[str, Match]]) -> Row:
    """
    Read a kept article.

    Args:
        values: Those of COLUMNS, and when it was added.
        duplicates: What is recorded as its duplicates.
    """
    known, address = _known(values[:-1])
    return Row(known, address, values[-1], tuple(duplicates))


def duplicates_of(connection: sqlite3.Connection, number: int) -> list[tuple[str, Match]]:
    """
    Return the ids of the duplicates of a kept article, with their matches.

    Args:
        connection: A connection.
        number: The article.
    """
    found = connection.execute(
        "select it.id, kept.id, it.relation, it.jaccard, it.containment from duplicate it "
        "join kept on kept.number = it.other where it.other = ? order by it.number",
        (number,),
    )
    return [(_text(id), _match(other, figures, duplicate=True)) for id, other, *figures in found]


def _known(row: tuple[Any, ...]) -> tuple[Known, str | None]:
    """Return what verdicts need of a kept article, and its address."""
    _, id, key1, key2, size, raw1, raw2, url, instant, content = row
    try:
        text, address, site = unpacked(content)
        name = _text(id)
    except (AttributeError, TypeError, ValueError) as error:
        raise damaged("an article cannot be read") from error
    when = _UNKNOWN if instant is None else instant
    key, raw = _keys(key1, key2, raw1, raw2)
    return Known(name, text, key, size, raw, _unsigned(url or 0), when, site), address


def _match(other: bytes, figures: list[Any], *, duplicate: bool) -> Match:
    relation, jaccard, containment = figures
    return Match(_text(other), relation, jaccard, containment, duplicate)


def _name_and_keys(known: Known) -> tuple[bytes | int | None, ...]:
    raw = (None, None) if known.raw == known.key else tuple(map(_signed, known.raw))
    return _bytes(known.id), _signed(name_hash(known.id)), *map(_signed, known.key), *raw


def _instant(known: Known) -> float | None:
    return None if known.instant == _UNKNOWN else known.instant


def _keys(
    key1: int, key2: int, raw1: int | None, raw2: int | None
) -> tuple[tuple[int, int], tuple[int, int]]:
    key = _unsigned(key1), _unsigned(key2)
    return key, key if raw1 is None or raw2 is None else (_unsigned(raw1), _unsigned(raw2))


def _signed(number: int) -> int:
    return number - _ALL if number >= _TOP else number


def _unsigned(number: int) -> int:
    return number + _ALL if number < 0 else number


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
