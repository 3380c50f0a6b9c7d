"""
The texts that are grouped: as they were found, and as they are compared.

Of a list the caller has them in memory anyway; those of an iterator go to a temporary file, so that
the caller's source is read once.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import Protocol
from weakref import finalize

__all__ = ["Cuts", "Source", "TextFile", "TextList", "without"]

Cuts = Sequence[tuple[int, int]]
"""What of a text is not compared: half-open ranges of code points, sorted, without overlap."""

_IN_MEMORY = 1_000_000
"""Bytes beyond which a temporary file is one on disk."""

_CUT = 2
"""Numbers of a cut."""


class Source(Protocol):
    """Texts in a row that can be looked at again."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> str:
        """Return a text as it is compared."""

    def found(self, at: int) -> tuple[str, Cuts]:
        """Return a text as it was found, and what of it is not compared."""


class TextList:
    """Texts that stay in memory."""

    def __init__(self) -> None:
        self._found: list[tuple[str, Cuts]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, text: str, cuts: Cuts) -> None:
        """Add a text as it was found, with what of it is not compared."""
        self._found.append((text, cuts))

    def __getitem__(self, at: int) -> str:
        """Return a text as it is compared: see :class:`Source`."""
        return without(*self._found[at])

    def found(self, at: int) -> tuple[str, Cuts]:
        """Return a text as it was found: see :class:`Source`."""
        return self._found[at]


class TextFile:
    """Texts in a temporary file, which vanishes with this."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by finalize)
        self._starts = array("q", [0])
        finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, text: str, cuts: Cuts) -> None:
        """Add a text as it was found, with what of it is not compared."""
        numbers = array("q", [number for cut in cuts for number in cut])
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(array("q", [len(numbers)]).tobytes() + numbers.tobytes() + data)
        self._starts.append(self._file.tell())

    def __getitem__(self, at: int) -> str:
        """Return a text as it is compared: see :class:`Source`."""
        return without(*self.found(at))

    def found(self, at: int) -> tuple[str, Cuts]:
        """Return a text as it was found: see :class:`Source`."""
        self._file.seek(self._starts[at])
        data = self._file.read(self._starts[at + 1] - self._starts[at])
        size = array("q").itemsize
        head = array("q", data[:size])
        end = (head[0] + 1) * size
        numbers = array("q", data[size:end])
        cuts = list(zip(numbers[::_CUT], numbers[1::_CUT], strict=True))
        return data[end:].decode("utf-8", "surrogatepass"), cuts


def without(text: str, cuts: Cuts) -> str:
    """
    Return a text as it is compared.

    Args:
        text: The text as it was found.
        cuts: What of it is not compared.
    """
    kept = []
    last = 0
    for start, end in cuts:
        kept.append(text[last:start])
        last = end
    return "".join([*kept, text[last:]])
