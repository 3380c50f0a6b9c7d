"""Files that are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleannews.files import written_whole


def fail_to_write(path: Path, error: type[BaseException]) -> None:
    """Write half of a file, then fail."""
    with written_whole(path) as file:
        file.write(b"new\n")
        raise error


def test_file_has_its_name_when_it_is_complete(tmp_path: Path) -> None:
    """A file is not there while it is written, and whole afterwards."""
    path = tmp_path / "a.jsonl"
    with written_whole(path) as file:
        file.write(b"one\n")
        assert not path.exists()
    assert path.read_bytes() == b"one\n"


def test_nothing_else_is_left(tmp_path: Path) -> None:
    """Writing leaves the file alone in its folder."""
    with written_whole(tmp_path / "a.jsonl") as file:
        file.write(b"one\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_interrupted_file_is_absent(tmp_path: Path, error: type[BaseException]) -> None:
    """A file whose writing fails leaves nothing behind."""
    with pytest.raises(error):
        fail_to_write(tmp_path / "a.jsonl", error)
    assert list(tmp_path.iterdir()) == []


def test_interrupted_rewriting_keeps_the_old_file(tmp_path: Path) -> None:
    """A file that was whole stays so when its replacement fails."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(KeyboardInterrupt):
        fail_to_write(path, KeyboardInterrupt)
    assert path.read_bytes() == b"old\n"


def test_leftover_of_a_killed_writer_is_replaced(tmp_path: Path) -> None:
    """What a killed process left half written does not disturb the next one."""
    (tmp_path / "a.jsonl.partial").write_bytes(b"a long half of a line")
    with written_whole(tmp_path / "a.jsonl") as file:
        file.write(b"one\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
    assert (tmp_path / "a.jsonl").read_bytes() == b"one\n"
