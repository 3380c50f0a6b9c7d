"""
Rules applied to lines: which rule a line falls under, and which parts of it.

A rule is found by a word of its phrases, and compiled when such a word first occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from cleannews.cleaning.lines import Line
from cleannews.cleaning.matching import Matcher, Verdict, is_torn, without_marks
from cleannews.cleaning.passages import parts_of
from cleannews.cleaning.phrases import Phrase, normal_form
from cleannews.cleaning.rulebook import PROTECT, WITHIN_LINES, Rule
from cleannews.cleaning.triggers import Occurrence, TriggerFinder
from cleannews.settings import KEPT_CATEGORIES

__all__ = ["RuleSet"]

_MAX_LINE = 1000
"""Longer lines, in characters, are no boilerplate that a phrase could tell."""


class RuleSet:
    """
    Rules ready to be applied, found by the words of a line.

    Args:
        rules: The rules; of two that match a line the first one counts, protecting ones before
            all others, and those of categories that are kept by default behind them.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=_precedence))
        self._leading, self._inner, self._within = _Index(), _Index(), _Index()
        for rank, rule in enumerate(self.rules):
            for phrase in rule.parsed:
                if rule.shape in WITHIN_LINES:
                    index = self._within
                else:
                    leads = phrase.leads and rule.shape != "ending"
                    index = self._leading if leads else self._inner
                for word in phrase.triggers if index is self._leading else phrase.rare:
                    index.add(word, rank, rule, phrase)
        self._finder = TriggerFinder(self._leading, [*self._inner, *self._within])

    def find(self, text: str, lines: Sequence[Line]) -> dict[int, list[Occurrence]]:
        """
        Find the words in a text that give rules away.

        Args:
            text: A text.
            lines: Its lines.

        Returns:
            The numbers of lines that rules may match, with the words.
        """
        return self._finder.find(text, lines)

    def match(
        self, text: str, language: str | None = None, words: Sequence[Occurrence] | None = None
    ) -> Verdict | None:
        """
        Find the rule that a line falls under.

        Args:
            text: A line's content without the white space around it.
            language: The article's declared language, if any.
            words: What :meth:`find` found in the line; None to look here.

        Returns:
            The first rule's verdict, or None.
        """
        if len(text) > _MAX_LINE:
            return None
        candidates: list[Matcher] = []
        for word, leads in self._words_of(text) if words is None else words:
            candidates += self._inner.matchers(word)
            if leads:
                candidates += self._leading.matchers(word)
        if candidates:
            count = len(text.split())
            candidates = [found for found in candidates if found.longest >= count]
        if not candidates or is_torn(text):
            return None
        line = normal_form(text)
        core = f" {without_marks(line)}"
        for matcher in sorted(candidates, key=attrgetter("rank")):
            if matcher.rule.needs in text and _holds_here(matcher.rule, line, language):
                found = matcher.judge(line, core)
                if found:
                    return found
        return None

    def parts(
        self, text: str, language: str | None = None, words: Sequence[Occurrence] | None = None
    ) -> list[tuple[int, int, Rule]]:
        """
        Find what goes from within a line.

        Args:
            text: A line's content.
            language: The article's declared language, if any.
            words: What :meth:`find` found in the line; None to look here.

        Returns:
            Start, end and rule of each part, in order, without overlap.
        """
        matchers = {
            id(found): found
            for word, _ in (self._words_of(text) if words is None else words)
            for found in self._within.matchers(word)
            if found.rule.needs in text and _holds_here(found.rule, text, language)
        }
        return parts_of(text, sorted(matchers.values(), key=attrgetter("rank")))

    def _words_of(self, text: str) -> Sequence[Occurrence]:
        line = Line(0, len(text), len(text), text)
        return self._finder.find_slowly([line]).get(0, ())


class _Index:
    """Phrases by the words that give them away, compiled when such a word first occurs."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[int, Rule, Phrase]]] = {}
        self._ready: dict[str, list[Matcher]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._waiting)

    def add(self, word: str, rank: int, rule: Rule, phrase: Phrase) -> None:
        """File a rule's phrase under one of its words."""
        self._waiting.setdefault(word, []).append((rank, rule, phrase))

    def matchers(self, word: str) -> list[Matcher]:
        """Return the matchers filed under a word."""
        if word not in self._waiting:
            return []
        if word not in self._ready:
            self._ready[word] = [Matcher(*filed) for filed in self._waiting[word]]
        return self._ready[word]


def _precedence(rule: Rule) -> int:
    return 0 if rule.category == PROTECT else 2 if rule.category in KEPT_CATEGORIES else 1


def _holds_here(rule: Rule, line: str, language: str | None) -> bool:
    if rule.declared and (language or "").partition("-")[0] != rule.language:
        return False
    return not rule.upper or line.isupper()
