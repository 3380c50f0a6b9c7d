"""
Verdicts to groups: greedy stars.

Each free article in turn leads and takes every free article that it may stand for, so every
member is like its representative itself, and no chain A~B~C drops C for A. An article that is
cut from a fuller one comes behind it, so a fuller article is never dropped for a cut one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.verdict import Verdicts

__all__ = ["Star", "stars"]


@dataclass(frozen=True, slots=True)
class Star:
    """
    A leader and the texts that it stands for.

    Args:
        leader: The leader's position.
        taken: The verdicts on the texts it takes, in the order in which they would lead.
    """

    leader: int
    taken: Verdicts


def stars(ranks: NDArray[np.int64], found: Verdicts) -> list[Star]:
    """
    Group texts.

    Args:
        ranks: int64, shape (texts,): each text's place in the order of ``keep``, each place once.
        found: The verdicts on every verified pair.

    Returns:
        A star for each leader, in the order in which they lead; some take nothing.
    """
    order = np.lexsort((ranks, _depths(len(ranks), found)))
    place = np.empty(len(ranks), np.int64)
    place[order] = np.arange(len(ranks))
    offers = found[found.relation > 0]
    offers = offers[np.lexsort((place[offers.text], offers.other))]
    starts = np.searchsorted(offers.other, np.arange(len(ranks) + 1))
    free = np.ones(len(ranks), np.bool_)
    made = []
    for leader in order.tolist():
        if not free[leader]:
            continue
        free[leader] = False
        offered = np.arange(starts[leader], starts[leader + 1])
        taken = offers[offered[free[offers.text[offered]]]]
        free[taken.text] = False
        made.append(Star(leader, taken))
    return made


def _depths(texts: int, found: Verdicts) -> NDArray[np.int64]:
    """
    Return for each text the length of the longest chain of ever fuller texts that hold it.

    A text may hold one that holds another: depths are raised until none changes, which ends
    because every step of a chain is fuller than the one before it.
    """
    depths = np.zeros(texts, np.int64)
    cut = found[found.cut]
    while True:
        raised = depths.copy()
        np.maximum.at(raised, cut.text, depths[cut.other] + 1)
        if np.array_equal(raised, depths):
            return depths
        depths = raised
