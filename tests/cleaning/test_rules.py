"""Every rule's own examples, the tables' form, and what the language of phrases means."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from cleaning.tables import RULES, TABLES
from cleannews.cleaning.phrasebook import PhraseBook, shipped_book
from cleannews.cleaning.phrases import pattern_of
from cleannews.cleaning.rulebook import (
    PROTECT,
    WITHIN_LINES,
    Rule,
    read_table,
)
from cleannews.cleaning.rules import RuleSet
from cleannews.errors import RuleTableError
from cleannews.settings import CATEGORIES, KEPT_CATEGORIES

ALL = RuleSet.of(RULES)
MUST_GO = [(rule, line) for rule in RULES for line in rule.remove]
MUST_STAY = [(rule, line) for rule in RULES for line in rule.keep]


def language_of(rule: Rule) -> str | None:
    """Return the language that a rule needs declared."""
    return rule.language if rule.declared else None


def rules_on(rules: RuleSet, rule: Rule, line: str) -> list[Rule]:
    """Return the rules that take a line, or parts of it where that is the rule's shape."""
    if rule.shape in WITHIN_LINES:
        return [found for *_, found in rules.parts(line, language_of(rule))]
    verdict = rules.match(line, language_of(rule))
    return [verdict.rule] if verdict else []


@pytest.mark.parametrize(("rule", "line"), MUST_GO, ids=lambda value: getattr(value, "id", None))
def test_a_rule_matches_its_examples(rule: Rule, line: str) -> None:
    """A line under `remove` falls under its own rule, and under some rule among all."""
    assert rules_on(RuleSet.of([rule]), rule, line) == [rule]
    found = rules_on(ALL, rule, line)
    assert found
    assert (found[0].category == PROTECT) == (rule.category == PROTECT)


@pytest.mark.parametrize(("rule", "line"), MUST_STAY, ids=lambda value: getattr(value, "id", None))
def test_no_rule_removes_what_must_stay(rule: Rule, line: str) -> None:
    """A line under `keep` does not fall under its rule, nor under one that removes by default."""
    assert rules_on(RuleSet.of([rule]), rule, line) == []
    assert {found.category for found in rules_on(ALL, rule, line)}.isdisjoint(CATEGORIES)


def test_the_shipped_file_is_that_of_the_tables() -> None:
    """Whoever changes a table runs tools/make_rules.py."""
    shipped = files("cleannews.cleaning").joinpath("rule_tables", "rules.jsonl").read_bytes()
    assert shipped == PhraseBook.of(RULES).as_lines()


def test_shipped_rules_are_those_of_the_tables() -> None:
    """What is loaded is what the tables say, but for the examples."""
    book = PhraseBook.of(RULES)
    without = [replace(rule, remove=(), keep=(), phrases=()) for rule in book.rules]
    assert list(shipped_book().rules) == without
    assert [it.text for it in shipped_book().phrases] == [it.text for it in book.phrases]


def test_categories_are_known() -> None:
    """A rule's category is one that can be removed or kept, or it protects."""
    assert {rule.category for rule in RULES} <= CATEGORIES | KEPT_CATEGORIES | {PROTECT}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_is_named_for_its_language_and_covers_the_common_kinds(table: Path) -> None:
    """Every language names links, newsletters, ads, sharing and copyright at least."""
    rules = read_table(table)
    assert {rule.language for rule in rules} == {table.stem}
    assert {rule.category for rule in rules} >= {"links", "newsletter", "ad", "social", "copyright"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_phrase_can_run_away(rule: Rule) -> None:
    """Every repetition of a compiled phrase is bounded."""
    for phrase in rule.phrases:
        assert not re.search(r"(?<!\\)[*+]|\{\d*,\}", pattern_of(phrase).replace(r"\S+", ""))


def test_a_hostile_line_is_matched_in_time() -> None:
    """A thousand characters made of label words and separators cost milliseconds."""
    lines = [
        "read more " * 99,
        "more news : - | " * 62,
        "get in your inbox " * 55,
        'a.") ' * 199 + "all rights reserved x",
        "correction, " * 80,
        "sign up newsletter. " * 49,
        "©" * 999,
    ]
    started = time.perf_counter()
    for line in lines:
        ALL.match(line.strip())
        ALL.parts(line.strip())
    assert time.perf_counter() - started < 2


def table(tmp_path: Path, text: str) -> Path:
    """Write a rule table."""
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    """A table in the form of the shipped ones gives its rules."""
    path = table(
        tmp_path,
        'language = "xx"\n[[rule]]\nid = "links.own"\nshape = "label"\nphrases = ["lees ook"]\n'
        'remove = ["Lees ook: Storm"]\nkeep = ["Lees ook de brief"]\n',
    )
    (rule,) = read_table(path)
    assert (rule.id, rule.category, rule.language) == ("links.own", "links", "xx")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[rule", "cannot be read"),
        ("[[rules]]\n", "unknown keys"),
        (
            '[[rule]]\nid = "links.x"\nphrases = ["a"]\nremove = ["a"]\nkeep = ["b"]\nword = 1\n',
            "unknown key 'word'",
        ),
        ('[[rule]]\nid = "links.x"\nphrases = "a"\nremove = ["a"]\nkeep = ["b"]\n', "not a list"),
        (
            '[[rule]]\nid = "Links"\nphrases = ["a"]\nremove = ["a"]\nkeep = ["b"]\n',
            "category.name",
        ),
        ('[[rule]]\nid = "links.x"\nphrases = ["a"]\nremove = ["a"]\n', "must each hold a line"),
        (
            '[[rule]]\nid = "links.x"\nshape = "dot"\nphrases = ["a"]\nremove = ["a"]\nkeep = ["b"]\n',
            "shape",
        ),
        ('[[rule]]\nid = "links.x"\nphrases = ["(a"]\nremove = ["a"]\nkeep = ["b"]\n', "bracket"),
        (
            '[[rule]]\nid = "links.x"\nphrases = ["[a] ..."]\nremove = ["a"]\nkeep = ["b"]\n',
            "no word",
        ),
        (
            2 * '[[rule]]\nid = "links.x"\nphrases = ["a"]\nremove = ["a"]\nkeep = ["b"]\n',
            "stands twice",
        ),
    ],
)
def test_a_malformed_table_says_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    """The error names the file and the fault."""
    with pytest.raises(RuleTableError, match=re.escape(problem)) as error:
        read_table(table(tmp_path, text))
    assert "own.toml" in str(error.value)


@pytest.mark.parametrize(
    ("phrase", "line", "fits"),
    [
        ("read more", "read more", True),
        ("read more", "READ  “More”", True),
        ("read more", "read most", False),
        ("(more|latest) news", "latest news", True),
        ("[our] newsletter[s]", "newsletters", True),
        ("[our] newsletter[s]", "our newsletter", True),
        ("sign up ...2 now", "sign up right here now", True),
        ("sign up ...2 now", "sign up right here and now", False),
        ("lire aussi", "À lire aussi"[2:], True),
        ("à lire", "A\u0300 lire", True),
        ("advert #", "advert 12", True),
        ("advert #", "advert one", False),
        ("...25(/ansa|/afp)", "Rossi/Ansa", True),
        ("...25(/ansa|/afp)", "a photo by Rossi/Ansa", False),
        ("press... now", "pressrelease now", True),
        ("press... now", "press release now", False),
        ("関連...8記事一覧", "関連する記事一覧", True),
        ("#分で読めます", "3分で読めます", True),
    ],
)
def test_phrases(phrase: str, line: str, fits: bool) -> None:
    """The language of phrases means what its docstring says."""
    rule = Rule("links.x", (phrase,))
    assert bool(RuleSet.of([rule]).match(line)) == fits


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("Storm closes harbour Read more", True),
        ("Is the harbour shut? Read more", True),
        ("The harbour is shut. Read more", False),
        ("Who pays? Who decides? Read more", False),
        ("She likes to read more", False),
    ],
)
def test_an_ending_needs_a_headline_before_it(line: str, fits: bool) -> None:
    """A sentence before the phrase is journalism, whatever follows it."""
    rule = Rule("links.x", ("Read more",), shape="ending")
    assert bool(RuleSet.of([rule]).match(line)) == fits


@pytest.mark.parametrize("mark", [":", " |", " »", " >", " -", " –", "…", "："])
def test_separators_between_label_and_headline(mark: str) -> None:
    """Colons, bars, arrows and dashes lead to the headline."""
    rule = Rule("links.x", ("read more",), shape="label")
    assert RuleSet.of([rule]).match(f"Read more{mark} Storm closes harbour")


def test_a_rule_for_a_declared_language_needs_it() -> None:
    """A word that is ordinary elsewhere goes only where its language is declared."""
    rules = RuleSet.of([Rule("ad.x", ("anzeige",), language="de", declared=True)])
    assert rules.match("Anzeige", "de")
    assert rules.match("Anzeige", "de-at")
    assert not rules.match("Anzeige")
    assert not rules.match("Anzeige", "en")
