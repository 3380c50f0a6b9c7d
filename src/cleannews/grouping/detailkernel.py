"""
The words of texts, and which of them are figures and names, compiled: see details.py for what they are.
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
_POINT, _THOUSAND = 46, 3
"""What marks between digits are taken for, but for those in front of three digits, which part thousands."""

_ASCII = 128
_SEPARATES, _SPACELESS = 0, 2
_JOINTS = (44, 45, 46, 47, 58)  # , - . / :
_STOPS = (10, 33, 46, 58, 63, 0x61F, 0x6D4, 0x964, 0x3002, 0xFF01, 0xFF1F)
"""Line feed ! . : ? and the full stops and marks of Arabic, Urdu, Hindi, Chinese and Japanese."""

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
def _plain(code, arrays):  # type: ignore[no-untyped-def]
    """Fold a code point that folds to one other."""
    return arrays.folded[arrays.first[code]] if arrays.length[code] == 1 else code


@compiled
def _digit(code, arrays):  # type: ignore[no-untyped-def]
    """Return the value of a decimal digit of any script, else -1."""
    if code < _ASCII:
        return np.int64(code) - _ZERO if _ZERO <= code <= _NINE else -1
    plain = np.int64(_plain(code, arrays))
    if _ZERO <= plain <= _NINE:
        return plain - _ZERO
    for zero in _DIGITS:
        if zero <= plain < zero + 10:
            return plain - zero
    return -1


@compiled
def _is_capital(code, arrays):  # type: ignore[no-untyped-def]
    if code < _ASCII:
        return _A <= code <= _Z
    for first, last in _CASED:
        if first <= code <= last:
            return arrays.length[code] == 1
    return False


@compiled
def _class(code, arrays):  # type: ignore[no-untyped-def]
    """Return whether a code point separates words, is of one or is of a script without spaces."""
    if arrays.length[code] == UNCHANGED:
        return arrays.kind[code]
    if arrays.length[code] == 0:
        return arrays.kind[0]
    return arrays.kind[arrays.folded[arrays.first[code]]]


@compiled
def _grown(value, code, arrays):  # type: ignore[no-untyped-def]
    """Take a folded code point into the hash of a word."""
    if arrays.length[code] == UNCHANGED:
        return (value ^ np.uint64(code)) * _PRIME
    for at in range(arrays.first[code], arrays.first[code] + arrays.length[code]):
        value = (value ^ np.uint64(arrays.folded[at])) * _PRIME
    return value


@compiled
def _code(data, at):  # type: ignore[no-untyped-def]
    """Return the code point at a place and its bytes; behind the end, a line feed."""
    if at >= len(data):
        return np.uint32(10), 1
    code = np.uint32(data[at])
    return (code, 1) if code < _ASCII else code_at(data, at)


@compiled
def _digits_from(data, at, arrays):  # type: ignore[no-untyped-def]
    """Count the digits in a row from a place on, up to one more than a thousand has noughts."""
    found = 0
    while found <= _THOUSAND:
        code, width = _code(data, at)
        if code < _ASCII or arrays.length[code]:
            if _digit(code, arrays) < 0:
                break
            found += 1
        at += width
    return found


@compiled
def _first_kind(code, digit, stopped, arrays):  # type: ignore[no-untyped-def]
    """Tell the kind of a word by its first letter."""
    if digit >= 0:
        return FIGURES
    return NAMES if not stopped and _is_capital(code, arrays) else WORDS


@compiled
def _meant(value, kind, numbers):  # type: ignore[no-untyped-def]
    """Return what a word stands for and its kind: digits where it is a number that is written out."""
    place = value % np.uint64(len(numbers.words))
    while numbers.words[place]:
        if numbers.words[place] == value:
            meant = numbers.values[place]
            return meant, FIGURES if meant != value else NAMES
        place = (place + np.uint64(1)) % np.uint64(len(numbers.words))
    return value, kind


@compiled
def read_words(data, arrays, numbers, hashes, kinds, fresh):  # type: ignore[no-untyped-def]
    """
    Hash the words of a text and tell their kinds.

    Args:
        data: uint8, shape (bytes,): the text in UTF-8.
        arrays: The fold table.
        numbers: The numbers that are written out.
        hashes: uint64, takes the hashes of the words; of a figure, of its digits and points.
        kinds: int8, takes their kinds.
        fresh: bool, takes whether a word begins a sentence.

    Returns:
        How many there are.
    """
    found = at = letters = digits = 0
    value, figure, kind = _BASIS, _BASIS, WORDS
    script = np.uint8(_SEPARATES)
    stopped, behind_digit = True, False  # behind the end of a sentence; behind a digit
    while at <= len(data):
        code, width = _code(data, at)
        if code >= _ASCII and arrays.length[code] == 0:  # a soft hyphen or the like
            at += width
            continue
        now = _class(code, arrays)
        behind = 0  # digits behind a mark that joins them to those before it
        if behind_digit and letters and code in _JOINTS:
            behind = _digits_from(data, at + 1, arrays)
        parted = now and not arrays.order[code] and _SPACELESS in (now, script)
        if letters and (parted or not (now or behind)):
            value = figure if kind == FIGURES else value
            if kind != FIGURES:
                value, kind = _meant(value, WORDS if letters == 1 else kind, numbers)
            hashes[found], kinds[found], fresh[found] = value, kind, stopped
            found += 1
            letters = 0
            stopped = False
        digit = _digit(code, arrays)
        if now or behind:
            if letters == 0:
                value, figure, digits, script = _BASIS, _BASIS, 0, now
                kind = _first_kind(code, digit, stopped, arrays)
            value = _grown(value, code, arrays)
            letters += 1
            if digit > 0 or (digit == 0 and digits):
                figure = (figure ^ np.uint64(_ZERO + digit)) * _PRIME
                digits += 1
            elif behind not in (0, _THOUSAND):
                figure = (figure ^ np.uint64(_POINT)) * _PRIME
        stopped = stopped or (not (now or behind) and code in _STOPS)
        behind_digit = digit >= 0
        at += width
    return found


@compiled
def details_of(data, starts, arrays, numbers):  # type: ignore[no-untyped-def]
    """
    Read the words of texts, and which of them are figures and names.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        numbers: The numbers that are written out.

    Returns:
        uint64: the hashes of the words of all texts, in order; int8: their kinds; int64, shape
        (texts,): how many they are.
    """
    texts = len(starts) - 1
    hashes, kinds = np.empty(len(data) + texts, np.uint64), np.empty(len(data) + texts, np.int8)
    fresh = np.empty(len(data) + texts, np.bool_)
    sizes = np.zeros(texts, np.int64)
    used = 0
    for text in range(texts):
        part = data[starts[text] : starts[text + 1]]
        sizes[text] = read_words(part, arrays, numbers, hashes[used:], kinds[used:], fresh[used:])
        used += sizes[text]
    return hashes[:used].copy(), kinds[:used].copy(), sizes
