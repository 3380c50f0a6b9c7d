"""
Which articles share hashes with a text: an inverted index in memory.

It is a copy of what a store holds, made anew from there; nothing is ever lost with it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleannews.index.postingkernel import find, insert, tally
from cleannews.signatures.fingerprints import Fingerprint
from cleannews.signatures.signing import starts_of
from cleannews.signatures.winnowkernel import WIDEST

__all__ = ["GROWTH", "Postings"]

SHARE = 0.15
"""The share of the hashes that two articles might share from which they are compared. Of the least
that makes two articles one, a containment of 0.6, four times as many are shared on the average."""

MOST = 64
"""Articles that a text is compared with, at most."""

_FULL, GROWTH = 0.7, 4
"""The share of a table's places that are taken when the next one begins, and how much larger it is."""

_SMALLEST = 1 << 18
"""Places of the first table, at least: a megabyte."""

_LONGEST = 255


class Postings:
    """
    The numbers of articles by the hashes that are kept of them.

    Numbers only grow. When a table is full a larger one begins and the full ones stay, so that no
    article waits until all are moved.

    Args:
        room: Hashes that are expected, for which one table is made.
    """

    def __init__(self, room: int = 0) -> None:
        self._tables = [_Table(max(_SMALLEST, int(room / _FULL)))]
        self._lengths = np.zeros(0, np.uint8)
        self._first = self.last = self.articles = 0

    def add(self, numbers: list[int], hashes: list[bytes]) -> None:
        """
        Add articles.

        Args:
            numbers: Their numbers, ascending, above all those before.
            hashes: For each its hashes: uint32 in the machine's order.
        """
        if not numbers:
            return
        sizes = np.array([len(it) // 4 for it in hashes], np.int64)
        joined = np.frombuffer(b"".join(hashes), np.uint32)
        if not self.articles:
            self._first = numbers[0]
        self._note(np.array(numbers) - self._first, sizes)
        table = self._room_for(len(joined))
        table.used += insert(
            table.tags, table.owners, joined, starts_of(sizes), np.array(numbers, np.uint32)
        )
        self.last, self.articles = numbers[-1], self.articles + len(numbers)

    @property
    def scattered(self) -> bool:
        """True where several tables are looked into, so that one for all would be quicker."""
        return len(self._tables) > 1

    def find(self, text: Fingerprint) -> list[int]:
        """
        Find the articles that may be like a text.

        Args:
            text: The fingerprint of the text.

        Returns:
            Their numbers; some may be gone from the store.
        """
        found = [find(table.tags, table.owners, text.asked) for table in self._tables if table.used]
        if not any(map(len, found)):
            return []
        numbers = found[0] if len(found) == 1 else np.concatenate(found)
        expected = 2 * len(text.hashes) / (WIDEST + 1)
        chosen: list[int] = tally(
            numbers, self._lengths, self._first, expected, SHARE, MOST
        ).tolist()
        return chosen

    def _note(self, places: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        """Write down how many hashes are kept of each article."""
        needed = int(places[-1]) + 1
        if needed > len(self._lengths):
            grown = np.zeros(2 * needed, np.uint8)
            grown[: len(self._lengths)] = self._lengths
            self._lengths = grown
        self._lengths[places] = np.minimum(sizes, _LONGEST)

    def _room_for(self, hashes: int) -> _Table:
        last = self._tables[-1]
        if last.used + hashes > _FULL * len(last.tags):
            last = _Table(max(GROWTH * len(last.tags), int(hashes / _FULL) + 1))
            self._tables.append(last)
        return last


class _Table:
    """One table: see postingkernel.py."""

    def __init__(self, places: int) -> None:
        self.tags = np.zeros(places, np.uint8)
        self.owners = np.empty(places, np.uint32)
        self.used = 0
