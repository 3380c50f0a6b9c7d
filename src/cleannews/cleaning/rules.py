"""
Reads the rule tables, compiles a rule when one of its words first occurs, applies it to a line.

A table is a TOML file for one language. Its rules say in which shape their phrases must stand:

    line    the whole line is the phrase
    label   the phrase names links: alone on its line (then the headlines below go with it), or
            before a separator and a headline
    ending  the line is a headline with the phrase behind it

Entries under ``protect`` name lines that no rule may ever remove. Every entry carries lines
that it must match and lines that it must not; the tests run them.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import Any

from cleannews.cleaning.lines import has_inner_end, is_sentence, word_count
from cleannews.cleaning.phrases import Phrase, first_word, normal_form
from cleannews.errors import RuleTableError, one_of, shown

__all__ = ["PROTECT", "SHAPES", "Rule", "RuleSet", "Verdict", "read_table", "shipped_rules"]

PROTECT = "protect"
"""The category of lines that stay whatever else matches."""

SHAPES = ("line", "label", "ending")

_MAX_LINE = 1000
"""Longer lines, in characters, are no boilerplate that a phrase could tell."""

_MAX_LINK_LINE = 300
_MAX_HEADLINE = 220
_MAX_HEADLINE_WORDS = 30
_SEPARATOR = r"(?: ?[:|>›→▶►»]{1,3} ?| - |\.\.\. ?)"
_POINTERS = (":", ">", "»", "→", "▶", "►", "›")
_BARE_WORDS = 3
_MARKS = 4
"""Bullets, dashes and the like that may stand in a line as if they were words."""
_COLON_ARMS = 4
"""Headlines that a label with a colon takes along at least."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One entry of a rule table.

    Args:
        id: Its name, category first, such as "links.more-news".
        phrases: Its phrases, in the language of :mod:`~cleannews.cleaning.phrases`.
        remove: Lines that it must match.
        keep: Lines that it must not match.
        shape: One of :data:`SHAPES`.
        language: The language of its table, or "" for all.
        declared: It holds only where the article declares this language.
        upper: It holds only for lines in capitals.
        needs: It holds only for lines with this character, such as "©".
        sentence: A headline behind the label may end like a sentence.
        bare: A headline may follow the label without a separator.
        alone: The label may stand alone on its line.
        head: It holds in the head of a story, too, where such a line may be the headline.
        arms: Lines below a label that stands alone which may go with it.
    """

    id: str
    phrases: tuple[str, ...]
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    shape: str = "line"
    language: str = ""
    declared: bool = False
    upper: bool = False
    needs: str = ""
    sentence: bool = False
    bare: bool = False
    alone: bool = True
    head: bool = True
    arms: int = 1

    @property
    def category(self) -> str:
        """The kind of boilerplate: the id up to its first dot."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a rule says of a line.

    Args:
        rule: The rule.
        arms: Lines below that may go with it; 0 unless it is a label alone on its line.
        colon: The label ends in a colon or an arrow, which says that more follows.
    """

    rule: Rule
    arms: int = 0
    colon: bool = False


class RuleSet:
    """
    Rules ready to be applied, found by the words of a line.

    Args:
        rules: The rules; of two that match a line the first one counts, protecting ones before
            all others.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.category != PROTECT))
        self._leading = _Index()
        self._inner = _Index()
        for rank, rule in enumerate(self.rules):
            for text in rule.phrases:
                phrase = Phrase.parse(text)
                leads = phrase.leads and rule.shape != "ending"
                index = self._leading if leads else self._inner
                for word in phrase.triggers:
                    index.add(word, rank, rule, phrase)

    def words_among(self, text: str) -> tuple[str, ...]:
        """
        Return the words by which a line's inside is found that occur in a text.

        Args:
            text: A whole text; what is not in it need not be looked for in its lines.
        """
        lower = _lower(text)
        return tuple(word for word in self._inner if word in lower)

    def match(
        self, text: str, language: str | None = None, among: Collection[str] | None = None
    ) -> Verdict | None:
        """
        Find the rule that a line falls under.

        Args:
            text: A line's content without the white space around it.
            language: The article's declared language, if any.
            among: What :meth:`words_among` found in the whole text; None to look here.

        Returns:
            The first rule's verdict, or None.
        """
        if len(text) > _MAX_LINE:
            return None
        candidates = self._leading.matchers(first_word(text))
        inner = self.words_among(text) if among is None else among
        if inner:
            lower = _lower(text)
            for word in inner:
                if word in lower:
                    candidates = candidates + self._inner.matchers(word)
        if candidates:
            words = len(text.split())
            candidates = [found for found in candidates if found.longest >= words]
        if not candidates or _is_torn(text):
            return None
        line = normal_form(text)
        core = f" {_without_marks(line)}"
        for matcher in sorted(candidates, key=attrgetter("rank")):
            if matcher.rule.needs in text and _holds_here(matcher.rule, line, language):
                found = matcher.judge(line, core)
                if found:
                    return found
        return None


class _Index:
    """Phrases by the words that give them away, compiled when such a word first occurs."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[int, Rule, Phrase]]] = defaultdict(list)
        self._ready: dict[str, list[_Matcher]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._waiting)

    def add(self, word: str, rank: int, rule: Rule, phrase: Phrase) -> None:
        """File a rule's phrase under one of its words."""
        self._waiting[word].append((rank, rule, phrase))

    def matchers(self, word: str) -> list[_Matcher]:
        """Return the matchers filed under a word."""
        if word not in self._waiting:
            return []
        if word not in self._ready:
            self._ready[word] = [_Matcher(*filed) for filed in self._waiting[word]]
        return self._ready[word]


def _lower(text: str) -> str:
    return text.lower().replace("©", "copyright")


def _without_marks(line: str) -> str:
    """Return a line without bullets, brackets, quotes and full stops at its ends."""
    first, last = 0, len(line)
    while first < last and not line[first].isalnum():
        first += 1
    while first < last and not line[last - 1].isalnum():
        last -= 1
    return line[first:last]


def _holds_here(rule: Rule, line: str, language: str | None) -> bool:
    if rule.declared and (language or "").partition("-")[0] != rule.language:
        return False
    return not rule.upper or line.isupper()


class _Matcher:
    """
    One phrase of a rule, compiled in the rule's shape.

    Args:
        rank: The rule's place among all rules.
        rule: The rule.
        phrase: The phrase.
    """

    def __init__(self, rank: int, rule: Rule, phrase: Phrase) -> None:
        self.rank = rank
        self.rule = rule
        beside = 0 if rule.shape == "line" else _MAX_HEADLINE_WORDS
        self.longest = phrase.longest + beside + _MARKS
        pattern = phrase.pattern
        compiled = {
            "line": [pattern],
            "label": [pattern, f"({pattern}){_SEPARATOR}(.+)", f"({pattern}) (.+)"],
            "ending": [f"(.+?)({pattern})"],
        }[rule.shape]
        self._patterns = [re.compile(source, re.IGNORECASE) for source in compiled]

    def judge(self, line: str, core: str) -> Verdict | None:
        """
        Return the verdict on a line, or None.

        Args:
            line: A line in normal form.
            core: A space, and the line without the marks at its ends.
        """
        if self.rule.shape != "line" and len(line) > _MAX_LINK_LINE:
            return None
        if self.rule.shape == "label":
            return self._judge_label(line, core)
        found = self._patterns[0].fullmatch(core)
        if found is None:
            return None
        if self.rule.shape == "ending":
            phrase = _without_marks(found[2])
            headline = (found[1] + found[2].partition(phrase)[0]).strip(" :|>-")
            if not phrase[:1].isupper() or not _is_headline(headline, headline, sentence=False):
                return None
        return Verdict(self.rule)

    def _alone(self, line: str) -> Verdict:
        colon = line.rstrip(" )]").endswith(_POINTERS)
        return Verdict(self.rule, max(self.rule.arms, _COLON_ARMS if colon else 0), colon)

    def _judge_label(self, line: str, core: str) -> Verdict | None:
        alone, separated, bare = self._patterns
        if alone.fullmatch(core):
            return self._alone(line) if self.rule.alone else None
        if found := separated.fullmatch(core):
            fits = _is_headline(found[2], line, sentence=self.rule.sentence)
            return Verdict(self.rule) if fits else None
        if not (found := bare.fullmatch(core)):
            return None
        label, headline = found[1].strip(), found[2].strip()
        if not self.rule.bare and not _stands_out(label, headline):
            return None
        starts = headline.lstrip("\"'([")[:1]
        fits = word_count(headline) >= _BARE_WORDS and not starts.islower()
        return Verdict(self.rule) if fits and _is_headline(headline, line, sentence=False) else None


def _is_torn(line: str) -> bool:
    """Tell whether a line is the rest of a sentence that was broken over lines."""
    return line[:1].islower() and line.endswith((".", ",", ";"))


def _stands_out(label: str, rest: str) -> bool:
    """Tell whether a label of several words is in capitals and what follows is not."""
    return " " in label and label.isupper() and not rest.isupper()


def _is_headline(text: str, line: str, *, sentence: bool) -> bool:
    if not 1 <= word_count(text) <= _MAX_HEADLINE_WORDS or len(text) > _MAX_HEADLINE:
        return False
    if has_inner_end(text) or text.count("?") > 1:
        return False
    return sentence or not line.rstrip(" \"')]").endswith((".", ":", ";", ","))


def headline_below(text: str, *, colon: bool) -> bool:
    """
    Tell whether a line below a label that stands alone reads as a linked headline.

    Args:
        text: The line's content.
        colon: The label says that more follows, so a shorter line will do.
    """
    words = word_count(text)
    fewest = 2 if colon else 4
    return words >= fewest and not is_sentence(text) and _is_headline(text, text, sentence=False)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules of every shipped table, in the order of the tables' names."""
    tables = files(__package__).joinpath("rule_tables").iterdir()
    found: list[Rule] = []
    for table in sorted(tables, key=lambda item: item.name):
        if table.name.endswith(".toml"):
            found += _rules_of(tomllib.loads(table.read_text("utf-8")), table.name)
    _check_unique(found, "the shipped tables")
    return tuple(found)


def read_table(path: str | Path) -> tuple[Rule, ...]:
    """
    Read one rule table.

    Args:
        path: A TOML file in the form of the shipped tables.

    Raises:
        RuleTableError: The file cannot be read or an entry is malformed.
    """
    try:
        table = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleTableError(str(path), "", f"cannot be read: {error}") from None
    found = tuple(_rules_of(table, str(path)))
    _check_unique(found, str(path))
    return found


def _rules_of(table: dict[str, Any], path: str) -> Iterator[Rule]:
    unknown = set(table) - {"language", "rule", PROTECT}
    if unknown:
        problem = f"unknown keys {sorted(unknown)}; known are language, rule, {PROTECT}"
        raise RuleTableError(path, "", problem)
    language = table.get("language", "")
    for entry in table.get("rule", []):
        yield _rule_of(entry, language, path)
    for entry in table.get(PROTECT, []):
        yield _rule_of({**entry, "id": f"{PROTECT}.{entry.get('id', '')}"}, language, path)


def _rule_of(entry: dict[str, Any], language: str, path: str) -> Rule:
    name = str(entry.get("id", ""))
    allowed = {field.name: field for field in fields(Rule) if field.name != "language"}
    for key, value in entry.items():
        if key not in allowed:
            problem = f"unknown key {key!r}; it must be {one_of(allowed)}"
            raise RuleTableError(path, name, problem)
        wanted = {"tuple[str, ...]": list, "bool": bool, "int": int}.get(
            str(allowed[key].type), str
        )
        if not isinstance(value, wanted):
            raise RuleTableError(path, name, f"{key} is {shown(value)}, not a {wanted.__name__}")
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    if not re.fullmatch(r"[a-z]+\.[a-z0-9-]+", name):
        raise RuleTableError(path, name, "the id must be category.name in small letters")
    if not entry.get("phrases") or not entry.get("remove") or not entry.get("keep"):
        raise RuleTableError(path, name, "phrases, remove and keep must each hold a line")
    if entry.get("shape", "line") not in SHAPES:
        raise RuleTableError(path, name, f"shape must be {one_of(SHAPES)}")
    try:
        for phrase in plain["phrases"]:
            Phrase.parse(phrase)
    except ValueError as error:
        raise RuleTableError(path, name, str(error)) from None
    return Rule(**plain, language=language)


def _check_unique(rules: Iterable[Rule], path: str) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleTableError(path, rule.id, "the id stands twice; give each rule its own")
        seen.add(rule.id)
