"""
The phrases of rules, filed under the tokens by which they are found.

The shipped tables come as one book, made by ``tools/make_rules.py``: it is loaded as it is, so that
a first text is cleaned soon.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar, overload

import orjson

from cleannews.cleaning.phrases import Phrase
from cleannews.cleaning.rulebook import BEGINNING_LINES, EXAMPLES, PROTECT, WITHIN_LINES, Rule
from cleannews.settings import KEPT_CATEGORIES

__all__ = ["Group", "Indexed", "PhraseBook", "precedence", "shipped_book"]

T = TypeVar("T")

Group = tuple[str, ...]
"""Tokens of which a line holds one."""

_BESIDE = 30
"""Words of a headline beside a label."""

_MARKS = 4
"""Bullets, dashes and the like that may stand in a line as if they were words."""

_UNBOUNDED = 2**31 - 1
"""Words of a line for phrases that may stand within any line."""

_COMMON = 40
"""Groups that a token may be in; a group with a token that is in more tells little."""

_DOTTED = ("tr", "az")
"""Languages with an i that keeps its dot."""


class Indexed(NamedTuple):
    """
    A phrase of a rule, and what a line must hold for it to be a candidate there.

    Args:
        rule: The number of its rule.
        text: The phrase.
        groups: Groups of tokens, of each of which the line must hold one.
        leads: The line must begin with one of the first group.
        longest: Words that the line may have; a word is what spaces and tabs part.
        marks: Characters that it must hold.
    """

    rule: int
    text: str
    groups: tuple[Group, ...]
    leads: bool
    longest: int
    marks: str

    @classmethod
    def of(cls, number: int, rule: Rule, text: str) -> Self:
        """
        Index a phrase.

        Args:
            number: The number of its rule.
            rule: The rule.
            text: The phrase.
        """
        phrase = Phrase.parse(text)
        beside = 0 if rule.shape == "line" else _BESIDE
        longest = _UNBOUNDED if rule.shape in WITHIN_LINES else phrase.longest + beside + _MARKS
        leads = phrase.leads and rule.shape in BEGINNING_LINES
        groups = phrase.groups if rule.language not in _DOTTED else _dotted(phrase.groups)
        return cls(number, text, groups, leads, longest, phrase.marks)

    @property
    def rarest(self) -> Group:
        """The group under which it is filed: the one whose shortest token is longest."""
        return max(self.groups, key=lambda group: min(map(len, group)))


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """
    Rules and their phrases.

    Args:
        rules: The rules: protecting ones first, and last those of categories that are kept by
            default. Of two that match a line the first one counts.
        phrases: Their phrases, in the order of the rules.
        filed: The numbers of the phrases by the tokens of their rarest groups.
    """

    rules: Sequence[Rule]
    phrases: Sequence[Indexed]
    filed: dict[str, list[int]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Self:
        """
        Make the book of some rules.

        Args:
            rules: Any rules; of equal standing the first one counts.
        """
        ordered = tuple(sorted(rules, key=precedence))
        phrases = [
            Indexed.of(number, rule, text)
            for number, rule in enumerate(ordered)
            for text in rule.phrases
        ]
        filed: defaultdict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            for token in phrase.rarest:
                filed[token].append(number)
        return cls(ordered, _telling(phrases), dict(filed))

    def as_lines(self) -> bytes:
        """
        Write the book as it is shipped, without examples, as lines of JSON.

        They are the number of rules, what is filed, the rules and the phrases.
        """
        rules = [
            {
                item.name: getattr(rule, item.name)
                for item in fields(Rule)
                if item.name not in {*EXAMPLES, "phrases"}
                and getattr(rule, item.name) != item.default
            }
            for rule in self.rules
        ]
        filed = dict(sorted(self.filed.items()))
        lines = [len(rules), filed, *rules, *map(tuple, self.phrases)]
        return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)

    @classmethod
    def from_lines(cls, data: bytes) -> Self:
        """
        Read what :meth:`as_lines` wrote; rules and phrases are parsed when they are asked for.

        Args:
            data: The book.
        """
        count, filed, *lines = data.splitlines()
        rules = int(count)
        return cls(
            _Parsed(lines[:rules], lambda entry: Rule(**entry, phrases=())),
            _Parsed(lines[rules:], Indexed._make),
            orjson.loads(filed),
        )


class _Parsed(Sequence[T]):
    """Lines of JSON as what they stand for."""

    def __init__(self, lines: Sequence[bytes], make: Callable[[Any], T]) -> None:
        self._lines = lines
        self._make = make
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return _Parsed(self._lines[at], self._make)
        if at not in self._made:
            self._made[at] = self._make(orjson.loads(self._lines[at]))
        return self._made[at]


@cache
def shipped_book() -> PhraseBook:
    """Return the book of every shipped table."""
    data = Path(__file__).with_name("rule_tables").joinpath("rules.jsonl").read_bytes()
    return PhraseBook.from_lines(data)


def _telling(phrases: Sequence[Indexed]) -> list[Indexed]:
    """Leave out groups that tell little, since a token of theirs is wanted by many phrases."""
    every = {group for phrase in phrases for group in phrase.groups}
    wanted = Counter(token for group in every for token in group)
    found = []
    for phrase in phrases:
        first, *others = phrase.groups
        kept = [
            it
            for it in others
            if it == phrase.rarest or max(map(wanted.__getitem__, it)) <= _COMMON
        ]
        if phrase.leads or first == phrase.rarest or not kept:
            kept.insert(0, first)
        found.append(phrase._replace(groups=tuple(kept)))
    return found


def precedence(rule: Rule) -> int:
    """
    Return the standing of a rule: protecting ones come first, kept categories last.

    Args:
        rule: A rule.
    """
    return 0 if rule.category == PROTECT else 2 if rule.category in KEPT_CATEGORIES else 1


def _dotted(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Add how tokens are folded that Turkish writes in capitals: of i, İ; of ı, I."""
    return tuple(
        tuple(
            dict.fromkeys(
                spelling
                for token in group
                for spelling in (token, token.replace("i", "i\u0307").replace("ı", "i"))
            )
        )
        for group in groups
    )
