"""
Texts to keys, shingle sets and signatures, compiled.

The arithmetic is specified in fold.py, shingles.py and minhash.py; this module only does it fast.
Its slow, obvious twin is in tests/oracles.py. It never uses numba's own threads: call it from as
many Python threads as you like, it releases the interpreter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.shingles import MIX, SECOND_STEP, STEP, WORDS
from cleannews.signatures.stopwords import STOP_GRAM
from cleannews.signatures.tokenkernel import tokens_into

__all__ = [
    "NOTHING",
    "SAMPLES",
    "SETS",
    "mixed",
    "must_compile",
    "samples_of",
    "sign_texts",
    "stop_grams",
    "text_key",
    "word_grams",
]

NOTHING, SAMPLES, SETS = 0, 1, 2
"""What is wanted of the hashes of a text's shingles beside its signature."""

_SAMPLED_BITS = 3
"""A shingle is in a text's sample when this many top bits of its hash are 0: one in eight."""

_EMPTY = np.uint32(0xFFFFFFFF)
_STOP_SAMPLED_BITS = 2
"""The same for n-grams of stop words: one in four."""
_STOP_SAMPLED = np.uint64(1 << (64 - _STOP_SAMPLED_BITS))
_SAMPLED, _UNSAMPLED = np.uint64(1 << (64 - _SAMPLED_BITS)), np.uint64(32 - _SAMPLED_BITS)
_LANES = 16
"""Values that the permutations take at once, at most."""
_CROWD = 64
"""Hashes in one bucket from which sorting by buckets gives up."""
_BYTES_A_SHINGLE = 4
"""A text has fewer shingles than this allows, mostly; else the array grows."""
_0, _1 = np.uint64(0), np.uint64(1)
_STEP, _SECOND_STEP = np.uint64(STEP), np.uint64(SECOND_STEP)
_MIX_1, _MIX_2 = (np.uint64(factor) for factor in MIX)
_MIX32_1, _MIX32_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


@compiled
def mixed(value):  # type: ignore[no-untyped-def]
    """MurmurHash3's 64-bit finalizer."""
    shift = np.uint64(33)
    value = (value ^ (value >> shift)) * _MIX_1
    value = (value ^ (value >> shift)) * _MIX_2
    return value ^ (value >> shift)


@compiled
def text_key(tokens, key):  # type: ignore[no-untyped-def]
    """Compute both halves of a text's key: shingles.py."""
    first = second = np.uint64(len(tokens))
    for at in range(np.uint64(len(tokens))):
        first = first * _STEP + tokens[at]
        second = second * _SECOND_STEP + tokens[at]
    key[0], key[1] = mixed(first), mixed(second)


@compiled
def word_grams(tokens, out):  # type: ignore[no-untyped-def]
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
def stop_grams(tokens, stops, stopped, out):  # type: ignore[no-untyped-def]
    """
    Hash the n-grams of a text's stop words.

    Args:
        tokens: uint64, shape (tokens,).
        stops: uint64, shape (a power of two,): the table of stop words.
        stopped: uint64, a scratch array with room for all tokens.
        out: uint64, another; takes the hashes, in the order of the text.

    Returns:
        How many there are.
    """
    last = np.uint64(len(stops) - 1)
    count = _0
    for at in range(np.uint64(len(tokens))):
        token = tokens[at]
        place = token & last
        while stops[place] != _0 and stops[place] != token:
            place = (place + _1) & last
        stopped[count] = token
        count += np.uint64(stops[place] == token)
    found = np.int64(count) - STOP_GRAM + 1
    if found < 0:
        return 0
    for at in range(found):
        value = stopped[at]
        for offset in range(1, STOP_GRAM):
            value = value * _STEP + stopped[at + offset]
        out[at] = mixed(value)
    return found


@compiled
def _sampled_stop_grams(tokens, stops, stopped, out):  # type: ignore[no-untyped-def]
    """Hash the n-grams of stop words that a sample takes; return how many they are."""
    taken = 0
    for at in range(stop_grams(tokens, stops, stopped, out)):
        if out[at] < _STOP_SAMPLED:
            out[taken] = out[at] >> _1  # among the hashes of shingles that a sample takes
            taken += 1
    return taken


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
def sign_texts(data, starts, arrays, stops, a, b, wanted):  # type: ignore[no-untyped-def]
    """
    Sign texts.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        stops: uint64, shape (a power of two,): the table of stop words.
        a: uint32, shape (permutations,): multipliers, odd; a multiple of four of them. With
            none, only sets and their sizes are computed.
        b: uint32, shape (permutations,): addends.
        wanted: :data:`SETS` for whole shingle sets; :data:`SAMPLES` for the hashes that samples
            take, of shingles and of n-grams of stop words; or :data:`NOTHING`.

    Returns:
        keys, uint64, shape (texts, 2); counts of word 5-grams, equal ones too, int64, shape
        (texts,); sizes of the sets, int64, shape (texts,); the sets one after the other, uint64;
        signatures, uint32, shape (texts, permutations).
    """
    texts = len(starts) - 1
    keys = np.zeros((texts, 2), np.uint64)
    counts, sizes = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
    signatures = np.empty((texts, len(a)), np.uint32)
    zeros = 0 if wanted == SETS else _SAMPLED_BITS
    shingles = np.empty(len(data) // _BYTES_A_SHINGLE >> zeros, np.uint64)
    used = room = 0
    words, grams, stopped = (
        np.empty(0, np.uint64),
        np.empty(0, np.uint64),
        np.empty(0, np.uint64),
    )
    ends, values = np.empty(0, np.uint32), np.empty(_LANES, np.uint32)
    for text in range(texts):
        size = starts[text + 1] - starts[text] + 1
        if size > len(words):
            words = np.empty(size, np.uint64)
        tokens = tokens_into(data[starts[text] : starts[text + 1]], arrays, words)
        if len(tokens) == 0:
            signatures[text] = _EMPTY
            continue
        if len(tokens) > room:
            room = 2 * len(tokens)
            grams, stopped = np.empty(room, np.uint64), np.empty(room, np.uint64)
            values = np.empty(room + _LANES, np.uint32)
            ends = np.empty((1 << _bits(room)) + 1, np.uint32)
        counts[text] = size = word_grams(tokens, grams)
        if len(a):
            text_key(tokens, keys[text])
            _sign(grams[:size], values, a, b, signatures[text])
        if wanted == NOTHING:
            continue
        if wanted == SAMPLES:
            size = _sampled(grams[:size])
            size += _sampled_stop_grams(tokens, stops, stopped, grams[size:])
        if used + size > len(shingles):
            grown = np.empty(2 * (used + size), np.uint64)
            grown[:used] = shingles[:used]
            shingles = grown
        sizes[text] = _as_set(grams[:size], zeros, ends, shingles[used:])
        used += sizes[text]
    return keys, counts, sizes, shingles[:used], signatures


def must_compile(kernel: Any = sign_texts) -> bool:
    """
    Tell whether the next call of a kernel compiles it first, which takes some seconds.

    Args:
        kernel: A compiled function of the package.
    """
    if kernel.signatures:
        return False
    folder = getattr(kernel.stats, "cache_path", None)
    module = kernel.py_func.__module__.rpartition(".")[2]
    return not folder or not any(Path(folder).glob(f"{module}.{kernel.__name__}-*.nbc"))
