"""
Files of lines cut into blocks: whole lines, about a megabyte of them, to work on at a time.

A block of a plain file is no more than its place, and whoever works on it reads it there. Lines of
a packed file cannot be found again by their place, so its blocks carry them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cleannews.io.inputs import InputFile
from cleannews.io.streams import LARGEST, in_utf8, whole_lines

__all__ = ["Block", "TooLong", "blocks_in", "blocks_of", "blocks_of_input"]

_SIZE = 1 << 20
"""Bytes of a block; it ends with the last line that ends within them, or with the first that does."""


@dataclass(frozen=True, slots=True)
class Block:
    """
    Lines of a file, one behind the other.

    Args:
        path: The file.
        start: Where they begin in it, in bytes, unpacked.
        size: Their bytes.
        number: The first of them in the file, from 1.
        data: The lines themselves, where they cannot be read at their place.
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


@dataclass(frozen=True, slots=True)
class TooLong:
    """
    A line that is longer than an article may be.

    Args:
        number: The line in the file, from 1.
        size: Its bytes.
    """

    number: int
    size: int


def blocks_of(path: Path, size: int | None = None) -> Iterator[Block]:
    """
    Cut a file into blocks.

    Args:
        path: The file, not packed.
        size: Bytes of a block; by default a megabyte.

    Yields:
        Its blocks in order, but those that hold white space only.

    Raises:
        OSError: It cannot be read; the lines before the place are yielded.
    """
    with path.open("rb") as stream:
        for block in _blocks(path, stream, size or _SIZE, None, carried=False):
            if isinstance(block, Block):
                yield block


def blocks_in(stream: io.BufferedReader) -> Iterator[Block | TooLong]:
    """
    Cut lines that are open already into blocks, which carry them.

    Args:
        stream: The lines, at their beginning, in UTF-8, UTF-16 or UTF-32.

    Yields:
        As :func:`blocks_of_input`.

    Raises:
        OSError: Reading fails; the lines before the place are yielded.
    """
    return _blocks(Path(), in_utf8(stream)[0], _SIZE, LARGEST, carried=True)


def blocks_of_input(file: InputFile, size: int | None = None) -> Iterator[Block | TooLong]:
    """
    Cut an input into blocks.

    Args:
        file: The input.
        size: Bytes of a block; by default a megabyte.

    Yields:
        Its blocks as :func:`blocks_of` does, and lines that are too long.

    Raises:
        OSError: It cannot be read; the lines before the place are yielded.
        MissingExtraError: It is packed in a way that needs a package that is not there.
    """
    with file.opened() as packed:
        stream, turned = in_utf8(packed)
        carried = turned or file.kind.packing is not None
        yield from _blocks(file.path, stream, size or _SIZE, LARGEST, carried=carried)


def _blocks(
    path: Path, stream: io.BufferedIOBase, size: int, limit: int | None, *, carried: bool
) -> Iterator[Block | TooLong]:
    start, number = 0, 1
    for data in whole_lines(stream, size, limit):
        if isinstance(data, int):
            yield TooLong(number, data)
            start, number = start + data, number + 1
            continue
        if not data.isspace():
            yield Block(path, start, len(data), number, data if carried else None)
        start += len(data)
        number += data.count(b"\n")
