"""
Postings in memory, compiled: a hash table with open addressing.

A place holds the number of an article and eight bits of a hash that it has; the bits are 0 where
the place is free. Hashes that agree in these bits and in their place may be taken for each other,
which gives a candidate too many now and then.
"""

from __future__ import annotations

import numpy as np

from cleannews.signatures.compiled import compiled

__all__ = ["CROWD", "find", "insert", "tally"]

CROWD = 32
"""Of the articles that share a hash so many are known by it, the first ones."""

_STEP, _24, _1 = np.uint32(0x9E3779B1), np.uint32(24), np.uint8(1)
_32 = np.uint64(32)


@compiled
def _place_and_tag(hash, size):  # type: ignore[no-untyped-def]
    """Return where the search for a hash begins, and the bits of it that are kept."""
    place = np.int64((np.uint64(np.uint32(hash * _STEP)) * np.uint64(size)) >> _32)
    return place, max(np.uint8((hash >> _24) ^ (hash & np.uint32(0xFF))), _1)


@compiled
def insert(tags, owners, hashes, starts, numbers):  # type: ignore[no-untyped-def]
    """
    Add the hashes of articles, except those that many articles have.

    Args:
        tags: uint8, shape (places,), of which some stay free.
        owners: uint32, shape (places,).
        hashes: uint32: those of one article after the other.
        starts: int64, shape (articles + 1,): where each begins.
        numbers: uint32, shape (articles,).

    Returns:
        How many were added.
    """
    size = len(tags)
    added = 0
    for article in range(len(numbers)):
        for at in range(starts[article], starts[article + 1]):
            place, tag = _place_and_tag(hashes[at], size)
            same = 0
            while tags[place] and same < CROWD:
                same += tags[place] == tag
                place = place + 1 if place + 1 < size else 0
            if same < CROWD:
                tags[place] = tag
                owners[place] = numbers[article]
                added += 1
    return added


@compiled
def find(tags, owners, hashes):  # type: ignore[no-untyped-def]
    """
    Look hashes up.

    Args:
        tags: As in :func:`insert`.
        owners: As in :func:`insert`.
        hashes: uint32, shape (hashes,): each once.

    Returns:
        uint32: the number of an article for each hash that it shares.
    """
    size = len(tags)
    out = np.empty(len(hashes) * CROWD, np.uint32)
    found = 0
    for hash in hashes:
        place, tag = _place_and_tag(hash, size)
        same = 0
        while tags[place] and same < CROWD:
            if tags[place] == tag:
                out[found] = owners[place]
                found += 1
                same += 1
            place = place + 1 if place + 1 < size else 0
    return out[:found]


@compiled
def tally(found, lengths, first, expected, share, most):  # type: ignore[no-untyped-def]
    """
    Choose the articles that share enough hashes.

    Args:
        found: uint32: what :func:`find` returns; it is sorted here.
        lengths: uint8: how many hashes were kept of each article, by its number.
        first: The number of the first of them.
        expected: How many hashes of a text that holds this one whole it might share.
        share: The share of them, or of all hashes of an article with fewer, that it must share.
        most: Articles at most; those that share most of their hashes.

    Returns:
        int64: their numbers.
    """
    found.sort()
    numbers = np.empty(len(found), np.int64)
    scores = np.empty(len(found))
    chosen = begin = 0
    for at in range(1, len(found) + 1):
        if at < len(found) and found[at] == found[begin]:
            continue
        wanted = min(float(lengths[found[begin] - first]), expected)
        if at - begin >= max(1, int(share * wanted)):
            numbers[chosen] = found[begin]
            scores[chosen] = -(at - begin) / max(wanted, 1.0)
            chosen += 1
        begin = at
    if chosen <= most:
        return numbers[:chosen].copy()
    return numbers[np.argsort(scores[:chosen], kind="mergesort")[:most]]
