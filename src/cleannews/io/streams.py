"""
Streams of bytes, read piece by piece with a bound on what is held.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Any

__all__ = ["LARGEST", "Forward", "in_utf8", "read_all", "whole_lines"]

LARGEST = 1 << 24
"""Bytes of one article at most, with all its fields."""

_WIDE = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"{\0": "utf-16-le",
    b"[\0": "utf-16-le",
    b"\0{": "utf-16-be",
    b"\0[": "utf-16-be",
}
"""What data begins with that is in an encoding of two or four bytes a character."""

_CHUNK = 1 << 17


def read_all(stream: io.BufferedIOBase) -> bytes | None:
    """
    Read the rest of a stream.

    Args:
        stream: The stream.

    Returns:
        Its bytes, or None where there are more than one article may have.
    """
    data = stream.read(LARGEST + 1)
    return None if len(data) > LARGEST else data


class Forward:
    """
    A stream that can only be read on, and tells how far it was.

    Args:
        source: The stream.
    """

    def __init__(self, source: io.BufferedIOBase) -> None:
        self._source = source
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, none at the end."""
        data = self._source.read1(size) if size > 0 else self._source.read(size)
        self._read += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._read

    def close(self) -> None:
        """Close the source."""
        self._source.close()


def in_utf8(stream: io.BufferedReader) -> tuple[io.BufferedReader, bool]:
    """
    Turn rows in UTF-16 or UTF-32 into UTF-8.

    Args:
        stream: Lines or a JSON document, at its beginning.

    Returns:
        The stream, and whether it was turned.
    """
    head = stream.peek(4)[:4]
    for mark, encoding in _WIDE.items():
        if head.startswith(mark):
            return io.BufferedReader(_Recoded(stream, encoding), _CHUNK), True
    return stream, False


class _Recoded(io.RawIOBase):
    """A stream in another encoding."""

    def __init__(self, source: io.BufferedReader, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._ended:
            data = self._source.read1(_CHUNK)
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
            self._ready = text.encode("utf-8", errors="surrogatepass")
        some = self._ready[: len(buffer)]
        self._ready = self._ready[len(some) :]
        buffer[: len(some)] = some
        return len(some)

    def close(self) -> None:
        self._source.close()
        super().close()


def whole_lines(
    stream: io.BufferedIOBase, size: int, limit: int | None = None
) -> Iterator[bytes | int]:
    """
    Read lines, many at a time.

    Args:
        stream: The lines.
        size: About as many bytes at a time.
        limit: Bytes of a line at most; None for any number.

    Yields:
        Data that ends with a line, and in the place of a line that is too long its bytes. Before
        damage is raised, all lines that are whole.

    Raises:
        OSError: Reading fails.
    """
    reader = _LineReader(size, limit)
    damage: OSError | None = None
    while damage is None:
        try:
            data = stream.read1(max(size, 1))
        except OSError as error:
            damage, data = error, b""
        if not data:
            break
        yield from reader.lines_with(data)
    yield from reader.rest(broken=damage is not None)
    if damage:
        raise damage


class _LineReader:
    """
    Data that was read and not yet given away, because its last line has no end.

    Args:
        size: Bytes from which lines are given away.
        limit: Bytes of a line at most; None for any number.
    """

    def __init__(self, size: int, limit: int | None) -> None:
        self._size = size
        self._limit = limit
        self._waiting: list[bytes] = []
        self._held = 0
        self._passed = 0

    def lines_with(self, data: bytes) -> Iterator[bytes | int]:
        """Take more data; yield lines, and the bytes of lines that are too long."""
        if self._passed:
            end = data.find(b"\n") + 1
            self._passed += end or len(data)
            if not end:
                return
            yield self._passed
            data, self._passed = data[end:], 0
        self._waiting.append(data)
        self._held += len(data)
        end = data.rfind(b"\n") + 1
        if self._held >= self._size and end:
            yield b"".join([*self._waiting[:-1], data[:end]])
            self._keep(data[end:])
        if self._limit is not None and self._held > self._limit:
            lines, line = _last_line(b"".join(self._waiting))
            if lines:
                yield lines
            self._keep(line)
            if self._held > self._limit:
                self._passed = self._held
                self._keep(b"")

    def rest(self, *, broken: bool) -> Iterator[bytes | int]:
        """Yield what is left at the end; of data that broke off only lines that are whole."""
        lines, line = _last_line(b"".join(self._waiting))
        if not broken:
            lines += line
        if lines:
            yield lines
        if self._passed and not broken:
            yield self._passed

    def _keep(self, data: bytes) -> None:
        self._waiting = [data] if data else []
        self._held = len(data)


def _last_line(data: bytes) -> tuple[bytes, bytes]:
    """Return the whole lines of data, and what stands behind them."""
    end = data.rfind(b"\n") + 1
    return data[:end], data[end:]
