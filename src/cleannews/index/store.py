"""
What an index needs of a store: the protocol between the two.

An index does all its work on one article, or on a batch, in one transaction of the store; what is
written in it is there as a whole after it, or not at all. Articles have numbers in a store, which
only grow and are never used again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from cleannews.article import Article
from cleannews.index.judging import Known, NewArticle
from cleannews.index.match import Match

__all__ = ["Outcome", "Record", "Row", "Store", "Transaction"]

T = TypeVar("T")


class Outcome(NamedTuple):
    """
    What became of a new article.

    Args:
        match: What was answered, or None.
        other: The number of the kept article that it matches, or None.
    """

    match: Match | None = None
    other: int | None = None


class Record(NamedTuple):
    """
    What is known under an id; a kept article and each changed text of it are records of their own.

    Args:
        number: The number of a kept article; None for a duplicate.
        key: The key of its text.
        raw: The key of its text as it was found: ``known.raw``.
        match: What was answered when it was added, as far as the match is still there.
    """

    number: int | None
    key: tuple[int, int]
    raw: tuple[int, int]
    match: Match | None


class Row(NamedTuple):
    """
    A kept article as it is given out.

    Args:
        known: What a verdict needs of it.
        address: Its address as it was given.
        added: Seconds since 1970 when it was added.
        duplicates: Ids and matches of what is recorded as its duplicates.
    """

    known: Known
    address: str | None
    added: float
    duplicates: tuple[tuple[str, Match], ...]

    def article(self) -> Article:
        """Return the article as it may be added to another index: with the text that is compared."""
        known = self.known
        dated = known.instant != float("inf")
        return Article(
            known.text,
            id=known.id,
            url=self.address,
            site=known.site,
            published=datetime.fromtimestamp(known.instant, UTC) if dated else None,
        )


class Transaction(Protocol):
    """Reads, and writes, that belong together."""

    def expect(self, new: Sequence[NewArticle]) -> None:
        """Hear which articles are asked for next, so that all of them are looked up at once."""

    def records(self, id: str) -> list[Record]:
        """Return what is known under an id, the first record first."""

    def candidates(self, new: NewArticle) -> Collection[int]:
        """
        Return the numbers of kept articles that may match: by key, address and fingerprint.

        By key are those found whose ``key`` or ``raw`` is the new one's ``key`` or ``raw``.
        """

    def known(self, numbers: Collection[int]) -> Mapping[int, Known]:
        """Return what verdicts need of kept articles; those that are gone are missing."""

    def keep(self, new: NewArticle, outcome: Outcome, now: float) -> int:
        """Write a kept article down, and return its number."""

    def repeat(self, new: NewArticle, outcome: Outcome, now: float) -> None:
        """Write a duplicate down."""

    def group(self, id: str) -> tuple[str, ...]:
        """Return the id of the kept article of an id's group, and those of its duplicates."""

    def remove(self, id: str) -> int:
        """Delete the records of an id and the duplicates of these; return how many records."""

    def expire(self, before: float, most: int | None = None) -> int:
        """
        Delete records of before a time, and their duplicates.

        Args:
            before: Seconds since 1970: of its publication, or else of when it was added.
            most: Records at most, the oldest ones first; None for all.

        Returns:
            How many records went.
        """

    def blob(self, name: str) -> bytes | None:
        """Return what was written under a name, or None."""

    def write_blob(self, name: str, data: bytes) -> None:
        """Write data, up to some 100 MB, under a name, in the place of what is there."""


class Store(Protocol):
    """Where the articles of an index are kept."""

    def read(self, work: Callable[[Transaction], T]) -> T:
        """
        Read one state of the store, and return what the work returns.

        Args:
            work: Reads. It may run again, where others have written meanwhile.
        """

    def write(self, work: Callable[[Transaction], T]) -> T:
        """
        Read and write as if alone, and return what the work returns; an exception undoes everything.

        Args:
            work: Reads and writes. It may run again, with nothing written of what it wrote before.
        """

    def rows(self) -> Iterator[Row]:
        """Yield the kept articles in the order in which they were added."""

    def record(self) -> dict[str, Any]:
        """Return the settings it was made with, as a configuration records them."""

    def stats(self) -> dict[str, Any]:
        """Return plain figures: articles, duplicates by relation, size."""

    def close(self) -> None:
        """Give everything back; the store is not used after that."""
