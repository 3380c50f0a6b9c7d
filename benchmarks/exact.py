"""
All pairs of texts whose word 5-grams have a Jaccard similarity from a threshold, exactly.

Shingles are as the peers make them: the words of ``\\w+`` in lower case, five in a row. Two sets
of which the larger share is common must have one of their rarest shingles in common, so that only
those are looked up (prefix filtering: Chaudhuri, Ganti, Kaushik, A primitive operator for
similarity joins in data cleaning, 2006). Every pair found that way is compared in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]

_WORD = re.compile(r"\w+")
_WORDS_IN_SHINGLE = 5
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def shingle_sets(texts: Sequence[str]) -> list[Shingles]:
    """
    Return the shingles of each text as 64-bit hashes, ascending, each once.

    A text of fewer than five words is one shingle; without words it has none.

    >>> [len(found) for found in shingle_sets(["a b c d e f", "A, b. C d e f!", "a", "..."])]
    [2, 2, 1, 0]
    """
    numbers: dict[str, int] = {}
    words = [
        np.array([numbers.setdefault(word, len(numbers)) for word in found], np.int64)
        for found in (_WORD.findall(text.lower()) for text in texts)
    ]
    values = np.random.default_rng(1).integers(0, 2**64, len(numbers), np.uint64)
    return [_shingles(values[of_text]) for of_text in words]


def _shingles(words: Shingles) -> Shingles:
    width = min(_WORDS_IN_SHINGLE, len(words))
    hashed = np.zeros(len(words) - width + 1 if width else 0, np.uint64)
    for at in range(width):
        hashed = hashed * _FACTOR + words[at : at + len(hashed)]
    return np.unique(hashed)


def jaccard(one: Shingles, other: Shingles) -> float:
    """
    Return the Jaccard similarity of two sets of which one at least has a member.

    >>> one, other = shingle_sets(["a b c d e f", "b c d e f g"])
    >>> round(jaccard(one, other), 3)
    0.333
    """
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def similar_pairs(sets: Sequence[Shingles], threshold: float) -> NDArray[np.int64]:
    """
    Return all pairs of positions with a Jaccard similarity from the threshold, shape (pairs, 2).

    >>> sets = shingle_sets(["a b c d e f", "x y", "a b c d e f g", "x y", ""])
    >>> similar_pairs(sets, 0.6).tolist()
    [[0, 2], [1, 3]]
    """
    candidates = _pairs_of_equal(*_rarest(sets, threshold))
    alike = [jaccard(sets[one], sets[other]) >= threshold for one, other in candidates]
    found: NDArray[np.int64] = candidates[np.array(alike, bool)]
    return found


def _rarest(
    sets: Sequence[Shingles], threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return those shingles, as ranks, and their texts that an alike text must have one of."""
    _, shingles, counts = np.unique(
        np.concatenate([np.empty(0, np.uint64), *sets]), return_inverse=True, return_counts=True
    )
    ranks = np.argsort(np.argsort(counts, kind="stable"))[shingles]
    sizes = np.array([len(found) for found in sets], np.int64)
    texts = np.repeat(np.arange(len(sets)), sizes)
    order = np.lexsort((ranks, texts))
    ranks, place = ranks[order], np.arange(len(ranks)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    looked_up = place <= np.repeat(sizes - np.ceil(threshold * sizes), sizes)
    return ranks[looked_up], texts[looked_up]


def _pairs_of_equal(keys: NDArray[np.int64], texts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each pair of texts with a key in common once."""
    order = np.lexsort((texts, keys))
    keys, texts = keys[order], texts[order]
    found = [np.empty((0, 2), np.int64)]
    first = np.arange(len(keys))
    for distance in range(1, len(keys)):
        first = first[first + distance < len(keys)]
        first = first[keys[first] == keys[first + distance]]
        if not len(first):
            break
        found.append(np.column_stack((texts[first], texts[first + distance])))
    return np.unique(np.concatenate(found), axis=0)


def agreement(
    groups: Sequence[Sequence[int]], pairs: NDArray[np.int64], count: int
) -> tuple[float, float]:
    """
    Compare groups with the pairs that should be grouped.

    Args:
        groups: The positions in each group.
        pairs: The pairs, shape (pairs, 2).
        count: How many texts there are.

    Returns:
        The share of the pairs that stand in one group, and the share of the pairs of members of
        one group that are not among the pairs.

    >>> agreement([[0, 1, 2], [5, 6]], np.array([[0, 1], [3, 4]]), 7)
    (0.5, 0.75)
    """
    group_of = -1 - np.arange(count)
    for at, members in enumerate(groups):
        group_of[list(members)] = at
    together = int(np.sum(group_of[pairs[:, 0]] == group_of[pairs[:, 1]]))
    grouped = sum(len(members) * (len(members) - 1) // 2 for members in groups)
    recall = together / len(pairs) if len(pairs) else 1.0
    return recall, 1 - together / grouped if grouped else 0.0
