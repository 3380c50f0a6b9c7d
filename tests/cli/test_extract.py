"""`cleannews extract`: pages in, articles as JSON Lines out."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


@pytest.fixture
def page(root: Path) -> Path:
    """A page with an article in it."""
    return root / "corpus_samples" / "ulmentalerbote.example" / "wasserwerk.html"


def test_page_becomes_a_line(cli: Cli, page: Path) -> None:
    """A page gives one line of JSON with the fields of its article."""
    ended = cli("extract", page)
    assert (ended.returncode, ended.stderr, ended.stdout.count(b"\n")) == (0, b"", 1)
    row = json.loads(ended.stdout)
    assert row["path"] == str(page)
    assert (row["site"], row["language"]) == ("ulmentalerbote.example", "de")
    assert len(row["text"]) > 500
    assert row["title"] not in row["text"].splitlines()


def test_several_pages_become_as_many_lines(cli: Cli, page: Path) -> None:
    """Pages are printed in the order given."""
    other = page.parents[1] / "harborledger.example" / "norrick-library.html"
    rows = [json.loads(line) for line in cli("extract", page, other).stdout.splitlines()]
    assert [row["path"] for row in rows] == [str(page), str(other)]


def test_page_on_stdin_is_extracted(cli: Cli, page: Path) -> None:
    """Without a file the page is read from stdin."""
    row = json.loads(cli("extract", stdin=page.read_bytes()).stdout)
    assert row == {**json.loads(cli("extract", page).stdout), "path": "stdin"}


def test_address_tells_the_site(cli: Cli, page: Path) -> None:
    """With --url the address is that one, and the outlet its domain."""
    url = "https://www.elsewhere.example/a"
    row = json.loads(cli("extract", "--url", url, page).stdout)
    assert (row["url"], row["site"]) == (url, "elsewhere.example")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "there is nothing in it"),
        (b"\x89PNG\r\n\x1a\n", "it is binary data"),
        (b"<html><body></body></html>", "no article was found"),
    ],
)
def test_page_without_an_article_ends_with_3(
    cli: Cli, page: Path, tmp_path: Path, data: bytes, message: str
) -> None:
    """A page that gives nothing is one line on stderr; the others are extracted."""
    path = tmp_path / "a.html"
    path.write_bytes(data)
    ended = cli("extract", path, page)
    assert (ended.returncode, ended.stdout.count(b"\n")) == (3, 1)
    assert ended.stderr.decode().startswith(f"error: {path}: ")
    assert message in ended.stderr.decode()
    assert ended.stderr.count(b"\n") == 1


def test_missing_page_does_not_cost_the_others(cli: Cli, page: Path) -> None:
    """A page that is not there is one line on stderr; the others are extracted."""
    ended = cli("extract", page.with_name("none.html"), page)
    assert (ended.returncode, ended.stdout.count(b"\n")) == (3, 1)
    assert b"none.html" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_folder_does_not_cost_the_others(cli: Cli, page: Path) -> None:
    """A folder among the pages is one line on stderr; the others are extracted."""
    ended = cli("extract", page.parent, page)
    assert (ended.returncode, ended.stdout.count(b"\n")) == (3, 1)
    assert ended.stderr.count(b"\n") == 1


def test_packed_page_is_extracted(cli: Cli, page: Path, tmp_path: Path) -> None:
    """A compressed page is read like any other."""
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(page.read_bytes()))
    ended = cli("extract", path)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["site"] == "ulmentalerbote.example"


def test_extracted_articles_are_an_input(cli: Cli, page: Path, tmp_path: Path) -> None:
    """What the command prints, `cleannews dedupe` reads."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(cli("extract", page).stdout)
    assert cli("dedupe", path, "--out", tmp_path / "out").returncode == 0
    row = json.loads((tmp_path / "out" / "articles.jsonl").read_bytes())
    assert (row["site"], row["line"]) == ("ulmentalerbote.example", 1)
