"""Memories of parts, as executors make and merge them."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest

from cleannews import Article, SiteMemory
from cleannews.cleaning import sightings
from cleannews.cleaning.sightings import NONE_FULL
from cleannews.spark.learntask import MEMORY, LearnTask, memory_of, merged

WORDS = ("harbour", "ferry", "council", "storm", "bridge", "mill", "school", "budget", "river")


def story(number: int) -> Article:
    """Return a page of one of three sites, with what all of their pages have."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    lines = [
        f"The {' '.join(chance.choices(WORDS, k=12))} of {number} was named." for _ in range(5)
    ]
    return Article("\n\n".join([*lines, "The week in one place"]), site=f"s{number % 3}.example")


PAGES = [story(number) for number in range(60)]


def batches(pages: Sequence[Article], rows: int = 5) -> Iterator[pa.RecordBatch]:
    """Yield rows of pages, a few at a time."""
    for at in range(0, len(pages), rows):
        some = [{"text": it.text, "site": it.site} for it in pages[at : at + rows]]
        yield pa.RecordBatch.from_pylist(some)


def tree(parts: list[pa.RecordBatch], together: int) -> SiteMemory:
    """Return the memory of memories that are merged some at a time."""
    while len(parts) > 1:
        groups = [parts[at : at + together] for at in range(0, len(parts), together)]
        parts = [batch for group in groups for batch in merged(group)]
    return memory_of(parts[0].column(MEMORY)[0].as_py())


@pytest.mark.parametrize("most", [4, 9, 100])
@pytest.mark.parametrize("parts", [1, 3, 7])
def test_parts_give_what_the_whole_gives(
    monkeypatch: pytest.MonkeyPatch, most: int, parts: int
) -> None:
    """However pages are dealt out, and where sites have more pages than are kept."""
    monkeypatch.setattr(sightings, "MOST_PAGES", most)
    monkeypatch.setattr(sightings, "PAGES_OF_PASSAGE", 3)
    whole = SiteMemory.learn(PAGES)
    task = LearnTask(NONE_FULL)
    learned = [batch for at in range(parts) for batch in task(batches(PAGES[at::parts]))]
    assert len(learned) == parts
    assert tree(learned, 2).to_bytes() == whole.to_bytes()


def test_pages_that_cannot_stay_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part knows what the memory to begin with wants no more, and the sum is the same."""
    monkeypatch.setattr(sightings, "MOST_PAGES", 9)
    first = SiteMemory.learn(PAGES[:40])
    task = pickle.loads(pickle.dumps(LearnTask(first.full())))  # noqa: S301 (as on an executor)
    (bare,), (spared,) = (it(batches(PAGES[40:])) for it in (LearnTask(NONE_FULL), task))
    parts = [memory_of(it.column(MEMORY)[0].as_py()) for it in (bare, spared)]
    assert parts[1].pages < parts[0].pages
    first.merge(parts[1])
    assert first.to_bytes() == SiteMemory.learn(PAGES).to_bytes()


def test_what_teaches_nothing_gives_no_row() -> None:
    """No rows, and rows without a site."""
    nowhere = [Article("Rain fell."), Article("It froze.")]
    assert list(LearnTask(NONE_FULL)([])) == []
    assert list(LearnTask(NONE_FULL)(batches(nowhere))) == []
    assert list(merged([])) == []
