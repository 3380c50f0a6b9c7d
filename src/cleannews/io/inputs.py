"""
Which files to read: folders are walked, names and contents tell the kind, the order is stable.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from io import BufferedReader
from pathlib import Path, PurePosixPath

from cleannews.errors import MissingExtraError, ReadError
from cleannews.io.compression import UnpackingError, unpacked
from cleannews.io.kinds import (
    ARCHIVES,
    FORMATS,
    PACKINGS,
    SNIFFED,
    Kind,
    kind_by_content,
    kind_by_name,
    packing_by_content,
)

__all__ = [
    "NO_FILE",
    "STDIN",
    "InputFile",
    "Inputs",
    "Wanted",
    "find_inputs",
    "kind_of_member",
    "with_stdin",
]

STDIN = Path("-")
"""The input that means standard input."""

NO_FILE, _NO_TARGET = "there is no such file", "the link leads nowhere"


@dataclass(frozen=True, slots=True)
class InputFile:
    """
    A file to read.

    Args:
        path: Where it is.
        name: Its path below the input that it was found in, with forward slashes; the file's
            name for an input that is a file.
        kind: Its format and packing.
        shown: What outputs call it, where that is not its path.
    """

    path: Path
    name: str
    kind: Kind
    shown: str | None = None

    @property
    def label(self) -> str:
        """What outputs call it."""
        return str(self.path) if self.shown is None else self.shown

    def opened(self) -> BufferedReader:
        """
        Open it for reading, unpacked.

        Raises:
            OSError: It cannot be opened.
            MissingExtraError: It is packed in a way that needs a package that is not there.
        """
        source = self.path.open("rb")
        try:
            return unpacked(source, self.kind.packing)
        except MissingExtraError:
            source.close()
            raise


@dataclass(frozen=True, slots=True)
class Inputs:
    """
    What the inputs hold.

    Args:
        files: The files to read, in order.
        skipped: What is passed over in folders, counted by what it is.
        faults: Inputs that cannot be read at all.
    """

    files: tuple[InputFile, ...]
    skipped: Counter[str]
    faults: tuple[ReadError, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which files of folders and archives to read, by shell patterns.

    A pattern with a slash is held against the whole name, ``*`` matching slashes too; one without
    against the last part of it, and to leave out against its folders, too.

    Args:
        include: If there are any, one must match.
        exclude: None may match.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        """
        Tell whether a file is to be read.

        Args:
            name: Its path below the input, with forward slashes.

        >>> Wanted(exclude=("drafts",)).takes("2026/drafts/a.txt")
        False
        """
        parts = PurePosixPath(name).parts
        if any(_matches(name, parts, pattern) for pattern in self.exclude):
            return False
        return not self.include or any(_matches(name, parts[-1:], it) for it in self.include)


def _matches(name: str, parts: Collection[str], pattern: str) -> bool:
    if "/" in pattern:
        return fnmatchcase(name, pattern)
    return any(fnmatchcase(part, pattern) for part in parts)


def find_inputs(
    inputs: Iterable[Path], without: Path, names: Collection[str] = (), wanted: Wanted | None = None
) -> Inputs:
    """
    Find the files to read.

    Args:
        inputs: Folders, walked in the order of names, and files. Names that begin with a dot
            are passed over in folders; links to folders are not followed, so none leads in
            circles. "-" is standard input, whose kind :func:`with_stdin` tells.
        without: The run's own folder: it is not walked inside an input.
        names: Names that are passed over in that folder where it is an input itself.
        wanted: Which of the files in folders to read; by default all.

    Returns:
        The files, each once, and what could not be taken.
    """
    files: dict[str, InputFile] = {}
    skipped: Counter[str] = Counter()
    faults: list[ReadError] = []
    own = os.path.realpath(without)
    for given in inputs:
        if given == STDIN:
            files["-"] = InputFile(STDIN, "stdin", Kind(""), "stdin")
            continue
        in_folder = given.is_dir()
        walk = _Walk(given, own, names, faults, skipped).files() if in_folder else iter((given,))
        for path in walk:
            name = path.relative_to(given).as_posix() if in_folder else given.name
            if in_folder and wanted is not None and not _may_hold(name, wanted):
                skipped["(not included)"] += 1
                continue
            try:
                kind = _kind_of(path, in_folder=in_folder)
            except OSError as error:
                faults.append(ReadError("unreadable", str(path), None, _why(path, error)))
                continue
            if kind is not None:
                files.setdefault(os.path.realpath(path), InputFile(path, name, kind))
            elif in_folder:
                skipped[path.suffix.lower()] += 1
            else:
                faults.append(ReadError("format", str(path), None, _unknown()))
    return Inputs(tuple(files.values()), skipped, tuple(faults))


def with_stdin(inputs: Inputs, copy: Path) -> Inputs:
    """
    Return inputs with a copy of standard input in its place.

    Args:
        inputs: The inputs.
        copy: The file that holds what came from standard input.
    """
    files: list[InputFile] = []
    faults = list(inputs.faults)
    for file in inputs.files:
        if file.path != STDIN:
            files.append(file)
            continue
        try:
            kind = _kind_by_content(copy) or Kind("text")
        except OSError as error:
            faults.append(ReadError("unreadable", "stdin", None, str(error)))
            continue
        files.append(replace(file, path=copy, kind=kind))
    return replace(inputs, files=tuple(files), faults=tuple(faults))


def kind_of_member(name: str, head: bytes) -> Kind | None:
    """
    Tell what a file in an archive is.

    Args:
        name: Its name.
        head: Its first bytes.

    Returns:
        None where it cannot be told, or is nothing that can be read.
    """
    kind = kind_by_name(name)
    if kind is None:
        found = kind_by_content(head)
        return _where_silent(name, None if found is None else Kind(found))
    if kind == Kind("xml") and kind_by_content(head) != "xml":
        return None
    return kind


def _may_hold(name: str, wanted: Wanted) -> bool:
    """Tell whether a file is wanted, or is an archive that may hold files that are."""
    kind = kind_by_name(name)
    if kind is not None and kind.format in ARCHIVES:
        return Wanted(exclude=wanted.exclude).takes(name)
    return wanted.takes(name)


def _kind_of(path: Path, *, in_folder: bool) -> Kind | None:
    """Tell what a file is; of one that is named itself everything may be tried."""
    kind = kind_by_name(path.name)
    if not path.is_file():
        raise FileNotFoundError
    if kind is None:
        told = _where_silent(path.name, _kind_by_content(path))
        return Kind("text") if told is None and not in_folder and not path.suffix else told
    if in_folder and kind.format == "xml":  # one among many kinds: feeds, site maps, images
        return kind if _kind_by_content(path) == kind else None
    return kind


def _kind_by_content(path: Path) -> Kind | None:
    """Tell what a file is by its first bytes."""
    with path.open("rb") as file:
        packing = packing_by_content(file.peek(SNIFFED))
        try:
            found = kind_by_content(unpacked(file, packing).read(SNIFFED))
        except (UnpackingError, MissingExtraError):
            return None
    return None if found is None else Kind(found, packing)


def _where_silent(name: str, kind: Kind | None) -> Kind | None:
    """Return what the content tells of a file, if its name leaves room for that."""
    suffix = PurePosixPath(name).suffix
    return kind if kind is not None and (not suffix or kind.format in {"html", "warc"}) else None


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return _NO_TARGET if path.is_symlink() else NO_FILE
    return f"it cannot be read: {error.strerror or error}"


def _unknown() -> str:
    suffixes = ", ".join(FORMATS)
    packings = ", ".join(PACKINGS)
    return (
        f"its suffix is unknown and its content tells nothing; known are {suffixes}, "
        f"each also with {packings}"
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through a folder."""

    folder: Path
    own: str
    names: Collection[str]
    faults: list[ReadError]
    skipped: Counter[str]

    def files(self) -> Iterator[Path]:
        """Yield the files, those of a folder before those of its folders."""
        for current, folders, files in os.walk(self.folder, onerror=self._closed):
            here = Path(current)
            at_home = os.path.realpath(here) == self.own
            folders[:] = sorted(
                name for name in folders if self._enters(here, name, at_home=at_home)
            )
            for name in sorted(files):
                path = here / name
                passed_over = name[:1] == "." or (at_home and name in self.names)
                if not passed_over and (path.is_file() or path.is_symlink()):
                    yield path

    def _enters(self, here: Path, name: str, *, at_home: bool) -> bool:
        if name[:1] == "." or (at_home and name in self.names):
            return False
        if (here / name).is_symlink():
            self.skipped["(links to folders)"] += 1
            return False
        return os.path.realpath(here / name) != self.own

    def _closed(self, error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        self.faults.append(ReadError("unreadable", str(error.filename), None, message))
