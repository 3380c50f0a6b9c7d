"""`cleannews explain`: what became of one article, and why."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


@pytest.fixture
def finished(cli: Cli, folder: Path, tmp_path: Path) -> Path:
    """The folder of a finished run; a.txt leads b.txt."""
    assert cli("dedupe", folder, "--out", tmp_path / "out").returncode == 0
    return tmp_path / "out"


def said(ended: Ended) -> str:
    """Return what a command that worked said."""
    assert (ended.returncode, ended.stderr) == (0, b"")
    return ended.stdout.decode()


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet", "jsonl.gz", "csv.zst", "text"])
def test_every_format_tells_the_same(cli: Cli, folder: Path, tmp_path: Path, format: str) -> None:
    """Spans, group and reasons of a copy, however the run was written."""
    out = tmp_path / "out"
    assert cli("dedupe", folder, "--out", out, "--format", format).returncode == 0
    text = said(cli("explain", "b.txt", "--out", out))
    assert "removed: nothing" in text
    assert "group: a.txt, 2 articles" in text
    assert "dropped: a copy: Jaccard similarity 1.00, from 0.7 on two articles are copies" in text
    assert "a.txt leads: its id sorts first" in text
    assert "compared with a.txt: Jaccard 1.0000, containment 1.0000, 1 shared passages" in text


def test_a_representative_lists_its_members(cli: Cli, finished: Path) -> None:
    """With figures; what was removed stands in its line with category and rule."""
    text = said(cli("explain", "a.txt", "--out", finished))
    assert "    1  [-Advertisement-] ad, rule ad.marker" in text
    assert "group: it represents 2 articles" in text
    assert "  b.txt  copy      Jaccard 1.0000, containment 1.0000, dropped" in text
    assert "compared with" not in text


def test_any_other_article_can_be_compared(cli: Cli, finished: Path) -> None:
    """--with takes one of another group, too, with figures of its own."""
    text = said(cli("explain", "a.txt", "--with", "c.txt", "--out", finished))
    assert "compared with c.txt: Jaccard 0.0000, containment 0.0000, 0 shared passages" in text
    assert "[-Apple growers" in text
    assert "{+The harbour was" in text
    alone = said(cli("explain", "c.txt", "--out", finished))
    assert "group: none; it is kept" in alone


def test_json_tells_the_same(cli: Cli, finished: Path) -> None:
    """As one object; the passages are places in the raw texts."""
    found = json.loads(cli("explain", "b.txt", "--out", finished, "--json").stdout)
    (member,) = found["group"]["members"]
    assert (member["relation"], member["jaccard"], member["kept"]) == ("copy", 1.0, False)
    assert (member["why"]["code"], member["leading"]["code"]) == ("copy", "id")
    (passage,) = found["comparison"]["passages"]
    assert (passage["start"], passage["other_start"]) == (0, len("Advertisement\n\n"))
    leader = json.loads(cli("explain", "a.txt", "--out", finished, "--json").stdout)
    assert [span["rule"] for span in leader["removed"]] == ["ad.marker"]
    assert leader["comparison"] is None


def test_lines_have_their_numbers(cli: Cli, tmp_path: Path) -> None:
    """The numbers are those of the raw text, folded or not."""
    lines = [f"Rain fell on hill number {at} all day, and it went on at night." for at in range(30)]
    lines[9] = "Advertisement"
    lines[19] = "Read more: Storm closes harbour"
    (tmp_path / "in.txt").write_text("\n\n".join(lines))
    assert cli("dedupe", tmp_path / "in.txt", "--out", tmp_path / "out").returncode == 0
    for options in ([], ["--full"]):
        text = said(cli("explain", "in.txt", "--out", tmp_path / "out", *options))
        assert "   19  [-Advertisement-] ad, rule ad.marker" in text
        assert "   39  [-Read more: Storm closes harbour-] links, rule links." in text
        assert ("hill number 3 " in text) is bool(options)


def test_dropped_text_of_only_kept_articles_is_said_to_lack(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    """What the tables still tell is told; the text is not made up."""
    out = tmp_path / "out"
    assert cli("dedupe", folder, "--out", out, "--only-kept").returncode == 0
    text = said(cli("explain", "b.txt", "--out", out))
    assert "the run was written with --only-kept" in text
    assert "dropped: a copy" in text
    assert "no comparison: the text of b.txt is not there" in text
    leader = said(cli("explain", "a.txt", "--with", "b.txt", "--out", out))
    assert "no comparison: the text of b.txt is not there" in leader


def test_an_unknown_id_ends_with_2(cli: Cli, finished: Path) -> None:
    """In one line that names the closest ids."""
    for args in (["d.txt"], ["a.txt", "--with", "d.txt"]):
        ended = cli("explain", *args, "--out", finished)
        assert (ended.returncode, ended.stdout) == (2, b"")
        assert b"'d.txt'" in ended.stderr
        assert b"the closest are 'c.txt'" in ended.stderr
        assert ended.stderr.count(b"\n") == 1


def test_a_rejected_input_ends_with_2(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """In one line that says why it was rejected."""
    (folder / "empty.txt").write_text("\n")
    assert cli("dedupe", folder, "--out", tmp_path / "out").returncode == 3
    for id in ("empty.txt", folder / "empty.txt"):
        ended = cli("explain", id, "--out", tmp_path / "out")
        assert (ended.returncode, ended.stdout) == (2, b"")
        assert b"this input was rejected (empty)" in ended.stderr
        assert ended.stderr.count(b"\n") == 1


def test_commands_of_a_terminal_are_inert(cli: Cli, tmp_path: Path) -> None:
    """In ids, titles, removed spans and texts; with markup of rich among them."""
    odd = "a\x1b[31m\n[bold]b"
    story = "The harbour was closed on Friday after a \x1b]0;x\x07 storm tore two cranes [red]away."
    rows = [
        {"id": odd, "title": "T\x1b[2J", "text": f"Advertisement\n\n{story}"},
        {"id": "other", "text": f"{story} Ships wait."},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli("dedupe", tmp_path / "in.jsonl", "--out", tmp_path / "out").returncode == 0
    for id in (odd, "other"):
        ended = cli("explain", id, "--with", odd, "--out", tmp_path / "out", "--full")
        text = said(ended)
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "a\\x1b[31m\\n[bold]b" in text
        assert "[red]away" in text
    unknown = cli("explain", "\x1b[2J\nerror: b", "--out", tmp_path / "out")
    assert (unknown.returncode, unknown.stderr.count(b"\n")) == (2, 1)
    assert b"\x1b" not in unknown.stderr


def test_colours_are_for_terminals(
    cli: Cli, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where colours are asked for the marks stay, too."""
    assert "\x1b[" not in said(cli("explain", "a.txt", "--out", finished))
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = said(cli("explain", "a.txt", "--out", finished))
    assert "\x1b[" in coloured
    assert "[-Advertisement-]" in coloured


def test_no_run_ends_with_2(cli: Cli, tmp_path: Path) -> None:
    """A folder without a run, and no folder at all."""
    assert cli("explain", "a", "--out", tmp_path).returncode == 2
    missing = cli("explain", "a")
    assert missing.returncode == 2
    assert b"--out" in missing.stderr
