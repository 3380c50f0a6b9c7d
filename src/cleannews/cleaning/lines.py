"""
Lines of a text: where they stand, what kind they are, and what their removal takes along.

What is prose is decided by a line alone. The first and the last line of prose bound the head
and the tail of a story, and no line of prose is ever removed whole, so one removal cannot
uncover the next.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import accumulate, pairwise

from cleannews.cleaning.normalform import SPACELESS_LETTER

__all__ = [
    "LONG_LINE_WORDS",
    "Lines",
    "cuts",
    "has_inner_end",
    "is_sentence",
    "joined",
    "word_count",
]

_CLOSERS = " \t\"'”’»›)]}」』】）*"
_TERMINALS = tuple(".!?…。！？．｡।॥؟۔։።")
_INNER_END = re.compile(r"\w{4}\.['\"”’»)]*\s+['\"“‘«(]*[^\W\d_a-z]|[。！？][^”’」』）\s]")
"""A sentence that ends within the line; shorter words before the full stop are abbreviations."""

_SENTENCE_WORDS = 8
LONG_LINE_WORDS = 25
"""Words from which a line is prose, however it ends."""

_LETTERS_A_WORD = 2
"""Letters of a spaceless script that count as one word."""


class Lines:
    """
    The lines of a text, cut at every line break that Unicode knows.

    Args:
        text: Any str.

    Attributes:
        text: The text.
        texts: The contents of the lines, without the white space around them.

    >>> lines = Lines("Share \\r\\n\\nRain fell.")
    >>> lines.texts, lines.starts, lines.stops
    (['Share', '', 'Rain fell.'], [0, 8, 9, 19], [8, 9, 19])
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._raws = text.splitlines()
        self.texts = list(map(str.strip, self._raws))

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def stops(self) -> list[int]:
        """Offsets behind the line breaks; of a last line without one, behind its content."""
        if "\r" in self.text:
            return list(accumulate(map(len, self.text.splitlines(keepends=True))))
        stops = list(accumulate(len(raw) + 1 for raw in self._raws))
        if stops and stops[-1] > len(self.text):
            stops[-1] -= 1
        return stops

    @cached_property
    def starts(self) -> list[int]:
        """Offsets of the first code points of the lines, and behind them all the text's length."""
        return [0, *self.stops]

    @cached_property
    def data(self) -> bytes:
        """The contents of the lines in UTF-8, parted by line feeds."""
        return joined(self.texts)

    def end(self, at: int) -> int:
        """
        Return the offset behind the content of a line.

        Args:
            at: The number of the line.
        """
        return self.starts[at] + len(self._raws[at])


def joined(lines: Iterable[str]) -> bytes:
    """
    Return lines in UTF-8, parted by line feeds.

    Args:
        lines: The contents of lines; lone surrogates become three bytes each.
    """
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def word_count(text: str) -> int:
    """
    Count words; two letters of a script written without spaces count as one.

    Args:
        text: Any str.
    """
    words = len(text.split())
    if text.isascii():
        return words
    return words + len(SPACELESS_LETTER.findall(text)) // _LETTERS_A_WORD


def is_sentence(text: str) -> bool:
    """
    Tell whether a line reads as running text: a full sentence, or a long line.

    Args:
        text: A line's content without the white space around it.
    """
    if len(text) < _SENTENCE_WORDS or not any(map(str.isalnum, text)):
        return False
    words = len(text.split())
    if words < LONG_LINE_WORDS and not text.isascii():
        words += len(SPACELESS_LETTER.findall(text)) // _LETTERS_A_WORD
    return words >= LONG_LINE_WORDS or (words >= _SENTENCE_WORDS and _has_end(text))


def _has_end(text: str) -> bool:
    """Tell whether a sentence ends at the end of a line or within it."""
    return text.rstrip(_CLOSERS).endswith(_TERMINALS) or has_inner_end(text)


def has_inner_end(text: str) -> bool:
    """
    Tell whether a sentence ends within a line and another begins.

    Args:
        text: A line's content.
    """
    return bool(_INNER_END.search(text))


def cuts(lines: Lines, gone: Collection[int]) -> list[tuple[int, int, int]]:
    """
    Work out what goes with the lines that go.

    A line takes its line break, the last line of a text the break before it. Of the blank lines
    around a removed line the larger gap stays; at the edges of a text none does.

    Args:
        lines: The lines of a text.
        gone: The numbers of those that go.

    Returns:
        (number of the line, start, end) for each line that goes, sorted, without overlap.
    """
    if not gone:
        return []
    found: list[tuple[int, int, int]] = []
    texts, starts, stops = lines.texts, lines.starts, lines.stops
    gap: float = float("inf")  # blank lines kept before this place
    dropped = 0  # blank lines dropped since the last removed line
    at = 0
    for number in sorted(gone):
        if number < at:
            continue
        first = number
        while at < first and not texts[first - 1]:
            first -= 1
        if at < first:
            gap, at = 0, first
        while at < len(texts) and (at in gone or not texts[at]):
            if at in gone:
                found.append((at, starts[at], stops[at]))
                dropped = 0
            elif found and found[-1][2] == starts[at] and dropped < gap:
                dropped += 1
                found[-1] = (found[-1][0], found[-1][1], stops[at])
            else:
                gap += 1
            at += 1
    if found and found[-1][2] == lines.stops[-1]:
        return _without_end_gap(lines, gone, found)
    return found


def _without_end_gap(
    lines: Lines, gone: Collection[int], found: list[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Let removals that reach the end of the text take the blank lines before them along."""
    first = len(lines)
    while first and (first - 1 in gone or not lines.texts[first - 1]):
        first -= 1
    start = lines.starts[first]
    if first and lines.end(len(lines) - 1) == lines.stops[-1]:
        start = lines.end(first - 1)
    last = [at for at in range(first, len(lines)) if at in gone]
    bounds = [start, *(lines.starts[at] for at in last[1:]), lines.stops[-1]]
    before = [cut for cut in found if cut[0] < first]
    return before + [(at, *ends) for at, ends in zip(last, pairwise(bounds), strict=True)]
