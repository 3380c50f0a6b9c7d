"""
Fingerprints of texts, compiled: few hashes of each, but some of every passage that is long enough.

A hash is taken when it is the least of some window of hashes that follow each other. So two texts
that share a passage as long as the window of one of them share a hash that this one takes.

What is kept stands in the files of indexes: another choice needs another version of their tables.

Source: Schleimer, Wilkerson, Aiken, Winnowing: local algorithms for document fingerprinting (2003).
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.kernel import stop_grams, text_key, word_grams
from cleannews.signatures.tokenkernel import tokens_into

__all__ = ["NARROWEST", "WIDEST", "fingerprints_of"]

NARROWEST, WIDEST = 4, 32
"""Hashes in a window, at least and at most: a short text has narrower ones, and so more hashes."""

_WINDOWS, _STOP_WINDOWS = 16, 8
"""So many windows side by side fill a text, where that is allowed; those of stop words are fewer."""

_UNASKED = 100
"""So many hashes of a text, for each of a window, from which not all are asked for, but the least of
such windows; these have what is kept of any text among them, but at the ends of passages in common."""

_1, _2 = np.uint64(1), np.uint64(2)
_LOW, _KIND = np.uint64(0xFFFFFFFE), np.uint64(1)


@compiled
def _winnowed(hashes, kind, stack, out):  # type: ignore[no-untyped-def]
    """
    Mark the hashes that are the least of a window.

    Args:
        hashes: uint64, shape (hashes,): the hashes in the order of the text.
        kind: 1 for those of stop words, else 0.
        stack: int64, a scratch array with room for all places.
        out: uint64: takes 4 * hash, the hash cut to 32 bits of which the last is the kind, + 2 where
            it is asked for, + 1 where it is kept.
    """
    size = len(hashes)
    windows = _STOP_WINDOWS if kind else _WINDOWS
    window = min(max(size // windows, NARROWEST), WIDEST, size)
    narrow = min(max(size // _UNASKED, 1), NARROWEST)
    height = 0
    for at in range(size + 1):
        while height and (at == size or hashes[stack[height - 1]] > hashes[at]):
            place = stack[height - 1]
            height -= 1
            before = stack[height - 1] if height else -1
            low = (hashes[place] & _LOW) | (_KIND * np.uint64(kind))
            span = at - before - 1
            flags = np.uint64(span >= narrow) << _1 | np.uint64(span >= window)
            out[place] = (low << _2) | flags
        if at < size:
            stack[height] = at
            height += 1


@compiled
def fingerprints_of(data, starts, arrays, stops):  # type: ignore[no-untyped-def]
    """
    Find the hashes of texts, and those of them that are kept of each.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        stops: uint64, shape (a power of two,): the table of stop words.

    Returns:
        keys, uint64, shape (texts, 2); counts of word 5-grams, equal ones too, int64, shape
        (texts,); different hashes of each, of word 5-grams and of n-grams of stop words, int64,
        shape (texts,); the hashes one text after the other, uint32; uint8: 2 for those that are
        asked for + 1 for those that are kept.
    """
    texts = len(starts) - 1
    keys = np.zeros((texts, 2), np.uint64)
    counts, sizes = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
    hashes = np.empty(len(data) + 1, np.uint32)
    flags = np.empty(len(data) + 1, np.uint8)
    used = 0
    for text in range(texts):
        words = np.empty(starts[text + 1] - starts[text] + 1, np.uint64)
        tokens = tokens_into(data[starts[text] : starts[text + 1]], arrays, words)
        if len(tokens) == 0:
            continue
        text_key(tokens, keys[text])
        room = len(tokens)
        grams, stopped = np.empty(room, np.uint64), np.empty(room, np.uint64)
        stack, found = np.empty(room, np.int64), np.empty(2 * room, np.uint64)
        size = counts[text] = word_grams(tokens, grams)
        _winnowed(grams[:size], 0, stack, found)
        more = stop_grams(tokens, stops, stopped, grams)
        _winnowed(grams[:more], 1, stack, found[size:])
        size += more
        found[:size].sort()
        if used + size > len(hashes):
            hashes = np.concatenate((hashes[:used], np.empty(2 * (used + size), np.uint32)))
            flags = np.concatenate((flags[:used], np.empty(2 * (used + size), np.uint8)))
        begin = used
        for at in range(size):
            value = np.uint32(found[at] >> _2)
            if used == begin or hashes[used - 1] != value:
                hashes[used] = value
                flags[used] = 0
                used += 1
            flags[used - 1] |= np.uint8(found[at] & np.uint64(3))
        sizes[text] = used - begin
    return keys, counts, sizes, hashes[:used], flags[:used]
