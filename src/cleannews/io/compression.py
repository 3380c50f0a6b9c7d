"""
Packed data: gzip, bzip2, xz and zstd, read and written.

What is read has a bound on how much a little of it may become. What is written holds no name and no
time, so that equal data gives equal files.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any, BinaryIO, cast

from cleannews.errors import MissingExtraError

__all__ = ["UnpackingError", "allowed", "packed", "require_packing", "too_much", "unpacked"]

_FREE = 1 << 26
"""Bytes that packed data may become whatever its size."""

_MOST = 500
"""Beyond that, bytes that a byte may become; newspapers' JSON packs 3 to 30 times."""

_BUFFER = 1 << 17

_GZIP_LEVEL = 6
"""Level 9, Python's default, takes several times as long for a percent less."""


class UnpackingError(OSError):
    """
    Packed data is damaged, or becomes too much.

    Args:
        reason: "unreadable" or "bomb".
        message: What was found, in words.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def allowed(size: int) -> int:
    """
    Return how many bytes packed data may become.

    Args:
        size: Its bytes.
    """
    return max(_FREE, _MOST * size)


def too_much(kind: str) -> UnpackingError:
    """
    Return the error that says that packed data becomes too much.

    Args:
        kind: How it is packed.
    """
    return UnpackingError("bomb", f"the {kind} data becomes more than {_MOST} times as much")


def require_packing(packing: str | None) -> None:
    """
    Check that a packing can be read and written here.

    Args:
        packing: "gzip", "bzip2", "xz", "zstd" or None.

    Raises:
        MissingExtraError: It is zstd, and the package for that is not installed.
    """
    if packing == "zstd":
        _zstd()


def packed(stream: BinaryIO, packing: str | None) -> AbstractContextManager[BinaryIO]:
    """
    Return a file that packs what is written to it.

    Args:
        stream: Where the packed data goes; it stays open.
        packing: "gzip", "bzip2", "xz", "zstd", or None to leave the data as it is.

    Returns:
        A file to use in a with statement; all is written when it is left.

    Raises:
        MissingExtraError: It is zstd, and the package for that is not installed.
    """
    file: object
    if packing is None:
        file = nullcontext(stream)
    elif packing == "gzip":
        file = gzip.GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0)
    elif packing == "bzip2":
        file = bz2.BZ2File(stream, "wb")
    elif packing == "xz":
        file = lzma.LZMAFile(stream, "wb")  # noqa: SIM115 (the caller leaves it)
    else:
        file = _packed_zstd(stream, _zstd())
    return cast("AbstractContextManager[BinaryIO]", file)


@contextmanager
def _packed_zstd(stream: BinaryIO, zstd: Any) -> Iterator[BinaryIO]:
    start = stream.tell()
    with zstd.ZstdFile(stream, "wb", options={zstd.CompressionParameter.checksum_flag: 1}) as file:
        yield file
    if stream.tell() == start:  # nothing was written; a file must hold a frame all the same
        stream.write(zstd.compress(b""))


def unpacked(source: BinaryIO, packing: str | None, *, bounded: bool = True) -> io.BufferedReader:
    """
    Read packed data.

    Args:
        source: The packed data, at its beginning; it must know how far it was read (``tell``).
        packing: "gzip", "bzip2", "xz", "zstd", or None for data that is not packed.
        bounded: Refuse data that becomes more than 64 MiB and more than 500 times as much.

    Returns:
        The data. Reading raises :class:`UnpackingError` where it is damaged, cut off, or becomes
        too much. Closing it closes the source.

    Raises:
        MissingExtraError: It is zstd, and the package for that is not installed.
    """
    if packing is None:
        return (
            source if isinstance(source, io.BufferedReader) else io.BufferedReader(_Plain(source))
        )
    return io.BufferedReader(_Unpacked(source, packing, bounded=bounded), _BUFFER)


class _Plain(io.RawIOBase):
    """A source as a raw stream."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._source.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        return self._source.tell()

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """Unpacked data, as much as there may be."""

    def __init__(self, source: BinaryIO, packing: str, *, bounded: bool) -> None:
        opener, damage = _UNPACKERS[packing]()
        self._damage: tuple[type[Exception], ...] = (*damage, EOFError)
        self._source = source
        self._stream = opener(source)
        self._packing = packing
        self._bounded = bounded
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read1(len(buffer))
        except self._damage as error:
            if getattr(error, "strerror", None):
                raise
            raise UnpackingError("unreadable", f"damaged {self._packing} data: {error}") from None
        self._total += len(data)
        if self._bounded and self._total > _FREE and self._total > allowed(self._source.tell()):
            raise too_much(self._packing)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._source.close()
        super().close()


_Opener = tuple[Callable[[BinaryIO], Any], tuple[type[Exception], ...]]


def _zstd() -> Any:
    """Return the module of the standard library, or the same for Pythons that are older."""
    if sys.version_info >= (3, 14):
        return import_module("compression.zstd")
    try:
        return import_module("backports.zstd")
    except ImportError:
        raise MissingExtraError("backports.zstd", "zstd") from None


def _unpack_zstd() -> _Opener:
    zstd = _zstd()
    return zstd.ZstdFile, (zstd.ZstdError,)


_UNPACKERS: dict[str, Callable[[], _Opener]] = {
    "gzip": lambda: (lambda file: gzip.GzipFile(fileobj=file), (OSError, zlib.error)),
    "bzip2": lambda: (bz2.BZ2File, (OSError, ValueError)),
    "xz": lambda: (lzma.LZMAFile, (lzma.LZMAError,)),
    "zstd": _unpack_zstd,
}
