"""
Texts to token hashes, compiled: the first steps of what kernel.py does.
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.fold import CHARACTERS
from cleannews.signatures.foldarrays import UNCHANGED
from cleannews.signatures.shingles import FNV_BASIS, FNV_PRIME

__all__ = ["any_tokens", "code_at", "token_hashes", "tokens_into", "words_into"]

_STARTER = 1
_ORDERS = 256
_MANY_MARKS = 32
"""Marks in a row, of which no language has as many, that take too long to be sorted by insertion."""
_SEPARATES, _WORD, _SPACELESS = 0, 1, 2
_TWO_BYTES, _THREE_BYTES, _FOUR_BYTES, _TRAIL = 0x80, 0xE0, 0xF0, 0x3F
_6, _12, _18 = np.uint32(6), np.uint32(12), np.uint32(18)
_0, _1, _2, _3 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
_BASIS, _PRIME = np.uint64(FNV_BASIS), np.uint64(FNV_PRIME)


@compiled
def code_at(data, at):  # type: ignore[no-untyped-def]
    """Decode the UTF-8 code point at a place, which is no ASCII; return it and its bytes."""
    at = np.uint64(at)
    head, second = np.uint32(data[at]), np.uint32(data[at + _1] & _TRAIL)
    if head < _THREE_BYTES:
        return ((head & np.uint32(0x1F)) << _6) | second, 2
    third = np.uint32(data[at + _2] & _TRAIL)
    if head < _FOUR_BYTES:
        return ((head & np.uint32(0x0F)) << _12) | (second << _6) | third, 3
    fourth = np.uint32(data[at + _3] & _TRAIL)
    return ((head & np.uint32(7)) << _18) | (second << _12) | (third << _6) | fourth, 4


@compiled
def _decoded(data):  # type: ignore[no-untyped-def]
    """Decode UTF-8, lone surrogates included."""
    out = np.empty(len(data), np.uint32)
    at = size = 0
    while at < len(data):
        width = 1
        out[size] = data[at]
        if data[at] >= _TWO_BYTES:
            out[size], width = code_at(data, at)
        size += 1
        at += width
    return out[:size]


@compiled
def _folded(codes, lengths, first, foldings, order):  # type: ignore[no-untyped-def]
    """Fold code points: step 1 of fold.py."""
    size = 0
    for code in codes:
        size += 1 if lengths[code] == UNCHANGED else lengths[code]
    out = np.empty(size, np.uint32)
    at = 0
    for code in codes:
        if lengths[code] == UNCHANGED:
            out[at] = code
            at += 1
        else:
            for offset in range(lengths[code]):
                out[at] = foldings[first[code] + offset]
                at += 1
    _sort_marks(out, order)
    return out


@compiled
def _sort_marks(codes, order):  # type: ignore[no-untyped-def]
    """Sort runs of marks that are no starters, stably: short ones by insertion, long ones by counting."""
    begin = 0
    for end in range(len(codes) + 1):
        if end < len(codes) and order[codes[end]] > _STARTER:
            continue
        if end - begin > _MANY_MARKS:
            _sort_many(codes[begin:end], order)
        else:
            for at in range(begin + 1, end):
                mark, back = codes[at], at
                while back > begin and order[codes[back - 1]] > order[mark]:
                    codes[back] = codes[back - 1]
                    back -= 1
                codes[back] = mark
        begin = end + 1


@compiled
def _sort_many(marks, order):  # type: ignore[no-untyped-def]
    """Sort marks by counting how many there are of each class."""
    places = np.zeros(_ORDERS + 1, np.int64)
    for mark in marks:
        places[np.int64(order[mark]) + 1] += 1
    for at in range(1, len(places)):
        places[at] += places[at - 1]
    for mark in marks.copy():
        marks[places[order[mark]]] = mark
        places[order[mark]] += 1


@compiled
def _hash(codes, start, stop):  # type: ignore[no-untyped-def]
    """FNV-1a over code points: step 1 of shingles.py."""
    value = _BASIS
    for at in range(start, stop):
        value = (value ^ np.uint64(codes[at])) * _PRIME
    return value


@compiled
def _pieces(codes, kind, order, out):  # type: ignore[no-untyped-def]
    """Hash the tokens of folded code points: steps 2 and 3 of fold.py; return how many."""
    letters = np.empty(CHARACTERS, np.int64)  # where the last letters of a spaceless run begin
    found = seen = 0
    begin, inside = 0, _SEPARATES
    for at in range(len(codes) + 1):
        now = kind[codes[at]] if at < len(codes) else _SEPARATES
        if now == _WORD and inside == _SPACELESS and order[codes[at]]:
            continue  # a mark belongs to the letter before it
        if now != inside:
            if inside == _WORD:
                out[found] = _hash(codes, begin, at)
                found += 1
            elif inside == _SPACELESS:
                first = begin if seen < CHARACTERS else letters[seen % CHARACTERS]
                out[found] = _hash(codes, first, at)
                found += 1
            begin, inside, seen = at, now, 0
        if now == _SPACELESS:
            if seen >= CHARACTERS:
                out[found] = _hash(codes, letters[seen % CHARACTERS], at)
                found += 1
            letters[seen % CHARACTERS] = at
            seen += 1
    return found


@compiled
def words_into(data, arrays, out, ends):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of UTF-8 text in one pass, and without a branch at the ends of words.

    Positions are unsigned, since a signed one is tested for a negative value at every use.

    Args:
        data: As in :func:`token_hashes`.
        arrays: The fold table.
        out: uint64, shape (bytes + 1 or more,): takes the hashes.
        ends: int32, of the same shape: takes where each token ends, in bytes; of several tokens of one
            code point where that ends. None if nobody asks.

    Returns:
        How many there are; -1 for a text with spaceless scripts, with marks out of order or with
        foldings that might not fit, which :func:`any_tokens` must do.
    """
    lengths, kind, order, steps = arrays.length, arrays.kind, arrays.order, arrays.steps
    at = found = word = _0
    value, last = _BASIS, 0
    while at < _1 * len(data):
        byte = np.uint64(data[at])
        if byte < _TWO_BYTES:
            row = byte << _2
            out[found] = value
            if ends is not None:
                ends[found] = at
            parts = steps[row + _3]
            found += word & parts
            word = parts ^ _1
            value = (value ^ steps[row]) * steps[row + _1] + steps[row + _2]
            last = 0
            at += _1
            continue
        code, width = code_at(data, at)
        place = at
        at += np.uint64(width)
        begin, stop, single = _0, _1, lengths[code] == UNCHANGED
        if not single:
            begin = np.uint64(arrays.first[code])
            stop = begin + np.uint64(lengths[code])
            if found + np.uint64(lengths[code]) > at:
                return -1
        for step in range(begin, stop):
            point = code if single else arrays.folded[step]
            now = kind[point]
            if now == _SPACELESS or (_STARTER < order[point] < last):
                return -1
            last = order[point]
            out[found] = value
            if ends is not None:
                ends[found] = place if step == begin else at
            found += word & (_1 - np.uint64(now))
            grown = (value ^ np.uint64(point)) * _PRIME
            value = grown if now else _BASIS
            word = np.uint64(now)
    out[found] = value
    if ends is not None:
        ends[found] = at
    return np.int64(found + word)


@compiled
def token_hashes(data, arrays):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of a text.

    Args:
        data: uint8, shape (bytes,): the text in UTF-8; lone surrogates as three bytes.
        arrays: The fold table.

    Returns:
        uint64, shape (tokens,), in the order of the text.
    """
    return tokens_into(data, arrays, np.empty(len(data) + 1, np.uint64))


@compiled
def tokens_into(data, arrays, out):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of a text.

    Args:
        data: As in :func:`token_hashes`.
        arrays: The fold table.
        out: uint64, shape (bytes + 1 or more,): takes the hashes of most texts.

    Returns:
        The hashes, in ``out`` or in an array of their own.
    """
    found = words_into(data, arrays, out, None)
    return out[:found] if found >= 0 else any_tokens(data, arrays)


@compiled
def any_tokens(data, arrays):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of any text, step by step.

    Args:
        data: As in :func:`token_hashes`.
        arrays: The fold table.
    """
    codes = _decoded(data)
    folded = _folded(codes, arrays.length, arrays.first, arrays.folded, arrays.order)
    out = np.empty(len(folded), np.uint64)
    return out[: _pieces(folded, arrays.kind, arrays.order, out)]
