"""
The phrases of rules, filed under the tokens by which they are found.

The shipped tables come as one book, made by ``tools/make_rules.py``: it is loaded as it is, so that
a first text is cleaned soon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar, overload

import msgspec

from cleannews.cleaning.phrases import Anchor, Phrase
from cleannews.cleaning.rulebook import EXAMPLES, PROTECT, WITHIN_LINES, Rule
from cleannews.settings import KEPT_CATEGORIES

__all__ = ["SHIPPED_RULES", "UNBOUNDED", "Indexed", "PhraseBook", "precedence", "shipped_book"]

T = TypeVar("T")

SHIPPED_RULES = Path(__file__).with_name("rule_tables") / "rules.jsonl"
"""The shipped tables in one file."""

_BESIDE = 30
"""Words of a headline beside a label."""

_MARKS = 4
"""Bullets, dashes and the like that may stand in a line as if they were words."""

UNBOUNDED = 2**31 - 1
"""Words of a line for phrases that may stand within any line."""

_DOTTED = ("tr", "az")
"""Languages with an i that keeps its dot."""


class Indexed(NamedTuple):
    """
    A phrase of a rule, and what a line must hold for it to be a candidate there.

    Args:
        rule: The number of its rule.
        text: The phrase.
        shape: The shape of its rule.
        anchors: The tokens that it holds, in order.
        rarest: The number of the anchor under whose tokens it is filed.
        leads: It begins with the first anchor.
        behind: Words behind that of the last anchor, at most, where it ends with its line.
        longest: Words that the line may have; a word is what spaces and tabs part.
        marks: Characters that it must hold.
    """

    rule: int
    text: str
    shape: str
    anchors: tuple[Anchor, ...]
    rarest: int
    leads: bool
    behind: int
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
        longest = UNBOUNDED if rule.shape in WITHIN_LINES else phrase.longest + beside + _MARKS
        anchors = phrase.anchors
        if rule.language in _DOTTED:
            anchors = tuple(it._replace(tokens=_dotted(it.tokens)) for it in anchors)
        return cls(
            number,
            text,
            rule.shape,
            anchors,
            _rarest(anchors),
            phrase.leads,
            phrase.behind,
            longest,
            phrase.marks,
        )

    def entry(self) -> tuple[Any, ...]:
        """Return what :meth:`read` reads, of plain values."""
        plain = {"anchors": [tuple(anchor) for anchor in self.anchors]}
        return tuple({**self._asdict(), **plain}.values())

    @classmethod
    def read(cls, entry: Sequence[Any]) -> Self:
        """
        Read what JSON made of an entry.

        Args:
            entry: The fields of a phrase.
        """
        found = cls._make(entry)
        return found._replace(
            anchors=tuple(Anchor(tuple(it[0]), it[1], it[2]) for it in found.anchors)
        )


def _rarest(anchors: Sequence[Anchor]) -> int:
    """Return the number of the anchor with fewest stop words among its tokens, and longest tokens."""
    from cleannews.signatures.stopwords import stop_words  # with numpy, which not all need

    stops = frozenset().union(*stop_words().values())
    ranks = [
        (-len(stops.intersection(anchor.tokens)), min(map(len, anchor.tokens)))
        for anchor in anchors
    ]
    return ranks.index(max(ranks))


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """
    Rules and their phrases.

    Args:
        rules: The rules: protecting ones first, and last those of categories that are kept by
            default. Of two that match a line the first one counts.
        phrases: Their phrases, in the order of the rules.
        filed: The numbers of the phrases by the tokens of their rarest anchors.
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
            for token in phrase.anchors[phrase.rarest].tokens:
                filed[token].append(number)
        return cls(ordered, phrases, dict(filed))

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
        lines = [len(rules), filed, *rules, *(phrase.entry() for phrase in self.phrases)]
        return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)

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
            _Parsed(lines[rules:], Indexed.read),
            msgspec.json.decode(filed),
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
            self._made[at] = self._make(msgspec.json.decode(self._lines[at]))
        return self._made[at]


@cache
def shipped_book() -> PhraseBook:
    """Return the book of every shipped table."""
    return PhraseBook.from_lines(SHIPPED_RULES.read_bytes())


def precedence(rule: Rule) -> int:
    """
    Return the standing of a rule: protecting ones come first, kept categories last.

    Args:
        rule: A rule.
    """
    return 0 if rule.category == PROTECT else 2 if rule.category in KEPT_CATEGORIES else 1


def _dotted(tokens: Iterable[str]) -> tuple[str, ...]:
    """Add how tokens are folded that Turkish writes in capitals: of i, İ; of ı, I."""
    spellings = (
        spelling
        for token in tokens
        for spelling in (token, token.replace("i", "i\u0307").replace("ı", "i"))
    )
    return tuple(dict.fromkeys(spellings))
