"""
What one article is to another, or nothing: decided by the two shingle sets and the settings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleannews.settings import DedupeSettings
from cleannews.signatures.shingles import Shingles

__all__ = ["FULLER", "Likeness", "likeness"]

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


def likeness(first: Shingles, second: Shingles) -> Likeness:
    """
    Compare two shingle sets.

    Args:
        first: uint64, ascending, not empty.
        second: uint64, ascending, not empty.
    """
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    shared = int(np.count_nonzero(large[at] == small))
    return Likeness(shared, len(first), len(second))
