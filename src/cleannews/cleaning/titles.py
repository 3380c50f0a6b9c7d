"""
Repeated headlines.

With a title every repeat in the head and the tail of the text goes; in mid-story only a line
equal to a headline of five words or more, since a shorter one may be a subheading. Without a
title, of equal headline-like lines in the head the first stays.
"""

from __future__ import annotations

import re

from cleannews.cleaning.lines import is_sentence, word_count
from cleannews.signatures.fold import fold

__all__ = ["Headline", "headline_key", "is_headline_like"]

MID_STORY_WORDS = 5
"""A headline of fewer words is left alone in mid-story."""

HEAD_LINES = 8
"""Lines kept from the top of a text among which a headline is looked for twice."""

_SEPARATORS = re.compile(r"\s*[|｜]\s*|\s+[-–—:·•»]\s+")
_FEWEST_WORDS, _MOST_WORDS = 3, 30
_NO_HEADLINE_END = (".", ":", "：", ",", ";", "。", "…")
_BULLETS = ("-", "–", "—", "•", "*", "·", "▪", "■", "●", "►", ">")
_SITE_KEY_LENGTH = 4
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


class Headline:
    """
    A headline in the spellings under which a text may repeat it.

    Args:
        title: The headline, perhaps with the outlet's name before or behind it.
        site: The outlet's domain or name, which tells such a name apart from the headline.
    """

    def __init__(self, title: str, site: str | None = None) -> None:
        self._site = headline_key((site or "").rpartition(".")[0] or site or "")
        self._keys = {key for part in self._without_site(title) if (key := headline_key(part))}
        self._keys |= {key * 2 for key in self._keys if len(key) > MID_STORY_WORDS}
        self._longest = 2 * len(title) + _MOST_ADDED
        self.is_long = word_count(title) >= MID_STORY_WORDS

    def equals(self, line: str) -> bool:
        """
        Tell whether a line is this headline: in other case, quotes, dashes or spaces, twice
        in a row, or with the outlet's name.

        Args:
            line: A line's content.
        """
        if not self._keys or not line or len(line) > self._longest:
            return False
        return any(headline_key(part) in self._keys for part in self._without_site(line))

    def _without_site(self, text: str) -> list[str]:
        """Return a text, and the text without an outlet's name before or behind it."""
        found = [text]
        cuts = list(_SEPARATORS.finditer(text))
        if cuts and self._names_site(text[cuts[-1].end() :], cuts[-1].group()):
            found.append(text[: cuts[-1].start()])
        if cuts and self._names_site(text[: cuts[0].start()], cuts[0].group()):
            found.append(text[cuts[0].end() :])
        return found

    def _names_site(self, part: str, separator: str) -> bool:
        key = headline_key(part)
        if not key:
            return False
        if len(key) >= _SITE_KEY_LENGTH and (key in self._site or self._site in key != ""):
            return bool(self._site)
        return separator.strip() in {"|", "｜"} and word_count(part) < MID_STORY_WORDS


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
