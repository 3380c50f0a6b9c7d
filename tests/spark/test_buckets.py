"""Candidate pairs as executors find them: those of one machine, wherever batches are cut."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleannews.grouping.containment import SLACK, contained_pairs
from cleannews.grouping.kernel import LEADERS
from cleannews.grouping.lsh import BUCKET_LEADERS, BandPlan, candidate_pairs
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.spark.arrays import table
from cleannews.spark.buckets import Keys, paired
from cleannews.spark.common import Common, SampledKeys
from spark.batches import cut, in_order, rows_of
from spark.keyed import Keyed, keyed

FOUND = ("a", "b", "band", "shared", "least")
CUT = SampledKeys(whole=False)
CHANCE = st.randoms(use_true_random=False)
PLANS = st.builds(BandPlan.for_threshold, st.sampled_from([0.01, 0.25, 0.3, 0.7, 0.95, 1.0]))
NO_BANDS = BandPlan(1, PERMUTATIONS)

Counted = dict[tuple[int, int], tuple[int, int, int]]


def counted(texts: Keyed, keys: Keys, chance: random.Random) -> Counted:
    """Return for each pair whether it shares a band, the hashes it shares, and the smaller sample."""
    rows = in_order(keys(iter(cut(texts.rows(), chance))), "kind", "key", "at")
    found: Counted = {}
    for a, b, band, shared, least in rows_of(paired(iter(cut(rows, chance))), FOUND):
        before = found.get((a, b), (0, 0, least))
        assert before[2] == least
        found[a, b] = (max(before[0], band), before[1] + shared, least)
    return found


def by_place(texts: Keyed, pairs: np.ndarray) -> list[tuple[int, int]]:
    """Return pairs of positions by the places of the texts, sorted."""
    return sorted(map(tuple, texts.at[pairs].tolist()))


@settings(max_examples=40)
@given(keyed(), PLANS, CHANCE)
def test_bands_pair_what_they_pair_on_one_machine(
    texts: Keyed, plan: BandPlan, chance: random.Random
) -> None:
    """With buckets of more texts than lead one, and as many bands as there can be."""
    found = counted(texts, Keys(plan, CUT, None), chance)
    wanted = candidate_pairs(texts.signatures, np.arange(len(texts.at)), plan)
    assert sorted(found) == by_place(texts, wanted)
    assert {(band, shared) for band, shared, _ in found.values()} <= {(1, 0)}


@settings(max_examples=40)
@given(keyed(), PLANS, st.floats(0.01, 1), CHANCE)
def test_bands_and_hashes_are_told_apart(
    texts: Keyed, plan: BandPlan, containment: float, chance: random.Random
) -> None:
    """Pairs of bands are those of the bands, and pairs of hashes those that share enough of them."""
    found = counted(texts, Keys(plan, CUT, Common(0.0)), chance)
    every = np.arange(len(texts.at))
    bands = [pair for pair, (band, *_) in found.items() if band]
    assert sorted(bands) == by_place(texts, candidate_pairs(texts.signatures, every, plan))
    share = SLACK * containment
    hashes = [pair for pair, (_, shared, least) in found.items() if shared >= share * least > 0]
    enough = contained_pairs(texts.batch(), every, containment)
    assert sorted(hashes) == by_place(texts, enough)


@given(keyed(), st.booleans(), CHANCE)
def test_shared_hashes_are_counted_with_those_that_lead(
    texts: Keyed, whole: bool, chance: random.Random
) -> None:
    """Each pair of places of a hash is one, where the first is among the first few."""
    keys = Keys(NO_BANDS, SampledKeys(whole), Common(0.0))
    found = counted(texts, keys, chance)
    sizes = np.diff(texts.starts).tolist()
    owners = np.repeat(np.arange(len(sizes)), sizes).tolist()
    stand: dict[int, list[int]] = {}
    for owner, value in zip(owners, texts.samples.tolist(), strict=True):
        stand.setdefault(value if whole else value >> 29, []).append(owner)
    wanted: dict[tuple[int, int], int] = {}
    for them in stand.values():
        for left in them[:LEADERS]:
            for right in them:
                if left < right:
                    wanted[left, right] = wanted.get((left, right), 0) + 1
    at = texts.at.tolist()
    assert {pair: many for pair, (_, many, _) in found.items() if many} == {
        (at[a], at[b]): many for (a, b), many in wanted.items()
    }
    assert all(
        least == min(sizes[at.index(a)], sizes[at.index(b)])
        for (a, b), (*_, least) in found.items()
    )


def test_a_key_of_many_texts_makes_pairs_with_its_first_ones() -> None:
    """A bucket that goes on over a hundred batches of a row pairs each with 16 or 64 others."""
    for kind, most in (
        (0, BUCKET_LEADERS),
        (126, BUCKET_LEADERS),
        (127, BUCKET_LEADERS),
        (-1, LEADERS),
    ):
        batches = [
            table(
                kind=np.full(1, kind, np.int8),
                key=np.full(1, 7),
                at=np.full(1, at),
                size=np.ones(1, np.int32),
                use=np.zeros(1, np.int8),
            )
            for at in range(100)
        ]
        pairs = [row[:2] for row in rows_of(paired(iter(batches)), FOUND)]
        assert pairs == [(a, b) for b in range(100) for a in range(min(b, most))]
