"""
Packed data: gzip, bzip2, xz and zstd.

What is written holds no name and no time, so that equal data gives equal files.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import BinaryIO, cast

from cleannews.errors import MissingExtraError

__all__ = ["PACKINGS", "damage", "packed", "require_packing", "unpacked"]

PACKINGS = (".gz", ".bz2", ".xz", ".zst")
"""The suffixes of packed files."""

_GZIP_LEVEL = 6
"""Level 9, Python's default, takes several times as long for a percent less."""


def require_packing(kind: str | None) -> None:
    """
    Check that a packing can be read and written here.

    Args:
        kind: One of :data:`PACKINGS`, or None.

    Raises:
        MissingExtraError: It is ".zst" and zstandard is not installed.
    """
    if kind == ".zst":
        _zstandard()


def packed(stream: BinaryIO, kind: str | None) -> AbstractContextManager[BinaryIO]:
    """
    Return a file that packs what is written to it.

    Args:
        stream: Where the packed data goes; it stays open.
        kind: One of :data:`PACKINGS`; None leaves the data as it is.

    Returns:
        A file to use in a with statement; all is written when it is left.

    Raises:
        MissingExtraError: It is ".zst" and zstandard is not installed.
    """
    file: object
    if kind is None:
        file = nullcontext(stream)
    elif kind == ".gz":
        file = gzip.GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0)
    elif kind == ".bz2":
        file = bz2.BZ2File(stream, "wb")
    elif kind == ".xz":
        file = lzma.LZMAFile(stream, "wb")  # noqa: SIM115 (the caller leaves it)
    else:
        packing = _zstandard().ZstdCompressor(write_checksum=True)
        file = packing.stream_writer(stream, closefd=False)
    return cast("AbstractContextManager[BinaryIO]", file)


def unpacked(stream: BinaryIO, kind: str | None) -> BinaryIO:
    """
    Return a file that unpacks another.

    Args:
        stream: The packed data.
        kind: One of :data:`PACKINGS`; None leaves the data as it is.

    Raises:
        MissingExtraError: It is ".zst" and zstandard is not installed.
    """
    file: object
    if kind is None:
        file = stream
    elif kind == ".gz":
        file = gzip.GzipFile(fileobj=stream, mode="rb")
    elif kind == ".bz2":
        file = bz2.BZ2File(stream)
    elif kind == ".xz":
        file = lzma.LZMAFile(stream)  # noqa: SIM115 (as above)
    else:
        unpacking = _zstandard().ZstdDecompressor()
        file = io.BufferedReader(unpacking.stream_reader(stream, read_across_frames=True))
    return cast("BinaryIO", file)


def damage(kind: str | None) -> tuple[type[Exception], ...]:
    """
    Return what reading damaged data raises.

    Args:
        kind: One of :data:`PACKINGS`, or None.
    """
    errors = (OSError, EOFError, zlib.error, lzma.LZMAError)
    return (*errors, _zstandard().ZstdError) if kind == ".zst" else errors


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError:
        raise MissingExtraError("zstandard", "zstd") from None
    return zstandard
