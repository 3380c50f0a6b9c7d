"""How like their representatives the members of groups are, and how large groups are, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleannews.grouping.result import REPRESENTATIVE

__all__ = ["BINS", "GroupTally"]

BINS = 20
"""Bins of a similarity, so that the thresholds that people choose lie between two."""


@dataclass(slots=True)
class GroupTally:
    """
    Groups, counted for the page and for the plots.

    Args:
        total: How many.
        jaccard: Members without the representatives by relation, in bins of their Jaccard similarity.
        containment: Likewise of their containment.
        sizes: Groups by the number of their members.
    """

    total: int = 0
    jaccard: Counter[tuple[str, int]] = field(default_factory=Counter)
    containment: Counter[tuple[str, int]] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any]) -> None:
        """
        Count a group.

        Args:
            row: Its row of the table of groups.
        """
        self.total += 1
        self.sizes[len(row["members"])] += 1
        for it in row["members"]:
            if it["relation"] != REPRESENTATIVE:
                self.jaccard[it["relation"], _bin(it["jaccard"])] += 1
                self.containment[it["relation"], _bin(it["containment"])] += 1

    @property
    def similarities(self) -> tuple[tuple[str, str, Counter[tuple[str, int]]], ...]:
        """The similarities: in words, the setting that is their threshold, and the members."""
        return (
            ("Jaccard similarity", "threshold", self.jaccard),
            ("Containment", "containment", self.containment),
        )


def _bin(value: float) -> int:
    return min(int(value * BINS + 1e-9), BINS - 1)
