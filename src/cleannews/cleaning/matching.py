"""
A phrase of a rule applied to a line: what the rule says of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cleannews.cleaning.lines import has_inner_end, is_sentence, word_count
from cleannews.cleaning.phrases import pattern_of
from cleannews.cleaning.rulebook import WITHIN_LINES, Rule

__all__ = [
    "CAPITALS",
    "DOUBLED",
    "POINTED",
    "Matcher",
    "Verdict",
    "headline_below",
    "is_torn",
    "judge_shape",
    "judge_shapes",
    "without_marks",
]

CAPITALS = Rule("links.capitals", (), head=False)
"""A headline all in capitals in a story that is not."""

POINTED = Rule("links.pointed", ())
"""A headline with an arrow behind it."""

DOUBLED = Rule("links.doubled", ())
"""A headline that stands twice in its line, as a picture's text and as a link."""

_MAX_HEADLINE = 220
_MAX_HEADLINE_WORDS = 30
_SEPARATOR = r"(?: ?[:|>›→▶►»]{1,3} ?| - |\.\.\. ?)"
_MARKS = re.compile(r"[:|>›→▶►»]| - |\.\.\.")
"""What a separator holds."""

_POINTERS = (":", ">", "»", "→", "▶", "►", "›")
_BARE_WORDS = 3
_ARROWS = (">>", "→", "►", "▶", "»")
_ARROW_ENDS = frozenset(arrow[-1] for arrow in _ARROWS)
_CAPITAL_WORDS, _POINTED_WORDS, _DOUBLED_WORDS = 8, 4, 5
"""Words from which a line in capitals, before an arrow, or twice in its line, is a link."""
_ABBREVIATION = re.compile(r"(?<![^\W_])(?:[A-Z]\.){2,4}$|(?<![^\W_])(?:Jr|Sr|Inc|Corp|Ltd)\.$")
"""An abbreviation at the end of a line, whose full stop ends no sentence."""

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


def without_marks(line: str) -> str:
    """
    Return a line without bullets, brackets, quotes and full stops at its ends.

    Args:
        line: A line in normal form.
    """
    first, last = 0, len(line)
    while first < last and not line[first].isalnum():
        first += 1
    while first < last and not _ends_word(line[last - 1]):
        last -= 1
    return line[first:last]


def _ends_word(char: str) -> bool:
    """Tell a letter, a digit, or a vowel sign or other mark that belongs to the letter before it."""
    return char.isalnum() or unicodedata.category(char).startswith("M")


class Matcher:
    """
    One phrase of a rule in the rule's shape.

    Args:
        rule: The rule.
        text: The phrase.
        marks: Characters that a line must hold.

    Attributes:
        rule: The rule.
        is_within: Only a part of a line goes.
    """

    def __init__(self, rule: Rule, text: str, marks: str = "") -> None:
        self.rule = rule
        self.is_within = rule.shape in WITHIN_LINES
        self._text = text
        self._needed = (*marks, *filter(None, [rule.needs]))

    def may_be_in(self, text: str) -> bool:
        """
        Tell whether a line holds the marks that it must.

        Args:
            text: A line's content.
        """
        return all(mark in text for mark in self._needed)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase in the rule's shape, compiled when a line is first judged by it."""
        phrase = pattern_of(self._text)
        source = f"(.+?)({phrase})" if self.rule.shape == "ending" else phrase
        return re.compile(source, re.IGNORECASE)

    @cached_property
    def _separated(self) -> re.Pattern[str]:
        """The phrase as a label, and the headline behind a mark."""
        return re.compile(f"({pattern_of(self._text)}){_SEPARATOR}(.+)", re.IGNORECASE)

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        """The phrase as a label, and the headline behind a space."""
        return re.compile(f"({pattern_of(self._text)}) (.+)", re.IGNORECASE)

    def judge(self, line: str, core: str) -> Verdict | None:
        """
        Return the verdict on a line, or None.

        Args:
            line: A line in normal form.
            core: A space, and the line without the marks at its ends.
        """
        if self.rule.shape == "label":
            return self._judge_label(line, core)
        found = self.pattern.fullmatch(core)
        if found is None:
            return None
        if self.rule.shape == "ending":
            phrase = without_marks(found[2])
            headline = (found[1] + found[2].partition(phrase)[0]).strip(" :|>-")
            if not phrase[:1].isupper() or not _is_headline(headline, headline, sentence=False):
                return None
        return Verdict(self.rule)

    def _alone(self, line: str) -> Verdict:
        colon = line.rstrip(" )]").endswith(_POINTERS)
        return Verdict(self.rule, max(self.rule.arms, _COLON_ARMS if colon else 0), colon)

    def _judge_label(self, line: str, core: str) -> Verdict | None:
        if self.pattern.fullmatch(core):
            return self._alone(line) if self.rule.alone else None
        if _MARKS.search(core) and (found := self._separated.fullmatch(core)):
            fits = _is_headline(found[2], line, sentence=self.rule.sentence)
            return Verdict(self.rule) if fits else None
        if not (found := self._bare.fullmatch(core)):
            return None
        label, headline = found[1].strip(), found[2].strip()
        if not self.rule.bare and not _stands_out(label, headline):
            return None
        starts = headline.lstrip("\"'([")[:1]
        fits = word_count(headline) >= _BARE_WORDS and not starts.islower()
        return Verdict(self.rule) if fits and _is_headline(headline, line, sentence=False) else None


def judge_shapes(lines: Sequence[str]) -> dict[int, Verdict]:
    """
    Judge lines by their shape alone, as :func:`judge_shape` does, faster.

    Args:
        lines: The contents of lines.

    Returns:
        The numbers of the lines of which there is something to say, with the verdicts.
    """
    some = [
        at
        for at, text in enumerate(lines)
        if text
        and (
            text[-1] in _ARROW_ENDS
            or (text[len(text) // 2] == " " and text[-1] != "." and _is_doubled(text))
            or text.isupper()
        )
    ]
    return {at: verdict for at in some if (verdict := judge_shape(lines[at]))}


def _is_doubled(text: str) -> bool:
    middle = len(text) // 2
    return text[middle : middle + 1] == " " and text[:middle] == text[middle + 1 :]


def judge_shape(text: str) -> Verdict | None:
    """
    Judge a line by its shape alone.

    Args:
        text: A line's content.

    >>> judge_shape("Storm closes the old harbour Storm closes the old harbour").rule.id
    'links.doubled'
    """
    if text.endswith(_ARROWS) and "«" not in text:
        headline = text.rstrip(">→►▶» ")
        if word_count(headline) >= _POINTED_WORDS and _is_headline(headline, "", sentence=True):
            return Verdict(POINTED)
    if _is_doubled(text):
        headline = text[: len(text) // 2]
        if word_count(headline) >= _DOUBLED_WORDS and _is_headline(
            headline, headline, sentence=False
        ):
            return Verdict(DOUBLED)
    if text.isupper() and _is_wordy(text):
        return Verdict(CAPITALS) if _is_headline(text, text, sentence=False) else None
    return None


def _is_wordy(text: str) -> bool:
    """Tell whether a line has the words of a headline, and no more than one figure, as a table has."""
    words = text.split()
    figures = sum(any(map(str.isdecimal, word)) for word in words)
    return len(words) >= _CAPITAL_WORDS and figures <= 1 and text[:1].isalpha()


def is_torn(line: str) -> bool:
    """
    Tell whether a line is the rest of a sentence that was broken over lines.

    Args:
        line: A line's content.
    """
    ended = line.rstrip("\"'”’»)")
    return line[:1].islower() and ended.endswith((".", ",", ";")) and not ended.endswith("...")


def _stands_out(label: str, rest: str) -> bool:
    """Tell whether a label of several words is in capitals and what follows is not."""
    return " " in label and label.isupper() and not rest.isupper()


def _is_headline(text: str, line: str, *, sentence: bool) -> bool:
    if not 1 <= word_count(text) <= _MAX_HEADLINE_WORDS or len(text) > _MAX_HEADLINE:
        return False
    if has_inner_end(text) or text.count("?") > 1:
        return False
    ended = line.rstrip(" \"')]")
    stops = ended.endswith((".", ":", ";", ",")) and not _ABBREVIATION.search(ended)
    return sentence or ended.endswith("...") or not stops


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
