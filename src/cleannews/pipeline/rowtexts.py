"""The texts of the rows of a table, read when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import BinaryIO

from cleannews.cleaning.shells import SHELL
from cleannews.grouping.sources import Cuts, without
from cleannews.io.jsonlines import parse

__all__ = ["RowTexts"]


class RowTexts:
    """
    The texts of articles in lines of JSON, as they are compared: pages that are no article say nothing.

    Args:
        file: The lines, open for reading; it stays open as long as this is used.
        repeated: What of a text its site repeats, by the positions of the rows.
    """

    def __init__(self, file: BinaryIO, repeated: Mapping[int, Cuts]) -> None:
        self._file = file
        self._repeated = repeated
        self._starts = array("q", [0])
        for line in file:
            self._starts.append(self._starts[-1] + len(line))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> str:
        """Return the text of a row by its position."""
        self._file.seek(self._starts[at])
        row = parse(self._file.read(self._starts[at + 1] - self._starts[at]))
        return "" if SHELL in row["flags"] else without(row["text"], self._repeated.get(at, ()))
