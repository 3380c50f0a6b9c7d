"""
Headlines run together with the paragraph that they stand before or behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from cleannews.cleaning.outlets import MID_STORY_WORDS

__all__ = ["GluedHeadline", "one_i"]

_WORD, _LONG_WORD = re.compile(r"[^\W_]+"), re.compile(r"[^\W_]{4,}")
_ALL_QUOTES, _MOST_QUOTES = "\"'“”‘’«»", 2
_QUOTES = f"[{_ALL_QUOTES}]{{0,{_MOST_QUOTES}}}"
_ENDED = re.compile(rf"[.!?…]{_QUOTES}\s+{_QUOTES}$")


def one_i(text: str) -> str:
    """
    Return a text in lower case with one i where Turkish has two.

    Args:
        text: Any text in lower case.
    """
    return text.replace("i\u0307", "i").replace("ı", "i")


def _key(word: str) -> str:
    """Return what words share that differ in case only."""
    return one_i(word.casefold())


class GluedHeadline:
    """
    A headline as it is looked for within lines.

    Before a paragraph it is told from the paragraph's own first words by its capitals, or by
    the space that is missing; behind one a sentence must have ended.

    Args:
        core: The headline without anything that is put before or behind it.

    Attributes:
        is_long: It has enough words to be told apart at all.
    """

    def __init__(self, core: str) -> None:
        self._core = core
        self._words = _WORD.findall(core)
        self.is_long = len(self._words) >= MID_STORY_WORDS

    def near(self, lines: Sequence[str], some: Iterable[int]) -> list[int]:
        """
        Return the numbers of the lines that begin or end as the headline does.

        Args:
            lines: The contents of lines.
            some: The numbers of those to look at.
        """
        if not self.is_long:
            return []
        words = self._words
        shortest, first, last = sum(map(len, words)), words[0].lower(), words[-1].lower()
        head, tail = len(first) + _MOST_QUOTES, -len(last) - _MOST_QUOTES
        openers = {*_ALL_QUOTES, words[0][0], first[0], first[0].upper()}
        closers = {*_ALL_QUOTES, words[-1][-1], last[-1], last[-1].upper()}
        return [
            at
            for at in some
            if len(line := lines[at]) > shortest
            and (
                (line[0] in openers and first in line[:head].lower())
                or (line[-1] in closers and last in line[tail:].lower())
            )
        ]

    def places(self, line: str) -> list[tuple[int, int]]:
        """
        Return start and end of the headline in a line, at most one.

        Args:
            line: A line's content.
        """
        low = line.lower()
        if not all(word.lower() in low for word in self._words):
            return []
        held = list(_WORD.finditer(line))
        keys = [_key(word[0]) for word in held]
        if self._begins(keys) and (before := self._before.match(line)):
            long = _LONG_WORD.findall(before[0])
            titled = 2 * sum(word[0].isupper() for word in long) > len(long) + 1
            if before[1] == "" or titled:
                return [(0, before.end())]
        if keys[-len(self._words) :] == self._keys:
            first = held[-len(self._words)].start()
            if _ENDED.search(line[:first]) and (behind := self._behind.search(line)):
                return [(behind.start(1), len(line))]
        return []

    @cached_property
    def _keys(self) -> list[str]:
        return list(map(_key, self._words))

    def _begins(self, keys: Sequence[str]) -> bool:
        """Tell whether the words of a line begin with those of the headline, and do not end there."""
        *first, last = self._keys
        count = len(first)
        return (
            len(keys) > count
            and keys[:count] == first
            and keys[count].startswith(last)
            and (len(keys) > count + 1 or keys[count] != last)
        )

    @cached_property
    def _spelled(self) -> str:
        """The words of the headline with any marks and spaces between them."""
        return r"[\W_]{1,4}".join(map(re.escape, self._words))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        end = rf"{_QUOTES}[?!]?" if self._core.rstrip().endswith(("?", "!")) else _QUOTES
        return re.compile(rf"{_QUOTES}(?i:{self._spelled}){end}(\s*)(?={_QUOTES}[^\Wa-z_])")

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        return re.compile(rf"[.!?…]{_QUOTES}\s+({_QUOTES}(?i:{self._spelled}){_QUOTES})$")
