"""The two ways to the words that give rules away find the same."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from cleannews.cleaning.kernel import TriggerTable
from cleannews.cleaning.lines import split_lines
from cleannews.cleaning.triggers import Occurrence, TriggerFinder

LEADING = frozenset({"read", "lire", "関連記", "copyright", "नई"})
INNER = frozenset({"newsletter", "rights", "会員限", "подписка", "strasse"})
WORDS = [*LEADING, *INNER, "©", "Read", "NEWSLETTER", "Straße", "関連記事", "ordinary", "e\u0301"]
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x1e", "\x85", "\u2028", " ", ": ", ""]

TEXTS = st.lists(st.sampled_from([*WORDS, *BREAKS]) | st.text(max_size=4), max_size=30).map("".join)


def found_by(text: str) -> tuple[dict[int, set[Occurrence]], dict[int, set[Occurrence]]]:
    """Return what the Python way finds and what the compiled way finds."""
    finder = TriggerFinder(LEADING, INNER)
    slow = finder.find_slowly(split_lines(text))
    fast: dict[int, set[Occurrence]] = {}
    for line, word, leads in TriggerTable(LEADING, INNER).find(text):
        fast.setdefault(line, set()).add(Occurrence(word, leads))
    return {line: set(words) for line, words in slow.items()}, fast


@given(TEXTS)
@example("Read more\r\n© 2026\x85関連記事：港 newsletter")
@example("some rights © reserved\u2029\u2029read")
@example("©lire ©")
def test_the_compiled_way_finds_what_the_python_way_finds(text: str) -> None:
    """In every line, at every kind of line break."""
    slow, fast = found_by(text)
    assert slow == fast


def test_many_triggers_are_told_apart() -> None:
    """A table of thousands of words finds each of them and no other."""
    words = [f"word{number}" for number in range(5000)]
    table = TriggerTable(frozenset(words), frozenset())
    assert [word for _, word, _ in table.find("\n".join(words))] == words
    assert list(table.find("word5000 word1")) == []


def test_a_table_without_triggers_finds_nothing() -> None:
    """No rules, no lines to look at."""
    assert list(TriggerTable(frozenset(), frozenset()).find("read © more")) == []


def test_triggers_are_folded() -> None:
    """Case, width and ligatures do not matter; the sign counts as the word."""
    slow, _ = found_by("Ｒｅａｄ the NEWSLETTER at STRASSE ©")
    words = {word for word, _ in slow[0]}
    assert words == {"read", "newsletter", "strasse", "copyright"}


def test_the_finder_changes_ways_and_not_its_answer() -> None:
    """A long text makes the finder load the compiled way."""
    finder = TriggerFinder(LEADING, INNER)
    text = "read this\n" + "ordinary words\n" * 100_000 + "our newsletter"
    lines = split_lines(text)
    expected = finder.find_slowly(lines)
    assert {line: words for line, words in finder.find(text, lines).items() if words} == expected
