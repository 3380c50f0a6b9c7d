"""Files of lines, cut into blocks and put together again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.io.blocks import Block, TooLong, blocks_of_input
from cleannews.io.inputs import InputFile
from cleannews.io.kinds import kind_by_name

LINES = [b"one\n", b"\n", b"a longer line\n", b" \t\n", b"\r\n", b"\xfd\xfe\n", b"last"]


def store(folder: Path, data: bytes, *, packed: bool = False) -> Path:
    """Write a file."""
    path = folder / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def blocks_of(path: Path, size: int = 1 << 20) -> Iterator[Block]:
    """Cut a file in which no line is too long."""
    kind = kind_by_name(path.name)
    assert kind is not None
    for block in blocks_of_input(InputFile(path, path.name, kind), size):
        assert not isinstance(block, TooLong)
        yield block


@pytest.mark.parametrize("packed", [False, True])
@given(lines=st.lists(st.sampled_from(LINES[:-1]), max_size=12), size=st.integers(1, 40))
def test_blocks_hold_the_lines_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, packed: bool, lines: list[bytes], size: int
) -> None:
    """Every line that is not blank is in one block, with its number and its place."""
    data = b"".join([*lines, LINES[-1]])
    path = store(tmp_path_factory.mktemp("blocks"), data, packed=packed)
    found = {}
    for block in blocks_of(path, size):
        start = block.start
        for number, line in enumerate(block.lines(), block.number):
            assert data[start : start + len(line)] == line
            found[number] = line
            start += len(line)
        assert start == block.start + block.size
    filled = {n: it for n, it in enumerate([*lines, LINES[-1]], 1) if not it.isspace()}
    assert {n: it for n, it in found.items() if not it.isspace()} == filled


def test_blocks_are_about_as_large_as_asked(tmp_path: Path) -> None:
    """A block ends with a line, and has more than one where they fit."""
    path = store(tmp_path, b"0123456789\n" * 100)
    sizes = [block.size for block in blocks_of(path, 50)]
    assert sum(sizes) == 1100
    assert all(size % 11 == 0 and 40 < size < 110 for size in sizes[:-1])


@pytest.mark.parametrize("packed", [False, True])
def test_block_is_taken_apart_line_by_line(tmp_path: Path, packed: bool) -> None:
    """Each line is a block of its own, with its place and number."""
    (block,) = blocks_of(store(tmp_path, b"".join(LINES), packed=packed))
    alone = block.apart()
    assert [one.lines() for one in alone] == [[line] for line in LINES]
    assert [one.number for one in alone] == list(range(1, 8))
    assert [one.apart() for one in alone] == [[one] for one in alone]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("data", [b"", b"\n", b" \n\t\r\n"])
def test_what_is_blank_has_no_block(tmp_path: Path, data: bytes, packed: bool) -> None:
    """A file without a line that says something has nothing to work on."""
    assert list(blocks_of(store(tmp_path, data, packed=packed))) == []


def test_lines_before_damage_are_read(tmp_path: Path) -> None:
    """A packed file that breaks off gives the whole lines before, and then its error."""
    path = store(tmp_path, b"".join(b"line %d\n" % n for n in range(100_000)), packed=True)
    path.write_bytes(path.read_bytes()[:-20_000])
    lines: list[bytes] = []
    with pytest.raises(OSError, match="damaged gzip data"):
        lines.extend(line for block in blocks_of(path, 1000) for line in block.lines())
    assert len(lines) > 1000
    assert lines == [b"line %d\n" % n for n in range(len(lines))]


def test_block_of_a_file_that_is_gone_raises(tmp_path: Path) -> None:
    """Lines are read where they stand when they are asked for."""
    with pytest.raises(FileNotFoundError):
        Block(tmp_path / "gone", 0, 1, 1).lines()
