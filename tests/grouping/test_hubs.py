"""Pages that hold several stories, and live tickers that drift."""

from __future__ import annotations

import random

import pytest

from cleannews import Article, dedupe
from grouping.planted import story


def text(seed: int, length: int = 120) -> str:
    """Return a made-up story."""
    return " ".join(story(seed, length))


@pytest.mark.parametrize("many", [3, 5, 12])
@pytest.mark.parametrize("share", [0.5, 1.0], ids=["beginnings", "whole"])
def test_a_hub_does_not_swallow_the_stories_that_it_lists(many: int, share: float) -> None:
    """Stories, or their beginnings, stand on a page of several; all of them are kept."""
    stories = [text(seed, int(120 * share)) for seed in range(1, many + 1)]
    hub = "\n\n".join([*stories, text(99, 40)])
    result = dedupe([hub, *stories])
    assert result.dropped == ()
    assert result.groups == ()


def test_copies_of_a_story_on_a_hub_are_still_found() -> None:
    """A hub takes nothing, and the copies of what it lists have each other."""
    stories = [text(seed) for seed in range(1, 6)]
    hub = "\n\n".join(stories)
    result = dedupe([hub, *stories, stories[2] + " indeed", hub + " and so on"])
    assert sorted(len(group.members) for group in result.groups) == [2, 2]
    assert len(result.dropped) == 2


def test_two_cuts_of_one_story_are_abridged() -> None:
    """Two parts that share nothing do not make a page of several stories."""
    words = story(1, 400)
    result = dedupe([" ".join(words), " ".join(words[:150]), " ".join(words[250:])])
    assert result.dropped == ("1", "2")


def test_many_copies_of_a_cut_do_not_make_a_hub() -> None:
    """However many sites cut a story, they are cuts of it."""
    chance = random.Random(3)  # noqa: S311 (no secret)
    words = story(1, 400)
    cuts = []
    for at in range(200):
        cut = words[: 150 + chance.randrange(30)]
        cut[chance.randrange(100)] = f"edit{at}"
        cuts.append(" ".join(cut))
    result = dedupe([" ".join(words), *cuts])
    assert result.kept == ("0",)


def test_hubs_are_told_in_any_order() -> None:
    """The order of the articles changes nothing."""
    stories = [text(seed) for seed in range(1, 6)]
    articles: list[Article | dict[str, object] | str] = [
        {"id": f"{at}", "text": it} for at, it in enumerate(["\n\n".join(stories), *stories])
    ]
    assert dedupe(articles) == dedupe(articles[::-1])
