"""Candidate pairs are judged in rounds: many copies of one story cost one comparison each."""

from __future__ import annotations

import random
from importlib import import_module

import pytest

from cleannews import Article, Deduplication, dedupe
from cleannews.grouping import rounds, verdict
from grouping.planted import edited, mixed, story

STEPS = import_module("cleannews.grouping.dedupe")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that takes how many pairs are compared at a time."""
    counts: list[int] = []

    def counting(*args: object) -> verdict.Verdicts:
        counts.append(len(args[3]))  # type: ignore[arg-type]
        return verdict.verdicts(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(STEPS, "verdicts", counting)
    return counts


def test_many_copies_of_one_story_are_compared_once_each(compared: list[int]) -> None:
    """Whatever the first one takes is compared with nothing else."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    words = story(1, 300)
    many = 600
    result = dedupe([edited(chance, words, 3) for _ in range(many)])
    assert len(result.dropped) == many - 1
    assert many - 1 <= sum(compared) <= 1.2 * many


def test_a_fuller_copy_among_many_does_not_bring_all_comparisons_back(compared: list[int]) -> None:
    """It leads instead of the first one, and takes what that would have taken."""
    chance = random.Random(2)  # noqa: S311 (no secret)
    words = story(1, 300)
    many = 400
    fuller = [" ".join([*words, *story(7, 40)])]
    result = dedupe([*[edited(chance, words, 3) for _ in range(many)], *fuller])
    assert result.kept == (str(many),)
    assert sum(compared) <= 4 * many


def test_many_items_of_one_template_are_compared_with_a_few_each(compared: list[int]) -> None:
    """None takes another, and the cost for each does not grow with their number."""
    costs = []
    for many in (300, 1200):
        chance = random.Random(3)  # noqa: S311 (no secret)
        words = story(1, 90)
        items = []
        for _ in range(many):
            item = list(words)
            for at in range(5, 90, 18):
                item[at] = str(chance.randrange(10**6))
            items.append(" ".join(item))
        compared.clear()
        assert dedupe(items).groups == ()
        costs.append(sum(compared) / many)
    assert costs[1] < 2 * costs[0]


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the word 5-grams of a text."""
    words = text.split()
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def held(result: Deduplication, articles: list[Article]) -> None:
    """Check that every dropped article stands in the kept one of its group."""
    of = {str(article.id): shingles(article.text) for article in articles}
    kept = {member.id: group.id for group in result.groups for member in group.members}
    for id in result.dropped:
        part, whole = of[id], of[kept[id]]
        shared = len(part & whole)
        assert kept[id] in result.kept
        assert shared >= 0.7 * len(part | whole) or shared >= 0.8 * len(part)
        assert len(part) <= 1.5 * len(whole)
        assert not (shared >= 0.8 * len(whole) and len(part) >= 1.05 * len(whole))


@pytest.mark.parametrize("keep", ["earliest", "fullest", "original"])
@pytest.mark.parametrize("seed", range(12))
def test_guarantees_hold_in_rounds(seed: int, keep: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With dates, versions, agencies, a window and preferred sites, in any order, as at one go."""
    articles = mixed(seed)
    settings = {
        "keep": keep,
        "window": (None, 5)[seed % 2],
        "prefer": ((), ("b.example",))[seed % 3 // 2],
    }
    at_one_go = dedupe(articles, **settings)  # type: ignore[arg-type]
    monkeypatch.setattr(rounds, "MANY", 0)
    result = dedupe(articles, **settings)  # type: ignore[arg-type]
    held(at_one_go, articles)
    held(result, articles)
    assert dedupe(articles[::-1], **settings) == result  # type: ignore[arg-type]
    assert abs(len(result.dropped) - len(at_one_go.dropped)) <= 1
