"""
Repeated headlines.

With a title every repeat in the head and the tail of the text goes; in mid-story only a line
equal to a headline of five words or more, since a shorter one may be a subheading. Without a
title, of equal headline-like lines in the head the first stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from cleannews.cleaning.lines import is_sentence, word_count
from cleannews.signatures.fold import fold

__all__ = ["Headline", "headline_key", "is_headline_like"]

MID_STORY_WORDS = 5
"""A headline of fewer words is left alone in mid-story."""

HEAD_LINES = 8
"""Lines kept from the top of a text among which a headline is looked for twice."""

_SEPARATORS = re.compile(r"\s*[|｜]\s*|\s+[-–—:·•»]\s+")
_PROBE = re.compile("[A-Za-z]{4,}|[0-9]{4,}")
"""What a headline holds in whatever spelling, letter by letter."""

_WORD, _LONG_WORD = re.compile(r"[^\W_]+"), re.compile(r"[^\W_]{4,}")
_QUOTES = "[\"'“”‘’«»]{0,2}"

_FEWEST_WORDS, _MOST_WORDS = 3, 30
_NO_HEADLINE_END = (".", ":", "：", ",", ";", "。", "…")
_BULLETS = ("-", "–", "—", "•", "*", "·", "▪", "■", "●", "►", ">")
_ELLIPSES = ("…", "...")
_OPENING_QUOTES = "\"'“„«‘「『"
_MOST_SEPARATORS = 4
_SHORTEST_LIKENESS = 8
"""Letters and digits of a headline, or of what is left of it, that can be told by its likeness."""

_SHORTEST_KICKER, _LONGEST_KICKER = 3, 24
_LETTERS_A_SLIP, _MOST_SLIPS = 4, 3
"""Letters of a word for each that may differ, and how many may in a headline."""

_SITE_KEY_LENGTH = 4
_MOST_LONGER = 2
"""A name in a headline may be this many times longer than in the outlet's domain."""

_MOST_ADDED = 80
"""Characters that an outlet's name and marks may add to a headline."""


def headline_key(text: str) -> str:
    """
    Return what two spellings of one headline share: its letters and digits, folded.

    Args:
        text: A headline or a line.

    >>> headline_key("“Storm”  CLOSES harbour!") == headline_key("Storm closes harbour")
    True
    """
    return fold(text).replace(" ", "")


class OutletNames:
    """
    The names under which an outlet may stand before or behind a headline.

    Args:
        names: Its domain, its name, or both; None counts for nothing.
    """

    def __init__(self, names: Iterable[str | None]) -> None:
        known = [name for name in names if name]
        keys = {headline_key(name.rpartition(".")[0] or name) for name in known}
        self._keys = {key for key in keys if len(key) >= _SITE_KEY_LENGTH}
        self._whole = {headline_key(name) for name in known if "." in name}

    def holds(self, part: str) -> bool:
        """
        Tell whether a part of a line is the outlet's name.

        Args:
            part: A line, or what stands before or behind a separator in it.
        """
        key = headline_key(part)
        return key in self._whole or (
            len(key) >= _SITE_KEY_LENGTH
            and any(
                key in name or name in key
                for name in self._keys
                if len(key) <= _MOST_LONGER * len(name)
            )
        )

    def cut(self, text: str) -> str:
        """
        Return a headline without the outlet's name before or behind it.

        Args:
            text: A headline.
        """
        first, last = self._cuts(text)
        if last and self.holds(text[last.end() :]):
            return text[: last.start()]
        if first and self.holds(text[: first.start()]):
            return text[first.end() :]
        return text

    def variants(self, text: str) -> list[str]:
        """
        Return a line, and the line without what may be an outlet's name.

        Args:
            text: A line. Behind a bar, a few words are taken for a name even if unknown.
        """
        found = [text]
        separators = list(_SEPARATORS.finditer(text))[-_MOST_SEPARATORS:]
        end = len(text)
        for separator in reversed(separators):
            if not self._may_be_name(text[separator.end() : end], separator.group()):
                break
            end = separator.start()
            found.append(text[:end])
        if separators:
            first = separators[0]
            if self._may_be_name(text[: first.start()], first.group()):
                found.append(text[first.end() :])
        return found

    def _cuts(self, text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
        separators = list(_SEPARATORS.finditer(text))
        return (separators[0], separators[-1]) if separators else (None, None)

    def _may_be_name(self, part: str, separator: str) -> bool:
        barred = separator.strip() in {"|", "｜"} and 0 < word_count(part) < MID_STORY_WORDS
        return barred or self.holds(part)


class Headline:
    """
    A headline in the spellings under which a text may repeat it.

    Args:
        title: The headline, perhaps with the outlet's name before or behind it.
        site: The outlet's domain or name, which tells such a name apart from the headline.
    """

    def __init__(self, title: str, site: str | None = None) -> None:
        self._outlet = OutletNames([site])
        parts = self._outlet.variants(title)
        self._spellings = [key for part in parts if (key := headline_key(part))]
        self._keys = {*self._spellings}
        self._keys |= {key * 2 for key in self._keys if len(key) > MID_STORY_WORDS}
        self._longest = 2 * len(title) + _MOST_ADDED
        shortest = min(parts, key=len)
        self._probe = max(_PROBE.findall(shortest), key=len, default="").lower()
        self._cut = shortest.rstrip().endswith(_ELLIPSES)
        self._folded = fold(shortest).split()
        self._words = _WORD.findall(shortest)
        self._lowered = [word.lower() for word in self._words]
        self._ending = shortest.rstrip()[-1:]
        self.is_long = word_count(shortest) >= MID_STORY_WORDS

    def may_be_in(self, text: str) -> bool:
        """
        Tell whether a text can hold the headline at all, quickly.

        Args:
            text: A line or a whole text.
        """
        return self._probe in text or self._probe in text.lower()

    def equals(self, line: str) -> bool:
        """
        Tell whether a line is this headline: in other case, quotes, dashes or spaces, twice
        in a row, or with the outlet's name.

        Args:
            line: A line's content.
        """
        if not self._keys or not line or len(line) > self._longest or not self.may_be_in(line):
            return False
        return any(headline_key(part) in self._keys for part in self._outlet.variants(line))

    def is_cut_in(self, line: str) -> bool:
        """
        Tell whether a line is the beginning of this headline with an ellipsis behind it.

        Args:
            line: A line's content.
        """
        return (
            line.endswith(_ELLIPSES)
            and len(line) <= self._longest
            and any(_is_cut(headline_key(line), own) for own in self._spellings)
        )

    def resembles(self, line: str) -> bool:
        """
        Tell whether a line is this headline with what was cut from it, with a kicker before it, or
        with a slip of the pen: near enough before and behind a story, where nothing is like it.

        Args:
            line: A line's content.
        """
        if not line or len(line) > self._longest:
            return False
        key = headline_key(line)
        return any(
            (self._cut and _is_cut(own, key))
            or (key.endswith(own) and _has_kicker(line, len(key) - len(own), len(own)))
            for own in self._spellings
            if len(own) >= _SHORTEST_LIKENESS
        ) or (self.is_long and _is_misspelt(fold(line).split(), self._folded))

    def glued(self, line: str) -> list[tuple[int, int]]:
        """
        Find this headline run together with the paragraph that it stands before or behind.

        Before a paragraph it is told from the paragraph's own first words by its capitals, or by
        the space that is missing; behind one a sentence must have ended.

        Args:
            line: A line's content.

        Returns:
            Start and end of the headline in the line, at most one.
        """
        if not self.is_long or len(self._words) < MID_STORY_WORDS or not self.may_be_in(line):
            return []
        lowered = line.lower()
        if not all(word in lowered for word in self._lowered):
            return []
        if before := self._before.match(line):
            capitals = sum(map(str.isupper, (word[0] for word in _LONG_WORD.findall(before[0]))))
            titled = 2 * capitals > len(_LONG_WORD.findall(before[0])) + 1
            if before[1] == "" or titled:
                return [(0, before.end())]
        if behind := self._behind.search(line):
            return [(behind.start(1), len(line))]
        return []

    @cached_property
    def _spelled(self) -> str:
        """The words of the headline with any marks and spaces between them."""
        return r"[\W_]{1,4}".join(map(re.escape, self._words))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        end = rf"{_QUOTES}[?!]?" if self._ending in {"?", "!"} else _QUOTES
        return re.compile(rf"{_QUOTES}(?i:{self._spelled}){end}(\s*)(?={_QUOTES}[^\Wa-z_])")

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        return re.compile(rf"[.!?…]{_QUOTES}\s+({_QUOTES}(?i:{self._spelled}){_QUOTES})$")


def _is_cut(key: str, whole: str) -> bool:
    """Tell whether a key is the beginning of another, half of it at least."""
    long_enough = len(key) >= _SHORTEST_LIKENESS and 2 * len(key) >= len(whole)
    return len(key) < len(whole) and whole.startswith(key) and long_enough


def _has_kicker(line: str, before: int, behind: int) -> bool:
    """
    Tell whether what stands before the headline in a line is a kicker.

    It is set off by a mark, by capitals or by a space that is missing: other words could turn the
    headline round.

    Args:
        line: A line that ends in the headline.
        before: Letters and digits before the headline, folded.
        behind: Those of the headline.
    """
    if not 0 < before <= min(_LONGEST_KICKER, behind):
        return False
    for at in range(1, len(line)):
        if line[at].isalnum() and len(headline_key(line[:at])) == before:
            kicker = line[:at].rstrip(_OPENING_QUOTES)
            plain = kicker.rstrip()
            glued = plain[-1:].islower() and line[at].isupper() and kicker == plain
            loud = len(plain) >= _SHORTEST_KICKER and plain.isupper() and kicker != plain
            return not plain[-1:].isalnum() or glued or loud
    return False


def _is_misspelt(words: Sequence[str], own: Sequence[str]) -> bool:
    """
    Tell whether two headlines differ in a few letters of long words, and in no figure.

    Args:
        words: The words of a line, folded.
        own: Those of the headline.
    """
    if len(words) != len(own):
        return False
    pairs = [(word, other) for word, other in zip(words, own, strict=True) if word != other]
    if not 0 < len(pairs) <= _MOST_SLIPS or not all(_may_be_slip(*pair) for pair in pairs):
        return False
    from rapidfuzz.distance import Levenshtein  # few titles need it

    slips = [Levenshtein.distance(*pair) for pair in pairs]
    small = all(
        slip <= len(other) // _LETTERS_A_SLIP for slip, (_, other) in zip(slips, pairs, strict=True)
    )
    return small and sum(slips) <= _MOST_SLIPS


def _may_be_slip(word: str, other: str) -> bool:
    return word[0] == other[0] and not any(map(str.isdecimal, word + other))


def is_headline_like(text: str) -> bool:
    """
    Tell whether a line could be a headline: some words, no sentence, no label, no list item.

    Args:
        text: A line's content.
    """
    return (
        _FEWEST_WORDS <= word_count(text) <= _MOST_WORDS
        and not text.endswith(_NO_HEADLINE_END)
        and not text.startswith(_BULLETS)
        and 2 * sum(char.isdigit() for char in text) < len(text)
        and not is_sentence(text)
    )
