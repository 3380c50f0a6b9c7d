"""Candidates for texts that are cut from longer ones."""

from __future__ import annotations

import numpy as np

from cleannews.grouping.containment import MOST_TEXTS, contained_pairs
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


def test_what_stands_in_too_many_texts_says_nothing() -> None:
    """A passage in more texts than the cap makes no candidates."""
    common = " ".join(story(1, 200))
    texts = [f"{common} {' '.join(story(seed, 20))}" for seed in range(2, MOST_TEXTS + 4)]
    assert len(contained_pairs(sign(texts), np.arange(len(texts)), 0.8)) == 0


def test_no_texts_no_pairs() -> None:
    """Nothing in, nothing out."""
    assert contained_pairs(sign([]), np.arange(0), 0.8).shape == (0, 2)
