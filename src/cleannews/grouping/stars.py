"""
Verdicts to groups: greedy stars.

Each free article in turn leads and takes every free article that it may stand for, so every
member is like its representative itself, and no chain A~B~C drops C for A. An article that is
cut from a fuller one comes behind it, so a fuller article is never dropped for a cut one.

What is only linked, as reworded copies are, is taken after that, and only if it is alone: what leads
copies of its own goes on leading them, or they would be neither dropped nor like who leads them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.verdict import FIRST_LINKED, Verdicts

__all__ = ["leading_places", "stars"]


def stars(ranks: NDArray[np.int64], found: Verdicts, leading: NDArray[np.bool_]) -> Verdicts:
    """
    Group texts.

    Args:
        ranks: int64, shape (texts,): each text's place in the order of ``keep``, each place once.
        found: The verdicts on every verified pair.
        leading: bool, shape (texts,): texts that stand for texts equal to them.

    Returns:
        The verdict on each text that is taken, against the text that takes it. The others lead.
    """
    place = leading_places(ranks, found)
    offers = found[found.relation > 0]
    offers = offers[np.lexsort((place[offers.text], place[offers.other]))]
    taken, leads = [False] * len(ranks), [False] * len(ranks)
    chosen: list[int] = []
    for linked in (False, True):
        some = np.flatnonzero((offers.relation >= FIRST_LINKED) == linked)
        columns = (some, offers.text[some], offers.other[some])
        for at, text, other in zip(*(column.tolist() for column in columns), strict=True):
            held = taken[text] or leads[text] or (linked and leading[text])
            if not held and not taken[other]:
                taken[text] = leads[other] = True
                chosen.append(at)
    return offers[np.array(chosen, np.int64)]


def leading_places(ranks: NDArray[np.int64], found: Verdicts) -> NDArray[np.int64]:
    """
    Return each text's place in the order in which they lead: what is cut comes behind what holds it.

    Args:
        ranks: As for :func:`stars`.
        found: The verdicts on every verified pair.
    """
    order = np.lexsort((ranks, _depths(len(ranks), found)))
    place = np.empty(len(ranks), np.int64)
    place[order] = np.arange(len(ranks))
    return place


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
