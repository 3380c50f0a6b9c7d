"""
Rules applied to lines: which rule a line falls under, and what a label says of the lines below.

A rule is found by a word of its phrases, and compiled when such a word first occurs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from cleannews.cleaning.lines import has_inner_end, is_sentence, word_count
from cleannews.cleaning.phrases import Phrase, first_word, normal_form
from cleannews.cleaning.rulebook import PROTECT, Rule

__all__ = ["RuleSet", "Verdict", "headline_below"]

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
