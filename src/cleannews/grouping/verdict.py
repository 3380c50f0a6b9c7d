"""
What one article is to another, or nothing: decided by the two shingle sets and the settings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.details import exchanges_of, own_passages, told_apart
from cleannews.grouping.kernel import shared_counts
from cleannews.grouping.lsh import Pairs
from cleannews.grouping.origins import Origins
from cleannews.grouping.rewording import reworded_pairs
from cleannews.settings import DedupeSettings
from cleannews.signatures.sets import Texts, sets_of
from cleannews.signatures.shingles import WORDS

__all__ = [
    "ABRIDGED",
    "EDITION",
    "FIRST_LINKED",
    "FULLER",
    "LOOSE_CONTAINMENT",
    "LOOSE_JACCARD",
    "MUCH_FULLER",
    "RELATION_NAMES",
    "REWORDED",
    "Verdicts",
    "verdicts",
    "within_window",
]

FULLER = 1.05
"""An article is fuller than one it holds when it has this many times its shingles."""

MUCH_FULLER = 1.5
"""Of two articles of which one is reworded the one that has so many times the shingles leads."""

LOOSE_JACCARD, LOOSE_CONTAINMENT = 0.4, 0.6
"""Where two articles are one, reworked, though neither could stand for the other."""

_EXCERPT = 4
"""A text so many times as long holds an excerpt of a shorter one, or is quoted by it: less than
the containment that is asked for says nothing then."""

TINY, TINY_CONTAINMENT = 30, 0.9
"""Below so many words, notices of one form share most of them: they are one only at the Jaccard
threshold, or where so much of one stands in the other."""

RELATION_NAMES = ("", "copy", "abridged", "version", "reworded", "version")
"""The relations by their numbers in :class:`Verdicts`; 0 is none."""

_COPY, ABRIDGED, _VERSION, REWORDED, EDITION = range(1, 6)
FIRST_LINKED = REWORDED
"""From this number on a relation only links two articles, of which neither replaces the other:
:data:`EDITION` is a version that says too much else to be replaced by the latest."""

_DAY = 86400

_SHINGLES_AT_ONCE = 1_000_000
"""Shingles of the second texts of the pairs that are judged at once; the first ones are fewer."""


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
        cut: bool: the other holds the text, or says the same in other words, and is fuller.
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

    def joined(self, other: Self) -> Self:
        """Return these and others."""
        columns = (
            np.concatenate([getattr(self, it.name), getattr(other, it.name)]) for it in fields(self)
        )
        return type(self)(*columns)


def verdicts(
    sizes: NDArray[np.int64],
    texts: Texts,
    origins: Origins,
    pairs: Pairs,
    settings: DedupeSettings,
) -> Verdicts:
    """
    Judge pairs of texts on their whole shingle sets, and by what they say of.

    Args:
        sizes: int64, shape (texts,): word 5-grams of each text, equal ones too.
        texts: The texts.
        origins: Where the articles are from.
        pairs: Positions of texts that have shingles.
        settings: The thresholds.

    Returns:
        The verdicts on pairs of which one is something to the other.
    """
    pairs = pairs[within_window(origins.instant[pairs], settings.window)]
    compared = _compared(sizes, texts, pairs)
    one_page = _same_address(origins, pairs)
    words = sizes[pairs].min(axis=1) + WORDS - 1
    similar = _similar(compared[:, 0], compared[:, 1:], words, settings)
    other = ~similar & (settings.containment is not None)
    counted = exchanges_of(texts, pairs[similar])
    mixed = np.zeros(len(pairs), np.bool_)
    mixed[similar] = own_passages(counted)
    similar[similar] = ~told_apart(counted, words[similar])
    similar[other] = reworded_pairs(texts, pairs[other], words[other])
    found = similar | one_page
    likeness = similar.astype(np.int8) + (similar & ~mixed)
    return _both_ways(origins, pairs[found], compared[found], likeness[found], settings)


def within_window(instants: NDArray[np.float64], window: float | None) -> NDArray[np.bool_]:
    """
    Tell of which pairs no more than a number of days is known to lie between the two.

    Args:
        instants: float64, shape (pairs, 2): seconds since 1970; infinity where it is unknown.
        window: The days; None for any number.
    """
    if window is None:
        return np.ones(len(instants), np.bool_)
    first, second = instants.min(axis=1), instants.max(axis=1)
    near: NDArray[np.bool_] = np.isinf(second) | (second <= first + window * _DAY)
    return near


def _same_address(origins: Origins, pairs: Pairs) -> NDArray[np.bool_]:
    left, right = origins.url[pairs].T
    same: NDArray[np.bool_] = (left == right) & (left > 0)
    return same


def _similar(
    shared: NDArray[np.int64],
    sizes: NDArray[np.int64],
    words: NDArray[np.int64],
    settings: DedupeSettings,
) -> NDArray[np.bool_]:
    """Tell which pairs share enough; ``words`` are those of the shorter text."""
    smaller, larger = sizes.min(axis=1), sizes.max(axis=1)
    jaccard = shared / (smaller + larger - shared)
    containment = shared / smaller
    found = jaccard >= settings.threshold
    if settings.containment is not None:
        found |= containment >= settings.containment
        found |= jaccard >= LOOSE_JACCARD
        found |= (containment >= LOOSE_CONTAINMENT) & (larger <= _EXCERPT * smaller)
    sure = (jaccard >= settings.threshold) | (containment >= TINY_CONTAINMENT)
    similar: NDArray[np.bool_] = found & ((words >= TINY) | sure)
    return similar


def _both_ways(
    origins: Origins,
    pairs: Pairs,
    compared: NDArray[np.int64],
    likeness: NDArray[np.int8],
    settings: DedupeSettings,
) -> Verdicts:
    """
    Return what each text of similar pairs, or of pairs of one address, is to the other.

    The likeness of pairs that are not similar is 0. It is 1 where each text has a passage of its own: these
    are only linked, unless the later one replaces the other at its address.
    """
    text = np.concatenate([pairs[:, 0], pairs[:, 1]])
    other = np.concatenate([pairs[:, 1], pairs[:, 0]])
    likeness = np.concatenate([likeness, likeness])
    similar, mixed = likeness > 0, likeness == 1
    shared, size, other_size = np.concatenate([compared, compared[:, [0, 2, 1]]]).T
    jaccard = shared / (size + other_size - shared)
    containment = shared / np.minimum(size, other_size)
    copy = similar & (jaccard >= settings.threshold)
    # without a containment to look for, only a text that is held whole is cut from another
    held = similar & (containment >= (settings.containment or 1))
    cuts = settings.containment is not None
    abridged = ~copy & (size <= other_size) & held & cuts
    reworded = similar & cuts & (mixed | ~(copy | held))
    cut = (other_size >= FULLER * size) & held
    cut |= (other_size >= MUCH_FULLER * size) & reworded
    relation = np.where(reworded, REWORDED, _COPY * copy + ABRIDGED * abridged)
    with np.errstate(invalid="ignore"):  # nothing is known of two unknown dates
        later = origins.instant[other] - origins.instant[text]
    fuller = (size >= FULLER * other_size) & held
    versions = _same_address(origins, np.column_stack([text, other]))
    replaced = (copy | abridged) & ~fuller & (later > 0) & np.isfinite(later)
    relation = np.where(versions & replaced, _VERSION, relation)
    linked = versions & ((relation == 0) | (np.isfinite(later) & (later != 0) & ~replaced))
    relation = np.where(linked, EDITION, relation).astype(np.int8)
    return Verdicts(text, other, jaccard, containment, relation, cut)[(relation > 0) | cut]


def _compared(sizes: NDArray[np.int64], texts: Texts, pairs: Pairs) -> NDArray[np.int64]:
    """
    Count the shared shingles of each pair, with a part of the shingle sets at a time.

    Returns:
        int64, shape (pairs, 3): the shared shingles, those of the first and of the second text.
    """
    new = np.r_[True, pairs[1:, 1] != pairs[:-1, 1]][: len(pairs)]
    read = np.cumsum(sizes[pairs[:, 1]] * new)
    cuts = np.flatnonzero(np.diff(read // _SHINGLES_AT_ONCE)) + 1
    compared = []
    for some in np.split(pairs, cuts):
        chosen = np.unique(some)
        places = np.searchsorted(chosen, some)
        hashes, starts = sets_of(texts, chosen)
        shared = shared_counts(hashes, starts, places)
        compared.append(np.column_stack([shared, np.diff(starts)[places]]))
    return np.concatenate(compared)
