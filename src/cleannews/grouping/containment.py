"""
Candidate pairs that Jaccard LSH cannot see: a text cut from a longer one.

One shingle hash in eight, chosen by its top bits, goes into an inverted index. Two texts whose
sampled shingles overlap enough are candidates. Shingles in more than a set number of texts say
nothing about a pair and are left out; so are texts too short to be sampled. Both may only lose
candidates: the containment of every reported pair is exact.

Source: Irber et al., FracMinHash (2022), doi:10.1101/2022.01.11.475838.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.lsh import Pairs, pairs_in_runs, runs_of_equal
from cleannews.signatures.batch import SignatureBatch

__all__ = ["contained_pairs"]

SAMPLED_BITS = 3
"""A shingle is sampled when this many top bits of its hash are 0: one in eight."""

MOST_TEXTS = 64
"""A shingle that stands in more texts is left out of the index."""

SLACK = 0.5
"""A pair is a candidate from this share of the sampled overlap that the containment wants."""


def contained_pairs(batch: SignatureBatch, texts: NDArray[np.int64], containment: float) -> Pairs:
    """
    Pair texts of which one may be contained in the other.

    Args:
        batch: The signatures.
        texts: int64, shape (texts,): the positions to pair.
        containment: The containment to find, above 0, up to 1.

    Returns:
        Pairs of indices into ``texts``.
    """
    hashes, owners = _sampled(batch, texts)
    sizes = np.bincount(owners, minlength=len(texts))
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    first, length = runs_of_equal(hashes)
    length = np.where(length > MOST_TEXTS, 0, length)
    left, right = pairs_in_runs(first, length, MOST_TEXTS)
    pairs, shared = np.unique(owners[left] * len(texts) + owners[right], return_counts=True)
    a, b = np.divmod(pairs, max(len(texts), 1))
    enough = shared >= SLACK * containment * np.minimum(sizes[a], sizes[b])
    return np.column_stack([a[enough], b[enough]])


def _sampled(
    batch: SignatureBatch, texts: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the sampled hashes of the texts and for each the index of its text."""
    owners = np.full(len(batch), -1, np.int64)
    owners[texts] = np.arange(len(texts))
    owner_of_shingle = np.repeat(owners, batch.sizes)
    chosen = (batch.shingles >> np.uint64(64 - SAMPLED_BITS) == 0) & (owner_of_shingle >= 0)
    return batch.shingles[chosen], owner_of_shingle[chosen]
