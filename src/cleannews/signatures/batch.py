"""
The signatures of many texts as flat arrays, and the file they travel in.

The file is a NumPy .npz without pickles. It names its scheme, and another scheme is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cleannews.errors import SchemeError
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.kernel import fold_arrays, sign_codes
from cleannews.signatures.minhash import permutations
from cleannews.signatures.shingles import Shingles

__all__ = ["SignatureBatch", "sign"]

_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class SignatureBatch:
    """
    Keys, shingle sets and MinHash signatures of texts in a row.

    Args:
        keys: uint64, shape (texts, 2): equal rows are texts that are equal after folding; zeros
            for a text without words.
        starts: int64, shape (texts + 1,): text i owns ``shingles[starts[i]:starts[i + 1]]``.
        shingles: uint64, shape (all shingles,): for each text its hashes, ascending.
        signatures: uint32, shape (texts, 128).
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    shingles: NDArray[np.uint64]
    signatures: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.keys)

    def shingles_of(self, text: int) -> Shingles:
        """Return the shingle set of a text by its position."""
        return self.shingles[self.starts[text] : self.starts[text + 1]]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Shingles in each text's set, shape (texts,)."""
        return np.diff(self.starts)

    def save(self, path: Path) -> None:
        """Write the arrays and the scheme to a file, which is replaced."""
        with path.open("wb") as file:
            np.savez(
                file,
                scheme=np.array(SCHEME),
                keys=self.keys,
                starts=self.starts,
                shingles=self.shingles,
                signatures=self.signatures,
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """
        Read a file that :meth:`save` wrote.

        Raises:
            SchemeError: It holds signatures of another scheme.
        """
        with np.load(path, allow_pickle=False) as data:
            if str(data["scheme"]) != SCHEME:
                raise SchemeError(str(data["scheme"]), SCHEME)
            return cls(data["keys"], data["starts"], data["shingles"], data["signatures"])


def sign(texts: Iterable[str]) -> SignatureBatch:
    """
    Sign texts.

    Args:
        texts: The texts, read once.
    """
    parts = [_signed(some) for some in _chunks(texts)] or [_signed([])]
    keys, sizes, shingles, signatures = (
        np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    return SignatureBatch(
        keys=keys,
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)]),
        shingles=shingles,
        signatures=signatures,
    )


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Collect texts to lists of about a million characters."""
    some: list[str] = []
    characters = 0
    for text in texts:
        some.append(text)
        characters += len(text)
        if characters >= _CHUNK:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _signed(texts: list[str]) -> tuple[NDArray[Any], ...]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    found: tuple[NDArray[Any], ...] = sign_codes(codes, starts, fold_arrays(), *permutations())
    return found
