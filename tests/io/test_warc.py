"""WARC files: pages with their addresses, and counts of the rest."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.errors import ReadError
from cleannews.extraction import extract
from cleannews.io import Html, Record
from cleannews.io.inputs import InputFile
from cleannews.io.kinds import Kind
from cleannews.io.readers import pieces_of
from cleannews.io.records import Passed, Piece
from cleannews.settings import ReadSettings

Read = Callable[[Path], list[Record | ReadError]]

PAGE = "<html><body><p>Der Hafen blieb geschlossen, sagte die Bürgermeisterin.</p></body></html>"
URL = "https://news.example/storm"


def record(kind: str, payload: bytes, url: str = URL) -> bytes:
    """Return a WARC record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2026-03-01T12:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def response(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = ""
) -> bytes:
    """Return a record of an HTTP response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return record("response", head.encode() + body)


MIXED = [
    record("warcinfo", b"software: none\r\n"),
    record("request", b"GET /storm HTTP/1.1\r\n\r\n"),
    response(PAGE.encode()),
    response(b"", status="301 Moved Permanently", more="Location: /calm\r\n"),
    response(b"gone", status="404 Not Found"),
    response(b"\x89PNG", kind="image/png"),
    record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
    response(PAGE.encode(), kind="application/xhtml+xml"),
    record("metadata", b"fetchTimeMs: 12\r\n"),
]


@pytest.mark.parametrize("packing", ["none", "one member", "a member for each record"])
def test_pages_are_read_and_the_rest_is_counted(tmp_path: Path, packing: str) -> None:
    """Responses that are pages are records; what else there is, is told by what it is."""
    path = tmp_path / ("a.warc" if packing == "none" else "a.warc.gz")
    data = b"".join(MIXED)
    if packing == "one member":
        data = gzip.compress(data)
    elif packing != "none":
        data = b"".join(map(gzip.compress, MIXED))
    path.write_bytes(data)
    kind = Kind("warc", None if packing == "none" else "gzip")
    found = list(pieces_of(InputFile(path, path.name, kind), ReadSettings()))
    pages = [it for it in found if isinstance(it, Piece)]
    assert [it.line for it in pages] == [1, 6]
    assert all(it.data == Html(PAGE.encode(), URL, it.data.charset) for it in pages)
    assert [it.what for it in found if isinstance(it, Passed)] == [
        "(WARC: redirects)",
        "(WARC: status 404)",
        "(WARC: not HTML)",
        "(WARC: revisits)",
    ]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bodies_are_unpacked(tmp_path: Path, read: Read, encoding: str) -> None:
    """A body that travelled packed is handed on unpacked."""
    import zlib

    body = gzip.compress(PAGE.encode()) if encoding == "gzip" else zlib.compress(PAGE.encode())
    path = tmp_path / "a.warc"
    path.write_bytes(response(body, more=f"Content-Encoding: {encoding}\r\n"))
    (found,) = read(path)
    assert isinstance(found, Record)
    assert isinstance(found.content, Html)
    assert found.content.data == PAGE.encode()


def test_encoding_of_the_server_counts(tmp_path: Path, read: Read) -> None:
    """A page that declares no encoding is read in that of its header."""
    words = " ".join(["Der Hafen blieb geschlossen, sagte die Bürgermeisterin."] * 8)
    page = f"<html><body><article><p>{words}</p></article></body></html>".encode("cp1252")
    path = tmp_path / "a.warc"
    path.write_bytes(response(page, kind="text/html; charset=windows-1252"))
    (found,) = read(path)
    assert isinstance(found, Record)
    assert isinstance(found.content, Html)
    assert (found.content.charset or "").lower() == "windows-1252"
    article = extract(found.content.data, found.content.url, charset=found.content.charset)
    assert article.text == words
    assert article.site == "news.example"


@pytest.mark.parametrize("cut", [60, 400, 900])
def test_file_that_breaks_off_does_not_raise(tmp_path: Path, read: Read, cut: int) -> None:
    """Pages before the place are read."""
    path = tmp_path / "a.warc"
    whole = response(PAGE.encode())
    path.write_bytes(whole + whole[:cut])
    found = read(path)
    assert isinstance(found[0], Record)


def test_damaged_packing_is_reported(tmp_path: Path, read: Read) -> None:
    """A packed file that breaks off gives its pages, and the damage."""
    path = tmp_path / "a.warc.gz"
    members = [gzip.compress(response((PAGE + f"<!-- {n} -->").encode())) for n in range(50)]
    path.write_bytes(b"".join(members)[:-30])
    found = read(path)
    assert isinstance(found[-1], ReadError)
    assert found[-1].reason == "unreadable"
    assert len(found) >= 40


def test_file_without_responses_is_reported(tmp_path: Path, read: Read) -> None:
    """A WARC file of requests alone is one error."""
    path = tmp_path / "a.warc"
    path.write_bytes(MIXED[0] + MIXED[1])
    (error,) = read(path)
    assert isinstance(error, ReadError)
    assert error.reason == "empty"


def test_missing_package_is_named(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without fastwarc the error says what to install."""
    path = tmp_path / "a.warc"
    path.write_bytes(MIXED[2])
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    (error,) = read(path)
    assert isinstance(error, ReadError)
    assert "cleannews[warc]" in error.message
