"""What is learned of sites, and what cleaning makes of it."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import (
    Article,
    Cleaner,
    CleannewsError,
    SchemeError,
    SiteMemory,
    SiteMemoryError,
    clean,
)
from cleannews.cleaning import sightings
from cleannews.cleaning.recurring import LINE, NEVER, SENTENCE, TEMPLATE, stories_needed

SITE = "ledger.example"
FURNITURE = "The best of the Ledger in one place"
PROMPT = "Our newsletter brings you the week on the coast every Friday at noon."
WORDS = [
    "harbour",
    "ferry",
    "council",
    "storm",
    "bridge",
    "mill",
    "school",
    "budget",
    "river",
    "tide",
    "fish",
    "vote",
]


def story(number: int, *extra: str, site: str | None = SITE) -> Article:
    """Return an article that shares nothing with others but lines that are given."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    paragraphs = [
        f"The {' '.join(chance.choices(WORDS, k=14))} of {chance.random()} was named on Friday."
        for _ in range(6)
    ]
    return Article("\n\n".join([*paragraphs, *extra]), site=site, id=str(number))


def went(article: Article, memory: SiteMemory) -> list[str]:
    """Return the lines and parts that a memory takes."""
    removed = Cleaner(memory=memory).clean(article).removed
    return [span.text.strip() for span in removed if span.rule == "template.learned"]


def same(one: SiteMemory, other: SiteMemory, folder: Path) -> bool:
    """Tell whether two memories are the same file."""
    one.save(folder / "one")
    other.save(folder / "other")
    return (folder / "one").read_bytes() == (folder / "other").read_bytes()


def test_what_two_stories_share_goes() -> None:
    """Two pages of a site are enough for a line that is no prose."""
    memory = SiteMemory.learn(story(number, FURNITURE) for number in range(2))
    assert went(story(0, FURNITURE), memory) == [FURNITURE]
    assert went(story(9, FURNITURE), memory) == [FURNITURE]
    assert went(story(9, "The worst of the Ledger in one place"), memory) == []


def test_spelling_does_not_matter() -> None:
    """A line is known in other case and punctuation."""
    memory = SiteMemory.learn(story(number, FURNITURE) for number in range(2))
    assert went(story(9, f"» {FURNITURE.upper()} «"), memory) == [f"» {FURNITURE.upper()} «"]


def test_another_site_is_another_site() -> None:
    """What one outlet repeats says nothing of another, nor of an article without a site."""
    memory = SiteMemory.learn(story(number, FURNITURE) for number in range(2))
    assert went(story(0, FURNITURE, site="courier.example"), memory) == []
    assert went(story(0, FURNITURE, site=None), memory) == []
    nowhere = SiteMemory.learn(story(number, FURNITURE, site=None) for number in range(2))
    assert nowhere.counts() == {"pages": 0, "sites": 0, "recurring": 0}


def test_copies_of_one_story_count_once() -> None:
    """A page crawled twice, or changed a little, is no second witness."""
    first = story(0, FURNITURE)
    changed = Article(first.text.replace("of 0", "of more than 0", 1), site=SITE)
    memory = SiteMemory.learn([first, first, changed])
    assert memory.counts()["pages"] == 2
    assert went(first, memory) == []


def test_a_paragraph_that_is_used_again_stays() -> None:
    """Background in three stories is journalism; the prompt beside it is not."""
    background = (
        "The mill has stood empty since 2011, when its last owner went bankrupt and left the town."
    )
    memory = SiteMemory.learn(story(number, background, PROMPT) for number in range(3))
    assert went(story(0, background, PROMPT), memory) == [PROMPT]


def test_a_sentence_goes_from_a_paragraph() -> None:
    """Only the sentence that recurs, with a cue, and what is left stays prose."""
    paragraph = "The council voted for the pier by nine votes to four late on Tuesday. " + PROMPT
    memory = SiteMemory.learn(
        story(number, f"The mill of {number} owners was sold to the town on Monday. {PROMPT}")
        for number in range(4)
    )
    page = story(9, paragraph)
    assert went(page, memory) == [PROMPT]
    assert Cleaner(memory=memory).clean(page).text == page.text.removesuffix(f" {PROMPT}")


def test_a_template_goes_with_another_name() -> None:
    """The slot takes a name that was never seen."""
    names = ("Jane Roe", "John Doe", "Ann Lee", "Max Poe")
    memory = SiteMemory.learn(
        story(number, f"You have read all there is by {name} on the coast")
        for number, name in enumerate(names)
    )
    line = "You have read all there is by Kim Day on the coast"
    assert went(story(9, line), memory) == [line]


def test_figures_are_facts() -> None:
    """Reports that differ in figures stay whole, however many there are."""
    reports = [
        story(
            number, f"Oper shr {number} cts vs {number + 3} cts", f"Revs {number}.5 mln vs 12.1 mln"
        )
        for number in range(12)
    ]
    assert all(went(report, SiteMemory.learn(reports)) == [] for report in reports)


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version gave the wrong date for the vote on the pier.",
        "By Jane Roe, staff writer",
        "Jane Roe is a reporter at the Ledger who covers the coast.",
    ],
)
def test_what_is_kept_stays_however_often_it_recurs(line: str) -> None:
    """Corrections, bylines and bios are not furniture."""
    memory = SiteMemory.learn(story(number, line) for number in range(20))
    assert went(story(0, line), memory) == []


def test_the_name_of_an_author_stays() -> None:
    """A byline of a name alone is known by the article's authors."""
    pages = [story(number, "Jane Elizabeth Marie Ann Roe") for number in range(3)]
    memory = SiteMemory.learn(pages)
    page = Article(pages[0].text, site=SITE, authors=("Jane Elizabeth Marie Ann Roe",))
    assert went(page, memory) == []
    assert went(pages[0], memory) == ["Jane Elizabeth Marie Ann Roe"]


def test_a_subheading_in_mid_story_stays() -> None:
    """A few words over prose may head a part, and go only before and behind the story."""
    pages = [
        Article(story(number).text.replace("\n\n", "\n\nThe bottom line\n\n", 1), site=SITE)
        for number in range(9)
    ]
    memory = SiteMemory.learn([*pages, *(story(20 + at, "The bottom line") for at in range(9))])
    assert went(pages[0], memory) == []
    assert went(story(30, "The bottom line"), memory) == ["The bottom line"]


def test_the_number_of_stories_is_told() -> None:
    """Spans and explanations name it; other rules have none to name."""
    memory = SiteMemory.learn(story(number, FURNITURE) for number in range(5))
    page = story(0, FURNITURE, "Share this article")
    done = Cleaner(memory=memory).clean(page)
    assert [(span.rule, span.stories) for span in done.removed] == [
        ("template.learned", 5),
        ("social.share", None),
    ]
    assert "in 5 stories of the site" in Cleaner(memory=memory).explain(page)


def test_it_can_be_switched_off() -> None:
    """By category and by rule."""
    memory = SiteMemory.learn(story(number, FURNITURE) for number in range(2))
    page = story(0, FURNITURE)
    assert Cleaner(memory=memory, keep={"template"}).clean(page).removed == ()
    assert Cleaner(memory=memory, disable={"template.learned"}).clean(page).removed == ()


PAGES = [story(number, *lines) for number, lines in enumerate([(FURNITURE,), (PROMPT,)] * 8)]


@given(st.permutations(range(len(PAGES))), st.integers(1, 5))
def test_order_and_shards_do_not_matter(order: Sequence[int], shards: int) -> None:
    """However the pages are dealt out, the merged memory knows the same."""
    whole = SiteMemory.learn(PAGES)
    merged = SiteMemory()
    for shard in range(shards):
        learned = SiteMemory.learn(PAGES[at] for at in order[shard::shards])
        merged.merge(pickle.loads(pickle.dumps(learned)))  # noqa: S301 (as from another process)
    for page in PAGES:
        lines = page.text.split("\n")
        assert merged.recurring(SITE, lines) == whole.recurring(SITE, lines)


@pytest.mark.parametrize("most", [4, 9, 100])
def test_bounded_memories_do_not_depend_on_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, most: int
) -> None:
    """Pages are sampled by their texts: the same ones stay in any order and any shards."""
    monkeypatch.setattr(sightings, "MOST_PAGES", most)
    monkeypatch.setattr(sightings, "PAGES_OF_PASSAGE", 3)
    pages = [story(number, FURNITURE, site=f"s{number % 3}.example") for number in range(30)]
    whole = SiteMemory.learn(pages)
    assert whole.counts()["pages"] <= max(most, 6)
    shards = [SiteMemory.learn(pages[at::4]) for at in (2, 0, 3, 1)]
    merged = SiteMemory()
    for shard in shards:
        merged.merge(shard)
    assert same(whole, merged, tmp_path)
    spared = SiteMemory()
    for some in (pages[at::7] for at in (5, 0, 6, 3, 1, 4, 2)):
        spared.merge(SiteMemory.learn(some, spared.full()))
    assert same(whole, spared, tmp_path)
    assert bool(len(spared.full().sites)) == (most < len(pages))
    one_by_one = SiteMemory()
    for page in reversed(pages):
        one_by_one.update([page])
    assert same(whole, one_by_one, tmp_path)


def test_learning_again_changes_nothing(tmp_path: Path) -> None:
    """A memory that saw a corpus before is the same after it."""
    once, twice = SiteMemory.learn(PAGES), SiteMemory.learn(PAGES)
    twice.update(PAGES)
    twice.merge(once)
    assert same(once, twice, tmp_path)


def test_asking_changes_nothing(tmp_path: Path) -> None:
    """A memory can be shared by whoever cleans."""
    memory = SiteMemory.learn(PAGES)
    memory.save(tmp_path / "before")
    for page in PAGES:
        Cleaner(memory=memory).clean(page)
    memory.save(tmp_path / "after")
    assert (tmp_path / "before").read_bytes() == (tmp_path / "after").read_bytes()


def test_a_saved_memory_knows_the_same(tmp_path: Path) -> None:
    """And learns on from there."""
    memory = SiteMemory.learn(PAGES[:8])
    memory.save(tmp_path / "memory")
    loaded = SiteMemory.load(tmp_path / "memory")
    assert same(memory, loaded, tmp_path)
    loaded.update(PAGES[8:])
    assert same(SiteMemory.learn(PAGES), loaded, tmp_path)


def test_an_empty_memory_knows_nothing(tmp_path: Path) -> None:
    """It can be saved, loaded and asked."""
    SiteMemory().save(tmp_path / "memory")
    memory = SiteMemory.load(tmp_path / "memory")
    assert memory.recurring(SITE, ["Follow us"]) == []
    assert went(story(0, FURNITURE), memory) == []


def changed(path: Path, **arrays: np.ndarray) -> None:
    """Replace arrays in a saved memory."""
    with np.load(path) as data:
        every = {**{name: data[name] for name in data.files}, **arrays}
    with path.open("wb") as file:
        np.savez(file, **every)


def written(path: Path, array: np.ndarray) -> None:
    """Write one array in the place of a memory."""
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=True)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Rain fell."),
    "nothing": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "version": lambda path: changed(path, format=np.array("cleannews-sites-9")),
    "type": lambda path: changed(path, names=np.zeros(3, np.float64)),
    "shape": lambda path: changed(path, keys=np.zeros((2, 2), np.uint64)),
    "range": lambda path: changed(
        path, pages=np.full(3, 99, np.int32), names=np.zeros(3, np.uint64)
    ),
    "objects": lambda path: changed(path, keys=np.array([{}], object)),
    "array": lambda path: written(path, np.zeros(3)),
    "pickle": lambda path: written(path, np.array([{}], object)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    """It is named, nothing is unpickled, and another version is told apart."""
    path = tmp_path / "memory"
    SiteMemory.learn(PAGES).save(path)
    DAMAGE[damage](path)
    with pytest.raises(SiteMemoryError, match=r"memory (is no memory|is of version)") as caught:
        SiteMemory.load(path)
    assert isinstance(caught.value, CleannewsError)


def test_another_scheme_is_refused(tmp_path: Path) -> None:
    """Names of passages are made of token hashes, which belong to a scheme."""
    path = tmp_path / "memory"
    SiteMemory.learn(PAGES).save(path)
    changed(path, scheme=np.array("cleannews-0"))
    with pytest.raises(SchemeError, match="cleannews-0"):
        SiteMemory.load(path)


LINES = st.sampled_from([FURNITURE, PROMPT, "The bottom line", "Share this article", "By Jane Roe"])
PROSE = st.sampled_from([*PAGES[0].text.split("\n\n")[:3], f"Rain fell on Friday. {PROMPT}"])
MEMORY = SiteMemory.learn(
    story(number, FURNITURE, PROMPT, "The bottom line", f"It snowed {number} days long. {PROMPT}")
    for number in range(12)
)


@given(
    st.lists(LINES | PROSE | st.text(max_size=12), max_size=9).map("\n".join),
    st.sampled_from([None, FURNITURE, "The bottom line"]),
)
def test_cleaning_with_a_memory_is_idempotent(text: str, title: str | None) -> None:
    """Guarantee 3 holds with a memory, too."""
    once = clean(text, site=SITE, title=title, memory=MEMORY).text
    assert clean(once, site=SITE, title=title, memory=MEMORY).removed == ()


@pytest.mark.parametrize(
    ("text", "kind", "stories"),
    [
        (FURNITURE, LINE, 2),
        ("The bottom line", LINE, 6),
        ("What next for the harbour?", LINE, 6),
        ("(Jane Roe)", LINE, 2),
        ("4.5 5.1 6.2", LINE, NEVER),
        (PROMPT, LINE, 2),
        (PROMPT, SENTENCE, 3),
        ("It was cold on that day in the town.", SENTENCE, NEVER),
        ("It was cold on that day in the town.", LINE, 5),
        ("It was cold on that day in the town, " * 4 + "he said.", LINE, 10),
        ("It was cold on that day in the town, " * 20 + "he said.", LINE, NEVER),
        (FURNITURE, TEMPLATE, 3),
        ("The bottom line", TEMPLATE, NEVER),
    ],
)
def test_the_more_a_passage_reads_like_journalism_the_more_stories_it_takes(
    text: str, kind: int, stories: int
) -> None:
    """The measure of evidence."""
    assert stories_needed(text, kind) == stories
