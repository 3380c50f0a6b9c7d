"""
Candidate pairs judged in rounds, so that many copies of one story are not all compared with each other.

First each text is judged against the first that may take it. Where that one is itself taken or held, as
the first of many copies is by a fuller one, the text is judged against the taker, whether the two are
candidates or not. Of what is left, a pair says nothing new when one of its two is taken already by a
text that leads before the other: these are not judged. What stands in a page that looks like a hub is
judged against each other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.hubs import hub_pairs, without_hubs
from cleannews.grouping.lsh import Pairs, distinct_pairs
from cleannews.grouping.stars import leading_places, stars
from cleannews.grouping.verdict import FIRST_LINKED, Verdicts

__all__ = ["MANY", "judged_in_rounds", "next_pairs"]

MANY = 4
"""Pairs for each text from which on they are judged in rounds: a text is read anew in each."""


def judged_in_rounds(
    judge: Callable[[Pairs], Verdicts],
    pairs: Pairs,
    place: NDArray[np.int64],
    leading: NDArray[np.bool_],
    found: Verdicts,
) -> Verdicts:
    """
    Judge pairs of texts until the groups are certain.

    Args:
        judge: Returns the verdicts on pairs, which come by their second text.
        pairs: Each pair once.
        place: int64, shape (texts,): each text's place in the order in which they lead.
        leading: bool, shape (texts,): texts that stand for texts equal to them.
        found: The verdicts on pairs that are judged already.

    Returns:
        The verdicts on these and on all pairs that are needed.
    """
    pairs = _by_follower(pairs, place)
    todo = pairs
    followers = pairs[:, 1]
    if len(pairs) > MANY * len(np.unique(followers)):
        todo = pairs[np.r_[True, followers[1:] != followers[:-1]]]
    judged = np.column_stack([found.text, found.other])
    while True:
        if len(todo):
            found = found.joined(judge(todo))
            judged = np.concatenate([judged, todo])
        todo = next_pairs(found, pairs, judged, place, leading)
        if not len(todo):
            return found


def next_pairs(
    found: Verdicts,
    pairs: Pairs,
    judged: Pairs,
    place: NDArray[np.int64],
    leading: NDArray[np.bool_],
) -> Pairs:
    """
    Return the pairs that are to be judged next; none when the groups are certain.

    Args:
        found: All verdicts until now.
        pairs: The candidates.
        judged: Pairs that are judged, candidates or not.
        place: As for :func:`judged_in_rounds`.
        leading: Likewise.
    """
    known = without_hubs(found, place)
    rank = leading_places(place, known)
    taker = _takers(place, leading, known)
    passed = _passed_on(known, taker, _holders(known, rank))
    asked = distinct_pairs(np.concatenate([passed, hub_pairs(found, place)]))
    done = _codes(judged, len(place))
    todo: Pairs = asked[~np.isin(_codes(asked, len(place)), done)]
    if not len(todo):
        left = pairs[~np.isin(_codes(pairs, len(place)), done)]
        todo = left[~_settled(left, taker, rank)]
    return todo


def _codes(pairs: Pairs, texts: int) -> NDArray[np.int64]:
    """Return a number for each pair, whichever of the two stands first."""
    codes: NDArray[np.int64] = pairs.min(axis=1) * texts + pairs.max(axis=1)
    return codes


def _by_follower(pairs: Pairs, place: NDArray[np.int64]) -> Pairs:
    """
    Sort pairs by the text that comes second in order, which stands second, then by the first.

    So a text that has many leaders is looked at once, and the leaders, which are few, with it.
    """
    later = place[pairs[:, 0]] > place[pairs[:, 1]]
    pairs = np.where(later[:, None], pairs[:, ::-1], pairs)
    leaders, followers = place[pairs].T
    found: Pairs = pairs[np.lexsort((leaders, followers))]
    return found


def _takers(
    place: NDArray[np.int64], leading: NDArray[np.bool_], found: Verdicts
) -> NDArray[np.int64]:
    """Return which text takes each and is not only linked to it, else -1."""
    taken = stars(place, found, leading)
    firm = taken[taken.relation < FIRST_LINKED]
    taker = np.full(len(place), -1)
    taker[firm.text] = firm.other
    return taker


def _holders(found: Verdicts, rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of the fuller texts that hold each the one that leads first, else -1."""
    cut = found[found.cut]
    cut = cut[np.argsort(-rank[cut.other])]
    holder = np.full(len(rank), -1)
    holder[cut.text] = cut.other
    return holder


def _passed_on(found: Verdicts, taker: NDArray[np.int64], holder: NDArray[np.int64]) -> Pairs:
    """Pair texts with what takes or holds those that they are like."""
    like = found[(found.relation > 0) & (found.relation < FIRST_LINKED)]
    free = like[taker[like.text] < 0]
    pairs = np.concatenate(
        [
            np.column_stack([taker[free.other], free.text]),
            np.column_stack([holder[like.other], like.text]),
        ]
    )
    passed: Pairs = pairs[(pairs[:, 0] >= 0) & (pairs[:, 0] != pairs[:, 1])]
    return passed


def _settled(pairs: Pairs, taker: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of which pairs neither can take the other any more."""
    taken = np.where(taker >= 0, rank[taker], len(rank))
    (first, second), (first_taken, second_taken) = rank[pairs].T, taken[pairs].T
    both = (taker[pairs] >= 0).all(axis=1)
    settled: NDArray[np.bool_] = both | (first_taken < second) | (second_taken < first)
    return settled
