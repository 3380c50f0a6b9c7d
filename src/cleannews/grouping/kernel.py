"""
The inner loops of grouping, compiled. They release the interpreter and use no threads of their own.

Positions of texts here are indices into the texts that are paired. Postings are an inverted
index: the texts of one sampled hash after the other.
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled
from cleannews.signatures.shingles import FNV_BASIS, FNV_PRIME

__all__ = [
    "LEADERS",
    "hash_band",
    "overlapping_pairs",
    "posting_entries",
    "postings_of_texts",
    "shared_counts",
    "shared_postings",
]

LEADERS = 64
"""Of the texts that share a hash each is paired with this many at most, the first in order."""

_OWNER = np.uint64(0xFFFFFFFF)


@compiled
def hash_band(signatures, texts, first, rows):  # type: ignore[no-untyped-def]
    """
    Hash one band of signatures: FNV-1a over its values.

    Args:
        signatures: uint32, shape (all texts, permutations).
        texts: int64, shape (texts,): the positions of those to hash.
        first: The first value of the band.
        rows: The values of the band.

    Returns:
        uint64, shape (texts,).
    """
    keys = np.empty(len(texts), np.uint64)
    for at in range(len(texts)):
        key = np.uint64(FNV_BASIS)
        for row in range(first, first + rows):
            key = (key ^ np.uint64(signatures[texts[at], row])) * np.uint64(FNV_PRIME)
        keys[at] = key
    return keys


@compiled
def shared_counts(shingles, starts, pairs):  # type: ignore[no-untyped-def]
    """
    Count the shingles that two texts share, for many pairs.

    Args:
        shingles: uint64, shape (all shingles,): for each text its hashes, ascending.
        starts: int64, shape (texts + 1,): text i owns ``shingles[starts[i]:starts[i + 1]]``.
        pairs: int64, shape (pairs, 2): positions of texts.

    Returns:
        int64, shape (pairs,).
    """
    counts = np.zeros(len(pairs), np.int64)
    for at in range(len(pairs)):
        a, end_a = starts[pairs[at, 0]], starts[pairs[at, 0] + 1]
        b, end_b = starts[pairs[at, 1]], starts[pairs[at, 1] + 1]
        while a < end_a and b < end_b:
            if shingles[a] == shingles[b]:
                counts[at] += 1
                a += 1
                b += 1
            elif shingles[a] < shingles[b]:
                a += 1
            else:
                b += 1
    return counts


@compiled
def posting_entries(samples, starts, texts, low, high):  # type: ignore[no-untyped-def]
    """
    Return the sampled hashes in a range with their texts.

    Args:
        samples: uint32, shape (all samples,).
        starts: int64, shape (all texts + 1,): where each text's sample begins.
        texts: int64, shape (texts,): the texts to pair, by their positions.
        low: The least hash of the range.
        high: The hash behind its last.

    Returns:
        uint64, shape (entries,): hash << 32 | index of the text.
    """
    count = 0
    for text in texts:
        for at in range(starts[text], starts[text + 1]):
            count += low <= samples[at] < high
    out = np.empty(count, np.uint64)
    filled = 0
    for index in range(len(texts)):
        for at in range(starts[texts[index]], starts[texts[index] + 1]):
            if low <= samples[at] < high:
                out[filled] = np.uint64(samples[at]) << np.uint64(32) | np.uint64(index)
                filled += 1
    return out


@compiled
def shared_postings(entries):  # type: ignore[no-untyped-def]
    """
    Return the postings of the hashes that some texts share.

    Args:
        entries: uint64, shape (entries,): what :func:`posting_entries` returns, ascending.

    Returns:
        uint32: the texts of each such hash; int64, shape (hashes,): how many they are.
    """
    members = np.empty(len(entries), np.uint32)
    lengths = np.empty(len(entries) // 2, np.int64)
    used = runs = begin = 0
    for at in range(1, len(entries) + 1):
        if at < len(entries) and entries[at] >> np.uint64(32) == entries[begin] >> np.uint64(32):
            continue
        if at - begin > 1:
            for member in range(begin, at):
                members[used] = np.uint32(entries[member] & _OWNER)
                used += 1
            lengths[runs] = at - begin
            runs += 1
        begin = at
    return members[:used].copy(), lengths[:runs].copy()


@compiled
def postings_of_texts(members, starts, texts):  # type: ignore[no-untyped-def]
    """
    Turn postings round.

    Args:
        members: uint32, shape (entries,): the texts of each hash.
        starts: int64, shape (hashes + 1,): where each hash begins.
        texts: How many texts there are.

    Returns:
        int64, shape (texts + 1,): where each text begins; uint32, shape (entries,): the hashes
        of each text, by their numbers.
    """
    firsts = np.zeros(texts + 1, np.int64)
    for member in members:
        firsts[member + 1] += 1
    for text in range(texts):
        firsts[text + 1] += firsts[text]
    runs = np.empty(len(members), np.uint32)
    filled = firsts[:-1].copy()
    for run in range(len(starts) - 1):
        for at in range(starts[run], starts[run + 1]):
            runs[filled[members[at]]] = run
            filled[members[at]] += 1
    return firsts, runs


@compiled
def overlapping_pairs(members, starts, firsts, runs, sizes, share):  # type: ignore[no-untyped-def]
    """
    Pair texts that share enough of the smaller sample, counted text by text.

    Args:
        members: uint32, shape (entries,): the texts of each hash.
        starts: int64, shape (hashes + 1,): where each hash begins.
        firsts: int64, shape (texts + 1,): where each text begins in ``runs``.
        runs: uint32, shape (entries,): the hashes of each text.
        sizes: int64, shape (texts,): the size of each sample.
        share: The share of the smaller sample that must be in the other.

    Returns:
        int64, shape (pairs, 2): the text that comes first in order first.
    """
    counts = np.zeros(len(sizes), np.int32)
    touched = np.empty(len(sizes), np.uint32)
    pairs = np.empty((1024, 2), np.int64)
    found = 0
    for text in range(len(sizes)):
        seen = 0
        for run in runs[firsts[text] : firsts[text + 1]]:
            for other in members[starts[run] : min(starts[run] + LEADERS, starts[run + 1])]:
                if other >= text:
                    break
                if counts[other] == 0:
                    touched[seen] = other
                    seen += 1
                counts[other] += 1
        for other in touched[:seen]:
            if counts[other] >= share * min(sizes[text], sizes[other]):
                if found == len(pairs):
                    grown = np.empty((2 * found, 2), np.int64)
                    grown[:found] = pairs
                    pairs = grown
                pairs[found, 0], pairs[found, 1] = other, text
                found += 1
            counts[other] = 0
    return pairs[:found].copy()
