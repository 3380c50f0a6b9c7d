"""The options that say what is read."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.io import mojibake

Cli = Callable[..., Any]

ROWS = "".join(f'{{"words": "Rain fell in {n} towns.", "n": {n}}}\n' for n in range(20))


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of rows whose text has a name of its own."""
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    return path


def table(out: Path) -> list[dict[str, Any]]:
    """Read the table of articles."""
    return [json.loads(line) for line in (out / "articles.jsonl").read_bytes().splitlines()]


def test_options_choose_what_is_read(cli: Cli, rows: Path, tmp_path: Path) -> None:
    """Field, limit and sample reach the run and its summary."""
    out = tmp_path / "out"
    options = ["--field", "text=words", "--limit", 5, "--sample", 0.9, "--exclude", "*.txt"]
    ended = cli("dedupe", rows, "--out", out, *options)
    assert (ended.returncode, len(table(out))) == (0, 5)
    settings = json.loads((out / "summary.json").read_bytes())["settings"]["read"]
    assert settings == {
        "fields": [["text", "words"]],
        "include": [],
        "exclude": ["*.txt"],
        "site_from": None,
        "limit": 5,
        "sample": 0.9,
        "fix_text": False,
    }


def test_standard_input_is_read(cli: Cli, tmp_path: Path) -> None:
    """A hyphen stands for it."""
    out = tmp_path / "out"
    rows = ROWS.replace("words", "text").encode()
    ended = cli("-", "--out", out, stdin=rows, name="cleannews-dedupe")
    assert (ended.returncode, len(table(out))) == (0, 20)
    assert b"20  articles" in ended.stdout


def test_empty_standard_input_is_nothing_to_read(cli: Cli, tmp_path: Path) -> None:
    """A pipe that gave nothing is told so."""
    ended = cli("dedupe", "-", "--out", tmp_path / "out")
    assert ended.returncode == 2
    assert b"nothing to read" in ended.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--field", "words"], "FIELD=NAME"),
        (["--field", "words=text"], "field is 'words'"),
        (["--limit", "0"], "--limit"),
        (["--sample", "2"], "--sample"),
        (["--site-from", "url"], "--site-from"),
    ],
)
@pytest.mark.parametrize("command", ["dedupe", "learn"])
def test_wrong_options_are_one_message(
    cli: Cli, rows: Path, tmp_path: Path, *, options: list[str], words: str, command: str
) -> None:
    """Wrong usage ends with status 2 before anything is done."""
    out = tmp_path / "out"
    ended = cli(command, rows, "--out", out, *options)
    assert ended.returncode == 2
    assert words in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr
    assert not out.exists()


def test_missing_package_is_one_line(
    cli: Cli, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option that needs a package says how to install it."""
    mojibake._fixer.cache_clear()
    monkeypatch.setitem(sys.modules, "ftfy", None)
    ended = cli("dedupe", rows, "--out", tmp_path / "out", "--fix-text")
    assert ended.returncode == 2
    assert ended.stderr.decode().splitlines() == [
        "error: ftfy is not installed; pip install 'cleannews[fix-text]'"
    ]


def test_columns_are_named_where_no_text_is_found(cli: Cli, tmp_path: Path) -> None:
    """A table with a text of another name is one error that says which option helps."""
    path = tmp_path / "a.csv"
    path.write_text("words\n" + "Rain fell.\n" * 50)
    ended = cli("dedupe", path, "--out", tmp_path / "out")
    assert ended.returncode == 2
    (line,) = (tmp_path / "out" / "errors.jsonl").read_text().splitlines()
    assert "--field text=COLUMN, of words" in json.loads(line)["message"]


def test_learning_takes_the_same_options(cli: Cli, rows: Path, tmp_path: Path) -> None:
    """What a run can read, can be learned from."""
    ended = cli("learn", rows, "--out", tmp_path / "memory.npz", "--field", "text=words")
    assert ended.returncode == 0


def test_pages_of_archives_are_extracted(cli: Cli, corpus_samples: Path, tmp_path: Path) -> None:
    """Each page is a line that says where it is from; what is none is an error."""
    page = corpus_samples / "ulmentalerbote.example" / "wasserwerk.html"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(page, "one.html")
        archive.write(page, "in/two.html")
        archive.writestr("three.txt", "Rain fell.")
    ended = cli("extract", tmp_path / "a.zip")
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["path"].removeprefix(str(tmp_path)) for row in rows] == [
        "/a.zip/one.html",
        "/a.zip/in/two.html",
    ]
    assert ended.returncode == 3
    assert b"three.txt" in ended.stderr


def test_what_is_passed_over_is_told_in_words(cli: Cli, rows: Path, tmp_path: Path) -> None:
    """The closing table says by suffix, or by what it is, what was not read."""
    (rows.parent / "photo.jpg").write_bytes(b"x")
    (rows.parent / "loop").symlink_to(rows.parent)
    options = ["--field", "text=words", "--limit", 3]
    table = cli("dedupe", rows.parent, "--out", tmp_path / "out", *options).stdout.decode()
    assert "1  links to folders" in table
    assert "1  files with .jpg" in table
