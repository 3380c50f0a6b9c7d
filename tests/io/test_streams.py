"""Streams of lines: cut, bounded, and turned into UTF-8."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.io.streams import Forward, in_utf8, whole_lines

LINES = st.lists(st.integers(0, 30).map(lambda size: b"x" * size), max_size=12)


class Pieces(io.BufferedReader):
    """A stream that gives some bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(io.BytesIO(data))
        self.size = size

    def read1(self, size: int = -1, /) -> bytes:
        """Return some bytes."""
        return super().read1(min(size, self.size))


@given(LINES, st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_lines_that_are_too_long_are_passed_over(
    lines: list[bytes], size: int, piece: int, ended: bool
) -> None:
    """Lines within the limit come whole and in order; of others only their bytes are told."""
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    limit = 12
    found: list[bytes | int] = []
    for it in whole_lines(Pieces(data, piece), size, limit):
        found += [it] if isinstance(it, int) else io.BytesIO(it).readlines()
    wanted = io.BytesIO(data).readlines()
    assert len(found) == len(wanted)
    for got, line in zip(found, wanted, strict=True):
        if isinstance(got, int):
            assert got == len(line)
            assert len(line) > limit
        else:
            assert got == line
    assert all(isinstance(it, int) for it in found if not isinstance(it, bytes))
    most = limit + max(size, piece) + 1
    assert all(len(it) <= most for it in found if isinstance(it, bytes))


def test_without_a_limit_every_line_comes() -> None:
    """The work files of a run hold lines of any length."""
    data = b"x" * 100_000 + b"\ny\n"
    assert b"".join(it for it in whole_lines(io.BytesIO(data), 10) if isinstance(it, bytes)) == data


ROW = {"text": "Der Hafen — 雨 \U0001f600"}


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"]
)
def test_rows_in_wide_encodings_become_utf8(encoding: str) -> None:
    """A mark, or the zeros of the first character, tell the encoding."""
    line = json.dumps(ROW, ensure_ascii=False) + "\n"
    stream, turned = in_utf8(io.BufferedReader(io.BytesIO((line * 3).encode(encoding))))
    assert turned == (not encoding.startswith("utf-8"))
    lines = stream.read().decode("utf-8-sig").splitlines()
    assert [json.loads(it.lstrip("\ufeff")) for it in lines] == [ROW] * 3


def test_broken_wide_rows_do_not_raise() -> None:
    """Half a character at the end is replaced."""
    data = "{}\n".encode("utf-16") + b"\0"
    assert in_utf8(io.BufferedReader(io.BytesIO(data)))[0].read().endswith("\ufffd".encode())


def test_forward_stream_tells_what_was_read() -> None:
    """Packed data within archives is measured by it."""
    stream = Forward(io.BytesIO(b"0123456789"))
    assert (stream.read(4), stream.tell()) == (b"0123", 4)
    assert (stream.read(), stream.tell()) == (b"456789", 10)
