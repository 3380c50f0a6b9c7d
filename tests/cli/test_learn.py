"""`cleannews learn`, and what the other commands do with what it wrote."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews import SiteMemory

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]

FURNITURE = "The best of the Ledger in one place"
STORIES = (
    "The harbour was closed on Friday after a storm tore two cranes from the quay.",
    "Apple growers in the Quarrin valley expect half of a harvest this year, they said.",
    "The library's reading room opens again in June, the council of Norrick decided.",
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Three stories of a site with the same line behind them."""
    folder = tmp_path / "in" / "ledger.example"
    folder.mkdir(parents=True)
    for number, story in enumerate(STORIES):
        (folder / f"{number}.txt").write_text(f"{story}\n\n{FURNITURE}\n")
    return tmp_path / "in"


@pytest.fixture
def memory(cli: Cli, pages: Path, tmp_path: Path) -> Path:
    """What was learned of them."""
    cli("learn", pages, "--site-from", "dir", "--out", tmp_path / "memory")
    return tmp_path / "memory"


@pytest.mark.parametrize("workers", [1, 2])
def test_it_says_what_it_learned(cli: Cli, pages: Path, tmp_path: Path, workers: int) -> None:
    """One line on stdout, and a file that the library reads, the same for any workers."""
    out = tmp_path / "memory"
    ended = cli("learn", pages, "--site-from", "dir", "--out", out, "--workers", workers)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode() == (
        f"1 lines and sentences recur on 1 sites, 3 pages; written to {out}\n"
    )
    assert SiteMemory.load(out).counts() == {"pages": 3, "sites": 1, "recurring": 1}


def test_clean_uses_it(cli: Cli, memory: Path, tmp_path: Path) -> None:
    """A page that was never seen loses the line, if its site is named."""
    text = tmp_path / "new.txt"
    text.write_text(f"The pier was painted on Monday, and nobody came to see it.\n\n{FURNITURE}\n")
    ended = cli("clean", text, "--memory", memory, "--site", "ledger.example")
    assert ended.stdout == b"The pier was painted on Monday, and nobody came to see it.\n"
    explained = cli("clean", text, "--memory", memory, "--site", "ledger.example", "--explain")
    assert f"[-{FURNITURE}-] template.learned (3 stories)" in explained.stdout.decode()
    assert FURNITURE.encode() in cli("clean", text, "--memory", memory).stdout


def test_it_adds_to_what_was_learned(cli: Cli, pages: Path, memory: Path, tmp_path: Path) -> None:
    """With --memory the pages of before stay."""
    more = tmp_path / "more" / "ledger.example"
    more.mkdir(parents=True)
    (more / "3.txt").write_text(f"The pier was painted on Monday morning.\n\n{FURNITURE}\n")
    out = tmp_path / "both"
    ended = cli("learn", more.parent, "--site-from", "dir", "--memory", memory, "--out", out)
    assert ended.returncode == 0
    assert SiteMemory.load(out).counts()["pages"] == 4


def removed(out: Path) -> list[tuple[str, int | None]]:
    """Return rule and stories of the spans that a run removed."""
    rows = map(json.loads, (out / "removed.jsonl").read_text().splitlines())
    return [(row["rule"], row.get("stories")) for row in rows]


def test_dedupe_learns_by_default(cli: Cli, pages: Path, memory: Path, tmp_path: Path) -> None:
    """It can be told not to, and to use what was learned before."""
    options = ("dedupe", pages, "--site-from", "dir", "--out")
    assert cli(*options, tmp_path / "a", "--json").returncode == 0
    assert removed(tmp_path / "a") == [("template.learned", 3)] * 3
    assert cli(*options, tmp_path / "b", "--no-learn").returncode == 0
    assert removed(tmp_path / "b") == []
    assert cli(*options, tmp_path / "c", "--no-learn", "--memory", memory).returncode == 0
    assert removed(tmp_path / "c") == [("template.learned", 3)] * 3
    digests = {
        json.loads((tmp_path / name / "summary.json").read_text())["digest"] for name in "abc"
    }
    assert len(digests) == 3


def test_wrong_usage_is_one_line_and_2(cli: Cli, pages: Path, memory: Path, tmp_path: Path) -> None:
    """Nothing to read, a file that is no memory, a place that cannot be written, an input."""
    text = tmp_path / "in" / "ledger.example" / "0.txt"
    for args, message in [
        ((tmp_path / "none", "--out", tmp_path / "m"), "nothing to read"),
        ((pages, "--out", tmp_path / "m", "--memory", text), "is no memory"),
        ((pages, "--out", pages), "is a folder"),
        ((pages, "--out", tmp_path / "no" / "m"), "lies in no folder"),
        ((pages, "--out", text), "is one of the inputs"),
    ]:
        ended = cli("learn", *args)
        assert ended.returncode == 2
        assert ended.stdout == b""
        assert message in ended.stderr.decode().splitlines()[-1]
    assert cli("clean", text, "--memory", text).returncode == 2
    assert cli("dedupe", pages, "--out", tmp_path / "o", "--memory", text).returncode == 2
    assert cli("dedupe", pages, "--out", tmp_path / "o", "--memory", tmp_path / "x").returncode == 2


def test_what_cannot_be_read_is_said(cli: Cli, pages: Path, tmp_path: Path) -> None:
    """The rest is learned, and the status is 3."""
    (pages / "ledger.example" / "4.json").write_text("{")
    ended = cli("learn", pages, "--site-from", "dir", "--out", tmp_path / "memory")
    assert ended.returncode == 3
    assert "4.json" in ended.stderr.decode()
    assert SiteMemory.load(tmp_path / "memory").counts()["pages"] == 3
