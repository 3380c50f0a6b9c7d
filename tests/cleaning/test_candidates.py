"""The search for phrases that may stand in a line: it misses none, and is not taken in by most lines."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleaning.tables import RULES
from cleannews.cleaning.candidates import CandidateTable
from cleannews.cleaning.lines import Lines
from cleannews.cleaning.matching import Matcher
from cleannews.cleaning.phrasebook import Indexed, PhraseBook, shipped_book
from cleannews.cleaning.rulebook import Rule
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.triggers import Candidates

SHIPPED = CandidateTable(shipped_book().phrases)

SOME = [
    Rule("links.a", ("read more", "(more|latest) [local] news", "...2 see also [our]")),
    Rule(
        "links.b", ("watch (live|now) ...3 on tv", "lire aussi", "関連...8記事一覧"), shape="label"
    ),
    Rule("links.c", ("Read (story|more) [here]",), shape="ending"),
    Rule("social.a", ("follow (her|us) on ...4 @...20", "click here ...6"), shape="sentence"),
    Rule("ad.a", ("story continues [below]", "...3/ads (our|the) partner"), shape="inline"),
    Rule("copyright.a", ("...6 copyright [copyright] #### ...8", "copyright ...6 rights reserved")),
    Rule("ad.b", ("cha-cha (night|a big one|the one)", "abone ol istanbul"), language="tr"),
]
BOOK = PhraseBook.of(SOME)
TABLE = CandidateTable(BOOK.phrases)

WORDS = sorted({token for it in BOOK.phrases for anchor in it.anchors for token in anchor.tokens})
ASCII = [word for word in WORDS if word.isascii()]
ODD = [
    "©",
    "Straße",
    "関連記事一覧",
    "会員限定",
    "e\u0301",
    "\u200b",
    "\u00ad",
    "½",
    "İSTANBUL",
    "ﬁn",
]
MARKS = [
    " ",
    "  ",
    ". ",
    "! ",
    "? ",
    ": ",
    " (",
    ") ",
    " [",
    "-",
    " - ",
    ", ",
    "/",
    " @",
    "\t",
    "… ",
]


def text_of(words: Sequence[str], marks: Sequence[str]) -> st.SearchStrategy[str]:
    """Return lines of some words, with marks between them."""
    pairs = st.tuples(st.sampled_from([*words, "ordinary", "2026"]), st.sampled_from(marks))
    return st.lists(pairs, max_size=14).map(lambda them: "".join(map("".join, them)).strip())


@given(text_of([*ASCII, *map(str.upper, ASCII)], [mark for mark in MARKS if mark != "… "]))
@example("see also read more of the latest local news")
@example("Story continues below. Click here (story continues)")
def test_the_compiled_search_finds_what_its_twin_finds(text: str) -> None:
    """In lines of ASCII, where the twin is short."""
    line = text.replace("\t", " ").replace("  ", " ").strip()
    expected = [at for at, it in enumerate(BOOK.phrases) if oracles.may_stand(it, line)]
    assert TABLE.find([line]).get(0, []) == expected


@given(st.lists(text_of([*WORDS, *ODD], [*MARKS, "\xa0", "\u3000", "：", "。", "（"]), max_size=4))
@example(["关 関連する記事一覧", "© 2026 Copyright rights reserved", "Read more\u200b"])
@example(["A story. Click here", "she said.\u200b Click here"])
def test_no_phrase_that_matches_is_missed(texts: list[str]) -> None:
    """Whatever stands around it and beside it: the regular expressions are asked, all of them."""
    lines = [line for text in texts for line in Lines(text).texts]
    every = [Matcher(BOOK.rules[it.rule], it.text, it.marks) for it in BOOK.phrases]
    told, asked = RuleSet.of(SOME), RuleSet.of(SOME)  # each remembers verdicts on lines
    found = TABLE.find(lines)
    for at, line in enumerate(lines):
        some = [every[number] for number in found.get(at, ())]
        assert told.match(line, "tr", some) == asked.match(line, "tr", every)
        assert told.parts(line, "tr", some) == asked.parts(line, "tr", every)


def varied(line: str, seed: int) -> str:
    """Return a line with other case, marks and spaces that change nothing of what it says."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    cased = chance.choice([line, line.upper(), line.lower()])
    spaced = cased.replace(" ", chance.choice([" ", "  ", "\xa0", " \u200b"]))
    before, behind = chance.choice([("", ""), ("• ", ""), ("(", ")"), ("“", "”"), ("", " …")])
    return f"{before}{spaced}{behind}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_shipped_phrase_is_missed_in_variations_of_examples(rule: Rule) -> None:
    """Of each rule the examples, among them those of phrases with gaps, in other guises."""
    book = PhraseBook.of([rule])
    table = CandidateTable(book.phrases)
    told, asked = RuleSet.of([rule]), RuleSet.of([rule])
    every = [Matcher(rule, it.text, it.marks) for it in book.phrases]
    for seed, example_line in enumerate((*rule.remove, *rule.keep)):
        line = varied(example_line, seed).strip()
        some = [every[number] for number in table.find([line]).get(0, ())]
        assert told.match(line, rule.language, some) == asked.match(line, rule.language, every)
        assert told.parts(line, rule.language, some) == asked.parts(line, rule.language, every)


@given(st.lists(text_of([*WORDS, *ODD], MARKS) | st.text(max_size=20), max_size=6))
@example(["read\u0300\u0327 more", "", "港 copyright 2026"])
def test_the_slow_way_finds_all_that_the_compiled_way_finds(texts: list[str]) -> None:
    """It asks for less; which is taken changes nothing, since phrases are matched after that."""
    lines = [line for text in texts for line in Lines(text).texts]
    slow = Candidates(BOOK).find_slowly(lines)
    for at, numbers in TABLE.find(lines).items():
        assert set(numbers) <= set(slow.get(at, ()))


@given(st.lists(text_of([*WORDS, *ODD], MARKS), min_size=2, max_size=5))
def test_lines_do_not_touch_each_other(texts: list[str]) -> None:
    """What is found in a line is found in it alone, whatever scripts the others are written in."""
    lines = [line for text in texts for line in Lines(text).texts]
    together = TABLE.find(lines)
    assert together == {
        at: alone[0] for at, line in enumerate(lines) if (alone := TABLE.find([line]))
    }


def candidates(*phrases: str, line: str, shape: str = "line") -> list[int]:
    """Return which of some phrases may stand in a line."""
    rule = Rule("links.x", phrases, shape=shape)
    return CandidateTable(PhraseBook.of([rule]).phrases).find([line]).get(0, [])


@pytest.mark.parametrize(
    ("phrase", "shape", "line", "may"),
    [
        ("read more", "line", "• Read “more” …", True),
        ("read more", "line", "More to read", False),
        ("read more", "line", "Read more of it", False),
        ("read more", "line", "To read more", False),
        ("sign up ...2 now", "line", "Sign up right here now", True),
        ("sign up ...2 now", "line", "Sign up right here and now", False),
        ("sign up ...2 now", "line", "Sign up right here\u200b \u200b now", True),
        ("read more", "label", "Read more: Storm closes harbour", True),
        ("read more", "label", "They read more: Storm closes harbour", False),
        ("Read more", "ending", "Storm closes harbour Read more", True),
        ("Read more", "ending", "They read more than we did", False),
        ("click here", "sentence", "It closed. Click here.", True),
        ("click here", "sentence", "It closed when they click here.", False),
        ("story continues below", "inline", "It (story continues below) closed.", True),
        ("story continues below", "inline", "The story continues below the surface.", False),
        ("follow us @...20", "line", "Follow us @harbour", True),
        ("follow us @...20", "line", "Follow us, harbour", False),
        ("copyright [copyright] ####", "line", "© 2026", True),
        ("(ap|the associated press) photo", "line", "The Associated Press photo", True),
        ("(ap|the associated press) photo", "line", "The photo", False),
    ],
)
def test_where_a_phrase_may_stand(phrase: str, shape: str, line: str, *, may: bool) -> None:
    """All its words, in order, near enough, and where its shape lets it stand."""
    assert bool(candidates(phrase, line=line, shape=shape)) == may


def test_many_tokens_are_told_apart() -> None:
    """A table of thousands of words finds each of them and no other."""
    words = [f"word{number}" for number in range(5000)]
    table = CandidateTable(PhraseBook.of([Rule("links.x", tuple(words))]).phrases)
    assert table.find(words) == {at: [at] for at in range(5000)}
    assert table.find(["word5000"]) == {}


def test_nothing_wanted_is_nothing_found() -> None:
    """No rules, no lines to look at."""
    nothing: list[Indexed] = []
    assert CandidateTable(nothing).find(["read © more", ""]) == {}
    assert Candidates(PhraseBook.of([])).find_slowly(["read © more", ""]) == {}


def test_the_finder_changes_ways() -> None:
    """A long text makes it load the compiled way."""
    candidates = Candidates(BOOK)
    lines = ["Read more", *["ordinary words in a row"] * 50_000, "Lire aussi: Tempête"]
    expected = candidates.find_slowly(lines)
    assert candidates.find(lines) == expected
    assert sorted(expected) == [0, 50_001]


def test_long_texts_are_searched_in_the_room_that_they_need() -> None:
    """A line longer than the room that is kept, and a short one after it."""
    long = "ordinary " * 200_000
    assert SHIPPED.find([long.strip(), "Read more: Storm closes harbour"]).keys() == {1}
    assert SHIPPED.find(["Read more: Storm closes harbour"]).keys() == {0}


def test_many_lines_are_searched_in_batches() -> None:
    """Texts of millions of characters are searched part by part; a line as long holds nothing."""
    lines = [
        "x " * 1_600_000,
        "Read more",
        "",
        "x" * 1_200_000,
        "Read more",
        "read more " * 500_000,
        "Read more",
    ]
    found = Candidates(BOOK).find(lines)
    assert sorted(found) == [1, 4, 6]
    assert found[1] == found[4] == found[6] == Candidates(BOOK).find(["Read more"])[0]
