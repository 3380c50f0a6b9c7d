"""The texts of the rows of a table, read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cleannews.cleaning.shells import SHELL
from cleannews.grouping.sources import Cuts, without
from cleannews.io.jsonlines import parse

__all__ = ["RowTexts"]


class RowTexts:
    """
    The texts of articles in lines of JSON, as they are compared: pages that are no article say nothing.

    Args:
        file: The lines, open for reading; it stays open as long as this is used.
        starts: int64, shape (rows + 1,): where each line begins and the last one ends.
        repeated: What of a text its site repeats, by the positions of the rows.
    """

    def __init__(
        self, file: BinaryIO, starts: NDArray[np.int64], repeated: Mapping[int, Cuts]
    ) -> None:
        self._file = file
        self._starts = starts
        self._repeated = repeated

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> str:
        """Return the text of a row by its position."""
        start, end = self._starts[at : at + 2].tolist()
        self._file.seek(start)
        row = parse(self._file.read(end - start))
        return "" if SHELL in row["flags"] else without(row["text"], self._repeated.get(at, ()))
