"""
Tokens to shingle hashes and to the key of a text: the specification and its constants.

In unsigned arithmetic modulo 2**64 (`^` is exclusive or), with the finalizer
mix(s): s ^= s >> 33; s *= 0xff51afd7ed558ccd; s ^= s >> 33; s *= 0xc4ceb9fe1a85ec53; s ^= s >> 33

1. **Token hash.** 64-bit FNV-1a over the token's code points: h = 0xcbf29ce484222325, then for
   each code point c in order h = (h ^ c) * 0x100000001b3.
2. **Shingle hash.** Five token hashes t1 ... t5 that follow each other:
   mix((((t1 * P + t2) * P + t3) * P + t4) * P + t5) with P = 0x9e3779b97f4a7c15.
3. **Shingle set.** The distinct shingle hashes of a text, in ascending order. A text of fewer
   than five tokens has none.
4. **Key.** Two numbers, which texts share when they are equal after folding. Over all token hashes
   t in order, from k = their count: k = k * P + t, then mix(k); and the same with
   Q = 0xd1342543de82ef95 in the place of P. A text without tokens has 0, 0.

Sources: Fowler, Noll, Vo, draft-eastlake-fnv; Appleby, MurmurHash3 (fmix64).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FNV_BASIS",
    "FNV_PRIME",
    "MIX",
    "SECOND_STEP",
    "STEP",
    "WORDS",
    "Shingles",
    "token_hash",
]

WORDS = 5
"""Tokens in a shingle."""

FNV_BASIS, FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
STEP, SECOND_STEP = 0x9E3779B97F4A7C15, 0xD1342543DE82EF95
MIX = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)

Shingles = NDArray[np.uint64]
"""A shingle set: distinct hashes in ascending order, shape (shingles,)."""


def token_hash(token: str) -> int:
    """
    Hash a token: step 1 of the specification above.

    Args:
        token: A token.
    """
    value = FNV_BASIS
    for char in token:
        value = (value ^ ord(char)) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
    return value
