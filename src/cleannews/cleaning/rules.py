"""
Rules applied to lines: which rule a line falls under, and which parts of it.

A phrase is compiled when a line first holds the words that it must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleannews.cleaning.lines import Line
from cleannews.cleaning.matching import Matcher, Verdict, is_torn, without_marks
from cleannews.cleaning.passages import parts_of
from cleannews.cleaning.phrases import normal_form
from cleannews.cleaning.rulebook import BEGINNING_LINES, PROTECT, WITHIN_LINES, Rule
from cleannews.cleaning.triggers import Candidates, Wanted
from cleannews.settings import KEPT_CATEGORIES

__all__ = ["RuleSet"]

_MAX_LINE = 1000
"""Longer lines, in characters, are no boilerplate that a phrase could tell."""

_DOTTED = ("tr", "az")
"""Languages with an i that keeps its dot."""

_UNBOUNDED = 2**31 - 1
"""Words of a line for phrases that may stand within any line."""


class RuleSet:
    """
    Rules ready to be applied, found by the words of a line.

    Args:
        rules: The rules; of two that match a line the first one counts, protecting ones before
            all others, and those of categories that are kept by default behind them.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=_precedence))
        filed = [(rule, phrase) for rule in self.rules for phrase in rule.parsed]
        self._matchers = [Matcher(rule, phrase) for rule, phrase in filed]
        self._candidates = Candidates(
            [
                Wanted(
                    _spelled(phrase.groups, rule.language),
                    phrase.leads and rule.shape in BEGINNING_LINES,
                    matcher.longest if rule.shape not in WITHIN_LINES else _UNBOUNDED,
                )
                for (rule, phrase), matcher in zip(filed, self._matchers, strict=True)
            ]
        )

    def find(self, text: str, lines: Sequence[Line]) -> dict[int, list[Matcher]]:
        """
        Find the phrases that may stand in the lines of a text.

        Args:
            text: A text.
            lines: Its lines.

        Returns:
            The numbers of lines that rules may match, with the phrases.
        """
        found = self._candidates.find(text, lines)
        return {at: [self._matchers[it] for it in numbers] for at, numbers in found.items()}

    def match(
        self, text: str, language: str | None = None, found: Sequence[Matcher] | None = None
    ) -> Verdict | None:
        """
        Find the rule that a line falls under.

        Args:
            text: A line's content without the white space around it.
            language: The article's declared language, if any.
            found: What :meth:`find` found in the line; None to look here.

        Returns:
            The first rule's verdict, or None.
        """
        if found is None:
            found = self._found_in(text)
        if not found or len(text) > _MAX_LINE or is_torn(text):
            return None
        line = core = ""
        for matcher in found:
            rule = matcher.rule
            if rule.shape in WITHIN_LINES or not matcher.may_be_in(text):
                continue
            if not line:
                line = normal_form(text)
                core = f" {without_marks(line)}"
            if _holds_here(rule, line, language) and (verdict := matcher.judge(line, core)):
                return verdict
        return None

    def parts(
        self, text: str, language: str | None = None, found: Sequence[Matcher] | None = None
    ) -> list[tuple[int, int, Rule]]:
        """
        Find what goes from within a line.

        Args:
            text: A line's content.
            language: The article's declared language, if any.
            found: What :meth:`find` found in the line; None to look here.

        Returns:
            Start, end and rule of each part, in order, without overlap.
        """
        return parts_of(
            text,
            [
                matcher
                for matcher in (self._found_in(text) if found is None else found)
                if matcher.rule.shape in WITHIN_LINES
                and matcher.may_be_in(text)
                and _holds_here(matcher.rule, text, language)
            ],
        )

    def _found_in(self, text: str) -> list[Matcher]:
        return [self._matchers[it] for it in self._candidates.find_slowly([text]).get(0, ())]


def _spelled(groups: tuple[tuple[str, ...], ...], language: str) -> tuple[tuple[str, ...], ...]:
    """Add how Turkish tokens are folded where they are written in capitals: of i, İ; of ı, I."""
    if language not in _DOTTED:
        return groups
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


def _precedence(rule: Rule) -> int:
    return 0 if rule.category == PROTECT else 2 if rule.category in KEPT_CATEGORIES else 1


def _holds_here(rule: Rule, line: str, language: str | None) -> bool:
    if rule.declared and (language or "").partition("-")[0] != rule.language:
        return False
    return not rule.upper or line.isupper()
