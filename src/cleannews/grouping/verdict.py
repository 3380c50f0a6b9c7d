"""
What one article is to another, or nothing: decided by the two shingle sets and the settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.kernel import shared_counts
from cleannews.grouping.lsh import Pairs
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch

__all__ = ["FULLER", "RELATION_NAMES", "Verdicts", "verdicts"]

FULLER = 1.05
"""An article is fuller than one it holds when it has this many times its shingles."""

RELATION_NAMES = ("", "copy", "abridged")
"""The relations by their numbers in :class:`Verdicts`; 0 is none."""

_COPY, _ABRIDGED = 1, 2

_SHINGLES_AT_ONCE = 1_000_000
"""Shingles that the pairs judged at once have together, mostly."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """
    What texts are to other texts; each pair stands twice, once from either side.

    Args:
        text: int64, shape (verdicts,): the text that is judged, by its position.
        other: int64: the text that it is judged against.
        jaccard: float64: shared shingles ÷ those in either set.
        containment: float64: shared shingles ÷ those of the smaller set.
        relation: int8: what the text is to the other, a number of :data:`RELATION_NAMES`.
        cut: bool: the other holds the text and is fuller.
    """

    text: NDArray[np.int64]
    other: NDArray[np.int64]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]
    relation: NDArray[np.int8]
    cut: NDArray[np.bool_]

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        return type(self)(
            self.text[chosen],
            self.other[chosen],
            self.jaccard[chosen],
            self.containment[chosen],
            self.relation[chosen],
            self.cut[chosen],
        )


def verdicts(batch: SignatureBatch, pairs: Pairs, settings: DedupeSettings) -> Verdicts:
    """
    Judge pairs of texts on their whole shingle sets.

    Args:
        batch: The signatures of the texts.
        pairs: Positions of texts that have shingles.
        settings: The thresholds.

    Returns:
        The verdicts on pairs of which one is something to the other.
    """
    one_way = _compared(batch, pairs)
    text = np.concatenate([pairs[:, 0], pairs[:, 1]])
    other = np.concatenate([pairs[:, 1], pairs[:, 0]])
    shared, size, other_size = np.concatenate([one_way, one_way[:, [0, 2, 1]]]).T
    jaccard = shared / (size + other_size - shared)
    containment = shared / np.minimum(size, other_size)
    copy = jaccard >= settings.threshold
    # without a containment to look for, only a text that is held whole is cut from another
    held = containment >= (settings.containment or 1)
    abridged = ~copy & (size <= other_size) & held & (settings.containment is not None)
    cut = (other_size >= FULLER * size) & held
    relation = (_COPY * copy + _ABRIDGED * abridged).astype(np.int8)
    return Verdicts(text, other, jaccard, containment, relation, cut)[(relation > 0) | cut]


def _compared(batch: SignatureBatch, pairs: Pairs) -> NDArray[np.int64]:
    """
    Count the shared shingles of each pair, with a part of the shingle sets at a time.

    Returns:
        int64, shape (pairs, 3): the shared shingles, those of the first and of the second text.
    """
    read = np.cumsum(batch.sizes[pairs].sum(axis=1))
    cuts = np.flatnonzero(np.diff(read // _SHINGLES_AT_ONCE)) + 1
    compared = []
    for some in np.split(pairs, cuts):
        texts = np.unique(some)
        places = np.searchsorted(texts, some)
        hashes, starts = batch.sets.read(texts)
        shared = shared_counts(hashes, starts, places)
        compared.append(np.column_stack([shared, np.diff(starts)[places]]))
    return np.concatenate(compared)
