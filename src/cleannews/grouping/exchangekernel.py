"""
What two texts have that the other lacks, compiled: see details.py for what it tells.
"""

from __future__ import annotations

import numpy as np

from cleannews.grouping.detailkernel import FIGURES, NAMES
from cleannews.signatures.compiled import compiled
from cleannews.signatures.shingles import STEP

__all__ = ["HAD", "LOST", "OWN", "PLACES", "exchanges"]

HAD, LOST, PLACES, OWN = 0, 3, 6, 7
"""Where the numbers of an exchange begin: of the figures, names and words that a text has; of those
that the other text lacks; the places where it lacks figures or names; the words of the longest passage
that stands in no part in the other."""

_NUMBERS = 8
_ANCHOR = 3
"""Words in a row that stand in both texts, between two places."""

_STEP = np.uint64(STEP)
_TWO = np.uint64(2)
_33 = np.uint64(33)


@compiled
def _place(table, stamps, stamp, value):  # type: ignore[no-untyped-def]
    """Return where a value stands in a table of values, or where it would."""
    mask = np.uint64(len(table) - 1)
    place = (value ^ value >> _33) & mask
    while stamps[place] == stamp and table[place] != value:
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def _anchor(words, at):  # type: ignore[no-untyped-def]
    """Hash the words in a row that end at a place."""
    value = words[at]
    for back in range(1, _ANCHOR):
        value = value * _STEP + words[at - back]
    return value * _STEP + _TWO


@compiled
def _put(words, tables, stamps, stamp):  # type: ignore[no-untyped-def]
    """Put the words of a text and its rows of words into a table."""
    for at in range(len(words)):
        place = _place(tables, stamps, stamp, words[at])
        tables[place], stamps[place] = words[at], stamp
        if at >= _ANCHOR - 1:
            row = _anchor(words, at)
            place = _place(tables, stamps, stamp, row)
            tables[place], stamps[place] = row, stamp


@compiled
def _count(words, kinds, other, other_stamps, own, own_stamps, own_kinds, stamp, out):  # type: ignore[no-untyped-def]
    """Count what a text has, what of it the other lacks, and in how many places."""
    for at in range(len(words)):
        place = _place(own, own_stamps, stamp, words[at])
        if own_stamps[place] != stamp:
            own[place], own_stamps[place], own_kinds[place] = words[at], stamp, kinds[at]
        own_kinds[place] = min(own_kinds[place], kinds[at])
    anchored = True
    own_from = 0  # where a passage of its own may begin
    for at in range(len(words)):
        if at >= _ANCHOR - 1:
            row = _place(other, other_stamps, stamp, _anchor(words, at))
            if other_stamps[row] == stamp:
                anchored = True
                out[OWN] = max(out[OWN], at + 1 - _ANCHOR - own_from)
                own_from = at + 1
        place = _place(own, own_stamps, stamp, words[at])
        kind = own_kinds[place]
        if kind < 0:
            continue
        own_kinds[place] = -1  # counted
        out[HAD + kind] += 1
        if other_stamps[_place(other, other_stamps, stamp, words[at])] == stamp:
            continue
        out[LOST + kind] += 1
        if anchored and kind in (FIGURES, NAMES):
            out[PLACES] += 1
            anchored = False
    out[OWN] = max(out[OWN], len(words) - own_from)


@compiled
def exchanges(words, kinds, starts, pairs):  # type: ignore[no-untyped-def]
    """
    Count what each of two texts has, and what of it the other lacks.

    Args:
        words: uint64: the hashes of the words of texts, one text after the other.
        kinds: int8: their kinds.
        starts: int64, shape (texts + 1,): where each text begins.
        pairs: int64, shape (pairs, 2): positions of texts.

    Returns:
        int64, shape (pairs, 2, 8): for either text the distinct figures, names and other words
        that it has, those of them that the other lacks, and the places of such figures and names:
        between two of them three words stand that follow each other in the other text, too. Last
        the words of its longest passage without such three.
    """
    most = np.int64(8)
    for text in range(len(starts) - 1):
        most = max(most, starts[text + 1] - starts[text])
    room = np.int64(16)
    while room < 4 * most:
        room *= 2
    other, own = np.empty(room, np.uint64), np.empty(room, np.uint64)
    other_stamps, own_stamps = np.zeros(room, np.int64), np.zeros(room, np.int64)
    own_kinds = np.empty(room, np.int8)
    out = np.zeros((len(pairs), 2, _NUMBERS), np.int64)
    stamp = 0
    for at in range(len(pairs)):
        for side in range(2):
            stamp += 1
            begin, end = starts[pairs[at, side]], starts[pairs[at, side] + 1]
            against = pairs[at, 1 - side]
            _put(words[starts[against] : starts[against + 1]], other, other_stamps, stamp)
            _count(
                words[begin:end],
                kinds[begin:end],
                other,
                other_stamps,
                own,
                own_stamps,
                own_kinds,
                stamp,
                out[at, side],
            )
    return out
