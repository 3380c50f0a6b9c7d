"""
Which phrases may stand in a line, told by the tokens that it holds.

There are two ways: in Python, at once, and compiled, which is many times faster, asks for more and
takes a second to load. Neither misses a phrase that matches, so which is taken changes nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
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

_AT_ONCE = 4_000_000
"""Characters that are searched at once, which bounds memory; a longer line is no paragraph and holds nothing."""

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
        size = sum(map(len, lines))
        if size > _AT_ONCE:
            found: dict[int, list[int]] = {}
            for start, some in _batches(lines):
                found |= {start + at: numbers for at, numbers in self.find(some).items()}
            return found
        if self._table is None:
            self._characters += size
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


def _batches(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield lines in batches, each with the number of its first one; a line that is too long is empty."""
    start, size = 0, 0
    some: list[str] = []
    for at, line in enumerate(lines):
        if some and size + len(line) > _AT_ONCE:
            yield start, some
            start, size, some = at, 0, []
        fits = len(line) <= _AT_ONCE
        some.append(line if fits else "")
        size += len(line) if fits else 0
    yield start, some


def _holds(phrase: Indexed, held: set[str], leading: str, words: int) -> bool:
    """Tell whether a line with these tokens, the first one leading, holds what a phrase needs."""
    leads = phrase.leads and phrase.shape in BEGINNING_LINES
    return (
        words <= phrase.longest
        and all(not held.isdisjoint(anchor.tokens) for anchor in phrase.anchors)
        and (not leads or leading in phrase.anchors[0].tokens)
    )
