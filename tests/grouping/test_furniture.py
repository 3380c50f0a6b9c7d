"""What a site repeats counts neither for nor against similarity, even where it stays in the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cleannews import Article, CleanedText, Cleaner, RemovedSpan, SiteMemory, dedupe
from cleannews.grouping.sources import without
from grouping.planted import story


def prose(seed: int, words: int) -> str:
    """Return a paragraph that reads like journalism."""
    parts = story(seed, words)
    sentences = [" ".join(parts[at : at + 14]).capitalize() + "." for at in range(0, words, 14)]
    return " ".join(sentences)


def page(site: str, body: int, furniture: int, id: str, words: int = 112) -> Article:
    """Return a story between the paragraphs that a site puts around all of its stories."""
    around = [prose(9000 + 10 * furniture + at, 70) for at in range(3)]
    text = "\n\n".join([around[0], prose(body, words), *around[1:]])
    return Article(text, id=id, site=site)


def long_stories(site: str, furniture: int) -> list[Article]:
    """Return stories of which a memory learns what their site puts around them."""
    seeds = range(1000 * furniture, 1000 * furniture + 4)
    return [page(site, seed, furniture, f"long{seed}", 700) for seed in seeds]


TEMPLATE = [page("gazette.example", 100 + at, 1, f"s{at}") for at in range(6)]


def test_six_stories_in_one_template_are_six_stories() -> None:
    """They share two thirds of their words, and a memory tells that these are the site's."""
    cleaner = Cleaner(memory=SiteMemory.learn(long_stories("gazette.example", 1)))
    assert dedupe(TEMPLATE, cleaner=Cleaner()).groups
    assert dedupe(TEMPLATE, cleaner=cleaner).groups == ()
    assert all(prose(9010, 70) in cleaner.clean(one).text for one in TEMPLATE)


def test_one_story_in_eight_templates_is_one() -> None:
    """Eight sites put their own paragraphs around one story."""
    others = [it for site in range(8) for it in long_stories(f"{site}.example", 20 + site)]
    copies = [page(f"{site}.example", 77, 20 + site, f"copy{site}") for site in range(8)]
    memory = SiteMemory.learn([*others, *copies])
    (group,) = dedupe([*others, *copies], cleaner=Cleaner(memory=memory)).groups
    assert sorted(member.id for member in group.members) == sorted(it.id or "" for it in copies)
    assert {member.jaccard for member in group.members} == {1.0}


def test_why_knows_what_was_not_compared() -> None:
    """Shared passages are those that count, with places in the raw texts."""
    copies = [page(f"{site}.example", 77, 20 + site, f"copy{site}") for site in range(2)]
    others = [it for site in range(2) for it in long_stories(f"{site}.example", 20 + site)]
    memory = SiteMemory.learn([*copies, *others])
    why = dedupe([*copies, *others], cleaner=Cleaner(memory=memory)).why("copy1")
    assert why is not None
    (passage,) = why.passages
    assert copies[1].text[passage.start : passage.end] == prose(77, 112).rstrip(".")


RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=5)


@given(st.lists(st.integers(0, 30), max_size=6, unique=True), RANGES)
def test_ranges_of_both_texts_name_the_same(
    bounds: list[int], repeated: list[tuple[int, int]]
) -> None:
    """What is compared is the same, cut from the original or from the cleaned text."""
    text = "".join(map(chr, range(97, 97 + 30)))
    ends = list(pairwise(sorted(bounds)))[::2]
    removed = tuple(RemovedSpan(a, b, text[a:b], "ad", "ad.x") for a, b in ends)
    ranges = tuple((a, min(30, a + size)) for a, size in repeated if a < 30)
    done = CleanedText(text, removed, ranges)
    kept = without(text, done.not_compared)
    gone = {at for a, b in (*ends, *ranges) for at in range(a, b)}
    assert kept == "".join(char for at, char in enumerate(text) if at not in gone)
    assert without(done.text, done.repeated_in_text) == kept
