"""
Files of lines cut into blocks: whole lines, about a megabyte of them, to work on at a time.

A block of a plain file is no more than its place, and whoever works on it reads it there. Lines of
a packed file cannot be found again by their place, so its blocks carry them.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cleannews.io.inputs import GZIP

__all__ = ["DAMAGE", "Block", "blocks_of", "is_packed", "opened"]

_SIZE = 1 << 20
"""Bytes of a block; it ends with the last line that ends within them, or with the first that does."""

DAMAGE = (OSError, EOFError, zlib.error)
"""What reading a file may raise."""


@dataclass(frozen=True, slots=True)
class Block:
    """
    Lines of a file, one behind the other.

    Args:
        path: The file.
        start: Where they begin in it, in bytes, unpacked.
        size: Their bytes.
        number: The first of them in the file, from 1.
        data: The lines themselves, where the file is packed.
    """

    path: Path
    start: int
    size: int
    number: int
    data: bytes | None = None

    def lines(self) -> list[bytes]:
        """Return the lines with their line feeds."""
        return io.BytesIO(self._bytes()).readlines()

    def apart(self) -> list[Block]:
        """Return a block for each line."""
        start = self.start
        alone = []
        for number, line in enumerate(self.lines(), self.number):
            data = None if self.data is None else line
            alone.append(replace(self, start=start, size=len(line), number=number, data=data))
            start += len(line)
        return alone

    def _bytes(self) -> bytes:
        if self.data is not None:
            return self.data
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.size)


def blocks_of(path: Path, size: int | None = None) -> Iterator[Block]:
    """
    Cut a file into blocks.

    Args:
        path: The file, packed if its suffix says so.
        size: Bytes of a block; by default a megabyte.

    Yields:
        Its blocks in order, but those that hold white space only.

    Raises:
        OSError: It cannot be read; the lines before the place are yielded.
        EOFError: It is cut off; likewise.
        zlib.error: It is damaged; likewise.
    """
    packed = is_packed(path)
    start, number = 0, 1
    with opened(path) as stream:
        for data in _whole_lines(stream, size or _SIZE):
            if not data.isspace():
                yield Block(path, start, len(data), number, data if packed else None)
            start += len(data)
            number += data.count(b"\n")


def is_packed(path: Path) -> bool:
    """
    Tell whether a file is gzipped, by its suffix.

    Args:
        path: The file.
    """
    return path.suffix.lower() == GZIP


def opened(path: Path) -> io.BufferedIOBase:
    """
    Open a file for reading, unpacked.

    Args:
        path: The file.

    Raises:
        OSError: It cannot be opened.
    """
    return gzip.open(path, "rb") if is_packed(path) else path.open("rb")


def _whole_lines(stream: io.BufferedIOBase, size: int) -> Iterator[bytes]:
    """Yield data that ends with a line; before damage is raised, all lines that are whole."""
    waiting: list[bytes] = []
    held = 0
    damage: Exception | None = None
    while True:
        try:
            data = stream.read1(size)
        except DAMAGE as error:
            damage, data = error, b""
        if not data:
            break
        waiting.append(data)
        held += len(data)
        end = data.rfind(b"\n") + 1
        if held >= size and end:
            yield b"".join([*waiting[:-1], data[:end]])
            waiting = [data[end:]]
            held = len(waiting[0])
    rest = b"".join(waiting)
    if damage:
        rest = rest[: rest.rfind(b"\n") + 1]
    if rest:
        yield rest
    if damage:
        raise damage
