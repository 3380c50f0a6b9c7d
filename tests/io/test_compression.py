"""Packed files: what is packed comes back, and equal data gives equal files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable

import pytest

from cleannews.errors import MissingExtraError
from cleannews.io.compression import UnpackingError, packed, require_packing, unpacked
from cleannews.io.kinds import PACKINGS as BY_SUFFIX

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DATA = b"".join(b'{"id": %d}\r\n' % number for number in range(50_000)) + bytes(range(256))
PACKINGS = tuple(BY_SUFFIX.values())
KINDS = (None, *PACKINGS)


def pack(kind: str | None, data: bytes = DATA) -> bytes:
    """Return packed data, written in two pieces."""
    stream = io.BytesIO()
    with packed(stream, kind) as file:
        file.write(data[:7])
        file.write(data[7:])
    return stream.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [DATA, b""], ids=["much", "nothing"])
def test_what_is_packed_comes_back(kind: str | None, data: bytes) -> None:
    """Data is read as it was written, whole or line by line."""
    assert unpacked(io.BytesIO(pack(kind, data)), kind).read() == data
    lines = list[bytes](unpacked(io.BytesIO(pack(kind, data)), kind))
    assert lines == data.splitlines(keepends=True) or b"".join(lines) == data


@pytest.mark.parametrize(
    ("kind", "unpack"),
    [
        ("gzip", gzip.decompress),
        ("bzip2", bz2.decompress),
        ("xz", lzma.decompress),
        ("zstd", zstd.decompress),
    ],
)
def test_others_read_it(kind: str, unpack: Callable[[bytes], bytes]) -> None:
    """Each packing is what its suffix says, and packs."""
    data = pack(kind)
    assert unpack(data) == DATA
    assert len(data) < len(DATA) / 3


@pytest.mark.parametrize("kind", PACKINGS)
def test_equal_data_gives_equal_files(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of writing leaves no trace."""
    first = pack(kind)
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert pack(kind) == first


def test_gzip_holds_no_name() -> None:
    """A packed file does not say where it was written."""
    stream = io.BytesIO()
    stream.name = "/home/someone/articles.jsonl.gz.partial"
    with packed(stream, "gzip") as file:
        file.write(b"x")
    assert stream.getvalue()[3] == 0  # the flags of RFC 1952: no name, no comment
    assert b"someone" not in stream.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_stream_stays_open(kind: str | None) -> None:
    """Whoever opened the stream closes it."""
    stream = io.BytesIO()
    with packed(stream, kind) as file:
        file.write(DATA)
    assert not stream.closed


@pytest.mark.parametrize("kind", PACKINGS)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "changed"])
def test_damage_is_told(kind: str, cut: bool) -> None:
    """Data that is cut off or changed raises one error, whatever the packing."""
    data = pack(kind)
    half = len(data) // 2
    broken = data[:half] if cut else data[:half] + b"\0" * 64 + data[half + 64 :]
    with pytest.raises(UnpackingError, match=f"damaged {kind} data"):
        unpacked(io.BytesIO(broken), kind).read()


def test_runs_read_what_they_wrote_however_it_packs() -> None:
    """The bound is for what others made."""
    data = pack("xz", bytes(1 << 27))
    assert len(unpacked(io.BytesIO(data), "xz", bounded=False).read()) == 1 << 27
    with pytest.raises(UnpackingError, match="500 times"):
        unpacked(io.BytesIO(data), "xz").read()


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="zstd is in the standard library")
def test_package_is_asked_for_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the extra is named, wherever it is needed."""
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    for need in (
        lambda: require_packing("zstd"),
        lambda: packed(io.BytesIO(), "zstd"),
        lambda: unpacked(io.BytesIO(), "zstd"),
    ):
        with pytest.raises(MissingExtraError, match=r"cleannews\[zstd\]"):
            need()


@pytest.mark.parametrize("kind", [None, "gzip", "bzip2", "xz"])
def test_other_packings_need_nothing(kind: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the standard library packs works without extras."""
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    require_packing(kind)
    assert unpacked(io.BytesIO(pack(kind)), kind).read() == DATA
