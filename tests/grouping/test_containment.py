"""Candidates for texts that are cut from longer ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews.grouping.containment import SLACK, contained_pairs
from cleannews.grouping.kernel import LEADERS
from cleannews.signatures.batch import sign
from grouping.planted import story


def test_cuts_to_a_third_are_found() -> None:
    """Of 200 stories cut to their first third at least 98 % become candidates."""
    wholes = [" ".join(story(seed, 300)) for seed in range(1, 201)]
    cuts = [" ".join(text.split()[:100]) for text in wholes]
    batch = sign(wholes + cuts)
    found = {tuple(pair) for pair in contained_pairs(batch, np.arange(400), 0.8).tolist()}
    assert sum((at, at + 200) in found for at in range(200)) >= 196
    assert len(found) <= 200


def test_only_the_named_texts_are_paired() -> None:
    """Pairs are indices into the texts that are given."""
    batch = sign([" ".join(story(seed, 200)) for seed in (1, 2, 1, 2)])
    assert contained_pairs(batch, np.array([1, 3]), 0.8).tolist() == [[0, 1]]


def test_a_crowded_passage_pairs_with_the_first_texts_only() -> None:
    """A passage in more texts than the cap makes candidates with those that lead."""
    common = " ".join(story(1, 200))
    texts = [f"{common} {' '.join(story(seed, 20))}" for seed in range(2, LEADERS + 40)]
    pairs = contained_pairs(sign(texts), np.arange(len(texts)), 0.8)
    assert set(pairs[:, 0].tolist()) == set(range(LEADERS))
    assert len(pairs) == sum(len(texts) - 1 - leader for leader in range(LEADERS))


def test_the_cut_of_a_story_with_many_copies_is_found() -> None:
    """However many sites carry a story, its abridged version is a candidate."""
    whole = story(1, 300)
    copies = [" ".join([*whole, *story(seed, 30)]) for seed in range(2, 3 * LEADERS)]
    texts = [*copies, " ".join(whole[:100])]
    pairs = contained_pairs(sign(texts), np.arange(len(texts)), 0.8).tolist()
    assert [0, len(copies)] in pairs


def pairs_by_sets(texts: list[str], share: float) -> set[tuple[int, int]]:
    """Return the pairs that share enough of the smaller sample, by Python sets."""
    samples = [{hash for hash in oracles.shingle_hashes(text) if hash < 1 << 61} for text in texts]
    return {
        (a, b)
        for a, b in combinations(range(len(texts)), 2)
        if (shared := len(samples[a] & samples[b]))
        and shared >= share * min(len(samples[a]), len(samples[b]))
    }


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 80)), max_size=12))
def test_the_candidates_are_those_of_plain_sets(shape: list[tuple[int, int]]) -> None:
    """The compiled index finds the pairs that a comparison of all samples finds."""
    texts = [" ".join(story(seed, 120)[:length] + story(seed + 1, 40)) for seed, length in shape]
    found = contained_pairs(sign(texts), np.arange(len(texts)), 0.8)
    assert {tuple(pair) for pair in found.tolist()} == pairs_by_sets(texts, SLACK * 0.8)


def test_no_texts_no_pairs() -> None:
    """Nothing in, nothing out."""
    assert contained_pairs(sign([]), np.arange(0), 0.8).shape == (0, 2)
