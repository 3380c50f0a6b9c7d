"""
Repeated headlines.

With a title every repeat in the head and the tail of the text goes; in mid-story only a line
equal to a headline of five words or more, since a shorter one may be a subheading. Without a
title, of equal headline-like lines in the head the first stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
        keys = {headline_key(name.rpartition(".")[0] or name) for name in names if name}
        self._keys = {key for key in keys if len(key) >= _SITE_KEY_LENGTH}

    def holds(self, part: str) -> bool:
        """
        Tell whether a part of a line is the outlet's name.

        Args:
            part: A line, or what stands before or behind a separator in it.
        """
        key = headline_key(part)
        return len(key) >= _SITE_KEY_LENGTH and any(
            key in name or name in key
            for name in self._keys
            if len(key) <= _MOST_LONGER * len(name)
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
        first, last = self._cuts(text)
        found = [text]
        if last and self._may_be_name(text[last.end() :], last.group()):
            found.append(text[: last.start()])
        if first and self._may_be_name(text[: first.start()], first.group()):
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
        self._keys = {key for part in parts if (key := headline_key(part))}
        self._keys |= {key * 2 for key in self._keys if len(key) > MID_STORY_WORDS}
        self._longest = 2 * len(title) + _MOST_ADDED
        self._probe = max(_PROBE.findall(title), key=len, default="").lower()
        self._words = _WORD.findall(title)
        self._lowered = [word.lower() for word in self._words]
        self._ending = title.rstrip()[-1:]
        self.is_long = word_count(title) >= MID_STORY_WORDS

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
