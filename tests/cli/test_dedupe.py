"""`cleannews dedupe`: its options, its exit statuses, what it prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import open_run

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for the outputs."""
    return tmp_path / "out"


def table(path: Path) -> list[dict[str, Any]]:
    """Read a table."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def says(text: str, *words: str) -> bool:
    """Tell whether a line of a text holds all the words, in any order."""
    return any(set(words) <= set(re.findall(r"[\w.]+", line)) for line in text.splitlines())


def test_finished_run_ends_with_0(cli: Cli, folder: Path, out: Path) -> None:
    """A run that read everything ends with 0 and says nothing on stderr."""
    ended = cli("dedupe", folder, "--out", out)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert len(table(out / "articles.jsonl")) == 3


def test_finished_run_says_what_it_did(cli: Cli, folder: Path, out: Path) -> None:
    """The closing table counts articles, removals, groups, dropped articles and seconds."""
    text = cli("dedupe", folder, "--out", out).stdout.decode()
    assert says(text, "3", "articles")
    assert says(text, "15", "characters", "ad")
    assert says(text, "1", "groups", "of", "2", "articles")
    assert says(text, "1", "copy")
    assert says(text, "1", "dropped")
    assert says(text, "2", "kept")
    assert says(text, "seconds")
    assert text.endswith(f"written to {out}\n")


def test_rejected_input_ends_with_3(cli: Cli, folder: Path, out: Path) -> None:
    """A run that had to leave something out ends with 3, counts it and lists it."""
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    ended = cli("dedupe", folder, "--out", out)
    assert (ended.returncode, ended.stderr) == (3, b"")
    assert says(ended.stdout.decode(), "1", "rejected", "binary")
    (error,) = table(out / "errors.jsonl")
    assert (error["path"], error["error"]) == (str(folder / "picture.txt"), "binary")
    assert len(table(out / "articles.jsonl")) == 3


def test_missing_input_beside_others_ends_with_3(cli: Cli, folder: Path, out: Path) -> None:
    """An input that does not exist is a rejected one when others are read."""
    ended = cli("dedupe", folder, folder / "none", "--out", out)
    assert ended.returncode == 3
    assert [row["error"] for row in table(out / "errors.jsonl")] == ["unreadable"]


def test_files_passed_over_end_with_0(cli: Cli, folder: Path, out: Path) -> None:
    """Files that cannot be articles are counted, and are no fault."""
    (folder / "picture.png").write_bytes(b"x")
    ended = cli("dedupe", folder, "--out", out)
    assert ended.returncode == 0
    assert says(ended.stdout.decode(), "1", "passed", "over", ".png")


@pytest.mark.parametrize("name", ["none", "empty"])
def test_nothing_to_read_ends_with_2(cli: Cli, tmp_path: Path, out: Path, name: str) -> None:
    """Inputs that hold no article are wrong usage, said in one line."""
    (tmp_path / "empty").mkdir()
    ended = cli("dedupe", tmp_path / name, "--out", out)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"error: nothing to read")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["--nonsense"], "--nonsense"),
        (["--threshold", "0"], "--threshold"),
        (["--threshold", "1.01"], "--threshold"),
        (["--threshold", "-1"], "--threshold"),
        (["--threshold", "nan"], "threshold"),
        (["--threshold", "high"], "--threshold"),
        (["--containment", "0"], "--containment"),
        (["--keep", "latest"], "--keep"),
        (["--drop", "everything"], "--drop"),
        (["--format", "xml"], "--format"),
        (["--site-from", "url"], "--site-from"),
        (["--disable", "links.no-such-rule"], "links.no-such-rule"),
        (["--remove-category", "prose"], "--remove-category"),
        (["--rules", "none.toml"], "none.toml"),
        (["--force", "--resume"], "force and resume"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_ends_with_2(
    cli: Cli, folder: Path, out: Path, args: list[str], named: str
) -> None:
    """An option that cannot be meant is named, and nothing is written."""
    ended = cli("dedupe", folder, "--out", out, *args)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert named in ended.stderr.decode()
    assert not out.exists()


def test_out_is_needed(cli: Cli, folder: Path) -> None:
    """Without --out nothing runs, and --out is asked for."""
    ended = cli("dedupe", folder)
    assert ended.returncode == 2
    assert b"--out" in ended.stderr


def test_input_is_needed(cli: Cli, out: Path) -> None:
    """Without an input nothing runs, and one is asked for."""
    ended = cli("dedupe", "--out", out)
    assert ended.returncode == 2
    assert b"INPUT" in ended.stderr


def test_malformed_rule_table_ends_with_2(cli: Cli, folder: Path, out: Path) -> None:
    """A rule table that is none is named in one line."""
    rules = folder / "rules.toml"
    rules.write_text("[[rule]]\nid = 'ad.x'\ncolour = 'red'\n")
    ended = cli("dedupe", folder, "--out", out, "--rules", rules)
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith(f"error: {rules}, rule ad.x: ")
    assert ended.stderr.count(b"\n") == 1


def test_used_folder_ends_with_2(cli: Cli, folder: Path, out: Path) -> None:
    """A folder that holds a run already is refused in one line that names the ways out."""
    assert cli("dedupe", folder, "--out", out).returncode == 0
    ended = cli("dedupe", folder, "--out", out)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode().startswith(f"error: {out} exists and is not empty; ")
    assert b"--force" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_file_as_folder_ends_with_2(cli: Cli, folder: Path) -> None:
    """A file named with --out is refused in one line."""
    ended = cli("dedupe", folder, "--out", folder / "a.txt")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode() == (
        f"error: {folder / 'a.txt'} is a file; name a folder with --out\n"
    )


def test_force_overwrites(cli: Cli, folder: Path, out: Path) -> None:
    """With --force a used folder is written again."""
    cli("dedupe", folder, "--out", out)
    (folder / "c.txt").unlink()
    assert cli("dedupe", folder, "--out", out, "--force").returncode == 0
    assert len(table(out / "articles.jsonl")) == 2


def test_json_prints_the_summary(cli: Cli, folder: Path, out: Path) -> None:
    """With --json stdout is summary.json, byte for byte."""
    ended = cli("dedupe", folder, "--out", out, "--json")
    assert ended.returncode == 0
    assert ended.stdout == (out / "summary.json").read_bytes()
    assert ended.stderr == b""


def test_json_prints_the_summary_of_nothing_too(cli: Cli, tmp_path: Path, out: Path) -> None:
    """With --json stdout can be parsed whatever the exit status."""
    (tmp_path / "empty").mkdir()
    ended = cli("dedupe", tmp_path / "empty", "--out", out, "--json")
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["articles"] == 0


def test_a_mistyped_input_leaves_nothing_behind(cli: Cli, tmp_path: Path, out: Path) -> None:
    """The corrected command runs without --force."""
    ended = cli("dedupe", tmp_path / "none", "--out", out)
    assert ended.returncode == 2
    assert b"nothing to read: there is no" in ended.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("args", "relations"),
    [
        ([], {"a.txt": "representative", "b.txt": "copy", "c.txt": None}),
        (["--keep", "fullest"], {"a.txt": "representative", "b.txt": "copy", "c.txt": None}),
    ],
    ids=["earliest", "fullest"],
)
def test_relations_are_written(
    cli: Cli, folder: Path, out: Path, args: list[str], relations: dict[str, str | None]
) -> None:
    """A copy is one by its cleaned text, whatever stands around it."""
    cli("dedupe", folder, "--out", out, *args)
    assert {row["id"]: row["relation"] for row in table(out / "articles.jsonl")} == relations


def test_drop_can_be_narrowed(cli: Cli, folder: Path, out: Path) -> None:
    """With --drop abridged a copy is grouped and kept."""
    cli("dedupe", folder, "--out", out, "--drop", "abridged")
    rows = table(out / "articles.jsonl")
    assert [row["kept"] for row in rows] == [True] * 3
    assert [row["relation"] for row in rows] == ["representative", "copy", None]


def test_threshold_reaches_the_run(cli: Cli, folder: Path, out: Path) -> None:
    """The figures given are those of the summary."""
    cli("dedupe", folder, "--out", out, "--threshold", "0.85", "--containment", "1")
    dedupe = json.loads((out / "summary.json").read_bytes())["settings"]["dedupe"]
    assert (dedupe["threshold"], dedupe["containment"]) == (0.85, 1)


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ([], "The harbour"),
        (["--keep-category", "ad"], "Advertisement"),
        (["--remove-category", "links"], "Advertisement"),
        (["--disable", "ad.marker"], "Advertisement"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_cleaning_can_be_narrowed(
    cli: Cli, folder: Path, out: Path, args: list[str], text: str
) -> None:
    """Categories and rules can be left out of the cleaning."""
    assert cli("dedupe", folder, "--out", out, *args).returncode == 0
    assert table(out / "articles.jsonl")[0]["text"].startswith(text)


def test_own_rules_are_used(cli: Cli, folder: Path, out: Path, tmp_path: Path) -> None:
    """A rule table of one's own removes what it names."""
    rules = tmp_path / "own.toml"
    rules.write_text(
        '[[rule]]\nid = "ad.own"\nphrases = ["brought to you by the port"]\n'
        'remove = ["Brought to you by the port"]\nkeep = ["Rain fell."]\n'
    )
    (folder / "a.txt").write_text("Rain fell on Friday in the hills.\nBrought to you by the port\n")
    assert cli("dedupe", folder, "--out", out, "--rules", rules).returncode == 0
    assert [row["rule"] for row in table(out / "removed.jsonl")] == ["ad.own"]


def test_text_format_writes_texts(cli: Cli, folder: Path, out: Path) -> None:
    """With --format text the kept articles are files, too."""
    assert cli("dedupe", folder, "--out", out, "--format", "text").returncode == 0
    names = sorted(path.name for path in (out / "texts").rglob("*") if path.is_file())
    assert names == ["a.txt.txt", "c.txt.txt"]


@pytest.mark.parametrize("format", ["jsonl.xz", "csv", "csv.zst", "parquet"])
def test_tables_are_written_in_the_format_asked_for(
    cli: Cli, folder: Path, out: Path, format: str
) -> None:
    """With --format the tables are called by it, and are read back."""
    assert cli("dedupe", folder, "--out", out, "--format", format).returncode == 0
    names = {f"{table}.{format}" for table in ("articles", "groups", "removed", "errors")}
    assert {path.name for path in out.iterdir()} == {*names, "summary.json"}
    assert [row["id"] for row in open_run(out).articles()] == ["a.txt", "b.txt", "c.txt"]


def test_only_kept_leaves_dropped_articles_out(cli: Cli, folder: Path, out: Path) -> None:
    """With --only-kept the table of articles lacks the copy, and the groups name it."""
    assert cli("dedupe", folder, "--out", out, "--only-kept").returncode == 0
    assert [row["id"] for row in table(out / "articles.jsonl")] == ["a.txt", "c.txt"]
    (group,) = table(out / "groups.jsonl")
    assert [member["id"] for member in group["members"]] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("args", "package", "extra"),
    [
        (["--format", "parquet"], "pyarrow", "parquet"),
        (["--append-columns"], "pyarrow", "parquet"),
        (["--format", "csv.zst"], "backports.zstd", "zstd"),
    ],
    ids=str,
)
def test_missing_package_ends_with_2(
    cli: Cli,
    folder: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    args: list[str],
    package: str,
    extra: str,
) -> None:
    """A format whose package is missing is one line that names the extra, before any work."""
    monkeypatch.setitem(sys.modules, package, None)
    ended = cli("dedupe", folder, "--out", out, *args)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode() == (
        f"error: {package} is not installed; pip install 'cleannews[{extra}]'\n"
    )
    assert not out.exists()


def test_columns_are_not_appended_to_other_files(cli: Cli, folder: Path, out: Path) -> None:
    """With --append-columns an input that is no Parquet file is named in one line."""
    ended = cli("dedupe", folder, "--out", out, "--append-columns")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode().startswith(f"error: {folder / 'a.txt'} is no Parquet file; ")
    assert ended.stderr.count(b"\n") == 1
    assert not out.exists()


def test_site_from_dir(cli: Cli, tmp_path: Path, out: Path) -> None:
    """With --site-from dir the first folder is the outlet."""
    (tmp_path / "in" / "www.news.example").mkdir(parents=True)
    (tmp_path / "in" / "www.news.example" / "a.txt").write_text("Rain fell.")
    assert cli("dedupe", tmp_path / "in", "--out", out, "--site-from", "dir").returncode == 0
    assert [row["site"] for row in table(out / "articles.jsonl")] == ["news.example"]


def test_names_do_not_forge_the_table(cli: Cli, folder: Path, out: Path) -> None:
    """A file's name cannot send the terminal a command by way of the closing table."""
    (folder / "x.\x1b]0;owned\x07").write_text("x")
    ended = cli("dedupe", folder, "--out", out)
    assert ended.returncode == 0
    assert b"\x1b" not in ended.stdout


def test_installed_command_fails_in_one_line(
    process: Callable[..., Ended], folder: Path, out: Path
) -> None:
    """A process that fails prints its error, no traceback."""
    ended = process("cleannews-dedupe", folder, "--out", out, "--disable", "no.such-rule")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.startswith(b"error: ")
    assert ended.stderr.count(b"\n") == 1


def test_day_after_day(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """Yesterday's articles are duplicates of what is stored; the same day again is the same."""
    place = tmp_path / "seen.db"
    once, again = tmp_path / "once", tmp_path / "again"
    for out in (once, again):
        ended = cli(folder, "--out", out, "--index", place, name="cleannews-dedupe")
        assert (ended.returncode, ended.stderr) == (0, b"")
    assert (again / "articles.jsonl").read_bytes() == (once / "articles.jsonl").read_bytes()
    row = {"id": "new", "text": (folder / "a.txt").read_text().upper()}
    (tmp_path / "new.jsonl").write_text(json.dumps(row))
    out = tmp_path / "two"
    ended = cli(
        tmp_path / "new.jsonl", "--out", out, "--config", once / "summary.json", "--json",
        name="cleannews-dedupe",
    )  # fmt: skip
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["index"] == {
        "known": 0,
        "duplicates": 1,
        "groups": 1,
        "new": 1,
    }
    (found,) = map(json.loads, (out / "articles.jsonl").read_text().splitlines())
    first = json.loads((once / "groups.jsonl").read_text().splitlines()[0])
    assert (found["kept"], found["group"]) == (False, first["group"])
    said = cli("explain", "new", "--out", out).stdout
    assert b"it is in the index and no article of the run" in b" ".join(said.split())
    ended = cli(
        folder, "--out", tmp_path / "x", "--index", place, "--threshold", "0.9",
        name="cleannews-dedupe",
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.count(b"\n") == 1
    assert b"was made with settings" in ended.stderr
