"""Copies with words swapped, and stories that only have much in common."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews import dedupe
from cleannews.grouping.alignkernel import aligned_words, sentences_of
from cleannews.grouping.numberwords import number_table
from cleannews.grouping.rewording import SHORTEST, reworded_pairs
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded
from grouping.planted import prose, spun

STORIES = 80


@pytest.mark.parametrize(("share", "least"), [(0.2, 0.95), (0.3, 0.85), (1 / 3, 0.85)])
def test_spun_copies_are_found(share: float, least: float) -> None:
    """Copies with a share of their content words swapped are grouped with their source and kept."""
    stories = [prose(seed) for seed in range(STORIES)]
    copies = [spun(text, share, seed) for seed, text in enumerate(stories)]
    result = dedupe(stories + copies)
    found = {member.id: group for group in result.groups for member in group.members}
    pairs = [(str(at), str(at + STORIES)) for at in range(STORIES)]
    together = [(a, b) for a, b in pairs if a in found and found[a] is found.get(b)]
    assert len(together) >= least * STORIES
    assert all(len(group.members) == 2 for group in result.groups)
    assert not result.dropped or share < 0.3
    relations = {member.relation for group in result.groups for member in group.members[1:]}
    assert "reworded" in relations


def test_reworded_copies_are_dropped_only_if_asked() -> None:
    """They are kept by default, and go with drop={"reworded"}; copies= only does not look for them."""
    texts = [prose(1), spun(prose(1), 0.3, 7)]
    assert dedupe(texts).dropped == ()
    assert len(dedupe(texts, drop={"reworded"}).dropped) == 1
    assert dedupe(texts, containment=None).groups == ()


def test_strangers_are_not_reworded() -> None:
    """Stories of the same words and the same length have little in common."""
    assert dedupe([prose(seed) for seed in range(300)]).groups == ()


@pytest.mark.parametrize("own", [0.3, 0.5, 0.7])
def test_stories_that_quote_the_same_are_two(own: float) -> None:
    """Sentences of their own tell two stories from spun copies."""
    quoted = prose(1, 20).split(". ")
    many = int(own * 20)
    texts = [". ".join([*prose(seed, many).split(". "), *quoted[many:]]) for seed in (2, 3)]
    texts[1] = spun(texts[1], 0.3, 5)
    assert dedupe(texts).groups == ()


def test_a_cut_spun_copy_is_found() -> None:
    """Sentences of the shorter text count."""
    cut = spun(". ".join(prose(1).split(". ")[:9]), 0.25, 3)
    (pair,) = dedupe([prose(1), cut]).pairs()
    assert pair.relation == "reworded"


def test_short_items_are_not_looked_at() -> None:
    """Notices of one form have the same sentences."""
    short = " ".join(prose(1).split()[: SHORTEST - 1])
    assert reworded_pairs(
        [short, short], np.array([[0, 1]]), np.array([SHORTEST - 1])
    ).tolist() == [False]
    assert reworded_pairs([prose(1)] * 2, np.array([[0, 1]]), np.array([SHORTEST])).tolist() == [
        True
    ]


def test_no_pairs_no_answers() -> None:
    """Nothing in, nothing out."""
    assert reworded_pairs([], np.empty((0, 2), np.int64), np.empty(0, np.int64)).tolist() == []


@given(
    st.lists(st.sampled_from("abc"), min_size=6, max_size=11),
    st.lists(st.sampled_from("abcd"), min_size=6, max_size=11),
    st.floats(0.1, 1),
)
def test_alignment_agrees_with_the_oracle(
    first: list[str], second: list[str], share: float
) -> None:
    """A sentence counts whole if its longest common subsequence with another is long enough."""
    texts = [" ".join(some) for some in (first, second)]
    words, begins, of_text = sentences_of(*encoded(texts), fold_arrays(), number_table())
    (found,) = aligned_words(words, begins, of_text, np.array([[0, 1]]), share, 0.0).tolist()
    enough = oracles.common(first, second) >= share * len(first)
    assert found == (len(first) if enough else 0)


def test_sentences_are_cut_at_their_ends() -> None:
    """Abbreviations do not cut, and what has no full stop is cut all the same."""
    texts = [
        "Mr. Roe of Norrick saw it all on Friday. He said so to the court of the town.",
        "word " * 130,
        "",
    ]
    _, begins, of_text = sentences_of(*encoded(texts), fold_arrays(), number_table())
    assert np.diff(begins).tolist() == [9, 9, 60, 60, 10]
    assert of_text.tolist() == [0, 2, 5, 5]


def test_verdicts_do_not_depend_on_which_text_comes_first() -> None:
    """Of two texts of one length either may be the one whose sentences are looked for."""
    chance = random.Random(4)  # noqa: S311 (no secret)
    texts = []
    for seed in range(40):
        words = prose(seed).split()
        texts += [" ".join(words), spun(" ".join(words), chance.uniform(0.3, 0.7), seed)]
        texts.append(" ".join([*words[40:], *words[:40]]))
    pairs = np.array(
        [(at + one, at + two) for at in range(0, 120, 3) for one, two in [(0, 1), (0, 2), (1, 2)]]
    )
    sizes = np.full(len(pairs), SHORTEST)
    found = reworded_pairs(texts, pairs, sizes)
    assert 0 < found.sum() < len(pairs)
    assert (found == reworded_pairs(texts, pairs[:, ::-1], sizes)).all()
