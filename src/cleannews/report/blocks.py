"""
What the page opens when it is asked for: JSON, packed with gzip, in Base64.

Base64 has no character that means anything in HTML, whatever the JSON holds.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from cleannews.io.jsonlines import dump_line

__all__ = ["Blocks", "Parts"]

_LEVEL = 6


class Blocks:
    """Packed values by name, in a temporary file until the page is written."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 (closed with these)
        self._sizes: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        """Return these."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget all."""
        self._file.close()

    def add(self, name: str, value: Any) -> None:
        """
        Pack a value.

        Args:
            name: Its name, of ASCII letters, digits and hyphens, each once.
            value: What JSON can hold.
        """
        data = b64encode(gzip.compress(dump_line(value), _LEVEL, mtime=0))
        self._file.write(data)
        self._sizes.append((name, len(data)))

    def elements(self) -> Iterator[bytes]:
        """Yield each as an element that browsers do not run."""
        self._file.seek(0)
        for name, size in self._sizes:
            yield f'<script type="application/gzip+base64" id="data-{name}">'.encode()
            yield self._file.read(size)
            yield b"</script>\n"


class Parts:
    """
    Lists values that come one after another in blocks of about one size.

    Args:
        blocks: Takes the blocks.
        name: What their names begin with; a hyphen and a number follow.
        most: Items of a block at most.
        size: The size at which a block is full, by what :meth:`add` is told.
    """

    def __init__(self, blocks: Blocks, name: str, most: int, size: int) -> None:
        self._blocks, self._name, self._most, self._size = blocks, name, most, size
        self._items: list[Any] = []
        self._held = 0
        self.starts: list[int] = [0]
        self.total = 0

    def add(self, item: Any, size: int = 0) -> int:
        """
        Add an item.

        Args:
            item: What JSON can hold.
            size: How large it is, about.

        Returns:
            Its number, from 0 on.
        """
        if len(self._items) >= self._most or (self._items and self._held + size > self._size):
            self.close()
        self._items.append(item)
        self._held += size
        self.total += 1
        return self.total - 1

    def close(self) -> None:
        """Write the last block; then ``starts`` says with which item each begins."""
        if self._items:
            self._blocks.add(f"{self._name}-{len(self.starts) - 1}", self._items)
            self.starts.append(self.total)
            self._items, self._held = [], 0
