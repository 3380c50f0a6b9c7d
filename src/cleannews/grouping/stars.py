"""
Verdicts to groups: greedy stars.

Each free article in turn leads and takes every free article that it may stand for, so every
member is like its representative itself, and no chain A~B~C drops C for A. An article that is
cut from a fuller one comes behind it, so a fuller article is never dropped for a cut one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.verdict import Verdicts

__all__ = ["stars"]


def stars(ranks: NDArray[np.int64], found: Verdicts) -> Verdicts:
    """
    Group texts.

    Args:
        ranks: int64, shape (texts,): each text's place in the order of ``keep``, each place once.
        found: The verdicts on every verified pair.

    Returns:
        The verdict on each text that is taken, against the text that takes it. The others lead.
    """
    order = np.lexsort((ranks, _depths(len(ranks), found)))
    place = np.empty(len(ranks), np.int64)
    place[order] = np.arange(len(ranks))
    offers = found[found.relation > 0]
    offers = offers[np.lexsort((place[offers.text], place[offers.other]))]
    free = [True] * len(ranks)
    chosen = []
    leader = -1
    for at, (text, other) in enumerate(
        zip(offers.text.tolist(), offers.other.tolist(), strict=True)
    ):
        if free[other]:
            free[other], leader = False, other
        if other == leader and free[text]:
            free[text] = False
            chosen.append(at)
    return offers[np.array(chosen, np.int64)]


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
