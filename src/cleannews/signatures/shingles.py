"""
Tokens to shingle hashes.

The specification, in unsigned arithmetic modulo 2**64 (`^` is exclusive or):

1. **Token hash.** 64-bit FNV-1a over the token's code points: h = 0xcbf29ce484222325, then for
   each code point c in order h = (h ^ c) * 0x100000001b3.
2. **Shingle hash.** Five token hashes t1 ... t5 that follow each other are combined as
   s = (((t1 * P + t2) * P + t3) * P + t4) * P + t5 with P = 0x9e3779b97f4a7c15, and finished by
   MurmurHash3's 64-bit finalizer: s ^= s >> 33; s *= 0xff51afd7ed558ccd; s ^= s >> 33;
   s *= 0xc4ceb9fe1a85ec53; s ^= s >> 33.
3. **Shingle set.** The distinct shingle hashes of a text, in ascending order. A text of fewer
   than five tokens has none.

Sources: Fowler, Noll, Vo, draft-eastlake-fnv; Appleby, MurmurHash3 (fmix64).
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEY_BYTES", "WORDS", "Shingles", "shingle_set", "text_key", "token_hash"]

WORDS = 5
"""Tokens in a shingle."""

KEY_BYTES = 16
"""Bytes in the key of a text."""

Shingles = NDArray[np.uint64]
"""A shingle set: distinct hashes in ascending order, shape (shingles,)."""

_MASK = (1 << 64) - 1
_FNV_BASIS = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_SHIFT = np.uint64(33)
_MEMO_LIMIT = 1_000_000


class _TokenHashes(dict[str, int]):
    """Token to its hash, computed once; emptied when a hostile corpus fills it."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        value = _FNV_BASIS
        for char in token:
            value = ((value ^ ord(char)) * _FNV_PRIME) & _MASK
        self[token] = value
        return value


_token_hashes = _TokenHashes()


def token_hash(token: str) -> int:
    """
    Hash one token: step 1 of the specification above.

    Args:
        token: A token as :func:`~cleannews.signatures.fold.tokens` makes it.

    Returns:
        An integer from 0 to 2**64 - 1.

    >>> hex(token_hash("a"))
    '0xaf63dc4c8601ec8c'
    """
    return _token_hashes[token]


def shingle_set(words: list[str]) -> Shingles:
    """
    Hash the word 5-grams of a text: steps 2 and 3 of the specification above.

    Args:
        words: The text's tokens in order.

    Returns:
        uint64, shape (shingles,), ascending, each hash once; empty below five tokens.
    """
    if len(words) < WORDS:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(_token_hashes.__getitem__, words), np.uint64, len(words))
    count = len(hashes) - WORDS + 1
    combined = hashes[:count].copy()
    for offset in range(1, WORDS):
        combined *= _STEP
        combined += hashes[offset : offset + count]
    for factor in _MIX:
        combined ^= combined >> _SHIFT
        combined *= factor
    combined ^= combined >> _SHIFT
    return np.unique(combined)


def text_key(words: list[str]) -> bytes:
    """
    Return the key that texts share exactly when they are equal after folding.

    Args:
        words: The text's tokens in order.

    Returns:
        16 bytes of BLAKE2b over the tokens joined by a space; zeros for a text without tokens.
    """
    if not words:
        return bytes(KEY_BYTES)
    return blake2b(" ".join(words).encode("utf-8"), digest_size=KEY_BYTES).digest()
