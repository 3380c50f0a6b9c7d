"""
Rules applied to lines: which rule a line falls under, and which parts of it.

A phrase is compiled when a line first holds the words that it must hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate, chain
from typing import Self

from cleannews.cleaning.lines import Lines
from cleannews.cleaning.matching import Matcher, Verdict, is_torn, without_marks
from cleannews.cleaning.normalform import normal_form
from cleannews.cleaning.passages import parts_of
from cleannews.cleaning.phrasebook import PhraseBook, precedence
from cleannews.cleaning.rulebook import Rule
from cleannews.cleaning.triggers import Candidates

__all__ = ["RuleSet"]

_KEPT_LINES = 4096
"""Lines whose verdict is remembered: outlets say the same thing in every article."""

_MAX_LINE, _MAX_LINK_LINE = 1000, 300
"""Longer lines, in characters, are no boilerplate that a phrase could tell, and hold no link."""


class RuleSet:
    """
    Rules ready to be applied, found by the words of a line.

    Args:
        books: Books of phrases, each with the ids of the rules in it that do not hold; of two
            rules of equal standing that match a line the one in the first book counts.
    """

    def __init__(self, books: Iterable[tuple[PhraseBook, Collection[str]]]) -> None:
        self._parts = [_Part(book, frozenset(disable)) for book, disable in books]
        self._matched: dict[tuple[str, str | None], Verdict | None] = {}

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Self:
        """
        Make the set of some rules.

        Args:
            rules: Any rules.
        """
        return cls([(PhraseBook.of(rules), ())])

    def find(self, lines: Sequence[str], data: bytes | None = None) -> dict[int, list[Matcher]]:
        """
        Find the phrases that may stand in lines.

        Args:
            lines: The contents of lines, without white space around them.
            data: The lines as :func:`~cleannews.cleaning.lines.joined` returns them, if at hand.

        Returns:
            The numbers of lines that rules may match, with the phrases.
        """
        found = [part.find(lines, data) for part in self._parts]
        if len(found) == 1:
            return found[0]
        merged: defaultdict[int, list[Matcher]] = defaultdict(list)
        for matching in found:
            for at, matchers in matching.items():
                merged[at] += matchers
        for matchers in merged.values():
            matchers.sort(key=lambda matcher: precedence(matcher.rule))
        return merged

    def find_all(self, texts: Sequence[Lines]) -> list[dict[int, list[Matcher]]]:
        """
        Find the phrases that may stand in the lines of texts, as :meth:`find` does, faster.

        Args:
            texts: The lines of each text.
        """
        if len(texts) == 1:
            return [self.find(texts[0].texts, texts[0].data)]
        rows = [it.texts or [""] for it in texts]  # no lines are an empty one in the data
        starts = [0, *accumulate(map(len, rows))]
        data = b"\n".join(it.data for it in texts)
        found: list[dict[int, list[Matcher]]] = [{} for _ in texts]
        for at, matchers in self.find(list(chain.from_iterable(rows)), data).items():
            number = bisect_right(starts, at) - 1
            found[number][at - starts[number]] = matchers
        return found

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
            found = self.find([text]).get(0, ())
        if not found or len(text) > _MAX_LINE:
            return None
        try:
            return self._matched[text, language]
        except KeyError:
            verdict = _first_verdict(text, language, found)
        if len(self._matched) >= _KEPT_LINES:
            self._matched.clear()  # other threads may look there at any moment
        self._matched[text, language] = verdict
        return verdict

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
                for matcher in (self.find([text]).get(0, ()) if found is None else found)
                if matcher.is_within
                and matcher.may_be_in(text)
                and _holds_here(matcher.rule, text, language)
            ],
        )


def _first_verdict(text: str, language: str | None, found: Iterable[Matcher]) -> Verdict | None:
    """Return the verdict of the first matcher that says something of a line."""
    line = core = ""
    for matcher in () if is_torn(text) else found:
        rule = matcher.rule
        if matcher.is_within or not matcher.may_be_in(text):
            continue
        if rule.shape != "line" and len(text) > _MAX_LINK_LINE:
            continue
        if not line:
            line = normal_form(text)
            core = f" {without_marks(line)}"
        if _holds_here(rule, line, language) and (verdict := matcher.judge(line, core)):
            return verdict
    return None


class _Part:
    """
    The rules of one book.

    Args:
        book: The book.
        disable: Ids of rules that do not hold.
    """

    def __init__(self, book: PhraseBook, disable: frozenset[str]) -> None:
        self._book = book
        self._disable = disable
        self._candidates = Candidates(book)
        self._matchers: dict[int, Matcher] = {}

    def find(self, lines: Sequence[str], data: bytes | None) -> dict[int, list[Matcher]]:
        """Find the phrases that may stand in lines."""
        candidates = self._candidates.find(lines, data)
        found = {at: [self._matcher(it) for it in numbers] for at, numbers in candidates.items()}
        if self._disable:
            for at, matchers in found.items():
                found[at] = [it for it in matchers if it.rule.id not in self._disable]
        return found

    def _matcher(self, number: int) -> Matcher:
        found = self._matchers.get(number)
        if found is None:
            phrase = self._book.phrases[number]
            found = Matcher(self._book.rules[phrase.rule], phrase.text, phrase.marks)
            self._matchers[number] = found
        return found


def _holds_here(rule: Rule, line: str, language: str | None) -> bool:
    if rule.declared and (language or "").partition("-")[0] != rule.language:
        return False
    return not rule.upper or line.isupper()
