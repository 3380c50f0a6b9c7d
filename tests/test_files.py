"""Files that are whole or absent."""

from __future__ import annotations

import os
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


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_file_reaches_the_disk_before_its_name_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is flushed, then renamed, then its folder is flushed: no power failure leaves half of it."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(number: int) -> None:
        done.append("folder" if os.path.samestat(os.fstat(number), tmp_path.stat()) else "file")
        fsync(number)

    def renamed(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    with written_whole(tmp_path / "a.jsonl") as file:
        file.write(b"one\n")
    assert done == ["file", "name", "folder"]


def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be flushed does not get its name."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), written_whole(tmp_path / "a.jsonl") as file:
        file.write(b"one\n")
    assert list(tmp_path.iterdir()) == []
