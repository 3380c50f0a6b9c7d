"""
Where the shingle sets of many texts are, of which few are looked at again.

Only the sets of texts that may be copies are read. So they are kept in a file, or, where the texts
stay in memory anyway, made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Protocol
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.shingles import Shingles
from cleannews.signatures.signing import by_chunks, shingle_sets, starts_of

__all__ = ["ShingleFile", "ShingleSets", "TextSets"]

_HASH = 8
"""Bytes of a shingle hash."""


class ShingleSets(Protocol):
    """The shingle sets of texts in a row."""

    def read(self, texts: NDArray[np.int64]) -> tuple[Shingles, NDArray[np.int64]]:
        """
        Read some of the sets.

        Args:
            texts: int64, shape (sets,): the positions of their texts.

        Returns:
            The hashes of the sets one after the other, and where in them each set begins and the
            last one ends.
        """


class TextSets:
    """
    Shingle sets that are made of their texts when they are read.

    Args:
        texts: The texts.
        threads: Threads that compute; by default one for each processor.
    """

    def __init__(self, texts: Sequence[str], threads: int | None = None) -> None:
        self._texts = texts
        self._threads = threads

    def read(self, texts: NDArray[np.int64]) -> tuple[Shingles, NDArray[np.int64]]:
        """Make some of the sets: see :class:`ShingleSets`."""
        wanted = map(self._texts.__getitem__, texts.tolist())
        found = [(np.empty(0, np.uint64), np.empty(0, np.int64))]
        found += by_chunks(shingle_sets, wanted, self._threads)
        hashes, sizes = map(np.concatenate, zip(*found, strict=True))
        return hashes, starts_of(sizes)


class ShingleFile:
    """
    Shingle sets one after the other in a file.

    Args:
        file: A binary file, open for reading. It is closed when this is no longer used.
        sizes: int64, shape (texts,): hashes in each set.
    """

    def __init__(self, file: BinaryIO, sizes: NDArray[np.int64]) -> None:
        self._file = file
        self._starts = starts_of(sizes)
        finalize(self, file.close)

    def read(self, texts: NDArray[np.int64]) -> tuple[Shingles, NDArray[np.int64]]:
        """Read some of the sets: see :class:`ShingleSets`."""
        begins, ends = self._starts[texts], self._starts[texts + 1]
        starts = starts_of(ends - begins)
        found = np.empty(int(starts[-1]), np.uint64)
        bytes_found = memoryview(found.view(np.uint8))  # type: ignore[arg-type]
        joined = begins[1:] == ends[:-1]
        first = np.flatnonzero(np.r_[True, ~joined][: len(begins)])
        last = np.flatnonzero(np.r_[~joined, True][: len(begins)])
        spans = zip(begins[first], starts[first], starts[last + 1], strict=True)
        for begin, start, stop in spans:
            self._file.seek(int(begin) * _HASH)
            self._file.readinto(bytes_found[start * _HASH : stop * _HASH])  # type: ignore[attr-defined]
        return found, starts
