"""
What phrases want of lines, as the arrays that the compiled search looks at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.compiled import compiled

__all__ = ["FILES", "LEADS", "Phrases", "Room", "Table", "packed", "unpacked"]


LEADS, FILES = np.uint64(1 << 63), np.uint8(64)
"""See :class:`Table`."""


class Phrases(NamedTuple):
    """
    What phrases want, as arrays of int32.

    Args:
        filed_starts: Shape (tokens + 1,): where the phrases filed under each token begin.
        filed: The phrases by the tokens of their rarest anchors.
        groups: Shape (anchors,): the anchors, phrase by phrase: the group of tokens that each is of.
        within: Shape (anchors,): words from the anchor before it, at most.
        again: Shape (anchors,): 1 for one that may be the token of the anchor before it.
        token_starts: Shape (groups + 1,): where the tokens of each group begin.
        tokens: The tokens, group by group.
        anchor_starts: Shape (phrases + 1,): where the anchors of each phrase begin.
        rarest: Shape (phrases,): the anchor by which the phrase is filed.
        starts: Shape (phrases,): where it may begin.
        behind: Shape (phrases,): words behind its last anchor.
        longest: Shape (phrases,): words in the longest line.
        marks: Shape (phrases,): the marks that it must hold, as bits.
    """

    filed_starts: NDArray[np.int32]
    filed: NDArray[np.int32]
    groups: NDArray[np.int32]
    within: NDArray[np.int32]
    again: NDArray[np.int32]
    token_starts: NDArray[np.int32]
    tokens: NDArray[np.int32]
    anchor_starts: NDArray[np.int32]
    rarest: NDArray[np.int32]
    starts: NDArray[np.int32]
    behind: NDArray[np.int32]
    longest: NDArray[np.int32]
    marks: NDArray[np.int32]


class Table(NamedTuple):
    """
    Phrases as few arrays, since each costs time at every call.

    Args:
        seen: bool, shape (2 ** 16,): the lowest bits of the hash of some token.
        entries: uint64, shape (places,): the tokens, open-addressed by the lowest bits of their hashes;
            each the upper bits of its hash with its number and one more in the others. The number of
            places is a power of two.
        bits: uint8, shape (tokens,): the bit that stands for each token, and FILES if phrases are
            filed under it.
        needed: uint64, shape (filed, 2): for each place of ``filed`` the bits of tokens that a line
            must hold, all of the first, and some of the second; LEADS where the line begins with
            the token under which the phrase is filed.
        values: int32: the arrays of :class:`Phrases` one after the other.
        parts: int64, shape (arrays + 1,): where each of them begins.
    """

    seen: NDArray[np.bool_]
    entries: NDArray[np.uint64]
    bits: NDArray[np.uint8]
    needed: NDArray[np.uint64]
    values: NDArray[np.int32]
    parts: NDArray[np.int64]


class Room(NamedTuple):
    """
    Where tokens are written, so that memory need not be asked for at every call.

    Args:
        hashes: uint64, shape (bytes + 1 or more,).
        ends: int32, of the same shape.
    """

    hashes: NDArray[np.uint64]
    ends: NDArray[np.int32]


def packed(
    seen: NDArray[np.bool_],
    entries: NDArray[np.uint64],
    bits: NDArray[np.uint8],
    needed: NDArray[np.uint64],
    phrases: Phrases,
) -> Table:
    """
    Put the arrays of phrases into few.

    Args:
        seen: As in :class:`Table`.
        entries: As in :class:`Table`.
        bits: As in :class:`Table`.
        needed: As in :class:`Table`.
        phrases: The other arrays.
    """
    parts = np.cumsum([0, *map(len, phrases)], dtype=np.int64)
    return Table(seen, entries, bits, needed, np.concatenate(phrases), parts)


@compiled
def unpacked(table: Table) -> Phrases:
    """
    Return the arrays of phrases.

    Args:
        table: What :func:`packed` made.
    """
    v, p = table.values, table.parts
    # fmt: off
    return Phrases(
        v[p[0]:p[1]], v[p[1]:p[2]], v[p[2]:p[3]], v[p[3]:p[4]], v[p[4]:p[5]], v[p[5]:p[6]],
        v[p[6]:p[7]], v[p[7]:p[8]], v[p[8]:p[9]], v[p[9]:p[10]], v[p[10]:p[11]], v[p[11]:p[12]],
        v[p[12]:p[13]],
    )
    # fmt: on
