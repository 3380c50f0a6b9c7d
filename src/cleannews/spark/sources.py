"""
Where articles on Spark are from: files told apart by their names, and what outputs call them.

What is here runs on executors, too, and needs no PySpark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from cleannews.io.kinds import FORMATS, PACKINGS, Kind, kind_by_name
from cleannews.io.records import Origin

__all__ = ["KINDS", "Root", "Source", "glob_of", "plain_address", "shown_path", "source_of"]

KINDS = {
    "parquet": ((".parquet",), ("",)),
    "lines": ((".jsonl", ".ndjson"), ("", ".gz", ".bz2")),
    "whole": ((".csv", ".tsv", ".json"), ("", ".gz", ".bz2")),
}
"""
The suffixes that are read here, and their packings, which Hadoop undoes: Parquet by row, JSON Lines
by line, and what cannot be cut at any line by file.
"""

_WILD = re.compile(r"[*?\[{]")
_SCHEME = re.compile(r"^[A-Za-z][\w+.-]+:")
_NO_HOST = re.compile(r"^([A-Za-z][\w+.-]+:)/{2,}(?=/)")
_SECRET = re.compile(r"^([A-Za-z][\w+.-]+://)[^/@]*:[^/]*@")
_PLACES = 6


class Source(NamedTuple):
    """
    A file of the inputs.

    Args:
        kind: One of :data:`KINDS`, or None where it is not read.
        origin: What outputs call it.
        place: Sorts the files as a local run reads them.
        reason: Why it is rejected, or None.
        message: The same in words.
        skipped: Its suffix, where it is passed over.
    """

    kind: str | None
    origin: Origin
    place: str
    reason: str | None = None
    message: str | None = None
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """
    What was named as an input, up to its first wildcard.

    Args:
        number: Its place among the inputs.
        address: The address of the file or folder, as :func:`plain_address` gives it.
        label: What outputs call it.
        wild: Wildcards stand behind it.
    """

    number: int
    address: str
    label: str
    wild: bool = False

    @classmethod
    def split(cls, given: str) -> tuple[str, bool]:
        """
        Return a path up to the folder before its first wildcard, and whether there is one.

        Args:
            given: The path.

        >>> Root.split("s3a://news/2026-*/day.parquet")
        ('s3a://news/', True)
        """
        wild = _WILD.search(given)
        if wild is None:
            return given, False
        return given[: given.rfind("/", 0, wild.start()) + 1] or ".", True

    def name_of(self, address: str) -> str | None:
        """
        Return a file's path below the input, its name where it is the input, or None.

        Args:
            address: The address of the file, as :func:`plain_address` gives it.
        """
        here = self.address.rstrip("/")
        if address == here:
            return ""
        return address[len(here) + 1 :] if address.startswith(f"{here}/") else None


def source_of(file: str, roots: Iterable[Root]) -> Source:
    """
    Tell what a file is, and what outputs call it.

    Args:
        file: Its address, as Spark gives it.
        roots: The inputs.
    """
    address = plain_address(file)
    found = ((root, root.name_of(address)) for root in roots)
    root, below = next(
        ((root, name) for root, name in found if name is not None), (Root(0, "", address), "")
    )
    name = below or address.rpartition("/")[2]
    label = f"{root.label.rstrip('/')}/{below}" if below else root.label
    label = label.removeprefix("./")
    parts = PurePosixPath(name).parts
    origin = Origin(label, name, parts[0] if len(parts) > 1 else None)
    *folders, last = parts
    place = "/".join([f"{root.number:0{_PLACES}}", *(f"1{it}\x01" for it in folders), f"0{last}"])
    kind = kind_by_name(name)
    for reader, (suffixes, packings) in KINDS.items():
        if kind in _kinds(suffixes, packings):
            return Source(reader, origin, place)
    if kind is None and below and not root.wild:
        return Source(None, origin, place, skipped=PurePosixPath(name).suffix.lower())
    return Source(None, origin, place, "format", _refused())


def _kinds(suffixes: Iterable[str], packings: Iterable[str]) -> set[Kind]:
    return {
        Kind(FORMATS[suffix], PACKINGS.get(packing)) for suffix in suffixes for packing in packings
    }


def _refused() -> str:
    known = ", ".join(suffix for suffixes, _ in KINDS.values() for suffix in suffixes)
    return (
        f"Spark reads {known}, the text formats also with .gz and .bz2; read it with --engine local"
    )


def glob_of(kind: str) -> str:
    """
    Return Hadoop's pattern of the names of a kind, small letters or capitals.

    Args:
        kind: One of :data:`KINDS`.
    """
    suffixes, packings = KINDS[kind]
    names = (suffix + packing for suffix in suffixes for packing in packings)
    anyhow = ("".join(map(_either, name)) for name in names)
    return "*{" + ",".join(anyhow) + "}"


def _either(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isalpha() else letter


def plain_address(address: str) -> str:
    """
    Return an address as it is compared: without escapes, and without an empty host.

    Args:
        address: What Hadoop or Spark says.

    >>> plain_address("file:///in/a%20b.csv"), plain_address("file:/in")
    ('file:/in/a b.csv', 'file:/in')
    """
    return _NO_HOST.sub(r"\1", unquote(address))


def shown_path(given: str) -> str:
    """
    Return a path as outputs may say it: without a key and a secret, local ones as this system does.

    Args:
        given: A path.

    >>> shown_path("s3a://KEY:SECRET@news/2026"), shown_path("./in/")
    ('s3a://news/2026', 'in')
    """
    if _SCHEME.match(given):
        return _SECRET.sub(r"\1", given)
    return str(Path(given))
