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
_LANES = 16
"""Values that the permutations take at once, at most."""
_CROWD = 64
"""Hashes in one bucket from which sorting by buckets gives up."""
_BYTES_A_SHINGLE = 4
"""A text has fewer shingles than this allows, mostly; else the array grows."""
_0, _1, _2, _3 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
_BASIS, _PRIME = np.uint64(FNV_BASIS), np.uint64(FNV_PRIME)
_STEP, _SECOND_STEP = np.uint64(STEP), np.uint64(SECOND_STEP)
_MIX_1, _MIX_2 = (np.uint64(factor) for factor in MIX)
_MIX32_1, _MIX32_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


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

    Positions are unsigned, since a signed one is tested for a negative value at every use.

    Returns:
        How many there are; -1 for a text with spaceless scripts, with marks out of order or with
        foldings that might not fit, which :func:`_any_tokens` must do.
    """
    lengths, kind, order, steps = arrays.length, arrays.kind, arrays.order, arrays.steps
    at = found = word = _0
    value, last = _BASIS, 0
    while at < _1 * len(data):
        byte = np.uint64(data[at])
        if byte < _TWO_BYTES:
            row = byte << _2
            out[found] = value
            ends = steps[row + _3]
            found += word & ends
            word = ends ^ _1
            value = (value ^ steps[row]) * steps[row + _1] + steps[row + _2]
            last = 0
            at += _1
            continue
        code, width = code_at(data, at)
        at += np.uint64(width)
        begin, stop, single = _0, _1, lengths[code] == UNCHANGED
        if not single:
            begin = np.uint64(arrays.first[code])
            stop = begin + np.uint64(lengths[code])
            if found + np.uint64(lengths[code]) > at:
                return -1
        for place in range(begin, stop):
            point = code if single else arrays.folded[place]
            now = kind[point]
            if now == _SPACELESS or (_STARTER < order[point] < last):
                return -1
            last = order[point]
            out[found] = value
            found += word & (_1 - np.uint64(now))
            grown = (value ^ np.uint64(point)) * _PRIME
            value = grown if now else _BASIS
            word = np.uint64(now)
    out[found] = value
    return np.int64(found + word)


@compiled
def mixed(value):  # type: ignore[no-untyped-def]
    """MurmurHash3's 64-bit finalizer."""
    shift = np.uint64(33)
    value = (value ^ (value >> shift)) * _MIX_1
    value = (value ^ (value >> shift)) * _MIX_2
    return value ^ (value >> shift)


@compiled
def _key(tokens, key):  # type: ignore[no-untyped-def]
    """Compute both halves of a text's key: shingles.py."""
    first = second = np.uint64(len(tokens))
    for at in range(np.uint64(len(tokens))):
        first = first * _STEP + tokens[at]
        second = second * _SECOND_STEP + tokens[at]
    key[0], key[1] = mixed(first), mixed(second)


@compiled
def _grams(tokens, out):  # type: ignore[no-untyped-def]
    """Hash the word 5-grams: step 2 of shingles.py; return how many there are."""
    count = max(0, len(tokens) - WORDS + 1)
    for at in range(np.uint64(count)):
        value = tokens[at]
        for offset in range(_1, np.uint64(WORDS)):
            value = value * _STEP + tokens[at + offset]
        out[at] = mixed(value)
    return count


@compiled
def _sampled(hashes):  # type: ignore[no-untyped-def]
    """Move the hashes that a sample takes to the front; return how many they are."""
    taken = _0
    for at in range(np.uint64(len(hashes))):
        value = hashes[at]
        hashes[taken] = value
        taken += np.uint64(value < _SAMPLED)
    return np.int64(taken)


@compiled
def _as_set(hashes, zeros, ends, out):  # type: ignore[no-untyped-def]
    """
    Put each hash once, ascending: step 3 of shingles.py.

    Args:
        hashes: uint64, shape (hashes,).
        zeros: The top bits that are 0 in all of them.
        ends: uint32, a scratch array with room for two buckets a hash.
        out: uint64, takes the set.

    Returns:
        How many there are.
    """
    size = len(hashes)
    _sort(hashes, zeros, ends, out)
    kept = 0
    for at in range(size):
        if at == 0 or out[at] != out[kept - 1]:
            out[kept] = out[at]
            kept += 1
    return kept


@compiled
def _bits(size):  # type: ignore[no-untyped-def]
    """Return the bits of a hash that name its bucket, when so many hashes are sorted."""
    bits = 1
    while 1 << bits < 2 * size:
        bits += 1
    return bits


@compiled
def _sort(hashes, zeros, ends, out):  # type: ignore[no-untyped-def]
    """
    Sort hashes: those of a text scatter evenly, so two buckets for each leave little to do.

    Where they do not, as in a text that repeats itself, the general sort does it.
    """
    bits, size = _bits(len(hashes)), np.uint64(len(hashes))
    shift, buckets = np.uint64(64 - zeros - bits), np.uint64(1 << bits)
    ends[: buckets + _1] = 0
    for at in range(size):
        ends[(hashes[at] >> shift) + _1] += np.uint32(1)
    most = total = np.uint32(0)
    for bucket in range(_1, buckets + _1):
        most = max(most, ends[bucket])
        total += ends[bucket]
        ends[bucket] = total
    if most > _CROWD:
        out[:size] = hashes
        out[:size].sort()
        return
    for at in range(size):
        own = hashes[at] >> shift
        out[ends[own]] = hashes[at]
        ends[own] += np.uint32(1)
    for at in range(_1, size):
        value = out[at]
        back = np.uint64(at)
        while back > _0 and out[back - _1] > value:
            out[back] = out[back - _1]
            back -= _1
        out[back] = value


@compiled
def _sign(hashes, values, a, b, out):  # type: ignore[no-untyped-def]
    """MinHash of scheme affine32: minhash.py; ``values`` is a scratch array of uint32."""
    size = len(hashes)
    for at in range(size):
        value = np.uint32(hashes[at])
        value = np.uint32((value ^ (value >> np.uint32(16))) * _MIX32_1)
        value = np.uint32((value ^ (value >> np.uint32(13))) * _MIX32_2)
        values[at] = np.uint32(value ^ (value >> np.uint32(16)))
    full = (size + _LANES - 1) // _LANES * _LANES
    values[size:full] = values[0]  # a value twice changes no minimum, and there is no rest
    for first in range(0, len(out), 4):  # four at once: each value is loaded once for them
        a0, a1, a2, a3 = a[first], a[first + 1], a[first + 2], a[first + 3]
        b0, b1, b2, b3 = b[first], b[first + 1], b[first + 2], b[first + 3]
        least0 = least1 = least2 = least3 = _EMPTY
        for at in range(np.uint64(full)):  # innermost, so that it runs on many values at once
            least0 = min(least0, np.uint32(a0 * values[at] + b0))
            least1 = min(least1, np.uint32(a1 * values[at] + b1))
            least2 = min(least2, np.uint32(a2 * values[at] + b2))
            least3 = min(least3, np.uint32(a3 * values[at] + b3))
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
    return _tokens(data, arrays, np.empty(len(data) + 1, np.uint64))


@compiled
def _tokens(data, arrays, out):  # type: ignore[no-untyped-def]
    """Hash the tokens of a text into an array with room for one a byte, or into another."""
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
def sign_texts(data, starts, arrays, a, b, whole):  # type: ignore[no-untyped-def]
    """
    Sign texts.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        a: uint32, shape (permutations,): multipliers, odd; a multiple of four of them. With
            none, only sets and their sizes are computed.
        b: uint32, shape (permutations,): addends.
        whole: Whether whole shingle sets are wanted, or only the hashes that samples take.

    Returns:
        keys, uint64, shape (texts, 2); counts of word 5-grams, equal ones too, int64, shape
        (texts,); sizes of the sets, int64, shape (texts,); the sets one after the other, uint64;
        signatures, uint32, shape (texts, permutations).
    """
    texts = len(starts) - 1
    keys = np.zeros((texts, 2), np.uint64)
    counts, sizes = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
    signatures = np.empty((texts, len(a)), np.uint32)
    zeros = 0 if whole else _SAMPLED_BITS
    shingles = np.empty(len(data) // _BYTES_A_SHINGLE >> zeros, np.uint64)
    used = room = 0
    words, grams = np.empty(0, np.uint64), np.empty(0, np.uint64)
    ends, values = np.empty(0, np.uint32), np.empty(_LANES, np.uint32)
    for text in range(texts):
        size = starts[text + 1] - starts[text] + 1
        if size > len(words):
            words = np.empty(size, np.uint64)
        tokens = _tokens(data[starts[text] : starts[text + 1]], arrays, words)
        if len(tokens) == 0:
            signatures[text] = _EMPTY
            continue
        if len(tokens) > room:
            room = 2 * len(tokens)
            grams, values = np.empty(room, np.uint64), np.empty(room + _LANES, np.uint32)
            ends = np.empty((1 << _bits(room)) + 1, np.uint32)
        counts[text] = size = _grams(tokens, grams)
        if len(a):
            _key(tokens, keys[text])
            _sign(grams[:size], values, a, b, signatures[text])
        if not whole:
            size = _sampled(grams[:size])
        if used + size > len(shingles):
            grown = np.empty(2 * (used + size), np.uint64)
            grown[:used] = shingles[:used]
            shingles = grown
        sizes[text] = _as_set(grams[:size], zeros, ends, shingles[used:])
        used += sizes[text]
    return keys, counts, sizes, shingles[:used], signatures


def must_compile() -> bool:
    """Tell whether the next signature compiles the kernel first, which takes some seconds."""
    if sign_texts.signatures:
        return False
    folder = getattr(sign_texts.stats, "cache_path", None)
    return not folder or not any(Path(folder).glob(f"{Path(__file__).stem}.sign_texts-*.nbc"))
