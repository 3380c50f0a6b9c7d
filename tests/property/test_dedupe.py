"""
The guarantees of deduplication, on corpora with planted copies, cuts, chains and templates.

The oracle works on the word 5-grams themselves, not on hashes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews import Article, Deduplication, dedupe
from grouping.planted import Planted, corpora

KEEP = st.sampled_from(["earliest", "fullest", "original"])
SEEN = {"examples": 0, "with groups": 0}


@pytest.fixture(scope="module", autouse=True)
def half_of_the_examples_hold_a_group() -> Iterator[None]:
    """Fail when the strategy plants too little to mean anything."""
    yield
    assert SEEN["examples"] > 0
    assert SEEN["with groups"] * 2 >= SEEN["examples"]


def grouped(planted: Planted, keep: str) -> Deduplication:
    """Deduplicate, and count whether there was something to find."""
    result = dedupe(planted.articles, keep=keep)
    SEEN["examples"] += 1
    SEEN["with groups"] += bool(result.groups)
    return result


def shingles_by_id(articles: tuple[Article, ...]) -> dict[str, set[tuple[str, ...]]]:
    """Return each article's word 5-grams."""
    return {str(article.id): oracles.shingles(article.text) for article in articles}


@given(corpora(), KEEP)
def test_every_dropped_article_is_held_by_its_kept_twin(planted: Planted, keep: str) -> None:
    """Guarantee 1: a copy or abridged, and never fuller than what is kept."""
    result = grouped(planted, keep)
    shingles = shingles_by_id(planted.articles)
    representative = {m.id: g.representative for g in result.groups for m in g.members}
    for id in result.dropped:
        kept = representative[id]
        assert kept in result.kept
        part, whole = shingles[id], shingles[kept]
        similar = oracles.jaccard(part, whole) >= 0.7
        assert similar or oracles.share_held(part, whole) >= 0.8
        cut = oracles.share_held(whole, part) >= 0.8 and len(part) >= 1.05 * len(whole)
        assert not cut, "a fuller article was dropped for a cut one"


@given(corpora(), KEEP, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order(planted: Planted, keep: str, chance: random.Random) -> None:
    """Guarantee 4: any order of the articles gives the same result."""
    shuffled = list(planted.articles)
    chance.shuffle(shuffled)
    assert dedupe(shuffled, keep=keep) == grouped(planted, keep)


@given(corpora(), KEEP)
def test_groups_do_not_depend_on_how_articles_come(planted: Planted, keep: str) -> None:
    """What is read once, and so kept in a file, is grouped as what stays in memory is."""
    assert dedupe(iter(planted.articles), keep=keep) == dedupe(list(planted.articles), keep=keep)


@given(corpora(), KEEP)
def test_figures_are_exact(planted: Planted, keep: str) -> None:
    """Jaccard and containment of every member are those of the word 5-grams themselves."""
    result = grouped(planted, keep)
    shingles = shingles_by_id(planted.articles)
    for group in result.groups:
        whole = shingles[group.representative]
        for member in group.members:
            part = shingles[member.id]
            assert member.jaccard == oracles.jaccard(part, whole)
            small, large = sorted((part, whole), key=len)
            assert member.containment == oracles.share_held(small, large)


@given(corpora(), KEEP)
def test_kept_and_dropped_share_out_the_articles(planted: Planted, keep: str) -> None:
    """Every article is kept or dropped, in one group at most, and representatives are kept."""
    result = grouped(planted, keep)
    ids = sorted(str(article.id) for article in planted.articles)
    assert sorted(result.kept + result.dropped) == ids
    members = [member.id for group in result.groups for member in group.members]
    assert len(members) == len(set(members))
    assert all(len(group.members) >= 2 for group in result.groups)
    assert {group.representative for group in result.groups} <= set(result.kept)
    sizes = [(-len(group.members), group.id) for group in result.groups]
    assert sizes == sorted(sizes)


@given(corpora(), KEEP)
def test_equal_texts_are_always_together(planted: Planted, keep: str) -> None:
    """Articles whose texts are equal end in one group."""
    result = grouped(planted, keep)
    group_of = {m.id: g.id for g in result.groups for m in g.members}
    by_text: dict[str, set[str | None]] = {}
    for article in planted.articles:
        by_text.setdefault(article.text, set()).add(group_of.get(str(article.id)))
    counts = [article.text for article in planted.articles]
    for text, groups in by_text.items():
        assert len(groups) == 1
        assert counts.count(text) == 1 or groups != {None}
