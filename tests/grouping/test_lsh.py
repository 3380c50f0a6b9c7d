"""Band plans, candidate pairs, and the share of similar pairs that they find."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from datasketch import MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews.errors import SettingsError
from cleannews.grouping import lsh
from cleannews.grouping.lsh import BUCKET_LEADERS, BandPlan, band_keys, candidate_pairs
from cleannews.signatures.batch import sign
from cleannews.signatures.minhash import to_datasketch
from grouping.planted import story


@given(st.floats(0.05, 1))
def test_a_plan_finds_the_pairs_at_its_threshold(threshold: float) -> None:
    """At least 99 % of the pairs at the threshold become candidates, and more rows would not do."""
    plan = BandPlan.for_threshold(threshold)
    assert plan.probability(threshold) >= 0.99
    stricter = plan.rows + 1
    if stricter <= 128:
        assert oracles.band_probability(threshold, 128 // stricter, stricter) < 0.99


@given(st.floats(0, 1), st.integers(1, 32), st.integers(1, 4))
def test_the_s_curve_is_the_formula(jaccard: float, bands: int, rows: int) -> None:
    """The chance of a candidate is one minus the chance that no band agrees."""
    expected = oracles.band_probability(jaccard, bands, rows)
    assert BandPlan(bands, rows).probability(jaccard) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("bands", "rows"), [(0, 1), (1, 0), (33, 4), (129, 1)])
def test_a_plan_must_fit_a_signature(bands: int, rows: int) -> None:
    """The error names what was given and what fits."""
    with pytest.raises(SettingsError, match=r"bands and rows is .* product up to 128"):
        BandPlan(bands, rows)


def similar_texts(seed: int, jaccard: float) -> list[str]:
    """Return two texts of about 300 words with a given similarity of their 5-grams."""
    shared = round(2 * 300 * jaccard / (1 + jaccard))
    same = story(seed, shared + 4)
    return [" ".join([*same, *story(seed + half, 300 - shared)]) for half in (5_000, 10_000)]


def test_99_of_100_pairs_at_the_threshold_are_found() -> None:
    """Measured on texts of Jaccard 0.7, not computed."""
    plan = BandPlan.for_threshold(0.7)
    texts = [text for seed in range(500) for text in similar_texts(seed, 0.705)]
    exact = [
        oracles.jaccard(oracles.shingles(texts[at]), oracles.shingles(texts[at + 1]))
        for at in range(0, 1000, 2)
    ]
    assert 0.7 <= min(exact) <= max(exact) < 0.72
    pairs = candidate_pairs(sign(texts).signatures, np.arange(len(texts)), plan).tolist()
    assert sum(a % 2 == 0 and b == a + 1 for a, b in pairs) >= 495


def test_candidates_are_those_of_datasketch() -> None:
    """With the same bands MinHashLSH finds the same pairs."""
    texts = [text for at in range(40) for text in similar_texts(at, 0.2 + at * 0.0175)]
    signatures = sign(texts).signatures
    plan = BandPlan(25, 5)
    lsh = MinHashLSH(num_perm=128, params=(plan.bands, plan.rows))
    sketches = [to_datasketch(values) for values in signatures]
    for at, sketch in enumerate(sketches):
        lsh.insert(at, sketch)
    found = [(at, other) for at, sketch in enumerate(sketches) for other in lsh.query(sketch)]
    expected = {(at, other) for at, other in found if isinstance(other, int) and at < other}
    assert expected
    pairs = candidate_pairs(signatures, np.arange(len(texts)), plan).tolist()
    assert {tuple(pair) for pair in pairs} == expected


def test_a_crowded_bucket_keeps_its_pairs_with_its_leaders() -> None:
    """Five hundred texts in one bucket make pairs with the first few only."""
    pairs = candidate_pairs(np.zeros((500, 128), np.uint32), np.arange(500), BandPlan(25, 5))
    assert set(pairs[:, 0].tolist()) == set(range(BUCKET_LEADERS))
    assert len(pairs) == sum(500 - 1 - leader for leader in range(BUCKET_LEADERS))


def test_no_texts_no_pairs() -> None:
    """Nothing in, nothing out."""
    nothing = np.empty((0, 128), np.uint32)
    assert candidate_pairs(nothing, np.arange(0), BandPlan(25, 5)).shape == (0, 2)


def test_keys_that_agree_by_half_are_only_candidates() -> None:
    """A pair is found by half of each band's key, so no pair of equal bands is missed."""
    signatures = sign(similar_texts(1, 0.9)).signatures
    plan = BandPlan(32, 4)
    both = np.arange(2)
    same = [
        band
        for band in range(32)
        if len(set(band_keys(signatures, both, plan, band).tolist())) == 1
    ]
    assert same
    assert candidate_pairs(signatures, np.arange(2), plan).tolist() == [[0, 1]]


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(0, 2**64 - 1))
def test_keys_that_agree_by_chance_in_what_is_sorted_share_no_bucket(
    chosen: list[int], base: int
) -> None:
    """Keys are sorted by half of what they say; those that differ in the rest are not paired."""
    flips = [0, 0x00000001_00000001, 0xABCD1234_ABCD1234, 0x00000002_00000000]
    keys = np.array([base ^ flips[at] for at in chosen], np.uint64)
    left, right = lsh._pairs_in_buckets(keys)
    expected = {
        (first, second)
        for first, second in combinations(range(len(keys)), 2)
        if keys[first] == keys[second] and sum(keys[:first] == keys[first]) < BUCKET_LEADERS
    }
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == sorted(expected)
