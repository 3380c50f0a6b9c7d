"""
Which phrases may stand in a line, told by the tokens that it holds.

There are two ways to the same answer: in Python, at once, and compiled, which is many times faster
and takes a second to load. Which is taken never changes what is found.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleannews.cleaning.phrasebook import Indexed, PhraseBook
from cleannews.cleaning.phrases import MARK, MARK_WORD
from cleannews.signatures.fold import tokens

if TYPE_CHECKING:
    from cleannews.cleaning.kernel import CandidateTable

__all__ = ["Candidates"]

_ENOUGH_TO_COMPILE = 1_000_000
"""Characters from which the compiled way is worth its loading."""

_WORD = re.compile(r"[^\t \x1f]+")


class Candidates:
    """
    Finds candidates among phrases.

    Args:
        book: The phrases.
    """

    def __init__(self, book: PhraseBook) -> None:
        self._phrases = book.phrases
        self._filed = book.filed
        self._characters = 0
        self._table: CandidateTable | None = None

    def find(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line, in the way that is worth it.

        Args:
            lines: The contents of lines, without white space around them.

        Returns:
            The numbers of the lines in which some may stand, with the numbers of the phrases,
            ascending.
        """
        self._characters += sum(map(len, lines))
        loaded = "cleannews.signatures.tokenkernel" in sys.modules
        if self._table is None and (loaded or self._characters > _ENOUGH_TO_COMPILE):
            from cleannews.cleaning.kernel import CandidateTable

            self._table = CandidateTable(self._phrases)
        return self.find_slowly(lines) if self._table is None else self._table.find(lines)

    def find_slowly(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line, in Python.

        Args:
            lines: The contents of lines, without white space around them.
        """
        found: dict[int, list[int]] = {}
        for at, line in enumerate(lines):
            first = tokens(line) if line else []
            held = set(first)
            leading = set(first[:1])
            if MARK in line:
                held.add(MARK_WORD)
                leading.add(MARK_WORD)
            numbers = {number for token in held for number in self._filed.get(token, ())}
            words = len(_WORD.findall(line)) if numbers else 0
            some = [
                number
                for number in sorted(numbers)
                if _holds(self._phrases[number], held, leading, words)
            ]
            if some:
                found[at] = some
        return found


def _holds(phrase: Indexed, held: set[str], leading: set[str], words: int) -> bool:
    """Tell whether a line with these tokens holds what a phrase needs."""
    return (
        words <= phrase.longest
        and all(not held.isdisjoint(group) for group in phrase.groups)
        and not (phrase.leads and leading.isdisjoint(phrase.groups[0]))
    )
