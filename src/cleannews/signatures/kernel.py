"""
Texts to keys, shingle sets and signatures, compiled.

The arithmetic is specified in fold.py, shingles.py and minhash.py; this module only does it fast.
Its slow, obvious twin is in tests/oracles.py. It never uses numba's own threads: call it from as
many Python threads as you like, it releases the interpreter.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.fold import CHARACTERS
from cleannews.signatures.foldarrays import UNCHANGED
from cleannews.signatures.shingles import FNV_BASIS, FNV_PRIME, MIX, SECOND_STEP, STEP, WORDS

__all__ = [
    "code_at",
    "mixed",
    "must_compile",
    "samples_of",
    "sign_texts",
    "token_hashes",
]

_SAMPLED_BITS = 3
"""A shingle is in a text's sample when this many top bits of its hash are 0: one in eight."""

_STARTER = 1
_SEPARATES, _WORD, _SPACELESS = 0, 1, 2
_EMPTY = np.uint32(0xFFFFFFFF)
_TWO_BYTES, _THREE_BYTES, _FOUR_BYTES, _TRAIL = 0x80, 0xE0, 0xF0, 0x3F
_6, _12, _18 = np.uint32(6), np.uint32(12), np.uint32(18)
_SAMPLED, _UNSAMPLED = np.uint64(1 << (64 - _SAMPLED_BITS)), np.uint64(32 - _SAMPLED_BITS)
_CROWD = 64
"""Hashes in one bucket from which sorting by buckets gives up."""
_BYTES_A_SHINGLE = 4
"""A text has fewer shingles than this allows, mostly; else the array grows."""
_BASIS, _PRIME = np.uint64(FNV_BASIS), np.uint64(FNV_PRIME)
_STEP, _SECOND_STEP = np.uint64(STEP), np.uint64(SECOND_STEP)
_MIX_1, _MIX_2 = (np.uint64(factor) for factor in MIX)
_MIX32_1, _MIX32_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


@compiled
def code_at(data, at):  # type: ignore[no-untyped-def]
    """Decode the UTF-8 code point at a place, which is no ASCII; return it and its bytes."""
    head, second = np.uint32(data[at]), np.uint32(data[at + 1] & _TRAIL)
    if head < _THREE_BYTES:
        return ((head & np.uint32(0x1F)) << _6) | second, 2
    third = np.uint32(data[at + 2] & _TRAIL)
    if head < _FOUR_BYTES:
        return ((head & np.uint32(0x0F)) << _12) | (second << _6) | third, 3
    fourth = np.uint32(data[at + 3] & _TRAIL)
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
    for at in range(1, size):  # stable insertion sort of marks that are no starters
        mark = out[at]
        back = at
        while back > 0 and order[mark] > _STARTER and order[out[back - 1]] > order[mark]:
            out[back] = out[back - 1]
            back -= 1
        out[back] = mark
    return out


@compiled
def _hash(codes, start, stop):  # type: ignore[no-untyped-def]
    """FNV-1a over code points: step 1 of shingles.py."""
    value = _BASIS
    for at in range(start, stop):
        value = (value ^ np.uint64(codes[at])) * _PRIME
    return value


@compiled
def _any_tokens(codes, kind, order, out):  # type: ignore[no-untyped-def]
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
def _words(data, arrays, out):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of UTF-8 text in one pass, and without a branch at the ends of words.

    Returns:
        How many there are; -1 for a text with spaceless scripts, with marks out of order or with
        foldings that might not fit, which :func:`_any_tokens` must do.
    """
    lengths, kind, order = arrays.length, arrays.kind, arrays.order
    value, word, last, found, at = _BASIS, 0, 0, 0, 0
    while at < len(data):
        if data[at] < _TWO_BYTES:
            small = arrays.ascii[data[at]]
            now = 1 if small else 0
            out[found] = value
            found += word & (1 - now)
            grown = (value ^ small) * _PRIME
            value = grown if now else _BASIS
            word, last = now, 0
            at += 1
            continue
        code, width = code_at(data, at)
        at += width
        begin, stop, single = 0, 1, lengths[code] == UNCHANGED
        if not single:
            begin = arrays.first[code]
            stop = begin + lengths[code]
            if found + lengths[code] > at:
                return -1
        for place in range(begin, stop):
            point = code if single else arrays.folded[place]
            now = kind[point]
            if now == _SPACELESS or (_STARTER < order[point] < last):
                return -1
            last = order[point]
            out[found] = value
            found += word & (1 - now)
            grown = (value ^ np.uint64(point)) * _PRIME
            value = grown if now else _BASIS
            word = now
    out[found] = value
    return found + word


@compiled
def mixed(value):  # type: ignore[no-untyped-def]
    """MurmurHash3's 64-bit finalizer."""
    shift = np.uint64(33)
    value = (value ^ (value >> shift)) * _MIX_1
    value = (value ^ (value >> shift)) * _MIX_2
    return value ^ (value >> shift)


@compiled
def _key(tokens, step):  # type: ignore[no-untyped-def]
    """Half of a text's key: shingles.py."""
    value = np.uint64(len(tokens))
    for token in tokens:
        value = value * step + token
    return mixed(value)


@compiled
def _shingles(tokens):  # type: ignore[no-untyped-def]
    """Hash the word 5-grams, each once, ascending: steps 2 and 3 of shingles.py."""
    found = np.empty(max(0, len(tokens) - WORDS + 1), np.uint64)
    for at in range(len(found)):
        value = tokens[at]
        for offset in range(1, WORDS):
            value = value * _STEP + tokens[at + offset]
        found[at] = mixed(value)
    out = _ascending(found)
    kept = 0
    for at in range(len(out)):
        if at == 0 or out[at] != out[kept - 1]:
            out[kept] = out[at]
            kept += 1
    return out[:kept]


@compiled
def _ascending(hashes):  # type: ignore[no-untyped-def]
    """
    Sort hashes: those of a text scatter evenly, so a bucket for each leaves little to do.

    Where they do not, as in a text that repeats itself, the general sort does it.
    """
    bits = 1
    while 1 << bits < len(hashes):
        bits += 1
    shift = np.uint64(64 - bits)
    ends = np.zeros((1 << bits) + 1, np.int64)
    for value in hashes:
        ends[(value >> shift) + np.uint64(1)] += 1
    most = 0
    for bucket in range(1 << bits):
        most = max(most, ends[bucket + 1])
        ends[bucket + 1] += ends[bucket]
    if most > _CROWD:
        hashes.sort()
        return hashes
    out = np.empty_like(hashes)
    for value in hashes:
        out[ends[value >> shift]] = value
        ends[value >> shift] += 1
    for at in range(1, len(out)):
        value = out[at]
        back = at
        while back > 0 and out[back - 1] > value:
            out[back] = out[back - 1]
            back -= 1
        out[back] = value
    return out


@compiled
def _sign(shingles, a, b, out):  # type: ignore[no-untyped-def]
    """MinHash of scheme affine32: minhash.py."""
    values = np.empty(len(shingles), np.uint32)
    for at in range(len(shingles)):
        value = np.uint32(shingles[at])
        value = np.uint32((value ^ (value >> np.uint32(16))) * _MIX32_1)
        value = np.uint32((value ^ (value >> np.uint32(13))) * _MIX32_2)
        values[at] = np.uint32(value ^ (value >> np.uint32(16)))
    for first in range(0, len(out), 4):  # four at once: each value is loaded once for them
        a0, a1, a2, a3 = a[first], a[first + 1], a[first + 2], a[first + 3]
        b0, b1, b2, b3 = b[first], b[first + 1], b[first + 2], b[first + 3]
        least0 = least1 = least2 = least3 = _EMPTY
        for value in values:  # innermost, so that it runs on many values at once
            least0 = min(least0, np.uint32(a0 * value + b0))
            least1 = min(least1, np.uint32(a1 * value + b1))
            least2 = min(least2, np.uint32(a2 * value + b2))
            least3 = min(least3, np.uint32(a3 * value + b3))
        out[first], out[first + 1], out[first + 2], out[first + 3] = least0, least1, least2, least3


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
    out = np.empty(len(data) + 1, np.uint64)
    found = _words(data, arrays, out)
    if found < 0:
        codes = _decoded(data)
        folded = _folded(codes, arrays.length, arrays.first, arrays.folded, arrays.order)
        out = np.empty(len(folded), np.uint64)
        found = _any_tokens(folded, arrays.kind, arrays.order, out)
    return out[:found]


@compiled
def samples_of(sizes, shingles):  # type: ignore[no-untyped-def]
    """
    Take the samples, which stand at the front of the ascending sets.

    Args:
        sizes: int64, shape (texts,): hashes in each set.
        shingles: uint64: the sets one after the other.

    Returns:
        Sizes of the samples, int64, shape (texts,); the samples one after the other, uint32.
    """
    sample_sizes = np.zeros(len(sizes), np.int64)
    samples = np.empty(len(shingles), np.uint32)
    begin = used = 0
    for text in range(len(sizes)):
        end = begin + sizes[text]
        at = begin
        while at < end and shingles[at] < _SAMPLED:
            samples[used] = np.uint32(shingles[at] >> _UNSAMPLED)
            used += 1
            at += 1
        sample_sizes[text] = at - begin
        begin = end
    return sample_sizes, samples[:used].copy()


@compiled
def sign_texts(data, starts, arrays, a, b):  # type: ignore[no-untyped-def]
    """
    Sign texts.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        a: uint32, shape (128,): multipliers of the permutations, odd.
        b: uint32, shape (128,): addends of the permutations.

    Returns:
        keys, uint64, shape (texts, 2); sizes, int64, shape (texts,); the texts' shingle sets one
        after the other, uint64; signatures, uint32, shape (texts, 128).
    """
    texts = len(starts) - 1
    keys = np.zeros((texts, 2), np.uint64)
    sizes = np.zeros(texts, np.int64)
    signatures = np.empty((texts, len(a)), np.uint32)
    shingles = np.empty(len(data) // _BYTES_A_SHINGLE, np.uint64)
    used = 0
    for text in range(texts):
        tokens = token_hashes(data[starts[text] : starts[text + 1]], arrays)
        if len(tokens):
            keys[text, 0] = _key(tokens, _STEP)
            keys[text, 1] = _key(tokens, _SECOND_STEP)
        found = _shingles(tokens)
        _sign(found, a, b, signatures[text])
        size = len(found)
        sizes[text] = size
        if used + size > len(shingles):
            grown = np.empty(2 * (used + size), np.uint64)
            grown[:used] = shingles[:used]
            shingles = grown
        shingles[used : used + size] = found
        used += size
    return keys, sizes, shingles[:used], signatures


def must_compile() -> bool:
    """Tell whether the next signature compiles the kernel first, which takes some seconds."""
    if sign_texts.signatures:
        return False
    folder = getattr(sign_texts.stats, "cache_path", None)
    return not folder or not any(Path(folder).glob(f"{Path(__file__).stem}.sign_texts-*.nbc"))
