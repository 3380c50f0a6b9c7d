"""
Candidate pairs by MinHash LSH: texts whose signatures agree in a whole band.

Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleannews.errors import SettingsError, shown
from cleannews.grouping.kernel import hash_band
from cleannews.signatures.minhash import PERMUTATIONS

__all__ = [
    "BandPlan",
    "Pairs",
    "band_keys",
    "candidate_pairs",
    "distinct",
    "distinct_pairs",
    "pairs_in_runs",
    "runs_of_equal",
]

Pairs = NDArray[np.int64]
"""Pairs of positions, shape (pairs, 2), the smaller position first, sorted, each once."""

FOUND_AT_THRESHOLD = 0.99
"""The least share of the pairs at the threshold that a plan must find."""

BUCKET_LEADERS = 16
"""In a bucket every text is paired with this many at most, the first in order."""


@dataclass(frozen=True, slots=True)
class BandPlan:
    """
    How a signature is cut into bands.

    Args:
        bands: Bands; two texts become candidates when one band agrees.
        rows: Values in a band.

    Raises:
        SettingsError: The bands need more than the 128 values of a signature.
    """

    bands: int
    rows: int

    def __post_init__(self) -> None:
        if min(self.bands, self.rows) < 1 or self.bands * self.rows > PERMUTATIONS:
            allowed = f"at least 1 each, with a product up to {PERMUTATIONS}"
            raise SettingsError("bands and rows", shown((self.bands, self.rows)), allowed)

    @classmethod
    def for_threshold(cls, threshold: float) -> BandPlan:
        """
        Choose the plan with the fewest false candidates that finds enough of the true ones.

        Args:
            threshold: The Jaccard similarity to find, above 0, up to 1.

        Returns:
            The plan with the most rows that finds 99 % of the pairs at the threshold; below
            a threshold of about 0.036 no plan does, and one row a band comes nearest.
        """
        for rows in range(PERMUTATIONS, 1, -1):
            plan = cls(PERMUTATIONS // rows, rows)
            if plan.probability(threshold) >= FOUND_AT_THRESHOLD:
                return plan
        return cls(PERMUTATIONS, 1)

    def probability(self, jaccard: float) -> float:
        """
        Return the chance that a pair becomes a candidate: the plan's S-curve.

        Args:
            jaccard: The pair's Jaccard similarity, 0 to 1.

        >>> round(BandPlan(32, 4).probability(0.7), 4)
        0.9998
        """
        return float(1 - (1 - jaccard**self.rows) ** self.bands)


def band_keys(
    signatures: NDArray[np.uint32], texts: NDArray[np.int64], plan: BandPlan, band: int
) -> NDArray[np.uint64]:
    """
    Hash one band of signatures.

    Args:
        signatures: uint32, shape (all texts, 128).
        texts: int64, shape (texts,): the positions of those to hash.
        plan: The bands.
        band: The band, from 0.

    Returns:
        uint64, shape (texts,): FNV-1a over the band's values.
    """
    keys: NDArray[np.uint64] = hash_band(signatures, texts, plan.rows * band, plan.rows)
    return keys


def candidate_pairs(
    signatures: NDArray[np.uint32], texts: NDArray[np.int64], plan: BandPlan
) -> Pairs:
    """
    Pair the texts that share a band.

    Args:
        signatures: uint32, shape (all texts, 128).
        texts: int64, shape (texts,): the positions to pair, in the order in which they lead
            groups, so that a crowded bucket keeps its pairs with its leaders.
        plan: The bands.

    Returns:
        Pairs of indices into ``texts``.
    """
    found = np.empty(0, np.int64)
    for band in range(plan.bands):
        keys = band_keys(signatures, texts, plan, band)
        left, right = _pairs_in_buckets(keys)
        found = distinct(np.concatenate([found, left * len(texts) + right]))
    return np.column_stack(np.divmod(found, max(len(texts), 1)))


def _pairs_in_buckets(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Pair the texts of equal key.

    One sort does nearly all of it, of half a key and a position in 64 bits; where two keys agree by
    chance in that half, those are sorted once more.
    """
    half, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    codes = (keys ^ keys >> half) << half | np.arange(len(keys), dtype=np.uint64)
    codes.sort()
    places, halves = (codes & low).astype(np.int64), codes >> half
    ordered = keys[places]
    by_chance = (ordered[1:] != ordered[:-1]) & (halves[1:] == halves[:-1])
    if by_chance.any():
        some = np.flatnonzero(np.isin(halves, halves[1:][by_chance]))
        again = places[some]
        places[some] = again[np.lexsort((again, keys[again], halves[some]))]
        ordered = keys[places]
    first, length = runs_of_equal(ordered)
    crowded = length > 1
    left, right = pairs_in_runs(first[crowded], length[crowded], BUCKET_LEADERS)
    return places[left], places[right]


def runs_of_equal(
    values: NDArray[np.uint64] | NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Find the runs of equal values in a sorted array.

    Args:
        values: shape (values,), ascending.

    Returns:
        Position of the first value and length of each run.
    """
    first = np.flatnonzero(np.r_[True, values[1:] != values[:-1]][: len(values)])
    return first, np.diff(np.r_[first, len(values)])


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return the distinct values in ascending order; by sorting, which beats numpy's hashing here.

    Args:
        values: int64, shape (values,).
    """
    ordered = np.sort(values)
    first, _ = runs_of_equal(ordered)
    found: NDArray[np.int64] = ordered[first]
    return found


def distinct_pairs(pairs: Pairs) -> Pairs:
    """
    Return each pair once, the smaller position first, sorted.

    Args:
        pairs: int64, shape (pairs, 2), in any order.
    """
    size = int(pairs.max(initial=0)) + 1
    codes = distinct(pairs.min(axis=1) * size + pairs.max(axis=1))
    return np.column_stack(np.divmod(codes, size))


def pairs_in_runs(
    first: NDArray[np.int64], length: NDArray[np.int64], leaders: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Pair the first members of each run with all members behind them.

    Args:
        first: int64, shape (runs,): where each run begins.
        length: int64, shape (runs,): members of each run.
        leaders: Members of a run that are paired with those behind them.

    Returns:
        Positions of the members of each pair, the one nearer the front first.
    """
    left = [np.empty(0, np.int64)]
    right = [np.empty(0, np.int64)]
    for leader in range(min(leaders, int(length.max(initial=1)) - 1)):
        crowded = length > leader + 1
        behind = length[crowded] - leader - 1
        left.append(np.repeat(first[crowded] + leader, behind))
        right.append(left[-1] + 1 + _counted(behind))
    return np.concatenate(left), np.concatenate(right)


def _counted(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, ... up to each length, one after the other."""
    starts = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) - np.repeat(starts, lengths)
