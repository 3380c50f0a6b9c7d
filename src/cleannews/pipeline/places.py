"""Where the articles stand in the file of cleaned ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Places"]


class Places(NamedTuple):
    """
    The lines of articles, one behind the other, each in two parts.

    Between the parts the columns have their place that say what became of the article.

    Args:
        sizes: int64, shape (articles,): the bytes of each line.
        heads: int64, shape (articles,): those of its first part.
    """

    sizes: NDArray[np.int64]
    heads: NDArray[np.int64]

    @classmethod
    def none(cls) -> Self:
        """Return those of no articles."""
        return cls.of_lines((), ())

    @classmethod
    def of_lines(cls, heads: Sequence[bytes], tails: Sequence[bytes]) -> Self:
        """
        Return those of lines.

        Args:
            heads: The first part of each.
            tails: The second.
        """
        first, second = (np.array(list(map(len, parts)), np.int64) for parts in (heads, tails))
        return cls(first + second, first)

    @classmethod
    def of(cls, parts: Iterable[Self]) -> Self:
        """
        Return those of all lines.

        Args:
            parts: Those of the lines in order, some at a time; one at least.
        """
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    @classmethod
    def read(cls, path: Path) -> Self:
        """
        Read a file of arrays that holds those of :meth:`_asdict` among others.

        Args:
            path: The file.
        """
        with np.load(path) as data:
            return cls(*(data[name] for name in cls._fields))

    def parts(self, size: int) -> Iterator[Places]:
        """
        Yield those of some lines at a time, as if they were all.

        Args:
            size: How many; the last may be fewer.
        """
        for at in range(0, len(self.sizes), size):
            yield Places(self.sizes[at : at + size], self.heads[at : at + size])

    def starts(self) -> NDArray[np.int64]:
        """Return where each line begins, and behind them where the last one ends."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sizes)])

    def cuts(self) -> NDArray[np.int64]:
        """Return where the second part of each line begins."""
        return self.starts()[:-1] + self.heads
