"""
The search for triggers, compiled. Its slow twin is :meth:`TriggerFinder.find_slowly`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.cleaning.phrases import MARK_WORD
from cleannews.signatures.compiled import compiled
from cleannews.signatures.kernel import fold_arrays, token_hashes
from cleannews.signatures.shingles import token_hash

__all__ = ["TriggerTable", "find_triggers"]

_EMPTY = np.int32(-1)
_LAST_CONTROL = 0x1E
"""The last byte that may be a line break of one byte."""

_ROOM = 4
"""Places in the table for each trigger."""


class _Table(NamedTuple):
    """
    An open-addressed hash table.

    Args:
        hashes: uint64, shape (places,): hashes of the triggers; the number of places is a power
            of two.
        numbers: int32, shape (places,): the trigger at each place, or -1.
        anywhere: bool, shape (triggers,): the trigger counts anywhere in a line.
    """

    hashes: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    anywhere: NDArray[np.bool_]


class TriggerTable:
    """
    Triggers ready to be found.

    Args:
        leading: Triggers that count at the beginning of a line.
        inner: Triggers that count anywhere.
    """

    def __init__(self, leading: AbstractSet[str], inner: AbstractSet[str]) -> None:
        self._words = sorted(leading | inner)
        places = 1 << (_ROOM * len(self._words) + 1).bit_length()
        self._table = _Table(
            np.zeros(places, np.uint64),
            np.full(places, _EMPTY),
            np.array([word in inner for word in self._words] or [False]),
        )
        for number, word in enumerate(self._words):
            value = token_hash(word)
            place = value & (places - 1)
            while self._table.numbers[place] != _EMPTY:
                place = (place + 1) & (places - 1)
            self._table.hashes[place], self._table.numbers[place] = value, number
        self._mark = self._words.index(MARK_WORD) if MARK_WORD in self._words else -1

    def find(self, text: str) -> Iterator[tuple[int, str, bool]]:
        """
        Find the triggers in a text.

        Args:
            text: A text.

        Yields:
            The number of the line, the trigger, and whether it leads the line.
        """
        data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
        found = find_triggers(data, fold_arrays(), self._table, self._mark)
        for line, number, leads in found.tolist():
            yield line, self._words[number], bool(leads)


@compiled
def _break_width(data, at):  # type: ignore[no-untyped-def]
    """Return the bytes of the line break at a place, or 0."""
    byte = data[at]
    if byte == 0x0D:
        return 2 if at + 1 < len(data) and data[at + 1] == 0x0A else 1
    if 0x0A <= byte <= 0x0C or 0x1C <= byte <= 0x1E:
        return 1
    if byte == 0xC2 and data[at + 1] == 0x85:
        return 2
    separator = byte == 0xE2 and data[at + 1] == 0x80 and 0xA8 <= data[at + 2] <= 0xA9
    return 3 if separator else 0


@compiled
def _number_of(table, value):  # type: ignore[no-untyped-def]
    """Return the number of the trigger with a hash, or -1."""
    last = len(table.hashes) - 1
    place = np.int64(value & np.uint64(last))
    while table.numbers[place] >= 0:
        if table.hashes[place] == value:
            return table.numbers[place]
        place = (place + 1) & last
    return _EMPTY


@compiled
def find_triggers(data, arrays, table, mark):  # type: ignore[no-untyped-def]
    """
    Find triggers line by line.

    Args:
        data: uint8, shape (bytes,): a text in UTF-8.
        arrays: The fold table.
        table: The triggers.
        mark: The number of the trigger that "©" counts as, or -1.

    Returns:
        int32, shape (occurrences, 3): line, number of the trigger, and 1 where it leads; "©"
        counts as leading wherever it stands.
    """
    out = np.empty((16, 3), np.int32)
    found = line = begin = at = 0
    while at <= len(data):
        if at < len(data) and data[at] > _LAST_CONTROL and data[at] != 0xC2 and data[at] != 0xE2:
            at += 1
            continue
        if at < len(data) - 1 and data[at] == 0xC2 and data[at + 1] == 0xA9 and mark >= 0:
            out, found = _added(out, found, line, mark, True)
        width = 1 if at == len(data) else _break_width(data, at)
        if width == 0:
            at += 1
            continue
        first = True
        for value in token_hashes(data[begin:at], arrays):
            number = _number_of(table, value)
            if number >= 0 and (first or table.anywhere[number]):
                out, found = _added(out, found, line, number, first)
            first = False
        line += 1
        at += width
        begin = at
    return out[:found]


@compiled
def _added(out, found, line, number, leads):  # type: ignore[no-untyped-def]
    """Add an occurrence, in a larger array where there is no room."""
    if found == len(out):
        grown = np.empty((2 * found, 3), np.int32)
        grown[:found] = out
        out = grown
    out[found, 0], out[found, 1], out[found, 2] = line, number, leads
    return out, found + 1
