"""
What a file is: its format and how it is packed, by its name, and by its content where the name is silent.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

__all__ = [
    "ARCHIVES",
    "FORMATS",
    "PACKINGS",
    "SNIFFED",
    "Kind",
    "kind_by_content",
    "kind_by_name",
    "packing_by_content",
]

FORMATS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".xml": "xml",
    ".warc": "warc",
    ".tar": "tar",
    ".zip": "zip",
}
"""The formats by suffix."""

PACKINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
"""The packings by suffix, which stands behind that of a format."""

ARCHIVES = frozenset({"tar", "zip"})
"""Formats that hold files."""

_SHORT = {".tgz": (".tar", ".gz"), ".tbz2": (".tar", ".bz2"), ".txz": (".tar", ".xz")}

SNIFFED = 4096
"""Bytes at the beginning of a file that tell what it is."""

_PACKED = {
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_MAGIC = {b"PK\x03\x04": "zip", b"PAR1": "parquet", b"WARC/": "warc"}
_TAR, _TAR_AT = b"ustar", 257
_HTML = re.compile(
    rb"(?:<!--[^>]{0,2000}>|<\?xml[^>]{0,200}\?>|\s)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_XML = re.compile(rb"(?:<!--[^>]{0,2000}>|<\?[^>]{0,2000}>|\s)*+<(?:doc|TEI)\b")
_ROW = re.compile(rb"\s*+[{\[]\s*+[\[{\"\]}\d]")
_ONE_ROW = re.compile(rb"\s*+\{[^\n]*\}[ \t\r]*\n\s*\{")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Kind(NamedTuple):
    """
    What a file is.

    Args:
        format: A value of :data:`FORMATS`.
        packing: A value of :data:`PACKINGS`, or None.
    """

    format: str
    packing: str | None = None


def kind_by_name(name: str) -> Kind | None:
    """
    Tell what a file is by its suffixes.

    Args:
        name: The file's name, or a path.

    Returns:
        None where they are unknown.

    >>> kind_by_name("wire.jsonl.gz")
    Kind(format='jsonl', packing='gzip')
    """
    path = PurePosixPath(name.lower())
    first, last = PurePosixPath(path.stem).suffix, path.suffix
    if last in _SHORT:
        first, last = _SHORT[last]
    if last in PACKINGS:
        kind = FORMATS.get(first)
        return None if kind is None else Kind(kind, PACKINGS[last])
    kind = FORMATS.get(last)
    return None if kind is None else Kind(kind)


def packing_by_content(head: bytes) -> str | None:
    """
    Tell how a file is packed.

    Args:
        head: Its first bytes.
    """
    return next((it for magic, it in _PACKED.items() if head.startswith(magic)), None)


def kind_by_content(head: bytes) -> str | None:
    """
    Tell a format by the first bytes of a file, unpacked.

    Args:
        head: :data:`SNIFFED` bytes, or the whole file where it has fewer.

    Returns:
        A value of :data:`FORMATS` where there is no doubt, but never "text" nor "csv".

    >>> kind_by_content(b"<!DOCTYPE html><title>Rain</title>")
    'html'
    """
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "tar"
    text = _plain(head)
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    if _ROW.match(text):
        return "jsonl" if _ONE_ROW.match(text) else "json"
    return None


def _plain(head: bytes) -> bytes:
    """Return the beginning of a text as if it were in ASCII."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"")
