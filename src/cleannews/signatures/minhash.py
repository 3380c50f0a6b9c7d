"""
Shingle hashes to MinHash signatures, bit for bit those of datasketch 2.0's "affine32".

Over the low 32 bits of each shingle hash, in unsigned arithmetic modulo 2**32: the value is
mixed once by MurmurHash3's 32-bit finalizer, then for permutation k the signature holds the
minimum of a[k] * h + b[k]. The parameters a (odd) and b are datasketch's for seed 1.

Sources: Broder, On the resemblance and containment of documents (1997); datasketch 2.0,
``MinHash(scheme="affine32")``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from cleannews.signatures.shingles import Shingles

__all__ = ["PERMUTATIONS", "SEED", "Signature", "signature", "to_datasketch"]

PERMUTATIONS = 128
"""Values in a signature."""

SEED = 1
"""datasketch's seed for the permutations."""

Signature = NDArray[np.uint32]
"""A MinHash signature, shape (128,)."""

_BLOCK = 4096
_LOW = np.uint64(0xFFFFFFFF)
_EMPTY = np.uint32(0xFFFFFFFF)


@cache
def permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the parameters a and b as columns, each uint32 of shape (128, 1)."""
    a, b = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32").permutations
    return a[:, None], b[:, None]


def signature(shingles: Shingles) -> Signature:
    """
    Sign one shingle set.

    Args:
        shingles: uint64, shape (shingles,).

    Returns:
        uint32, shape (128,); every value 2**32 - 1 for an empty set.
    """
    a, b = permutations()
    lowest = np.full(PERMUTATIONS, _EMPTY, np.uint32)
    for start in range(0, len(shingles), _BLOCK):
        mixed = _mixed((shingles[start : start + _BLOCK] & _LOW).astype(np.uint32))
        np.minimum(lowest, (a * mixed + b).min(axis=1), out=lowest)
    return lowest


def to_datasketch(values: Signature) -> MinHash:
    """
    Return a signature as a datasketch MinHash, for its LSH, Forest and Ensemble.

    Args:
        values: uint32, shape (128,).

    Returns:
        A MinHash of scheme "affine32" and seed 1 over the same hash values. Its hash function
        takes a shingle hash, not bytes.
    """
    return MinHash(seed=SEED, scheme="affine32", hashvalues=values, hashfunc=_low_bits)


def _low_bits(shingle: int) -> int:
    return int(shingle) & 0xFFFFFFFF


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values
