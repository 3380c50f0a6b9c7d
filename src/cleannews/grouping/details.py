"""
The figures and names that tell two items of one template apart.

Earnings tables, fixings, fixtures, weather and crime logs say the same words of other things. What
they say of is in their figures, runs of digits with the marks between them, and in their names,
words with a capital that begin no sentence. Two texts are told apart when each has too many that
the other lacks: additions alone, as a reprint has, tell nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.detailkernel import FIGURES, NAMES, WORDS, details_of
from cleannews.grouping.kernel import shared_counts
from cleannews.grouping.lsh import Pairs
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.sets import Texts
from cleannews.signatures.signing import by_chunks, encoded, starts_of

__all__ = ["SHORT", "told_apart"]

SHORT = 120
"""Words below which every figure and name counts."""

_FIGURES_SHORT, _NAMES_SHORT = 0.8, 0.75
"""The least share of the figures and names of a short item that must not be exchanged."""

_FIGURES_LONG, _NAMES_LONG, _SOME = 0.6, 0.5, 3
"""The same for longer ones, of which so many must be exchanged at least."""

_AT_ONCE: Final = 4096
"""Pairs that are looked at at once."""


def told_apart(
    texts: Texts, pairs: Pairs, sizes: NDArray[np.int64], *, reworded: bool = False
) -> NDArray[np.bool_]:
    """
    Tell which pairs of similar texts say the same words of different things.

    Args:
        texts: The texts.
        pairs: int64, shape (pairs, 2): positions of texts.
        sizes: int64, shape (pairs,): words of the shorter text of each pair.
        reworded: Some names may be written otherwise.

    Returns:
        bool, shape (pairs,).
    """
    names = _NAMES_LONG if reworded else _NAMES_SHORT
    parts = [
        _told_apart(texts, pairs[at : at + _AT_ONCE], sizes[at : at + _AT_ONCE], names)
        for at in range(0, len(pairs), _AT_ONCE)
    ]
    return np.concatenate([np.empty(0, np.bool_), *parts])


def _told_apart(
    texts: Texts, pairs: Pairs, sizes: NDArray[np.int64], names_short: float
) -> NDArray[np.bool_]:
    chosen = np.unique(pairs)
    wanted = map(texts.__getitem__, chosen.tolist())
    found = list(by_chunks(_details, wanted))
    hashes = np.concatenate([part for part, _ in found])
    counts = np.concatenate([part for _, part in found])
    starts = starts_of(counts.ravel())
    places = len((FIGURES, NAMES, WORDS)) * np.searchsorted(chosen, pairs)

    def exchanged(kind: int, among: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count what each of a pair has and the other lacks, and what the poorer one has."""
        left, right = places[:, 0], places[:, 1]
        had = np.column_stack([counts[left // 3, kind], counts[right // 3, kind]])
        shared = np.column_stack(
            [
                shared_counts(hashes, starts, np.column_stack([left + kind, right + among])),
                shared_counts(hashes, starts, np.column_stack([right + kind, left + among])),
            ]
        )
        return (had - shared).min(axis=1), had.min(axis=1)

    short = sizes < SHORT
    apart = np.zeros(len(pairs), np.bool_)
    for (lost, had), least_short, least_long in (
        (exchanged(FIGURES, FIGURES), _FIGURES_SHORT, _FIGURES_LONG),
        (exchanged(NAMES, WORDS), names_short, _NAMES_LONG),
    ):
        share = 1 - lost / np.maximum(had, 1)
        apart |= np.where(short, share < least_short, (share < least_long) & (lost >= _SOME))
    return apart


def _details(texts: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    found: tuple[NDArray[np.uint64], NDArray[np.int64]] = details_of(*encoded(texts), fold_arrays())
    return found
