"""The fold table as arrays, for the compiled code."""

from __future__ import annotations

import sys
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.fold import fold, fold_table
from cleannews.signatures.shingles import FNV_BASIS, FNV_PRIME

__all__ = ["UNCHANGED", "FoldArrays", "fold_arrays"]

UNCHANGED = 255
"""The length of the folding of a code point that stays as it is."""

_ASCII = 128
_WORD, _SPACELESS = 1, 2


class FoldArrays(NamedTuple):
    """
    The fold table as arrays over all code points.

    Args:
        length: uint8, shape (0x110000,): code points in the folding; 255 where it is unchanged.
        first: int32, shape (0x110000,): where in ``folded`` the folding begins.
        folded: uint32: the foldings one after the other.
        kind: uint8, shape (0x110000,): 0 separates, 1 is of class w, 2 of class s.
        order: uint8, shape (0x110000,): 0 for no mark, else the canonical combining class + 1,
            so 1 for a mark that is a starter.
        steps: uint64, shape (512,): what each ASCII character does to the hash of a word, four
            values each: x, p, s, e. It folds to x, or to 0 where it separates; the hash h becomes
            (h ^ x) * p + s; e is 1 where a word ends.
    """

    length: NDArray[np.uint8]
    first: NDArray[np.int32]
    folded: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    order: NDArray[np.uint8]
    steps: NDArray[np.uint64]


@cache
def fold_arrays() -> FoldArrays:
    """Return the shipped table as arrays, made at the first call."""
    table = fold_table()
    size = sys.maxunicode + 1
    count, first = np.full(size, UNCHANGED, np.uint8), np.zeros(size, np.int32)
    kind, order = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for start, stop, value in table.classes.spans():
        kind[start:stop] = _WORD if value == "w" else _SPACELESS
    for start, stop, value in table.combining.spans():
        order[start:stop] = int(value) + 1
    folded: list[int] = []
    for code, text in table.foldings():
        count[code], first[code] = len(text), len(folded)
        folded += map(ord, text)
    small = np.array([ord(fold(chr(code))) for code in range(_ASCII)], np.uint64)
    small[small == ord(" ")] = 0
    inside, end = np.array([(0, FNV_PRIME, 0, 0), (0, 0, FNV_BASIS, 1)], np.uint64)
    steps = np.where(small[:, None], inside, end)
    steps[:, 0] = small
    folded_all = np.array(folded, np.uint32)
    return FoldArrays(count, first, folded_all, kind, order, steps.ravel())
