"""
Which files to read: folders are walked, suffixes tell the format, the order is stable.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
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


def find_inputs(inputs: Iterable[Path], without: Path, names: Collection[str] = ()) -> Inputs:
    """
    Find the files to read.

    Args:
        inputs: Folders, walked in the order of names, and files. Names that begin with a dot
            are passed over in folders; links to folders are not followed.
        without: The run's own folder: it is not walked inside an input.
        names: Names that are passed over in that folder where it is an input itself.

    Returns:
        The files, each once, and what could not be taken.
    """
    files: dict[str, InputFile] = {}
    skipped: Counter[str] = Counter()
    faults: list[ReadError] = []
    own = os.path.realpath(without)
    for given in inputs:
        if given.is_dir():
            found = [
                (path, path.relative_to(given).as_posix())
                for path in _walk(given, own, names, faults)
            ]
        else:
            found = [(given, given.name)]
        for path, name in found:
            kind = _format_of(path)
            if kind is None and path != given:
                skipped[path.suffix.lower()] += 1
            elif not path.is_file():
                message = "the link leads nowhere" if path.is_symlink() else "there is no such file"
                faults.append(ReadError("unreadable", str(path), None, message))
            elif kind is None:
                known = ", ".join(FORMATS)
                message = f"its suffix is unknown; known are {known}, each also with {GZIP}"
                faults.append(ReadError("format", str(path), None, message))
            else:
                files.setdefault(os.path.realpath(path), InputFile(path, name, kind))
    return Inputs(tuple(files.values()), skipped, tuple(faults))


def _walk(
    folder: Path, own: str, names: Collection[str], faults: list[ReadError]
) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        faults.append(ReadError("unreadable", str(error.filename), None, message))

    for current, folders, files in os.walk(folder, onerror=closed):
        here = Path(current)
        at_home = os.path.realpath(here) == own
        folders[:] = sorted(
            name
            for name in folders
            if name[:1] != "."
            and not (here / name).is_symlink()
            and os.path.realpath(here / name) != own
            and not (at_home and name in names)
        )
        for name in sorted(files):
            path = here / name
            passed_over = name[:1] == "." or (at_home and name in names)
            if not passed_over and (path.is_file() or path.is_symlink()):
                yield path


def _format_of(path: Path) -> str | None:
    name = path.name.lower().removesuffix(GZIP)
    return FORMATS.get(PurePosixPath(name).suffix)
