"""Packed data: read in every packing, bounded, and told when it is damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.article import Article
from cleannews.errors import MissingExtraError, ReadError
from cleannews.io import Html, Record, compression
from cleannews.io.compression import UnpackingError, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Read = Callable[[Path], list[Record | ReadError]]

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
NAMES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
CONTENTS = {
    "a.txt": b"Rain fell.",
    "a.html": b"<html><p>Rain fell.</p>",
    "a.json": b'[{"text": "Rain fell."}]',
    "a.jsonl": b'{"text": "Rain fell."}\n',
    "a.csv": b"text\nRain fell.\n",
    "a.xml": b'<doc title="x"><main><p>Rain fell.</p></main></doc>',
}

packings = pytest.mark.parametrize("suffix", PACK)


@packings
@pytest.mark.parametrize("name", CONTENTS)
def test_every_format_is_read_in_every_packing(
    tmp_path: Path, read: Read, name: str, suffix: str
) -> None:
    """A packed file holds what the plain one holds."""
    path = tmp_path / f"{name}{suffix}"
    path.write_bytes(PACK[suffix](CONTENTS[name]))
    (record,) = read(path)
    assert isinstance(record, Record)
    if isinstance(record.content, Html):
        assert record.content.data == CONTENTS[name]
    else:
        assert isinstance(record.content, Article)
        assert record.content.text == "Rain fell."


@packings
def test_joined_data_is_read_to_the_end(suffix: str) -> None:
    """Packed files that were simply joined are one."""
    data = PACK[suffix](b"Rain. ") + PACK[suffix](b"Hail.")
    assert unpacked(io.BytesIO(data), NAMES[suffix]).read() == b"Rain. Hail."


@packings
def test_data_that_breaks_off_is_damaged(suffix: str) -> None:
    """What is there is read; then it is told that more should be."""
    data = PACK[suffix](b"".join(b"line %d\n" % (n * n) for n in range(100_000)))
    stream = unpacked(io.BytesIO(data[: len(data) - 20]), NAMES[suffix])
    got: list[bytes] = []
    with pytest.raises(UnpackingError, match=f"damaged {NAMES[suffix]} data"):
        got.extend(iter(lambda: stream.read1(5000), b""))
    assert sum(map(len, got)) >= (0 if suffix in {".bz2", ".xz"} else 500_000)


@packings
def test_other_data_is_damaged(suffix: str) -> None:
    """Data that is not packed at all is told so."""
    with pytest.raises(UnpackingError, match="damaged"):
        unpacked(io.BytesIO(b"Rain fell on the harbour."), NAMES[suffix]).read()


@packings
def test_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    """Data that becomes more than 500 times as much ends the reading soon."""
    monkeypatch.setattr(compression, "_FREE", 1 << 20)
    stream = unpacked(io.BytesIO(PACK[suffix](bytes(40_000_000))), NAMES[suffix])
    got: list[bytes] = []
    with pytest.raises(UnpackingError, match="500 times") as raised:
        got.extend(iter(lambda: stream.read1(1 << 16), b""))
    assert raised.value.reason == "bomb"
    assert sum(map(len, got)) < 25_000_000


def test_bomb_is_an_error_of_its_file(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows before are read, and the reason says what it is."""
    monkeypatch.setattr(compression, "_FREE", 1 << 20)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "Rain."}\n' * 100 + b" " * 30_000_000))
    found = read(path)
    assert [it.reason for it in found if isinstance(it, ReadError)] == ["bomb"]
    assert len(found) == 101


def test_small_data_may_become_much() -> None:
    """Up to 64 MiB no share is asked for."""
    data = bytes(1 << 25)
    assert unpacked(io.BytesIO(gzip.compress(data)), "gzip").read() == data


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="zstd is in the standard library")
def test_missing_package_is_named(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the package for zstd the error says what to install."""
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    with pytest.raises(MissingExtraError, match=r"cleannews\[zstd\]"):
        unpacked(io.BytesIO(b""), "zstd")
    path = tmp_path / "a.txt.zst"
    path.write_bytes(b"x")
    (error,) = read(path)
    assert isinstance(error, ReadError)
    assert error.reason == "missing-package"
