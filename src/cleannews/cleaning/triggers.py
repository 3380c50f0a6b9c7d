"""
Which phrases may stand in a line, told by the tokens that it holds.

There are two ways: in Python, at once, and compiled, which is many times faster, asks for more and
takes a second to load. Neither misses a phrase that matches, so which is taken changes nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleannews.cleaning.normalform import MARK, MARK_WORD
from cleannews.cleaning.phrasebook import Indexed, PhraseBook
from cleannews.cleaning.rulebook import BEGINNING_LINES
from cleannews.signatures.fold import tokens

if TYPE_CHECKING:
    from cleannews.cleaning.candidates import CandidateTable

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

    def find(self, lines: Sequence[str], data: bytes | None = None) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line, in the way that is worth it.

        Args:
            lines: The contents of lines, without white space around them.
            data: The lines as :func:`~cleannews.cleaning.lines.joined` returns them, if at hand.

        Returns:
            The numbers of the lines in which some may stand, with the numbers of the phrases,
            ascending.
        """
        if self._table is None:
            self._characters += sum(map(len, lines))
            loaded = "cleannews.signatures.tokenkernel" in sys.modules
            if not loaded and self._characters <= _ENOUGH_TO_COMPILE:
                return self.find_slowly(lines)
            from cleannews.cleaning.candidates import CandidateTable

            self._table = CandidateTable(self._phrases)
        return self._table.find(lines, data)

    def find_slowly(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line, in Python.

        Args:
            lines: The contents of lines, without white space around them.
        """
        found: dict[int, list[int]] = {}
        for at, line in enumerate(lines):
            first = tokens(line.replace(MARK, f" {MARK_WORD} ")) if line else []
            held = set(first)
            numbers = {number for token in held for number in self._filed.get(token, ())}
            words = len(_WORD.findall(line)) if numbers else 0
            some = [
                number
                for number in sorted(numbers)
                if _holds(self._phrases[number], held, first[0], words)
            ]
            if some:
                found[at] = some
        return found


def _holds(phrase: Indexed, held: set[str], leading: str, words: int) -> bool:
    """Tell whether a line with these tokens, the first one leading, holds what a phrase needs."""
    leads = phrase.leads and phrase.shape in BEGINNING_LINES
    return (
        words <= phrase.longest
        and all(not held.isdisjoint(anchor.tokens) for anchor in phrase.anchors)
        and (not leads or leading in phrase.anchors[0].tokens)
    )
