"""The two ways to the phrases that may stand in a line find the same."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from cleannews.cleaning.kernel import CandidateTable
from cleannews.cleaning.lines import split_lines
from cleannews.cleaning.phrasebook import Group, Indexed, PhraseBook
from cleannews.cleaning.triggers import Candidates


def filed(phrases: list[Indexed]) -> PhraseBook:
    """Return the book of some phrases."""
    book = PhraseBook((), phrases, {})
    for number, phrase in enumerate(phrases):
        for token in phrase.rarest:
            book.filed.setdefault(token, []).append(number)
    return book


def wanted(groups: tuple[Group, ...], *, leads: bool = False, longest: int = 9) -> Indexed:
    """Return what a phrase wants of a line."""
    return Indexed(0, "", groups, leads, longest, "")


PHRASES = [
    wanted((("read", "lire"), ("more", "aussi")), leads=True, longest=4),
    wanted((("newsletter", "strasse"),)),
    wanted((("関連記",), ("会員限", "newsletter"))),
    wanted((("copyright",),), leads=True, longest=6),
    wanted((("copyright",), ("rights",)), longest=2**31 - 1),
    wanted((("read",),), leads=True, longest=2),
    wanted((("नई",),), leads=True, longest=30),
]
WORDS = [
    *(token for phrase in PHRASES for group in phrase.groups for token in group),
    *("©", "Read", "NEWSLETTER", "Straße", "関連記事", "会員限定", "ordinary", "e\u0301", "\x1f"),
]
BOOK = filed(PHRASES)
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x1e", "\x85", "\u2028", " ", " ", "\t", "\xa0", ": ", ""]

TEXTS = st.lists(st.sampled_from([*WORDS, *BREAKS]) | st.text(max_size=4), max_size=30).map("".join)


@given(TEXTS)
@example("Read more\r\n© 2026\x85関連記事：港 newsletter")
@example("some rights © reserved\u2029\u2029read")
@example("©lire ©")
@example("read more of it\nread more of it all\nread")
def test_the_compiled_way_finds_what_the_python_way_finds(text: str) -> None:
    """In every line, at every kind of line break."""
    lines = [line.text for line in split_lines(text)]
    assert CandidateTable(PHRASES).find(lines) == Candidates(BOOK).find_slowly(lines)


def found(text: str) -> list[int]:
    """Return the phrases that may stand in a line."""
    return Candidates(BOOK).find_slowly([text]).get(0, [])


def test_every_group_is_wanted() -> None:
    """A token of each, the first at the beginning where it leads, in no more words."""
    assert found("Read more here, please") == [0]
    assert found("Read more of it here") == []
    assert found("Please read more") == []
    assert found("Read it all, please") == []
    assert found("read this") == [5]


def test_the_sign_counts_as_the_word_and_leads_wherever_it_stands() -> None:
    """It stands before, between and behind names."""
    assert found("All rights: © 2026") == [3, 4]
    assert found("The rights to copyright") == [4]


def test_tokens_are_folded() -> None:
    """Case, width and ligatures do not matter."""
    assert found("the ＮＥＷＳＬＥＴＴＥＲ") == found("in der STRASSE") == [1]


def test_many_tokens_are_told_apart() -> None:
    """A table of thousands of words finds each of them and no other."""
    words = [f"word{number}" for number in range(5000)]
    table = CandidateTable([wanted(((word,),), leads=True) for word in words])
    assert table.find(words) == {at: [at] for at in range(5000)}
    assert table.find(["word5000 word1"]) == {}


def test_nothing_wanted_is_nothing_found() -> None:
    """No rules, no lines to look at."""
    assert CandidateTable([]).find(["read © more", ""]) == {}
    assert Candidates(filed([])).find_slowly(["read © more", ""]) == {}


def test_the_finder_changes_ways_and_not_its_answer() -> None:
    """A long text makes it load the compiled way."""
    candidates = Candidates(BOOK)
    text = "read this\n" + "ordinary words\n" * 100_000 + "our newsletter"
    lines = [line.text for line in split_lines(text)]
    expected = candidates.find_slowly(lines)
    assert candidates.find(lines) == expected == {0: [5], 100_001: [1]}
