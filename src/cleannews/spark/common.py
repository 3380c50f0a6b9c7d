"""
Sampled hashes that many texts share, which say little and would make most of the pairs.

Two texts are candidates when they share a given part of the smaller sample. Half of what they must
share is left out where it is common, chosen by the smaller text; who shares less than the rest is no
candidate, and of the few pairs in between the hashes that were left out are counted, too. Which hashes are
taken for common changes the work, and never the pairs. (All-pairs search does the same with prefixes: Bayardo,
Ma, Srikant, "Scaling up all pairs similarity search", 2007.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cleannews.spark.arrays import bytes_of, numbers, table

__all__ = ["BETWEEN", "COUNTED", "LEFT_OUT", "TWICE", "Common", "Ranked", "SampledKeys", "between"]

BETWEEN = "a long, b long, key long"
"""A hash that was left out of a pair of texts which share it."""

COUNTED, LEFT_OUT, TWICE = range(3)
"""How a hash is used: it is counted where the text is the smaller one of a pair; it is left out there at
first; or it is always counted, for it stands in the sample twice, as 32 bits of two hashes may be equal."""

_CUT = np.uint64(29)
"""Bits of a sampled hash that are left out where 32 are enough: see
:func:`~cleannews.signatures.kernel.samples_of`."""

Ranked = tuple[NDArray[np.uint64], NDArray[np.int64]]
"""Common hashes, ascending, and the rank of each, 0 for the commonest."""


class _Carried(Protocol):
    @property
    def value(self) -> Ranked:
        """The hashes, here and on executors."""


@dataclass(frozen=True, slots=True)
class Common:
    """
    Which hashes of a text are left out at first.

    Args:
        share: The share of the smaller sample that candidates share.
        carried: The common hashes; None where none are left out.
    """

    share: float
    carried: _Carried | None = None

    def uses(self, keys: NDArray[np.uint64], sizes: NDArray[np.int32]) -> NDArray[np.int8]:
        """
        Choose the commonest hashes of each text to be left out.

        Args:
            keys: The samples of texts one after the other, each ascending.
            sizes: The size of each sample.

        Returns:
            int8, shape (keys,): :data:`COUNTED`, :data:`LEFT_OUT` or :data:`TWICE`.
        """
        uses = np.full(len(keys), COUNTED, np.int8)
        if self.carried is None or not len(keys):
            return uses
        hashes, ranks = self.carried.value
        places = np.minimum(np.searchsorted(hashes, keys), len(hashes) - 1)
        owners = np.repeat(np.arange(len(sizes)), sizes)
        again = (keys[1:] == keys[:-1]) & (owners[1:] == owners[:-1])
        uses[np.r_[False, again] | np.r_[again, False]] = TWICE
        chosen = np.flatnonzero((hashes[places] == keys) & (uses != TWICE))
        chosen = chosen[np.lexsort((ranks[places[chosen]], owners[chosen]))]
        of_text = owners[chosen]
        rank = np.arange(len(chosen)) - np.searchsorted(of_text, of_text)
        uses[chosen[rank < self.most(sizes)[of_text]]] = LEFT_OUT
        return uses

    def most(self, sizes: NDArray[np.int32]) -> NDArray[np.int64]:
        """
        Return how many hashes of samples are left out at most: half of what candidates share.

        Args:
            sizes: The sizes of the samples.
        """
        return np.floor(self.share * sizes / 2).astype(np.int64)


@dataclass(frozen=True, slots=True)
class SampledKeys:
    """
    Tells the sampled hashes of texts.

    Args:
        whole: Take whole hashes, and not 32 bits.
    """

    whole: bool

    def of(self, column: Any) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """
        Return the hashes of samples one after the other, and the size of each sample.

        Args:
            column: An Arrow array of samples.
        """
        hashes, starts = bytes_of(column, np.uint64)
        return hashes if self.whole else hashes >> _CUT, np.diff(starts).astype(np.int32)

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """
        Tell them with the texts that have them.

        Args:
            batches: Record batches with ``at`` and ``sample``.

        Yields:
            Record batches of ``key`` and ``at``.
        """
        for batch in batches:
            keys, sizes = self.of(batch.column("sample"))
            yield table(key=keys, at=np.repeat(numbers(batch, "at"), sizes))


def between(batches: Iterator[Any], sampled: SampledKeys, common: Common) -> Iterator[Any]:
    """
    Find what was left out of pairs.

    Args:
        batches: Record batches of ``a`` and ``b`` with their samples, ``a_sample`` and ``b_sample``.
        sampled: Tells their hashes.
        common: Chose what is left out.

    Yields:
        Record batches of :data:`BETWEEN`.
    """
    for batch in batches:
        names, samples = [], []
        for side in "ab":
            keys, sizes = sampled.of(batch.column(f"{side}_sample"))
            names.append(numbers(batch, side))
            samples.append((keys, np.r_[0, np.cumsum(sizes)], common.uses(keys, sizes)))
        found: list[tuple[int, int, int]] = []
        for row, (a, b) in enumerate(zip(*(it.tolist() for it in names), strict=True)):
            parts = [slice(starts[row], starts[row + 1]) for _, starts, _ in samples]
            of_pair = [
                (keys[it], uses[it]) for (keys, _, uses), it in zip(samples, parts, strict=True)
            ]
            (small, left_out), (large, used) = sorted(of_pair, key=lambda it: len(it[0]))
            shared = small[(left_out == LEFT_OUT) & np.isin(small, large[used != TWICE])]
            found += [(a, b, key) for key in shared.view(np.int64).tolist()]
        a, b, key = np.array(found, np.int64).reshape(-1, 3).T
        yield table(a=a, b=b, key=key)
