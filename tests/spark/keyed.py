"""Made-up texts by what candidates are found by: their signatures and samples."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleannews.signatures.batch import SignatureBatch
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.signatures.signing import starts_of
from cleannews.spark.arrays import binary, table

__all__ = ["Keyed", "keyed"]

_LOW = np.uint64(29)
"""Bits of a hash that one machine does not keep."""


@dataclass(frozen=True)
class Keyed:
    """
    Texts in the order in which they lead.

    Args:
        at: int64, shape (texts,): their places, which leave gaps.
        signatures: uint32, shape (texts, 128).
        samples: uint64: their samples one after the other, each ascending.
        starts: int64, shape (texts + 1,): where each sample begins.
    """

    at: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    samples: NDArray[np.uint64]
    starts: NDArray[np.int64]

    def batch(self) -> SignatureBatch:
        """Return them as one machine has them."""
        count = len(self.at)
        return SignatureBatch(
            keys=np.ones((count, 2), np.uint64),
            sizes=np.ones(count, np.int64),
            signatures=self.signatures,
            samples=(self.samples >> _LOW).astype(np.uint32),
            sample_starts=self.starts,
        )

    def rows(self) -> pa.RecordBatch:
        """Return them as executors have them."""
        ends = np.arange(len(self.at) + 1) * PERMUTATIONS
        return table(
            at=self.at,
            signature=binary(self.signatures, ends),
            sample=binary(self.samples, self.starts),
        )


@st.composite
def keyed(draw: st.DrawFn) -> Keyed:
    """Draw texts; some keys are in many of them, and a hash may stand twice in one sample."""
    many = draw(st.sampled_from([0, 1, 2, 12, 40, 100]))
    values = draw(st.sampled_from([1, 2, 3, 9]))
    pool = draw(st.sampled_from([2, 40, 200]))
    longest = draw(st.sampled_from([1, 12, 40]))
    chance = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    sizes = chance.integers(0, longest + 1, many)
    wide = np.uint64(1) << _LOW
    high = chance.integers(0, 1 << 32, pool, np.uint64)
    chosen = np.minimum(chance.geometric(0.1, int(sizes.sum())) - 1, pool - 1)
    some = chance.random() < 0.5
    chosen = chosen if some else chance.integers(0, pool, len(chosen))
    samples = high[chosen] * wide + chance.integers(0, 3, len(chosen), np.uint64)
    starts = starts_of(sizes)
    for begin, end in pairwise(starts.tolist()):
        samples[begin:end].sort()
    signatures = chance.integers(0, values, (many, PERMUTATIONS), np.uint32)
    copies = chance.random(many) < 0.3
    signatures[copies] = signatures[:1] if many else signatures[copies]
    at = np.sort(chance.choice(1 << 40, many, replace=False)) if many else np.empty(0, np.int64)
    return Keyed(at, signatures, samples, starts)
