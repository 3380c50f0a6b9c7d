"""
Which files to read: folders are walked, suffixes tell the format, the order is stable.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cleannews.errors import ReadError

__all__ = ["FORMATS", "GZIP", "InputFile", "Inputs", "find_inputs"]

FORMATS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The formats by suffix; each may be followed by ".gz"."""

GZIP = ".gz"


@dataclass(frozen=True, slots=True)
class InputFile:
    """
    A file to read.

    Args:
        path: Where it is.
        name: Its path below the input that it was found in, with forward slashes; the file's
            name for an input that is a file.
        format: "text", "html", "json" or "jsonl".
    """

    path: Path
    name: str
    format: str

    @property
    def folder(self) -> str | None:
        """The first folder of its name, which may be the outlet."""
        parts = PurePosixPath(self.name).parts
        return parts[0] if len(parts) > 1 else None


@dataclass(frozen=True, slots=True)
class Inputs:
    """
    What the inputs hold.

    Args:
        files: The files to read, in order.
        skipped: Files of unknown suffix in folders, counted by suffix.
        faults: Inputs that cannot be read at all.
    """

    files: tuple[InputFile, ...]
    skipped: Counter[str]
    faults: tuple[ReadError, ...]


def find_inputs(inputs: Iterable[Path], without: Path) -> Inputs:
    """
    Find the files to read.

    Args:
        inputs: Folders, walked in the order of names, and files. Names that begin with a dot
            are passed over in folders; links to folders are not followed.
        without: A folder that is never walked: the run's own output.

    Returns:
        The files, each once, and what could not be taken.
    """
    files: dict[Path, InputFile] = {}
    skipped: Counter[str] = Counter()
    faults = []
    own = without.resolve()
    for given in inputs:
        if given.is_dir():
            for path in _walk(given, own):
                kind = _format_of(path)
                if kind is None:
                    skipped[path.suffix.lower()] += 1
                else:
                    name = path.relative_to(given).as_posix()
                    files.setdefault(path.resolve(), InputFile(path, name, kind))
        elif given.is_file():
            kind = _format_of(given)
            if kind is None:
                known = ", ".join(FORMATS)
                message = f"its suffix is unknown; known are {known}, each also with {GZIP}"
                faults.append(ReadError("format", str(given), None, message))
            else:
                files.setdefault(given.resolve(), InputFile(given, given.name, kind))
        else:
            faults.append(ReadError("unreadable", str(given), None, "there is no such file"))
    return Inputs(tuple(files.values()), skipped, tuple(faults))


def _walk(folder: Path, own: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folders[:] = sorted(
            name
            for name in folders
            if name[:1] != "." and not (here / name).is_symlink() and (here / name).resolve() != own
        )
        paths = (here / name for name in sorted(names) if name[:1] != ".")
        yield from (path for path in paths if path.is_file())


def _format_of(path: Path) -> str | None:
    name = path.name.lower().removesuffix(GZIP)
    return FORMATS.get(PurePosixPath(name).suffix)
