"""
Candidate pairs on an executor: rows sorted by key, of which each is paired with the first of its key.

A partition is read once, whatever number of rows a key has; of a key only its leaders stay in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.kernel import LEADERS
from cleannews.grouping.lsh import BUCKET_LEADERS, BandPlan, band_keys, pairs_in_runs
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.spark.arrays import bytes_of, numbers, table
from cleannews.spark.common import COUNTED, LEFT_OUT, TWICE, Common, SampledKeys

__all__ = ["FOUND", "KEYED", "Keys", "paired"]

KEYED = "kind byte, key long, at long, size int, use byte"
"""A key of a text: the number of the band, or :data:`_SAMPLED`; the hash; the text's place in the order in
which texts lead; the hashes in its sample; and how the key is used: see
:meth:`~cleannews.spark.common.Common.uses`."""

FOUND = "a long, b long, band int, shared int, least int"
"""Two texts that share a key: their places, the earlier first; 1 for a band; 1 for a sampled hash; and the
size of the smaller sample."""

_SAMPLED = -1
"""The kind of a sampled hash; there are up to 128 bands, so that all numbers above are theirs."""


@dataclass(frozen=True, slots=True)
class Keys:
    """
    Makes the keys of texts.

    Args:
        plan: The bands.
        sampled: Tells their sampled hashes.
        common: Chooses what is left out of these; None where no hashes are wanted.
    """

    plan: BandPlan
    sampled: SampledKeys
    common: Common | None

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """
        Make keys.

        Args:
            batches: Record batches with ``at``, ``signature`` and ``sample``.

        Yields:
            Record batches of :data:`KEYED`.
        """
        for batch in batches:
            at = numbers(batch, "at")
            values, _ = bytes_of(batch.column("signature"), np.uint32)
            signatures = values.reshape(len(at), PERMUTATIONS)
            hashes, sizes = self.sampled.of(batch.column("sample"))
            every = np.arange(len(at))
            counted = np.full(len(at), COUNTED, np.int8)
            for band in range(self.plan.bands):
                keys = band_keys(signatures, every, self.plan, band)
                kind = np.full(len(at), band, np.int8)
                yield table(kind=kind, key=keys, at=at, size=sizes, use=counted)
            if self.common is not None:
                owners = np.repeat(every, sizes)
                yield table(
                    kind=np.full(len(hashes), _SAMPLED, np.int8),
                    key=hashes,
                    at=at[owners],
                    size=sizes[owners],
                    use=self.common.uses(hashes, sizes),
                )


class _Rows(NamedTuple):
    """Rows of :data:`KEYED`, column by column."""

    kind: NDArray[Any]
    key: NDArray[Any]
    at: NDArray[Any]
    size: NDArray[Any]
    use: NDArray[Any]

    def behind(self, others: _Rows | None) -> _Rows:
        """Return these behind others, if those have the same key."""
        if others is None or (others.kind[0], others.key[0]) != (self.kind[0], self.key[0]):
            return self
        return _Rows(*(np.concatenate(them) for them in zip(others, self, strict=True)))


def paired(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Pair the texts of each key with its leaders, unless the smaller one leaves it out and the other has it once.

    Args:
        batches: Record batches of :data:`KEYED`, sorted by kind, key and place.

    Yields:
        Record batches of :data:`FOUND`.
    """
    leaders: _Rows | None = None
    for batch in batches:
        if not batch.num_rows:
            continue
        fresh = _Rows(*(numbers(batch, name) for name in _Rows._fields))
        rows = fresh.behind(leaders)
        before = len(rows.at) - len(fresh.at)
        changes = (rows.key[1:] != rows.key[:-1]) | (rows.kind[1:] != rows.kind[:-1])
        first = np.flatnonzero(np.r_[True, changes])
        length = np.diff(np.r_[first, len(rows.at)])
        sampled = rows.kind[first] == _SAMPLED
        for some, most in ((~sampled, BUCKET_LEADERS), (sampled, LEADERS)):
            left, right = pairs_in_runs(first[some], length[some], most)
            first_is_smaller = rows.size[left] <= rows.size[right]
            smaller = rows.use[np.where(first_is_smaller, left, right)]
            larger = rows.use[np.where(first_is_smaller, right, left)]
            new = (right >= before) & (rows.at[left] < rows.at[right])
            new &= (smaller != LEFT_OUT) | (larger == TWICE)
            left, right = left[new], right[new]
            one = np.full(len(left), int(most == LEADERS), np.int32)
            yield table(
                a=rows.at[left],
                b=rows.at[right],
                band=1 - one,
                shared=one,
                least=np.minimum(rows.size[left], rows.size[right]),
            )
        last = slice(first[-1], first[-1] + (LEADERS if sampled[-1] else BUCKET_LEADERS))
        leaders = _Rows(*(column[last] for column in rows))
