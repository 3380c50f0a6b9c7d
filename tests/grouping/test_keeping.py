"""Which article of a group is kept: originals, preferred sites, versions, and how far dates may lie apart."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import permutations

import pytest

from cleannews import Article, Deduplication, dedupe
from grouping.planted import story

STORY = " ".join(story(1, 200))
DAY = date(2026, 3, 1)


def at(day: int | None) -> date | None:
    """Return a day of a month, or none."""
    return None if day is None else DAY + timedelta(days=day)


def article(id: str, site: str, day: int | None = 0, text: str = STORY) -> Article:
    """Return a copy of the story on a site."""
    return Article(text, id=id, site=site, published=at(day))


def relations(result: Deduplication) -> dict[str, str]:
    """Return the relation of every grouped article."""
    return {member.id: member.relation for group in result.groups for member in group.members}


def test_the_agencys_own_copy_is_the_original() -> None:
    """Of an agency's story its own site's copy is kept, though others were sooner."""
    copies = [article("a", "gazette.example", 0), article("b", "reuters.com", 1)]
    assert dedupe(copies).kept == ("a",)
    assert dedupe(copies, keep="original").kept == ("b",)


def test_the_outlet_that_a_reprint_names_has_the_original() -> None:
    """Who is named as the first has the original, whether the texts are equal or not."""
    says = "This article originally appeared in the Norrick Post."
    copies = [
        article("a", "gazette.example", 0, f"{STORY}\n\n{says}"),
        article("b", "norrickpost.example", 1),
        article("c", "tribune.example", 0),
    ]
    assert dedupe(copies, keep="original").kept == ("b",)
    equal = [article("a", "gazette.example", 0, copies[0].text), *copies[1:]]
    equal[1] = article("b", "norrickpost.example", 1, copies[0].text)
    assert dedupe(equal, keep="original").kept == ("b",)


def test_without_an_original_the_earliest_is_kept_and_then_the_fullest() -> None:
    """The order of "original" goes on with the date and the length."""
    fuller = f"{STORY} and some words"
    copies = [article("a", "x.example", 1), article("b", "y.example", 0, fuller)]
    assert dedupe(copies, keep="original").kept == ("b",)
    same_day = [article("a", "x.example", 0), article("b", "y.example", 0, fuller)]
    assert dedupe(same_day, keep="original").kept == ("b",)


@pytest.mark.parametrize("keep", ["earliest", "fullest", "original"])
def test_preferred_sites_come_first(keep: str) -> None:
    """Whatever else is asked for, a preferred site's copy leads, the first named before others."""
    copies = [article(name, f"{name}.example", day) for day, name in enumerate("abc")]
    prefer = ["https://www.c.example", "b.example"]
    assert dedupe(copies, keep=keep, prefer=prefer).kept == ("c",)
    assert dedupe(copies[:2], keep=keep, prefer=prefer).kept == ("b",)


def version(id: str, day: int | None, text: str, url: str = "https://news.example/rain") -> Article:
    """Return an article at an address."""
    return Article(text, id=id, url=url, published=at(day))


CHANGED = STORY.replace(STORY.split()[20], "altered").replace(STORY.split()[90], "amended")
REWRITTEN = " ".join([*story(1, 60), *story(5, 140)])


@pytest.mark.parametrize("keep", ["earliest", "fullest", "original"])
def test_the_latest_version_is_kept(keep: str) -> None:
    """Of one address the latest stands for the others, whatever keep says."""
    result = dedupe(
        [
            version("first", 0, STORY),
            version("second", 1, CHANGED, "http://www.news.example/rain/?utm_source=feed#top"),
        ],
        keep=keep,
    )
    assert result.kept == ("second",)
    assert relations(result) == {"second": "representative", "first": "version"}


def test_a_version_that_says_something_else_is_linked_and_kept() -> None:
    """Beyond the thresholds both are kept, in one group."""
    result = dedupe([version("first", 0, STORY), version("second", 1, REWRITTEN)])
    assert result.kept == ("first", "second")
    assert relations(result) == {"second": "representative", "first": "version"}


def test_a_fuller_version_is_not_dropped_for_a_later_cut() -> None:
    """A later version that is only a part of the first replaces nothing."""
    result = dedupe([version("first", 0, STORY), version("cut", 1, " ".join(story(1, 90)))])
    assert result.kept == ("cut", "first")
    assert set(relations(result)) == {"cut", "first"}


def test_versions_without_dates_are_copies() -> None:
    """Where no date tells which is the latest, likeness and keep decide."""
    result = dedupe([version("b", None, STORY), version("a", None, CHANGED)])
    assert relations(result) == {"a": "representative", "b": "copy"}


def test_a_front_page_has_no_versions() -> None:
    """What stands at a site's front page are different articles."""
    pages = [
        version("a", 0, STORY, "https://news.example/"),
        version("b", 1, REWRITTEN, "news.example"),
    ]
    assert dedupe(pages).groups == ()


def test_addresses_that_differ_in_a_parameter_are_different_pages() -> None:
    """Only parameters that track the reader are left out."""
    pages = [
        version("a", 0, STORY, "https://news.example/show?id=1"),
        version("b", 1, REWRITTEN, "https://news.example/show?id=2"),
    ]
    assert dedupe(pages).groups == ()


@pytest.mark.parametrize("text", [STORY, CHANGED], ids=["equal", "alike"])
@pytest.mark.parametrize(
    ("days", "window", "grouped"),
    [
        ((0, 3), 3, True),
        ((0, 4), 3, False),
        ((0, None), 3, True),
        ((None, None), 3, True),
        ((0, 400), None, True),
    ],
)
def test_a_window_parts_articles_of_distant_dates(
    text: str, days: tuple[int | None, int | None], window: float | None, *, grouped: bool
) -> None:
    """Articles further apart are not one; a missing date parts nothing."""
    first, second = days
    pair = [article("a", "x.example", first), article("b", "y.example", second, text)]
    assert bool(dedupe(pair, window=window).groups) == grouped


def test_a_column_that_comes_back_each_year_is_one_group_a_year() -> None:
    """Equal texts beyond the window lead groups of their own."""
    copies = [
        article(f"{year}{site}", f"{site}.example", 365 * year)
        for year in range(3)
        for site in "xy"
    ]
    found = dedupe(copies, window=30).groups
    assert [[member.id for member in group.members] for group in found] == [
        ["0x", "0y"],
        ["1x", "1y"],
        ["2x", "2y"],
    ]


def test_none_of_it_depends_on_the_order_of_the_articles() -> None:
    """Originals, versions and windows give the same groups in any order."""
    articles = [
        version("first", 0, STORY),
        version("second", 2, CHANGED),
        article("agency", "apnews.com", 1),
        article("late", "x.example", 40),
    ]
    settings = {"keep": "original", "window": 30, "prefer": ["x.example"]}
    results = [dedupe(list(some), **settings) for some in permutations(articles)]  # type: ignore[arg-type]
    assert all(result == results[0] for result in results)


def test_copies_of_a_reworked_copy_stay_its_own_group() -> None:
    """A star is not taken apart for a loose likeness: its copies are still dropped for it."""
    words = story(1, 200)
    reworked = " ".join([*words[:130], *story(7, 70)])
    twin = f"{reworked} indeed"
    result = dedupe([STORY, reworked, twin])
    assert result.dropped in {("1",), ("2",)}
    alone = dedupe([STORY, reworked])
    assert (relations(alone)["1"], alone.dropped) == ("reworded", ())
    dropped = dedupe([STORY, reworked], drop={"reworded"})
    assert dropped.dropped == ("1",)


def test_many_versions_and_copies_stay_within_bounds() -> None:
    """Nothing is dropped but for a kept article that holds it, with versions among copies."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    articles = []
    for number in range(60):
        words = story(1 + number % 3, 150)
        changed = [
            f"new{number}x{at}" if chance.random() < 0.03 else it for at, it in enumerate(words)
        ]
        url = f"https://{number % 4}.example/{number % 5}"
        articles.append(version(f"{number:02}", chance.randrange(9), " ".join(changed), url))
    result = dedupe(articles)
    kept = {member.id: member for group in result.groups for member in group.members}
    assert result.dropped
    for id in result.dropped:
        assert kept[id].jaccard >= 0.7 or kept[id].containment >= 0.8


@pytest.mark.parametrize("keep", ["earliest", "fullest", "original"])
def test_two_takes_with_a_sentence_of_their_own_are_both_kept(keep: str) -> None:
    """However much they share, neither holds what the other alone says; shorter additions tell nothing."""
    takes = [f"{STORY} {' '.join(story(seed, 26))}" for seed in (5, 6)]
    result = dedupe(takes, keep=keep)
    assert (result.dropped, relations(result)["1"]) == ((), "reworded")
    assert len(dedupe([STORY, takes[0]], keep=keep).dropped) == 1
    assert len(dedupe([" ".join(take.split()[:220]) for take in takes], keep=keep).dropped) == 1
    assert len(dedupe(takes, keep=keep, containment=None).dropped) == 1


@pytest.mark.parametrize("keep", ["earliest", "fullest", "original"])
def test_of_reworded_articles_the_much_fuller_leads(keep: str) -> None:
    """So that nothing is dropped for a cut, if reworded copies are dropped, too."""
    words = story(1, 300)
    reworked = [word if at % 9 else f"new{at}" for at, word in enumerate(words[:160])]
    cut, full = (
        article("a", "x.example", 0, " ".join(reworked)),
        article("b", "y.example", 1, " ".join(words)),
    )
    result = dedupe([cut, full], keep=keep, drop={"reworded"})
    assert result.dropped in {(), ("a",)}
    near = [word if at % 14 else f"new{at}" for at, word in enumerate(words[:190])]
    cut = article("a", "x.example", 0, " ".join(near))
    assert dedupe([cut, full], keep=keep, drop={"reworded"}).dropped == ("a",)


def test_versions_of_one_date_do_not_depend_on_the_order_of_the_articles() -> None:
    """Where two articles of an address are the latest, the order of keep tells, and ends in the id."""
    texts = [" ".join([*story(1, 60), *story(seed, 140)]) for seed in (5, 6, 7)]
    articles = [version(id, 1, text) for id, text in zip("abc", texts, strict=True)]
    results = [dedupe(list(some)) for some in permutations(articles)]
    assert all(result == results[0] for result in results)
    assert relations(results[0]) == {"a": "representative", "b": "version", "c": "version"}
