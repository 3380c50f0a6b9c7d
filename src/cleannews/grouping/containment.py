"""
Candidate pairs that Jaccard LSH cannot see: a text cut from a longer one.

One shingle hash in eight, chosen by its top bits, goes into an inverted index. Two texts whose
sampled shingles overlap enough are candidates. A shingle of many texts pairs each of them with
the first few only, and a text too short to be sampled is paired with none. Both may only lose
candidates: the containment of every reported pair is exact.

Source: Irber et al., FracMinHash (2022), doi:10.1101/2022.01.11.475838.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.kernel import (
    overlapping_pairs,
    posting_entries,
    postings_of_texts,
    shared_postings,
)
from cleannews.grouping.lsh import Pairs
from cleannews.signatures.batch import SignatureBatch

__all__ = ["contained_pairs"]

SLACK = 0.4
"""A pair is a candidate from this share of the sampled overlap that the containment wants."""

_AT_ONCE, _PARTS = 500_000, 16
"""Hashes that are sorted at once at least, and the most parts in which they are sorted."""

_ALL = 1 << 32


def contained_pairs(batch: SignatureBatch, texts: NDArray[np.int64], containment: float) -> Pairs:
    """
    Pair texts of which one may be contained in the other.

    Args:
        batch: The signatures.
        texts: int64, shape (texts,): the positions to pair, in the order in which they lead
            groups.
        containment: The containment to find, above 0, up to 1.

    Returns:
        Pairs of indices into ``texts``.
    """
    sizes = np.diff(batch.sample_starts)[texts]
    members, starts = _index(batch, texts, int(sizes.sum()))
    if not len(members):
        return np.empty((0, 2), np.int64)
    firsts, runs = postings_of_texts(members, starts, len(texts))
    found: Pairs = overlapping_pairs(members, starts, firsts, runs, sizes, SLACK * containment)
    return found


def _index(
    batch: SignatureBatch, texts: NDArray[np.int64], hashes: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """
    Return the texts of each shared hash, one hash after the other, and where each begins.

    The hashes are taken by ranges of their values, so that only some are sorted at once.
    """
    parts = min(hashes // _AT_ONCE + 1, _PARTS)
    bounds = [_ALL * part // parts for part in range(parts + 1)]
    members, used = np.empty(hashes, np.uint32), 0
    lengths = [np.zeros(1, np.int64)]
    for low, high in pairwise(bounds):
        entries = posting_entries(batch.samples, batch.sample_starts, texts, low, high)
        entries.sort()
        owners, sizes = shared_postings(entries)
        members[used : used + len(owners)] = owners
        used += len(owners)
        lengths.append(sizes)
    return members[:used], np.cumsum(np.concatenate(lengths))
