"""
The signatures of many texts as flat arrays, and the file they travel in.

The file is a NumPy .npz without pickles. It names its scheme, and another scheme is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cleannews.errors import SchemeError
from cleannews.signatures.fold import SCHEME, tokens
from cleannews.signatures.minhash import PERMUTATIONS, signature
from cleannews.signatures.shingles import KEY_BYTES, Shingles, shingle_set, text_key

__all__ = ["SignatureBatch", "sign"]


@dataclass(frozen=True, slots=True)
class SignatureBatch:
    """
    Keys, shingle sets and MinHash signatures of texts in a row.

    Args:
        keys: uint8, shape (texts, 16): equal rows are texts that are equal after folding; all
            zero for a text without words.
        starts: int64, shape (texts + 1,): text i owns ``shingles[starts[i]:starts[i + 1]]``.
        shingles: uint64, shape (all shingles,): for each text its hashes, ascending.
        signatures: uint32, shape (texts, 128).
    """

    keys: NDArray[np.uint8]
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
    keys: list[bytes] = []
    sets: list[Shingles] = []
    signatures: list[NDArray[np.uint32]] = []
    for text in texts:
        words = tokens(text)
        shingles = shingle_set(words)
        keys.append(text_key(words))
        sets.append(shingles)
        signatures.append(signature(shingles))
    return SignatureBatch(
        keys=np.frombuffer(b"".join(keys), np.uint8).reshape(-1, KEY_BYTES),
        starts=np.concatenate([[0], np.cumsum([len(found) for found in sets], dtype=np.int64)]),
        shingles=np.concatenate([np.empty(0, np.uint64), *sets]),
        signatures=np.array(signatures, np.uint32).reshape(-1, PERMUTATIONS),
    )
