"""Two texts word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.report.worddiff import MOST_WORDS, word_difference

FIRST = "The storm tore two cranes from the quay of Tarnmouth on Friday"
SECOND = "Ferries to the islands will not sail before Sunday at the earliest"
OTHER, THIS = {"removed", "moved from"}, {"added", "moved to"}


def kinds(other: str, text: str) -> list[tuple[str, str]]:
    """Return the pieces without their words."""
    return [(piece.kind, piece.text.strip()) for piece in word_difference(other, text).pieces]


def test_passages_and_changes_are_told() -> None:
    """A passage of five words is shared, what one text has alone is removed or added."""
    assert kinds(f"{FIRST}, police said.", f"{FIRST}, it was said.") == [
        ("shared", f"{FIRST},"),
        ("removed", "police"),
        ("added", "it was"),
        ("equal", "said."),
    ]


def test_case_and_marks_do_not_count() -> None:
    """As they do not in the comparison of the grouping."""
    assert kinds(FIRST.upper(), f"“{FIRST}”!")[-1] == ("shared", f"“{FIRST}”!")


def test_moved_passages_are_told() -> None:
    """A passage that stands elsewhere is told of at both places."""
    found = kinds(f"{FIRST}. {SECOND}.", f"{SECOND}. {FIRST}.")
    assert {kind for kind, _ in found} == {"shared", "moved from", "moved to"}


def test_chance_words_join_no_change() -> None:
    """One equal word between two changed passages is part of the change."""
    found = kinds("red green the blue black", "one two the three four")
    assert found == [("removed", "red green the blue black"), ("added", "one two the three four")]


def test_an_opening_mark_goes_with_its_word() -> None:
    """A quotation mark does not hang on the change before it."""
    found = kinds(f"Gone. “{FIRST}”", f"“{FIRST}”")
    assert found == [("removed", "Gone."), ("shared", f"“{FIRST}”")]


@given(
    st.text(alphabet="ab “”.\n—日本", max_size=80), st.text(alphabet="ab “”.\n—日本", max_size=80)
)
def test_pieces_make_up_both_texts(other: str, text: str) -> None:
    """This text is all pieces but those of the other, character by character; the other by its words."""
    pieces = word_difference(other, text).pieces
    assert "".join(it.text for it in pieces if it.kind not in OTHER) == text
    words = [it for it in pieces if it.kind not in THIS]
    assert sum(it.words for it in words) == sum(
        it.words for it in word_difference(text, other).pieces if it.kind not in OTHER
    )


@pytest.mark.parametrize("text", ["", "word", "…!"])
def test_small_texts_are_compared(text: str) -> None:
    """Also those without words."""
    assert all(it.kind == "equal" for it in word_difference(text, text).pieces)


def test_long_texts_are_bounded() -> None:
    """What is behind the bound is counted, not compared."""
    found = word_difference("word " * (MOST_WORDS + 7), "word " * 10)
    assert (found.other_uncompared, found.uncompared) == (7, 0)
