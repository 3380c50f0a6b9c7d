"""Lines, prose, and what a removed line takes along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews.cleaning.lines import Lines, cuts, is_sentence, word_count


def without(text: str, *gone: str) -> str:
    """Remove the lines with the given content."""
    lines = Lines(text)
    kept, last = [], 0
    for _, start, end in cuts(lines, {at for at, line in enumerate(lines.texts) if line in gone}):
        kept.append(text[last:start])
        last = end
    return "".join(kept) + text[last:]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\nX\nb", "a\nb"),
        ("a\n\nX\n\nb", "a\n\nb"),
        ("a\n\nX\nb", "a\n\nb"),
        ("a\nX\n\nb", "a\n\nb"),
        ("a\n\n\nX\n\nb", "a\n\n\nb"),
        ("a\n\nX\n\n\nb", "a\n\n\nb"),
        ("a\n\nX\n\nX\n\nb", "a\n\nb"),
        ("a\r\n\r\nX\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"),
        ("X\n\na", "a"),
        ("\n\nX\n\na", "\n\na"),
        ("a\n\nX", "a"),
        ("a\n\nX\n", "a\n"),
        ("a\n\nX\n\n\n", "a\n\n\n"),
        ("X", ""),
        ("\nX\n", ""),
        ("a \n \n  X\t\n\t\n b ", "a \n \n b "),
        ("a\u2028X\u2028b", "a\u2028b"),
        ("a\x0cX\x85b", "a\x0cb"),
    ],
)
def test_a_line_takes_its_break_and_the_blank_line_that_would_double(text: str, left: str) -> None:
    """The larger gap stays; before and behind a text no gap is left; nothing else changes."""
    assert without(text, "X") == left


@given(st.text(alphabet="aX \n\r\u2028\t"))
def test_lines_cover_the_text(text: str) -> None:
    """Lines follow each other without a hole and end with the text."""
    lines = Lines(text)
    assert lines.starts == [0, *lines.stops]
    assert lines.starts[-1] == len(text)
    assert [
        text[lines.starts[at] : lines.end(at)].strip() for at in range(len(lines))
    ] == lines.texts
    breaks = [text[lines.end(at) : lines.stops[at]] for at in range(len(lines))]
    assert set(breaks[:-1]) <= {"\n", "\r", "\r\n", "\u2028"}


@given(st.text(alphabet="aX \n\r\u2028\t"))
def test_only_the_named_lines_lose_content(text: str) -> None:
    """Every line that stays keeps all that is in it."""
    kept = [line for line in Lines(text).texts if line not in ("", "X")]
    assert [line for line in Lines(without(text, "X")).texts if line] == kept


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("The council voted to close the harbour on Friday.", True),
        ("“The council voted to close the harbour,” she said on Friday.”", True),
        ("Storm closes the harbour for a third day in a row", False),
        ("It was over.", False),
        ("Storm closes harbour", False),
        ("U.S. and U.K. agree on St. Mary harbour", False),
        ("理事会は金曜日に港を閉鎖することを決めたと発表した。", True),
        ("港が閉鎖", False),
        ("قررت السلطات إغلاق الميناء يوم الجمعة بعد العاصفة، فمن المسؤول؟", True),
        ("शुक्रवार को तूफ़ान के बाद बंदरगाह बंद कर दिया गया।", True),
        ("", False),
        ("… … … … … … … … …", False),
    ],
)
def test_prose_is_decided_by_the_line_alone(line: str, prose: bool) -> None:
    """A sentence is prose in any script; a headline is not."""
    assert is_sentence(line) is prose


def test_words_of_spaceless_scripts_are_counted_by_letters() -> None:
    """Two letters of Chinese count as a word."""
    assert word_count("港口在星期五关闭") == 5
    assert word_count("the port closed") == 3


@given(st.lists(st.sampled_from(["a", "X", "", "", " "]), max_size=14))
def test_cuts_are_those_of_the_slow_twin(parts: list[str]) -> None:
    """Before a line that stays, however the lines and the blank ones stand."""
    lines = Lines("\n".join([*parts, "a"]))
    gone = {at for at, line in enumerate(lines.texts) if line == "X"}
    assert list(map(list, cuts(lines, gone))) == oracles.cuts(lines.texts, lines.starts, gone)
