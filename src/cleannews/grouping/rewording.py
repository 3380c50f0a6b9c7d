"""
Spun copies: synonyms and spellings swapped in, so that few word 5-grams stand in both texts.

Candidates share n-grams of stop words, which stay (see
:mod:`~cleannews.signatures.stopwords`). They are one article where nearly every sentence of the
shorter text stands in the longer one: where the longest common subsequence of the two sentences has
most of its words. The figures and most names must be the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.alignkernel import aligned_words, sentences_of
from cleannews.grouping.details import exchanges_of, told_apart
from cleannews.grouping.lsh import Pairs
from cleannews.grouping.numberwords import number_table
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.sets import Texts
from cleannews.signatures.signing import encoded

__all__ = ["SHORTEST", "reworded_pairs"]

SHORTEST = 60
"""Words below which a text is not looked at: items of one form have the same sentences."""

IN_A_SENTENCE, IN_A_TEXT = 0.6, 0.85
"""The least share of a sentence's words that stand in the other one, and of a text's words in such
sentences. Copies with a third of their content words swapped have 0.9 or more, different stories that
quote the same at length up to 0.8."""

_AT_ONCE = 512
"""Pairs that are aligned at once."""


def reworded_pairs(texts: Texts, pairs: Pairs, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """
    Tell which pairs of texts say the same in other words.

    Args:
        texts: The texts.
        pairs: int64, shape (pairs, 2): positions of texts.
        sizes: int64, shape (pairs,): words of the shorter text of each pair.

    Returns:
        bool, shape (pairs,).
    """
    found = sizes >= SHORTEST
    places = np.flatnonzero(found)
    for at in range(0, len(places), _AT_ONCE):
        some = places[at : at + _AT_ONCE]
        found[some] = _aligned(texts, pairs[some])
    counted = exchanges_of(texts, pairs[found])
    found[found] = ~told_apart(counted, sizes[found], reworded=True)
    return found


def _aligned(texts: Texts, pairs: Pairs) -> NDArray[np.bool_]:
    chosen, places = np.unique(pairs, return_inverse=True)
    words, begins, of_text = sentences_of(
        *encoded([texts[at] for at in chosen.tolist()]), fold_arrays(), number_table()
    )
    lengths = np.diff(begins[of_text])
    places = places.reshape(-1, 2)
    shorter_first = np.take_along_axis(places, np.argsort(lengths[places], axis=1), axis=1)
    aligned = aligned_words(words, begins, of_text, shorter_first, IN_A_SENTENCE, IN_A_TEXT)
    equal = lengths[places[:, 0]] == lengths[places[:, 1]]  # of these neither is the shorter
    turned = aligned_words(
        words, begins, of_text, shorter_first[equal, ::-1], IN_A_SENTENCE, IN_A_TEXT
    )
    aligned[equal] = np.maximum(aligned[equal], turned)
    found: NDArray[np.bool_] = aligned >= IN_A_TEXT * lengths[shorter_first[:, 0]]
    return found
