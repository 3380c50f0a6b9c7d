"""
Where the words by which rules are found stand in a text.

There are two ways to the same answer: in Python, at once, and compiled, which is ten times faster
and takes a second to load. Which is taken never changes what is found.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleannews.cleaning.lines import Line
from cleannews.cleaning.phrases import MARK, MARK_WORD
from cleannews.signatures.fold import tokens

if TYPE_CHECKING:
    from cleannews.cleaning.kernel import TriggerTable

__all__ = ["Occurrence", "TriggerFinder"]

_ENOUGH_TO_COMPILE = 1_000_000
"""Characters from which the compiled way is worth its loading."""


class Occurrence(NamedTuple):
    """
    A trigger in a line.

    Args:
        word: The trigger.
        leads: It is the first token of the line.
    """

    word: str
    leads: bool


class TriggerFinder:
    """
    Finds triggers in texts.

    Args:
        leading: Triggers that count at the beginning of a line.
        inner: Triggers that count anywhere.
    """

    def __init__(self, leading: Iterable[str], inner: Iterable[str]) -> None:
        self._leading, self._inner = frozenset(leading), frozenset(inner)
        self._characters = 0
        self._table: TriggerTable | None = None

    def find(self, text: str, lines: Sequence[Line]) -> dict[int, list[Occurrence]]:
        """
        Find the triggers in each line.

        Args:
            text: A text.
            lines: Its lines.

        Returns:
            The numbers of the lines that hold some, with the triggers; "©" counts as leading
            wherever it stands.
        """
        self._characters += len(text)
        loaded = "cleannews.signatures.kernel" in sys.modules
        if self._table is None and (loaded or self._characters > _ENOUGH_TO_COMPILE):
            from cleannews.cleaning.kernel import TriggerTable

            self._table = TriggerTable(self._leading, self._inner)
        if self._table is None:
            return self.find_slowly(lines)
        found: dict[int, list[Occurrence]] = defaultdict(list)
        for line, word, leads in self._table.find(text):
            found[line].append(Occurrence(word, leads))
        return found

    def find_slowly(self, lines: Sequence[Line]) -> dict[int, list[Occurrence]]:
        """
        Find the triggers in each line, in Python.

        Args:
            lines: The lines of a text.
        """
        found: dict[int, list[Occurrence]] = {}
        for number, line in enumerate(lines):
            some = [
                Occurrence(word, leads=at == 0)
                for at, word in enumerate(tokens(line.text) if line.text else [])
                if word in self._inner or (at == 0 and word in self._leading)
            ]
            if MARK in line.text and MARK_WORD in self._inner | self._leading:
                some.append(Occurrence(MARK_WORD, leads=True))
            if some:
                found[number] = some
        return found
