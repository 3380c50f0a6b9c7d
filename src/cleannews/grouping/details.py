"""
The figures and names that tell two items of one template apart.

Earnings tables, fixings, fixtures, weather and crime logs say the same words of other things. What
they say of is in their figures, runs of digits with the marks between them and numbers that are
written out, and in their names, words with a capital that begin no sentence. Two texts are told apart
when each has too many that the other lacks: additions alone, as a reprint has, tell nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.detailkernel import FIGURES, NAMES, details_of
from cleannews.grouping.exchangekernel import HAD, LOST, OWN, PLACES, exchanges
from cleannews.grouping.lsh import Pairs
from cleannews.grouping.numberwords import number_table
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.sets import Texts
from cleannews.signatures.signing import by_chunks, encoded, starts_of

__all__ = ["SHORT", "exchanges_of", "own_passages", "told_apart"]

SHORT = 120
"""Words below which every figure and name counts."""

_FIGURES_SHORT, _NAMES_SHORT = 0.8, 0.75
"""The least share of the figures and names of a short item that must not be exchanged."""

_FIGURES_LONG, _NAMES_LONG, _SOME = 0.6, 0.5, 3
"""The same for longer ones, of which so many must be exchanged at least."""

_PLACES = 3
"""Places in which figures and names alone are exchanged, while the words around them stay."""

_PASSAGE = 25
"""Words of a passage of its own, about a sentence. Of 713 pairs of copies and cuts in two sets of real
articles three have one in either text: two takes of one story, two digests, a column with two openings."""

_AT_ONCE: Final = 4096
"""Pairs that are looked at at once."""


def exchanges_of(texts: Texts, pairs: Pairs) -> NDArray[np.int64]:
    """
    Count what each of two similar texts has, and what of it the other lacks.

    Args:
        texts: The texts.
        pairs: int64, shape (pairs, 2): positions of texts.

    Returns:
        What :func:`~cleannews.grouping.exchangekernel.exchanges` returns.
    """
    parts = [_exchanges(texts, pairs[at : at + _AT_ONCE]) for at in range(0, len(pairs), _AT_ONCE)]
    return np.concatenate([np.empty((0, 2, OWN + 1), np.int64), *parts])


def _exchanges(texts: Texts, pairs: Pairs) -> NDArray[np.int64]:
    chosen = np.unique(pairs)
    found = list(by_chunks(_details, map(texts.__getitem__, chosen.tolist())))
    words, kinds, sizes = map(np.concatenate, zip(*found, strict=True))
    counted: NDArray[np.int64] = exchanges(
        words, kinds, starts_of(sizes), np.searchsorted(chosen, pairs)
    )
    return counted


def _details(
    texts: list[str],
) -> tuple[NDArray[np.uint64], NDArray[np.int8], NDArray[np.int64]]:
    found: tuple[NDArray[np.uint64], NDArray[np.int8], NDArray[np.int64]] = details_of(
        *encoded(texts), fold_arrays(), number_table()
    )
    return found


def told_apart(
    counted: NDArray[np.int64], sizes: NDArray[np.int64], *, reworded: bool = False
) -> NDArray[np.bool_]:
    """
    Tell which pairs of similar texts say the same words of different things.

    Args:
        counted: What :func:`exchanges_of` returns for the pairs.
        sizes: int64, shape (pairs,): words of the shorter text of each pair.
        reworded: Some names may be written otherwise.

    Returns:
        bool, shape (pairs,).
    """
    short = sizes < SHORT
    places = counted[:, :, PLACES].min(axis=1)
    apart: NDArray[np.bool_] = (places >= _PLACES) & _details_alone(counted)
    for kind, least_short, least_long in (
        (FIGURES, _FIGURES_SHORT, _FIGURES_LONG),
        (NAMES, _NAMES_LONG if reworded else _NAMES_SHORT, _NAMES_LONG),
    ):
        had, lost = counted[:, :, HAD + kind].min(axis=1), counted[:, :, LOST + kind].min(axis=1)
        share = 1 - lost / np.maximum(had, 1)
        apart |= np.where(short, share < least_short, (share < least_long) & (lost >= _SOME))
    return apart


def own_passages(counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """
    Tell of which pairs either text has a passage of its own, so that neither holds the other.

    Args:
        counted: What :func:`exchanges_of` returns for the pairs.

    Returns:
        bool, shape (pairs,).
    """
    own: NDArray[np.bool_] = counted[:, :, OWN].min(axis=1) >= _PASSAGE
    return own


def _details_alone(counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """
    Tell where what either text lacks is mostly figures and names.

    It is where their share among the words that are exchanged is nearer to all than to their share
    in the whole text, which is large where every noun has a capital.
    """
    had, lost = counted[:, :, HAD : HAD + 3], counted[:, :, LOST : LOST + 3]
    base, share = (
        it[:, :, [FIGURES, NAMES]].sum(axis=2) / np.maximum(it.sum(axis=2), 1) for it in (had, lost)
    )
    mostly: NDArray[np.bool_] = (share >= (1 + base) / 2).all(axis=1)
    return mostly
