"""
Shingle sets of texts, made when they are looked at: few texts have a candidate.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.shingles import Shingles
from cleannews.signatures.signing import by_chunks, shingle_sets, starts_of

__all__ = ["Texts", "set_sizes", "sets_of"]


class Texts(Protocol):
    """Texts in a row, in memory or not."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> str: ...


def sets_of(
    texts: Texts, chosen: NDArray[np.int64], threads: int | None = None
) -> tuple[Shingles, NDArray[np.int64]]:
    """
    Make the shingle sets of some texts.

    Args:
        texts: The texts.
        chosen: int64, shape (sets,): the positions of those wanted.
        threads: Threads that compute; by default one for each processor.

    Returns:
        The hashes of the sets one after the other, and where in them each set begins and the
        last one ends.
    """
    wanted = map(texts.__getitem__, chosen.tolist())
    found = [(np.empty(0, np.uint64), np.empty(0, np.int64))]
    found += by_chunks(shingle_sets, wanted, threads)
    hashes, sizes = map(np.concatenate, zip(*found, strict=True))
    return hashes, starts_of(sizes)


def set_sizes(texts: Texts, threads: int | None = None) -> NDArray[np.int64]:
    """
    Count the shingles of every text.

    Args:
        texts: The texts.
        threads: Threads that compute; by default one for each processor.

    Returns:
        int64, shape (texts,).
    """
    every = map(texts.__getitem__, range(len(texts)))
    sizes = [np.empty(0, np.int64)]
    sizes += [found for _, found in by_chunks(shingle_sets, every, threads)]
    return np.concatenate(sizes)
