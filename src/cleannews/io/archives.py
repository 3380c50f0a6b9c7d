"""
Archives: the files in tar and zip files, one behind the other, without unpacking them to disk.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from cleannews.io.compression import UnpackingError, allowed, too_much

__all__ = ["Member", "tar_members", "zip_members"]

_BUFFER = 1 << 17
_LINK = 0xA
"""The type of file that a zip file made on Unix has for symbolic links."""

_DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # of files under a password
    NotImplementedError,
    ValueError,  # of names and numbers in headers
)


class Member(NamedTuple):
    """
    A file in an archive.

    Args:
        name: Its path there, as it is written.
        stream: Its content, open until the next one is asked for; None for what has none.
        problem: Why it cannot be read, in words; None for links and devices.
    """

    name: str
    stream: io.BufferedReader | None
    problem: str | None = None


def tar_members(stream: io.BufferedIOBase) -> Iterator[Member]:
    """
    Read a tar file front to back.

    Args:
        stream: The archive, unpacked.

    Yields:
        Its files.

    Raises:
        OSError: It is damaged, or breaks off.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would remember them all
                content = archive.extractfile(info) if info.isreg() else None
                if content is not None:
                    with _Content(content, "tar") as raw:
                        yield Member(info.name, io.BufferedReader(raw, _BUFFER))
                elif not info.isdir():
                    yield Member(info.name, None)
    except _DAMAGE as error:
        raise _unpacking_error("tar", error) from None


def zip_members(file: BinaryIO, size: int) -> Iterator[Member]:
    """
    Read a zip file.

    Args:
        file: The archive, seekable.
        size: Its bytes.

    Yields:
        Its files.

    Raises:
        OSError: It is damaged, or becomes more than it can be.
    """
    left = allowed(size)
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise _unpacking_error("zip", error) from None
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if info.external_attr >> 28 == _LINK:
                yield Member(info.filename, None)
                continue
            try:
                content = archive.open(info)
            except _DAMAGE as error:
                yield Member(info.filename, None, str(_unpacking_error("zip", error)))
                continue
            with _Content(content, "zip", left) as raw:
                yield Member(info.filename, io.BufferedReader(raw, _BUFFER))
                left -= raw.total


class _Content(io.RawIOBase):
    """A file in an archive, of which no more is read than there may be."""

    def __init__(self, source: Any, archive: str, most: int | None = None) -> None:
        self._source = source
        self._archive = archive
        self._most = most
        self.total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read1(len(buffer))
        except _DAMAGE as error:
            raise _unpacking_error(self._archive, error) from None
        self.total += len(data)
        if self._most is not None and self.total > self._most:
            raise too_much(self._archive)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def _unpacking_error(archive: str, error: Exception) -> OSError:
    """Return what says that an archive is damaged; an error of the system stays as it is."""
    if isinstance(error, OSError) and (error.strerror or isinstance(error, UnpackingError)):
        return error
    return UnpackingError("unreadable", f"damaged {archive} data: {error}")
