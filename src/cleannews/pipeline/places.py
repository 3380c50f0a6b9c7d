"""Where the articles stand in the file of cleaned ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
