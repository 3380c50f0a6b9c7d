"""
The figures, names and words of texts, compiled: see details.py for what they are.
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.foldarrays import UNCHANGED
from cleannews.signatures.shingles import FNV_BASIS, FNV_PRIME
from cleannews.signatures.tokenkernel import code_at

__all__ = ["FIGURES", "NAMES", "WORDS", "details_of", "read_words"]

FIGURES, NAMES, WORDS = 0, 1, 2
"""The kinds of details."""

_BASIS, _PRIME = np.uint64(FNV_BASIS), np.uint64(FNV_PRIME)
_NINE, _ZERO, _A, _Z = 57, 48, 65, 90
_ASCII = 128
_JOINTS = (44, 45, 46, 47, 58)  # , - . / :
_STOPS = (10, 33, 46, 58, 63)  # line feed ! . : ?
_CASED = (
    (0xC0, 0x17E),
    (0x180, 0x24F),
    (0x370, 0x373),
    (0x376, 0x376),
    (0x37F, 0x386),
    (0x388, 0x3AB),
    (0x3CF, 0x3CF),
    (0x3D8, 0x3EF),
    (0x3F4, 0x3F4),
    (0x3F7, 0x58F),
    (0x10A0, 0x10FB),
    (0x1E00, 0x1FBD),
    (0x1FBF, 0x1FEE),
    (0x1FF0, 0x1FFF),
)
"""Where letters have a case, without compatibility forms of small ones, which fold, too."""

_DIGITS = (
    0x660,
    0x6F0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xB66,
    0xBE6,
    0xC66,
    0xCE6,
    0xD66,
    0xE50,
    0xED0,
)
"""The zeros of other scripts; those that fold to ASCII are not among them."""


@compiled
def _is_digit(code):  # type: ignore[no-untyped-def]
    if code < _ASCII:
        return _ZERO <= code <= _NINE
    for zero in _DIGITS:  # noqa: SIM110 (numba knows no any)
        if zero <= code < zero + 10:
            return True
    return False


@compiled
def _is_capital(code, arrays):  # type: ignore[no-untyped-def]
    if code < _ASCII:
        return _A <= code <= _Z
    for first, last in _CASED:
        if first <= code <= last:
            return arrays.length[code] == 1
    return False


@compiled
def _is_word(code, arrays):  # type: ignore[no-untyped-def]
    if arrays.length[code] == UNCHANGED:
        return arrays.kind[code] > 0
    return arrays.length[code] > 0 and arrays.kind[arrays.folded[arrays.first[code]]] > 0


@compiled
def _grown(value, code, arrays):  # type: ignore[no-untyped-def]
    """Take a folded code point into the hash of a word."""
    if arrays.length[code] == UNCHANGED:
        return (value ^ np.uint64(code)) * _PRIME
    for at in range(arrays.first[code], arrays.first[code] + arrays.length[code]):
        value = (value ^ np.uint64(arrays.folded[at])) * _PRIME
    return value


@compiled
def _digit_at(data, at):  # type: ignore[no-untyped-def]
    if at >= len(data):
        return False
    return _is_digit(np.uint32(data[at]) if data[at] < _ASCII else code_at(data, at)[0])


@compiled
def read_words(data, arrays, hashes, kinds, fresh):  # type: ignore[no-untyped-def]
    """
    Hash the words of a text and tell their kinds.

    Args:
        data: uint8, shape (bytes,): the text in UTF-8.
        arrays: The fold table.
        hashes: uint64, takes the hashes of the words.
        kinds: int8, takes their kinds.
        fresh: bool, takes whether a word begins a sentence.

    Returns:
        How many there are.
    """
    found = at = letters = 0
    value, kind = _BASIS, WORDS
    stopped, digit = True, False  # behind the end of a sentence; behind a digit
    while at <= len(data):
        code, width = np.uint32(10), 1
        if at < len(data):
            code = np.uint32(data[at])
            if code >= _ASCII:
                code, width = code_at(data, at)
        if code >= _ASCII and arrays.length[code] == 0:  # a soft hyphen or the like
            at += width
            continue
        joins = digit and code in _JOINTS and _digit_at(data, at + 1)
        if _is_word(code, arrays) or (joins and letters):
            if letters == 0:
                value, kind = _BASIS, WORDS
                if _is_digit(code):
                    kind = FIGURES
                elif not stopped and _is_capital(code, arrays):
                    kind = NAMES
            value = _grown(value, code, arrays)
            letters += 1
        else:
            if letters:
                hashes[found], fresh[found] = value, stopped
                kinds[found] = WORDS if kind == NAMES and letters == 1 else kind
                found += 1
                letters = 0
                stopped = False
            stopped = stopped or code in _STOPS
        digit = _is_digit(code)
        at += width
    return found


@compiled
def _once(hashes, kinds, kind, out):  # type: ignore[no-untyped-def]
    """Put the hashes of a kind, each once, ascending; of all for words; return how many."""
    size = 0
    for at in range(len(hashes)):
        if kind == WORDS or kinds[at] == kind:
            out[size] = hashes[at]
            size += 1
    out[:size].sort()
    kept = 0
    for at in range(size):
        if at == 0 or out[at] != out[kept - 1]:
            out[kept] = out[at]
            kept += 1
    return kept


@compiled
def details_of(data, starts, arrays):  # type: ignore[no-untyped-def]
    """
    Find the figures, names and words of texts.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.

    Returns:
        uint64: for each text the hashes of its figures, of its names and of all its words, each
        part ascending; int64, shape (texts, 3): how many they are.
    """
    texts = len(starts) - 1
    out = np.empty(len(data) + 16, np.uint64)
    sizes = np.zeros((texts, 3), np.int64)
    hashes, kinds = np.empty(0, np.uint64), np.empty(0, np.int8)
    fresh = np.empty(0, np.bool_)
    used = 0
    for text in range(texts):
        room = starts[text + 1] - starts[text] + 1
        if room > len(hashes):
            hashes, kinds = np.empty(room, np.uint64), np.empty(room, np.int8)
            fresh = np.empty(room, np.bool_)
        found = read_words(data[starts[text] : starts[text + 1]], arrays, hashes, kinds, fresh)
        for kind in (FIGURES, NAMES, WORDS):
            if used + found > len(out):
                grown = np.empty(2 * (used + found), np.uint64)
                grown[:used] = out[:used]
                out = grown
            sizes[text, kind] = _once(hashes[:found], kinds[:found], kind, out[used:])
            used += sizes[text, kind]
    return out[:used].copy(), sizes
