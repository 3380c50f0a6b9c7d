"""
Texts as files below one folder, called like the files that they came from.

Whatever a path holds, a text lands below the folder, and no text takes another's place.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path, PurePosixPath

__all__ = ["TextTree"]

_LONGEST_NAME = 240
"""Bytes of a name, below what file systems allow."""

_HASH_BYTES = 4
_SUFFIX = ".txt"
_MARKS = str.maketrans(dict.fromkeys(':\\\0*?"<>|', "_"))


class TextTree:
    """
    A folder of texts.

    Args:
        root: The folder; it is made with the first text.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: set[Path] = set()
        self._folders: set[Path] = {root}

    def write(self, path: str, line: int | None, text: str) -> None:
        """
        Write a text.

        Args:
            path: The path of the file that it came from.
            line: The record in that file, or None.
            text: The text.
        """
        parts = [part for part in PurePosixPath(Path(path).as_posix()).parts if part.strip("./")]
        name = parts.pop() if parts else "text"
        folder = self._root
        for part in parts:
            folder = folder / _shortened(part, "")
            while folder in self._files:
                folder = folder.with_name(f"{folder.name}~")
            self._folders.add(folder)
        row = "" if line is None else f".{line}"
        target = folder / _shortened(name, f"{row}{_SUFFIX}")
        while target in self._files or target in self._folders:
            target = target.with_name(f"{target.name.removesuffix(_SUFFIX)}~{_SUFFIX}")
        self._files.add(target)
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", errors="surrogatepass"))


def _shortened(name: str, ending: str) -> str:
    """Return a name with its ending; of one that is too long a hash keeps the rest apart."""
    name = name.translate(_MARKS)
    data = name.encode("utf-8", errors="surrogateescape")
    if len(data) + len(ending) > _LONGEST_NAME:
        mark = f"~{blake2b(data, digest_size=_HASH_BYTES).hexdigest()}"
        room = _LONGEST_NAME - len(ending) - len(mark)
        name = data[:room].decode("utf-8", errors="ignore") + mark
    return f"{name}{ending}"
