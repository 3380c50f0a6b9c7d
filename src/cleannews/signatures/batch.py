"""
The signatures of many texts as flat arrays, and how they are collected and kept.

Whole shingle sets, ten times their size, are not kept: few are looked at again, and those are made
anew of their texts. A saved batch names its scheme, and another scheme is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cleannews.errors import SchemeError
from cleannews.files import written_whole
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.signatures.signing import SignedTexts, by_chunks, sign_chunk, starts_of

__all__ = ["BatchBuilder", "SignatureBatch", "sign"]

_GROWTH = 1.125


@dataclass(frozen=True, slots=True)
class SignatureBatch:
    """
    Keys, samples of shingles and MinHash signatures of texts in a row.

    Args:
        keys: As in :class:`SignedTexts`.
        sizes: As in :class:`SignedTexts`; 0 where a text has no shingles.
        signatures: As in :class:`SignedTexts`.
        samples: As in :class:`SignedTexts`.
        sample_starts: int64, shape (texts + 1,): where each text's sample begins.
    """

    keys: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    samples: NDArray[np.uint32]
    sample_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)

    def save(self, path: Path) -> None:
        """Write everything, with the scheme, to a file that is whole or absent."""
        with written_whole(path) as file:
            np.savez(
                file,
                scheme=np.array(SCHEME),
                keys=self.keys,
                sizes=self.sizes,
                signatures=self.signatures,
                samples=self.samples,
                sample_starts=self.sample_starts,
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """
        Read a file that :meth:`save` wrote.

        Args:
            path: The file.

        Raises:
            SchemeError: It holds signatures of another scheme.
        """
        with np.load(path, allow_pickle=False) as data:
            if str(data["scheme"]) != SCHEME:
                raise SchemeError(str(data["scheme"]), SCHEME)
            return cls(**{item.name: data[item.name] for item in fields(cls)})


class _Column:
    """
    An array that grows in place.

    Args:
        kind: The type of its values.
        width: Values in a row; 0 for rows that are values.
    """

    def __init__(self, kind: DTypeLike, width: int = 0) -> None:
        self._shape = (width,) if width else ()
        self._rows = np.empty((0, *self._shape), kind)
        self._used = 0

    def extend(self, rows: NDArray[Any]) -> None:
        """Add rows at the end."""
        end = self._used + len(rows)
        if end > len(self._rows):
            self._rows.resize((int(end * _GROWTH), *self._shape), refcheck=False)
        self._rows[self._used : end] = rows
        self._used = end

    def array(self) -> NDArray[Any]:
        """Return the rows; the column is not used after that."""
        self._rows.resize((self._used, *self._shape), refcheck=False)
        return self._rows


class BatchBuilder:
    """Collects what is computed of texts, part by part."""

    def __init__(self) -> None:
        self._keys = _Column(np.uint64, 2)
        self._sizes = _Column(np.int64)
        self._signatures = _Column(np.uint32, PERMUTATIONS)
        self._samples = _Column(np.uint32)
        self._sample_sizes = _Column(np.int64)

    def add(self, part: SignedTexts) -> None:
        """Add some texts behind those before."""
        self._keys.extend(part.keys)
        self._sizes.extend(part.sizes)
        self._signatures.extend(part.signatures)
        self._samples.extend(part.samples)
        self._sample_sizes.extend(part.sample_sizes)

    def batch(self) -> SignatureBatch:
        """Return all texts; nothing is added after that."""
        return SignatureBatch(
            keys=self._keys.array(),
            sizes=self._sizes.array(),
            signatures=self._signatures.array(),
            samples=self._samples.array(),
            sample_starts=starts_of(self._sample_sizes.array()),
        )


def sign(texts: Iterable[str], threads: int | None = None, *, cuts: bool = True) -> SignatureBatch:
    """
    Sign texts.

    Args:
        texts: The texts, read once.
        threads: Threads that compute; by default one for each processor.
        cuts: Take samples, by which texts are found that are cut or reworded.

    Returns:
        What is computed of each text, in order.
    """
    builder = BatchBuilder()
    for part in by_chunks(partial(sign_chunk, cuts=cuts), texts, threads):
        builder.add(part)
    return builder.batch()
