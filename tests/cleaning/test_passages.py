"""Parts of lines that go, and what stays of the line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import Cleaner, clean
from cleannews.cleaning.normalform import normal_form, normal_form_with_places
from cleannews.cleaning.passages import glued_links, sentence_starts

STORY = "The harbour was shut on Friday, the mayor told reporters in the town hall."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{STORY} Follow her on Twitter: @janeroe.", STORY),
        (f"{STORY} Follow her on Twitter: @janeroe", STORY),
        (f"{STORY} Click here to read more.", STORY),
        (f"{STORY} Click here to read more !", STORY),
        (f"Story continues below advertisement {STORY}", STORY),
        (
            "Jane Roe is a columnist for the Harbor Ledger. Follow her on Twitter: @janeroe.",
            "Jane Roe is a columnist for the Harbor Ledger.",
        ),
        (f"{STORY} (Story continues below) It was cold.", f"{STORY} It was cold."),
        (f"{STORY} [Story continues below] It was cold.", f"{STORY} It was cold."),
        (f"{STORY} Story continues below advertisement It was cold.", f"{STORY} It was cold."),
        (f"{STORY}\nIt was “cold” then, as “always”, she said. Click here to read more.", None),
        (
            (
                "Sen. Jane Roe Jane Elizabeth RoePoll shows tight race in Ohio Governor signs budget "
                "MORE said on Monday that the harbour would reopen."
            ),
            "Sen. Jane Roe said on Monday that the harbour would reopen.",
        ),
        (
            (
                "A vote on Al Gore Albert (Al) Arnold GoreThe frauds of the movement MORE's plan is due "
                "on Monday, said the mayor."
            ),
            "A vote on Al Gore's plan is due on Monday, said the mayor.",
        ),
    ],
)
def test_only_the_spurious_part_goes(text: str, left: str | None) -> None:
    """The sentence around it stays as it was."""
    expected = text.removesuffix(" Click here to read more.") if left is None else left
    assert clean(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY} The story continues below the surface.",
        f"{STORY} He asked them to follow her on Twitter and to write.",
        f"{STORY} They wanted MORE money, and got it.",
        "Jane Roe Jane Roe said MORE than she had meant to say on that evening in town.",
        "He said that the paper (story continues below) had been wrong about the harbour",
    ],
)
def test_what_is_part_of_a_sentence_stays(text: str) -> None:
    """No part goes that a story may say, nor one that leaves no sentence."""
    assert clean(text).text == text


def test_parts_have_spans_with_their_rule() -> None:
    """A part is reported like a line, and can be switched off."""
    text = f"{STORY} Follow her on Twitter: @janeroe."
    (span,) = clean(text).removed
    assert (span.start, span.end, span.rule) == (len(STORY), len(text), "social.sentence")
    assert Cleaner(disable={"social.sentence"}).clean(text).text == text
    assert Cleaner(keep={"social"}).clean(text).text == text


@given(st.text(max_size=60))
def test_places_lead_back_to_the_line(text: str) -> None:
    """The normal form with places is the normal form, and its places ascend."""
    form, places = normal_form_with_places(text)
    assert form == normal_form(text)
    assert len(places) == len(form) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


def test_sentences_begin_where_they_do() -> None:
    """Abbreviations before capitals split too; decimal figures do not."""
    assert sentence_starts("It rose 3.5 percent. Prices fell.") == [0, 21]
    assert sentence_starts("It closed.Follow her there.") == [0, 10]
    assert sentence_starts("港は閉鎖。再開は月曜。") == [0, 5]


def test_a_hostile_line_is_searched_in_time() -> None:
    """Names in a row and many ends of sentences cost little."""
    for line in ("Roe " * 20_000 + "MORE", "A-" * 20_000 + " MORE", ". A" * 20_000):
        assert glued_links(line) == []
        assert clean(line).text == line


MARKER = "Story continues below advertisement."


def test_a_marker_is_not_cut_out_of_a_word() -> None:
    """A word that begins as the last one of a marker does is none, in capitals, too."""
    text = f"{STORY} STORY CONTINUES BELOWDECKS for the crew. Story continues below. {STORY}"
    assert clean(text).text == text.replace("Story continues below. ", "")


def test_decomposed_korean_has_its_places() -> None:
    """Syllables that a file system took apart are found where they stand."""
    story = unicodedata.normalize("NFD", "항구는 금요일에 폭풍으로 폐쇄되었다고 관리소장이 말했다.")
    text = f"{story} {MARKER} {STORY}"
    form, places = normal_form_with_places(text)
    assert form == normal_form(text)
    assert text[places[form.index(MARKER)] :].startswith(MARKER)
    assert clean(text).text == f"{story} {STORY}"


def test_marks_in_a_row_leave_a_line_alone() -> None:
    """A line with more marks in a row than any language has is not searched for parts."""
    assert clean(f"{STORY} {MARKER} {STORY}").text == f"{STORY} {STORY}"
    text = f"{STORY} {MARKER} a" + "\u0301\u0316" * 200 + f" fell. {STORY}"
    assert clean(text).text == text


def test_a_line_longer_than_any_paragraph_is_searched_to_its_end() -> None:
    """Many markers in one line all go, each with the space before the next sentence."""
    line = f"{STORY} {MARKER} " * 500 + STORY
    done = clean(line)
    assert done.text == f"{STORY} " * 500 + STORY
    assert len(done.removed) == 500
