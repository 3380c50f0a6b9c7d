"""Removed spans, and a text that knows what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews import CleanedText, RemovedSpan, SettingsError
from cleannews.cleaning.spans import rebuilt


@st.composite
def cut_texts(draw: st.DrawFn) -> CleanedText:
    """Any text with any sorted, disjoint spans removed."""
    text = draw(st.text(min_size=1))
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return CleanedText(text, tuple(RemovedSpan(a, b, text[a:b], "ad", "ad.x") for a, b in pairs))


@given(cut_texts())
def test_a_removal_can_be_undone(done: CleanedText) -> None:
    """The cleaned text and the spans rebuild the original."""
    assert rebuilt(done.text, [(span.start, span.text) for span in done.removed]) == done.original


@pytest.mark.parametrize(
    "spans",
    [
        [RemovedSpan(1, 1, "", "ad", "ad.x")],
        [RemovedSpan(0, 2, "xy", "ad", "ad.x")],
        [RemovedSpan(0, 9, "abc", "ad", "ad.x")],
        [RemovedSpan(1, 2, "b", "ad", "ad.x"), RemovedSpan(0, 1, "a", "ad", "ad.x")],
        [RemovedSpan(0, 2, "ab", "ad", "ad.x"), RemovedSpan(1, 3, "bc", "ad", "ad.x")],
    ],
)
def test_spans_that_do_not_fit_are_refused(spans: list[RemovedSpan]) -> None:
    """Empty, wrong, overlapping or unsorted spans never make a cleaned text."""
    with pytest.raises(SettingsError, match="removed is"):
        CleanedText("abc", tuple(spans))


@given(cut_texts(), st.integers(0), st.integers(1))
def test_what_is_repeated_is_found_again_in_the_text(
    done: CleanedText, start: int, size: int
) -> None:
    """The range that is left of it, whatever went before it, from within it and around it."""
    start %= len(done.original)
    end = min(start + size, len(done.original))
    spans = [(span.start, span.end) for span in done.removed]
    left = tuple(oracles.place_without(spans, place) for place in (start, end))
    repeated = CleanedText(done.original, done.removed, ((start, end),)).repeated_in_text
    assert repeated == ((left,) if left[0] < left[1] else ())
