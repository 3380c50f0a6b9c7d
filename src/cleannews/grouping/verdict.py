"""
What one article is to another, or nothing: decided by the two shingle sets and the settings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from cleannews.grouping.lsh import Pairs
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch

__all__ = ["FULLER", "Likeness", "likenesses", "shared_counts"]

_ROUNDING = 1e-6
"""Pairs this near a threshold are left to the exact comparison."""

FULLER = 1.05
"""An article is fuller than one it holds when it has this many times its shingles."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """
    How much of two shingle sets is shared.

    Args:
        shared: Shingles in both sets.
        first: Shingles in the first set.
        second: Shingles in the second set.
    """

    shared: int
    first: int
    second: int

    @property
    def jaccard(self) -> float:
        """Shared shingles ÷ those in either set, 0 to 1."""
        return self.shared / (self.first + self.second - self.shared)

    @property
    def containment(self) -> float:
        """Shared shingles ÷ those of the smaller set, 0 to 1."""
        return self.shared / min(self.first, self.second)

    @property
    def reverse(self) -> Likeness:
        """The same with the sets exchanged."""
        return Likeness(self.shared, self.second, self.first)

    def relation(self, settings: DedupeSettings) -> str | None:
        """
        Return what the first article is to the second: "copy", "abridged" or None.

        Args:
            settings: The thresholds.
        """
        if self.jaccard >= settings.threshold:
            return "copy"
        if self.first <= self.second and self.containment >= settings.containment:
            return "abridged"
        return None

    def is_cut(self, settings: DedupeSettings) -> bool:
        """
        Tell whether the second article holds the first and is fuller.

        Args:
            settings: The thresholds.
        """
        fuller = self.second >= FULLER * self.first
        return fuller and self.shared >= settings.containment * self.first


@njit(nogil=True, cache=True)
def shared_counts(shingles, starts, pairs):  # type: ignore[no-untyped-def]
    """
    Count the shingles that two texts share, for many pairs.

    Args:
        shingles: uint64, shape (all shingles,): for each text its hashes, ascending.
        starts: int64, shape (texts + 1,): text i owns ``shingles[starts[i]:starts[i + 1]]``.
        pairs: int64, shape (pairs, 2): positions of texts.

    Returns:
        int64, shape (pairs,).
    """
    counts = np.zeros(len(pairs), np.int64)
    for at in range(len(pairs)):
        a, end_a = starts[pairs[at, 0]], starts[pairs[at, 0] + 1]
        b, end_b = starts[pairs[at, 1]], starts[pairs[at, 1] + 1]
        while a < end_a and b < end_b:
            if shingles[a] == shingles[b]:
                counts[at] += 1
                a += 1
                b += 1
            elif shingles[a] < shingles[b]:
                a += 1
            else:
                b += 1
    return counts


def likenesses(
    batch: SignatureBatch, pairs: Pairs, settings: DedupeSettings
) -> dict[tuple[int, int], Likeness]:
    """
    Compare pairs of texts on their whole shingle sets.

    Args:
        batch: The signatures of the texts.
        pairs: Positions of texts that have shingles.
        settings: The thresholds.

    Returns:
        The likeness of every pair of which one is something to the other.
    """
    shared = shared_counts(batch.shingles, batch.starts, pairs)
    first, second = batch.sizes[pairs[:, 0]], batch.sizes[pairs[:, 1]]
    alike = (shared >= settings.threshold * (first + second - shared) - _ROUNDING) | (
        shared >= settings.containment * np.minimum(first, second) - _ROUNDING
    )
    found = {}
    for (a, b), *counts in zip(
        pairs[alike].tolist(), shared[alike], first[alike], second[alike], strict=True
    ):
        like = Likeness(*map(int, counts))
        if like.relation(settings) or like.reverse.relation(settings):
            found[a, b] = like
    return found
