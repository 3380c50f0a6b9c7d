"""`cleannews restore`: the raw texts of a finished run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


@pytest.fixture
def finished(cli: Cli, folder: Path, tmp_path: Path) -> Path:
    """The folder of a finished run."""
    assert cli("dedupe", folder, "--out", tmp_path / "out").returncode == 0
    return tmp_path / "out"


def test_all_texts_are_restored(cli: Cli, finished: Path, folder: Path) -> None:
    """Without an id there is a line for each article, dropped ones too, in order."""
    ended = cli("restore", finished)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert [json.loads(line) for line in ended.stdout.splitlines()] == [
        {"id": path.name, "path": str(path), "text": path.read_text()}
        for path in sorted(folder.iterdir())
    ]


def test_named_texts_are_restored(cli: Cli, finished: Path, folder: Path) -> None:
    """With ids there is a line for each, in the order given."""
    ended = cli("restore", finished, "c.txt", "a.txt")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert [json.loads(line) for line in ended.stdout.splitlines()] == [
        {"id": name, "text": (folder / name).read_text()} for name in ("c.txt", "a.txt")
    ]


@pytest.mark.parametrize("format", ["text", "jsonl.gz", "jsonl.zst", "csv", "csv.bz2", "parquet"])
def test_every_format_is_restored(cli: Cli, folder: Path, tmp_path: Path, format: str) -> None:
    """However a run was written, all its raw texts come back, and those that are named."""
    out = tmp_path / "out"
    assert cli("dedupe", folder, "--out", out, "--format", format).returncode == 0
    every = [json.loads(line) for line in cli("restore", out).stdout.splitlines()]
    assert [it["text"] for it in every] == [p.read_text() for p in sorted(folder.iterdir())]
    named = [json.loads(line) for line in cli("restore", out, "c.txt", "b.txt").stdout.splitlines()]
    assert named == [{"id": it["id"], "text": it["text"]} for it in (every[2], every[1])]


def test_dropped_article_of_only_kept_ones_ends_with_2(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    """An article that a run with --only-kept dropped is said to be that."""
    out = tmp_path / "out"
    assert cli("dedupe", folder, "--out", out, "--only-kept").returncode == 0
    ended = cli("restore", out, "b.txt")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"--only-kept" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_damaged_table_ends_with_2(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """A run with a damaged table fails in one line that names it."""
    out = tmp_path / "out"
    assert cli("dedupe", folder, "--out", out, "--format", "csv.gz").returncode == 0
    (out / "articles.csv.gz").write_bytes(b"\x1f\x8b nonsense")
    ended = cli("restore", out)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"articles.csv.gz is damaged" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_unknown_id_ends_with_2(cli: Cli, finished: Path) -> None:
    """An id that the run does not have is named in one line."""
    ended = cli("restore", finished, "no-such-id")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"'no-such-id'" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", ["none", "in"])
def test_folder_without_a_run_ends_with_2(cli: Cli, folder: Path, name: str) -> None:
    """A folder that holds no finished run is refused in one line."""
    ended = cli("restore", folder.parent / name)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"summary.json" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_damaged_summary_ends_in_one_line(process: Callable[..., Ended], tmp_path: Path) -> None:
    """A folder whose summary.json is none is refused without a traceback."""
    (tmp_path / "summary.json").write_text("{")
    ended = process("cleannews", "restore", tmp_path)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.startswith(b"error: ")
    assert ended.stderr.count(b"\n") == 1


def test_missing_table_ends_with_1(cli: Cli, finished: Path) -> None:
    """A run from which a table was deleted fails in one line that names it."""
    (finished / "articles.jsonl").unlink()
    ended = cli("restore", finished)
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert b"articles.jsonl" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_full_disk_ends_with_1(
    samples_run: tuple[Path, Ended], environment: Mapping[str, str]
) -> None:
    """Where stdout cannot be written the command says so in one line."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [Path(sys.executable).parent / "cleannews", "restore", samples_run[0]],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(b"error: ")
    assert ended.stderr.count(b"\n") == 1


def test_run_is_needed(cli: Cli) -> None:
    """Without a folder the command asks for one."""
    ended = cli("restore")
    assert ended.returncode == 2
    assert b"OUT" in ended.stderr


def test_reader_may_leave_early(
    samples_run: tuple[Path, Ended], environment: Mapping[str, str]
) -> None:
    """A reader that takes the first line only, as `head` does, hears no complaint."""
    command: list[str | Path] = [
        Path(sys.executable).parent / "cleannews",
        "restore",
        samples_run[0],
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as restoring:
        assert restoring.stdout is not None
        assert restoring.stderr is not None
        assert json.loads(restoring.stdout.readline())["text"]
        restoring.stdout.close()
        assert restoring.stderr.read() == b""
        restoring.wait(timeout=20)
