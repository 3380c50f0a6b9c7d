"""
What the compiled search for phrases asks of the lines of a text in UTF-8.
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled

__all__ = ["MARKS", "is_space", "lines_of", "marks_of", "may_be_widthless", "word_count"]

MARKS = "@/("
"""Marks that a line may have to hold; each is a bit."""

_MARK_BYTES = tuple(map(ord, MARKS))
_BREAK = ord("\n")
_1 = np.uint64(1)
_SPACE, _TAB, _UNIT = ord(" "), ord("\t"), 0x1F


@compiled
def lines_of(data):  # type: ignore[no-untyped-def]
    """Return where the lines of a text begin, and behind them the end of a line that is not there."""
    count = 1
    for at in range(np.uint64(len(data))):
        count += data[at] == _BREAK
    starts = np.empty(count + 1, np.int32)
    starts[0], starts[count] = 0, len(data) + 1
    line = 1
    for at in range(np.uint64(len(data))):
        if data[at] == _BREAK:
            starts[line] = at + 1
            line += 1
    return starts


@compiled
def is_space(byte):  # type: ignore[no-untyped-def]
    """Tell whether a byte is white space that parts words."""
    return (byte == _SPACE) | (byte == _TAB) | (byte == _UNIT)


@compiled
def word_count(data, begin, end):  # type: ignore[no-untyped-def]
    """Count the words of a line; places are unsigned, or each would be tested for a negative value."""
    count = np.uint32(end > begin)
    for at in range(np.uint64(begin), np.uint64(max(begin, end - 1))):
        count += np.uint32(is_space(data[at]) & (not is_space(data[at + _1])))
    return np.int64(count)


@compiled
def marks_of(data, begin, end):  # type: ignore[no-untyped-def]
    """Tell which of the marks a line holds, as bits."""
    found = 0
    for at in range(np.uint64(begin), np.uint64(end)):
        for bit in range(len(_MARK_BYTES)):
            found |= (data[at] == _MARK_BYTES[bit]) << bit
    return found


@compiled
def may_be_widthless(data, begin, end):  # type: ignore[no-untyped-def]
    """Tell whether a line may hold characters of no width, which stand as words and are none."""
    found = False
    for at in range(np.uint64(begin), np.uint64(max(begin, end - 1))):
        before, byte = data[at], data[at + _1]
        found |= (before == 0x80) & (byte >= 0x8B) & (byte <= 0x8F)
        found |= ((before == 0xBB) & (byte == 0xBF)) | ((before == 0xC2) & (byte == 0xAD))
    return found
