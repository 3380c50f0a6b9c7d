"""What a result answers: why, the weakest pairs, who copies whom."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import Article, Cleaner, Deduplication, SettingsError, dedupe
from cleannews.errors import MissingExtraError
from cleannews.grouping.result import OutletPair
from cleannews.grouping.shared import shared_passages
from grouping.planted import story

STORY = " ".join(story(1, 120))
CUT = " ".join(story(1, 40))


def test_why_gives_places_in_the_raw_texts() -> None:
    """Offsets count what cleaning removes, in lists and in what is read once."""
    raw = f"More news: Storm closes harbour\n\n{STORY[:300]}\n\nAdvertisement\n\n{STORY[300:]}"
    articles = [Article(f"Advertisement\n\n{STORY}.", id="a"), Article(raw, id="b")]
    sources: list[Iterable[Article]] = [articles, iter(articles)]
    for source in sources:
        why = dedupe(source, cleaner=Cleaner()).why("b")
        assert why is not None
        assert (why.representative, why.relation, why.kept) == ("a", "copy", False)
        for passage in why.passages:
            assert raw[passage.start : passage.end] == passage.text
            other = articles[0].text[passage.other_start : passage.other_end]
            kept = passage.text.replace("Advertisement", "")
            assert other.split() == kept.split() or len(other.split()) >= 5
        assert sum(len(passage.text) for passage in why.passages) > 0.9 * len(STORY)


def test_why_of_a_representative_is_its_whole_text() -> None:
    """A representative is its own."""
    why = dedupe([STORY, CUT]).why("0")
    assert why is not None
    assert (why.relation, why.passages[0].text) == ("representative", STORY)


def test_why_of_an_article_that_is_in_no_group_is_nothing() -> None:
    """There is nothing to say."""
    assert dedupe([STORY, " ".join(story(9, 50))]).why("1") is None


def test_why_asks_for_an_id_of_the_result() -> None:
    """Another is refused by name."""
    with pytest.raises(SettingsError, match="id is 'x'; it must be the id of an article of this"):
        dedupe([STORY]).why("x")


def test_a_result_travels_without_its_texts() -> None:
    """A pickle holds groups and settings, equal to what they were, and no text."""
    result = dedupe(iter([STORY, CUT]))
    data = pickle.dumps(result)
    there = pickle.loads(data)  # noqa: S301 (our own)
    assert there == result
    assert CUT[:20].encode() not in data
    for ask in (lambda: there.why("0"), there.outlets):
        with pytest.raises(SettingsError, match="called on what dedupe returned"):
            ask()


def test_a_why_reads_as_text() -> None:
    """Printed, it says what became of the article and what it shares; controls are escaped."""
    why = dedupe([f"{STORY}\x1b[2J", CUT]).why("1")
    first, *lines = str(why).splitlines()
    assert first.startswith("1 is abridged to 0 and dropped: Jaccard 0.3")
    assert lines
    assert "\x1b" not in str(why)


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_passages_are_what_both_texts_hold(first: list[int], second: list[int]) -> None:
    """Each passage stands word for word in both, in order and apart, and no long one is missed."""
    words = story(3, 7)
    text, other = (" ".join(words[at] for at in some) for some in (first, second))
    found = shared_passages(text, other)
    last = 0
    for passage in found:
        assert last <= passage.start < passage.end
        assert text[passage.start : passage.end] == passage.text
        assert other[passage.other_start : passage.other_end] == passage.text
        assert len(passage.text.split()) >= 5
        last = passage.end
    grams = {tuple(second[at : at + 5]) for at in range(len(second) - 4)}
    shared = any(tuple(first[at : at + 5]) in grams for at in range(len(first) - 4))
    assert bool(found) == shared


def test_passages_of_scripts_without_spaces() -> None:
    """Characters are words there."""
    (passage,) = shared_passages("昨日、港は嵐で閉鎖された。", "今日の港は嵐で閉鎖されたと市長")
    assert passage.text == "港は嵐で閉鎖された"


def corpus() -> Deduplication:
    """Return a result with a copy, a cut, and dates that tell who was first."""
    return dedupe(
        [
            Article(STORY, id="a", site="wire.example", published=date(2026, 3, 1)),
            Article(STORY, id="b", site="gazette.example", published=date(2026, 3, 2)),
            Article(CUT, id="c", site="gazette.example"),
            Article(" ".join(story(8, 80)), id="d", site="wire.example"),
        ]
    )


def test_the_weakest_pairs_come_first() -> None:
    """Pairs are ordered by what they have in common."""
    words = story(1, 300)
    texts = [
        " ".join(words[: 300 - cut] + story(at, cut)) for at, cut in enumerate((0, 10, 20, 40), 2)
    ]
    weakest = dedupe(texts).weakest_pairs(2)
    assert [pair.id for pair in weakest] == ["3", "2"]
    assert weakest[0].containment < weakest[1].containment
    assert dedupe(["x"]).weakest_pairs() == ()


def test_the_ratio_of_duplicates() -> None:
    """Dropped articles by all."""
    assert corpus().duplicate_ratio == 0.5
    assert dedupe([]).duplicate_ratio == 0


def test_who_copies_whom() -> None:
    """The earlier is the source; what has no dates is counted as such."""
    assert corpus().outlets() == (OutletPair("wire.example", "gazette.example", 2, 1),)


def test_an_earlier_copy_makes_its_outlet_the_source() -> None:
    """The direction follows the dates, not who is kept."""
    result = dedupe(
        [
            Article(STORY, id="full", site="x.example", published=date(2026, 3, 5)),
            Article(CUT, id="cut", site="y.example", published=date(2026, 3, 1)),
        ]
    )
    assert result.kept == ("full",)
    assert result.outlets() == (OutletPair("y.example", "x.example", 1, 0),)


def test_a_frame_has_a_row_for_each_article() -> None:
    """The columns are those of articles.jsonl."""
    frame = corpus().to_frame()
    assert list(frame.columns) == [
        "id",
        "group",
        "representative",
        "kept",
        "relation",
        "jaccard",
        "containment",
    ]
    assert frame["id"].tolist() == ["a", "b", "c", "d"]
    assert frame["kept"].tolist() == [True, False, False, True]
    assert frame["relation"].tolist()[:3] == ["representative", "copy", "abridged"]
    assert frame["group"].isna().tolist() == [False, False, False, True]


def test_a_frame_needs_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the error names the extra."""
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))
    with pytest.raises(MissingExtraError, match=r"pip install 'cleannews\[pandas\]'"):
        corpus().to_frame()
