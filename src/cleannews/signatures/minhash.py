"""
MinHash signatures, bit for bit those of datasketch 2.0's "affine32": parameters, conversions.

Over the low 32 bits of each shingle hash, in unsigned arithmetic modulo 2**32: the value is
mixed once by MurmurHash3's 32-bit finalizer, then for permutation k the signature holds the
minimum of a[k] * h + b[k]. The parameters a (odd) and b are datasketch's for seed 1. The
signature of an empty set holds 2**32 - 1 throughout.

Sources: Broder, On the resemblance and containment of documents (1997); datasketch 2.0,
``MinHash(scheme="affine32")``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cleannews.errors import SchemeError

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash

__all__ = ["PERMUTATIONS", "SEED", "Signature", "from_datasketch", "permutations", "to_datasketch"]

PERMUTATIONS = 128
"""Values in a signature."""

SEED = 1
"""datasketch's seed for the permutations."""

Signature = NDArray[np.uint32]
"""A MinHash signature, shape (128,)."""

_SCHEME: Final = "affine32"


@cache
def permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """
    Return the parameters a and b, each uint32 of shape (128,).

    They are drawn as datasketch draws them, not asked of it: to load datasketch takes longer
    than to sign a thousand articles.
    """
    drawn = np.random.RandomState(SEED)
    a = drawn.randint(0, 1 << 31, PERMUTATIONS, np.uint32) * np.uint32(2) + np.uint32(1)
    return a, drawn.randint(0, 1 << 32, PERMUTATIONS, np.uint32)


def to_datasketch(values: Signature) -> MinHash:
    """
    Return a signature as a datasketch MinHash, for its LSH, Forest and Ensemble.

    Args:
        values: uint32, shape (128,).

    Returns:
        A MinHash of scheme "affine32" and seed 1 over the same hash values. Its hash function
        takes a shingle hash, not bytes.
    """
    from datasketch import MinHash

    return MinHash(seed=SEED, scheme=_SCHEME, hashvalues=values, hashfunc=_low_bits)


def from_datasketch(sketch: MinHash | LeanMinHash) -> Signature:
    """
    Return the signature of a datasketch MinHash that :func:`to_datasketch` made, or a copy of it.

    Args:
        sketch: A MinHash or LeanMinHash.

    Raises:
        SchemeError: Its scheme, seed, length or hash function is another, so that its values
            mean something else. A LeanMinHash does not tell its hash function.
    """
    hashed = getattr(sketch, "hashfunc", _low_bits) is _low_bits
    found = f"{sketch.scheme}, seed {sketch.seed}, {len(sketch)} values"
    wanted = f"{_SCHEME}, seed {SEED}, {PERMUTATIONS} values"
    if found != wanted or not hashed:
        raise SchemeError(found if hashed else f"{found}, another hash function", wanted)
    return np.array(sketch.hashvalues, np.uint32)


def _low_bits(shingle: int) -> int:
    return int(shingle) & 0xFFFFFFFF
