"""
Lines of a text: where they stand, what kind they are, and what their removal takes along.

What is prose is decided by a line alone. The first and the last line of prose bound the head
and the tail of a story, and no line of prose is ever removed whole, so one removal cannot
uncover the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleannews.cleaning.phrases import SPACELESS_LETTER

__all__ = ["Line", "cuts", "has_inner_end", "is_sentence", "split_lines", "word_count"]

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CLOSERS = " \t\"'”’»›)]}」』】）*"
_TERMINALS = tuple(".!?…。！？．｡।॥؟۔։።")
_INNER_END = re.compile(r"\w{4}\.['\"”’»)]*\s+['\"“‘«(]*[^\W\d_a-z]|[。！？][^”’」』）\s]")
"""A sentence that ends within the line; shorter words before the full stop are abbreviations."""

_SENTENCE_WORDS = 8
_LONG_LINE_WORDS = 25
_LETTERS_A_WORD = 2
"""Letters of a spaceless script that count as one word."""


class Line(NamedTuple):
    """
    One line of a text.

    Args:
        start: Offset of its first code point.
        end: Offset behind its content.
        stop: Offset behind its line break; equal to ``end`` for a last line without one.
        text: Its content without the white space around it.
    """

    start: int
    end: int
    stop: int
    text: str


def split_lines(text: str) -> list[Line]:
    """
    Cut a text into lines at every line break that Unicode knows.

    Args:
        text: Any str.
    """
    raws = text.splitlines(keepends=True)
    stops = list(accumulate(map(len, raws)))
    ends = [
        stop - (0 if raw[-1] not in _BREAKS else 2 if raw.endswith("\r\n") else 1)
        for raw, stop in zip(raws, stops, strict=True)
    ]
    return list(map(Line, [0, *stops], ends, stops, map(str.strip, raws)))


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
    words = word_count(text)
    if words < _SENTENCE_WORDS or not any(map(str.isalnum, text)):
        return False
    return (
        words >= _LONG_LINE_WORDS
        or text.rstrip(_CLOSERS).endswith(_TERMINALS)
        or has_inner_end(text)
    )


def has_inner_end(text: str) -> bool:
    """
    Tell whether a sentence ends within a line and another begins.

    Args:
        text: A line's content.
    """
    return bool(_INNER_END.search(text))


def cuts(lines: Sequence[Line], gone: Sequence[object]) -> list[tuple[int, int, int]]:
    """
    Work out what goes with the lines that go.

    A line takes its line break, the last line of a text the break before it. Of the blank lines
    around a removed line the larger gap stays; at the edges of a text none does.

    Args:
        lines: The lines of a text.
        gone: For each line whether it goes.

    Returns:
        (index of the line, start, end) for each line that goes, sorted, without overlap.
    """
    found: list[tuple[int, int, int]] = []
    gap: float = float("inf")  # blank lines kept before this place
    dropped = 0  # blank lines dropped since the last removed line
    for index, line in enumerate(lines):
        if gone[index]:
            found.append((index, line.start, line.stop))
            dropped = 0
        elif line.text:
            gap = 0
        elif found and found[-1][2] == line.start and dropped < gap:
            dropped += 1
            found[-1] = (found[-1][0], found[-1][1], line.stop)
        else:
            gap += 1
    if found and found[-1][2] == lines[-1].stop:
        return _without_end_gap(lines, gone, found)
    return found


def _without_end_gap(
    lines: Sequence[Line], gone: Sequence[object], found: list[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Let removals that reach the end of the text take the blank lines before them along."""
    first = len(lines)
    while first and (gone[first - 1] or not lines[first - 1].text):
        first -= 1
    start = lines[first].start
    if first and lines[-1].end == lines[-1].stop:
        start = lines[first - 1].end
    last = [index for index in range(first, len(lines)) if gone[index]]
    bounds = [start, *(lines[index].start for index in last[1:]), lines[-1].stop]
    before = [cut for cut in found if cut[0] < first]
    return before + [(index, *ends) for index, ends in zip(last, pairwise(bounds), strict=True)]
