"""
The signatures of many texts as flat arrays, and how they are collected and kept.

The arrays stay in memory, the shingle sets, ten times their size, do not. A saved batch names its
scheme, and another scheme is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Self, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cleannews.errors import SchemeError
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.signatures.sets import ShingleFile, ShingleSets, TextSets
from cleannews.signatures.shingles import Shingles
from cleannews.signatures.signing import SignedTexts, by_chunks, sign_chunk, starts_of

__all__ = ["BatchBuilder", "SignatureBatch", "sign", "sign_kept"]

_IN_MEMORY = 1_000_000
"""Bytes of shingle sets beyond which a temporary file takes them."""

_GROWTH = 1.125


@dataclass(frozen=True, slots=True)
class SignatureBatch:
    """
    Keys, shingle sets and MinHash signatures of texts in a row.

    Args:
        keys: As in :class:`SignedTexts`.
        sizes: As in :class:`SignedTexts`; 0 where a text has no shingles.
        signatures: As in :class:`SignedTexts`.
        samples: As in :class:`SignedTexts`.
        sample_starts: int64, shape (texts + 1,): where each text's sample begins.
        sets: The shingle sets.
    """

    keys: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    samples: NDArray[np.uint32]
    sample_starts: NDArray[np.int64]
    sets: ShingleSets

    def __len__(self) -> int:
        return len(self.keys)

    def shingles_of(self, text: int) -> Shingles:
        """Return the shingle set of a text by its position."""
        return self.sets.read(np.array([text], np.int64))[0]

    def save(self, path: Path) -> None:
        """Write everything but the shingle sets, with the scheme, to a file, which is replaced."""
        with path.open("wb") as file:
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
    def load(cls, path: Path, shingles: BinaryIO) -> Self:
        """
        Read a file that :meth:`save` wrote.

        Args:
            path: The file.
            shingles: The open file of the shingle sets.

        Raises:
            SchemeError: It holds signatures of another scheme.
        """
        with np.load(path, allow_pickle=False) as data:
            if str(data["scheme"]) != SCHEME:
                raise SchemeError(str(data["scheme"]), SCHEME)
            sizes = data["sizes"]
            return cls(
                data["keys"],
                sizes,
                data["signatures"],
                data["samples"],
                data["sample_starts"],
                ShingleFile(shingles, sizes),
            )


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
    """Collects what is computed of texts, part by part; the shingle sets are left to others."""

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

    def batch(self, sets: Callable[[NDArray[np.int64]], ShingleSets]) -> SignatureBatch:
        """
        Return all texts; nothing is added after that.

        Args:
            sets: Makes the access to their shingle sets of the sizes.
        """
        sizes = self._sizes.array()
        return SignatureBatch(
            keys=self._keys.array(),
            sizes=sizes,
            signatures=self._signatures.array(),
            samples=self._samples.array(),
            sample_starts=starts_of(self._sample_sizes.array()),
            sets=sets(sizes),
        )


def sign(texts: Iterable[str], threads: int | None = None) -> SignatureBatch:
    """
    Sign texts. The shingle sets of many go to a temporary file, which vanishes with the batch.

    Args:
        texts: The texts, read once.
        threads: Threads that compute; by default one for each processor.
    """
    builder = BatchBuilder()
    with ExitStack() as until_done:
        file = until_done.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        for part in by_chunks(sign_chunk, texts, threads):
            builder.add(part)
            file.write(part.shingles.data)
        until_done.pop_all()
    return builder.batch(partial(ShingleFile, cast("BinaryIO", file)))


def sign_kept(texts: Iterable[str], threads: int | None = None) -> SignatureBatch:
    """
    Sign texts that stay in memory anyway: shingle sets are made anew when they are wanted.

    Args:
        texts: The texts, read once, of which a reference is kept.
        threads: Threads that compute; by default one for each processor.
    """
    kept: list[str] = []

    def keeping() -> Iterator[str]:
        for text in texts:
            kept.append(text)
            yield text

    builder = BatchBuilder()
    for part in by_chunks(partial(sign_chunk, sets=False), keeping(), threads):
        builder.add(part)
    return builder.batch(lambda _: TextSets(kept, threads))
