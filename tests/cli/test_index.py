"""cleannews index: articles added, asked for, expired, given out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import Article, SiteMemory
from grouping.planted import story
from servers import RedisServer

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


def lines(ended: Ended) -> list[dict[str, Any]]:
    """Return the lines of JSON that a command printed, which ended well."""
    assert (ended.returncode, ended.stderr) == (0, b"")
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.fixture
def added(cli: Cli, folder: Path, tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    """Return an index of a folder with a copy, and what was said when it was made."""
    place = tmp_path / "seen.db"
    return place, lines(cli("index", "add", place, folder))


def test_add_tells_of_copies(added: tuple[Path, list[dict[str, Any]]]) -> None:
    """Each article has a line; texts are cleaned, so that an advertisement does not count."""
    assert [(it["id"], it["match"] and it["match"]["id"]) for it in added[1]] == [
        ("a.txt", None),
        ("b.txt", "a.txt"),
        ("c.txt", None),
    ]
    assert added[1][1]["match"] == {
        "id": "a.txt",
        "relation": "copy",
        "jaccard": 1.0,
        "containment": 1.0,
        "duplicate": True,
    }


def test_query_stores_nothing(cli: Cli, added: tuple[Path, list[dict[str, Any]]]) -> None:
    """It answers as add would; what is known by its id gets the answer that it got."""
    place, answers = added
    row = json.dumps({"id": "new", "text": "Rain is expected in the hills on Monday night."})
    for _ in range(2):
        assert lines(cli("index", "query", place, "-", stdin=row.encode())) == [
            {"id": "new", "match": None}
        ]
    folder = place.parent / "in"
    assert lines(cli("index", "query", place, folder)) == answers
    (stats,) = lines(cli("index", "stats", place))
    assert (stats["kept"], stats["duplicates"]) == (2, 1)


def test_settings_are_remembered(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """They need not be given again; others are refused, and nothing is changed."""
    place = tmp_path / "seen.db"
    options = ("--threshold", "0.9", "--no-clean", "--window", "3", "--drop", "copy")
    lines(cli("index", "add", place, folder, *options))
    lines(cli("index", "add", place, folder))
    lines(cli("index", "add", place, folder, *options))
    (stats,) = lines(cli("index", "stats", place))
    assert stats["settings"] == {
        "clean": None,
        "cleaner": None,
        "dedupe": {"threshold": 0.9, "containment": 0.8, "drop": ["copy"], "window": 3.0},
        "learn": False,
    }
    ended = cli("index", "add", place, folder, "--threshold", "0.8")
    assert ended.returncode == 2
    assert b"threshold=0.9" in ended.stderr
    assert b"threshold=0.8" in ended.stderr
    assert b"index export" in ended.stderr


def test_memory_must_be_given_again(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """A memory of sites is no part of the index, so it is named each time."""
    memory, place = tmp_path / "memory.npz", tmp_path / "seen.db"
    SiteMemory.learn([Article("Rain fell.", site="quay.example")]).save(memory)
    lines(cli("index", "add", place, folder, "--memory", memory))
    lines(cli("index", "query", place, folder, "--memory", memory))
    ended = cli("index", "query", place, folder)
    assert ended.returncode == 2
    assert ended.stderr.count(b"cleaner=") == 2


def test_an_index_is_made_anew(cli: Cli, added: tuple[Path, list[dict[str, Any]]]) -> None:
    """What export prints is added to an index with other settings."""
    place, _ = added
    exported = cli("index", "export", place)
    rows = lines(exported)
    assert [(it["id"], [other["id"] for other in it["duplicates"]]) for it in rows] == [
        ("a.txt", ["b.txt"]),
        ("c.txt", []),
    ]
    assert "Advertisement" not in rows[0]["text"]
    other = place.with_name("other.db")
    answers = lines(cli("index", "add", other, "-", "--threshold", "0.9", stdin=exported.stdout))
    assert [it["id"] for it in answers] == ["a.txt", "c.txt"]
    assert [it["text"] for it in lines(cli("index", "export", other))] == [
        it["text"] for it in rows
    ]


def test_an_index_in_redis(cli: Cli, folder: Path, redis_server: RedisServer) -> None:
    """Every command takes an address; settings are remembered; what is no index is refused."""
    place = redis_server.address("cli")
    ended = cli("index", "stats", place)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"error: {place} has no index;".encode())
    answers = lines(cli("index", "add", place, folder, "--threshold", "0.9"))
    assert [it["match"] and it["match"]["id"] for it in answers] == [None, "a.txt", None]
    assert lines(cli("index", "add", place, folder)) == answers
    assert lines(cli("index", "query", place, folder)) == answers
    (stats,) = lines(cli("index", "stats", place))
    assert (stats["kept"], stats["duplicates"], stats["relations"]) == (2, 1, {"copy": 1})
    assert stats["settings"]["dedupe"]["threshold"] == 0.9
    assert cli("index", "add", place, folder, "--threshold", "0.8").returncode == 2
    assert [it["id"] for it in lines(cli("index", "export", place))] == ["a.txt", "c.txt"]
    ended = cli("index", "expire", place, "--before", "2999-01-01")
    assert ended.stdout == b"3 articles and duplicates expired\n"


def test_a_bad_address_is_one_line_without_the_password(cli: Cli, folder: Path) -> None:
    """Whatever is wrong with it."""
    for place in (
        "redis://:secret@localhost:1/0",
        "redis://:secret@quay:x",
        "ftp://me:secret@quay",
    ):
        ended = cli("index", "add", place, folder)
        assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
        assert b"secret" not in ended.stderr


@pytest.mark.parametrize("before", ["2999-01-01", "2999-01-01T00:00:00Z", "0d"])
def test_expire(cli: Cli, added: tuple[Path, list[dict[str, Any]]], before: str) -> None:
    """Articles and their duplicates go, and are counted."""
    place, _ = added
    ended = cli("index", "expire", place, "--before", before)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout == b"3 articles and duplicates expired\n"
    assert lines(cli("index", "export", place)) == []


def test_expire_leaves_what_is_younger(cli: Cli, added: tuple[Path, list[dict[str, Any]]]) -> None:
    """Without a date an article is as old as its place in the index."""
    assert cli("index", "expire", added[0], "--before", "1d").stdout.startswith(b"0 ")


@pytest.mark.parametrize("before", ["yesterday", "xd", "99999999999d", ""])
def test_expire_refuses_what_is_no_date(
    cli: Cli, added: tuple[Path, list[dict[str, Any]]], before: str
) -> None:
    """It says what was given."""
    ended = cli("index", "expire", added[0], "--before", before)
    assert ended.returncode == 2
    assert f"{before!r} is no date".encode() in ended.stderr


@pytest.mark.parametrize(
    "words", [("query", "in"), ("stats",), ("export",), ("expire", "--before", "1d")]
)
def test_an_index_must_exist(cli: Cli, folder: Path, words: tuple[str, ...]) -> None:
    """Only add makes one."""
    place = folder.parent / "none.db"
    command, *others = words
    others = [str(folder) if it == "in" else it for it in others]
    ended = cli("index", command, place, *others)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"error: {place} does not exist".encode())
    assert not place.exists()


def test_foreign_files_are_refused(cli: Cli, folder: Path) -> None:
    """In one line."""
    ended = cli("index", "add", folder / "a.txt", folder)
    assert ended.returncode == 2
    assert ended.stderr.count(b"\n") == 1
    assert b"is no index of cleannews" in ended.stderr


def test_unreadable_inputs_are_told(cli: Cli, folder: Path, tmp_path: Path) -> None:
    """The others are added; the exit status says so."""
    (folder / "bad.json").write_text('{"no": "text"}')
    ended = cli("index", "add", tmp_path / "seen.db", folder)
    assert ended.returncode == 3
    assert b"bad.json" in ended.stderr
    assert len(ended.stdout.splitlines()) == 3


def test_nothing_to_read(cli: Cli, tmp_path: Path) -> None:
    """An empty folder is wrong usage."""
    (tmp_path / "empty").mkdir()
    ended = cli("index", "add", tmp_path / "seen.db", tmp_path / "empty")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"nothing to read" in ended.stderr


@pytest.mark.parametrize("command", ["add", "query", "expire", "stats", "export"])
def test_every_command_of_the_group_has_help(cli: Cli, command: str) -> None:
    """With an example, and no line wider than a terminal."""
    ended = cli("index", command, "--help")
    assert (ended.returncode, ended.stderr) == (0, b"")
    text = ended.stdout.decode()
    assert f"cleannews index {command} seen.db" in text
    assert max(map(len, text.splitlines())) <= 80


def test_an_index_that_learns(cli: Cli, tmp_path: Path) -> None:
    """It is told of by stats, gives its memory out, and goes on learning without the option."""
    foot = "Seven readers of the harbour gazette write to us on every weekday."
    rows = [
        {"id": str(at), "site": "quay.example", "text": f"{' '.join(story(at, 40))}\n\n{foot}"}
        for at in range(8)
    ]
    first, rest = (
        "".join(json.dumps(it) + "\n" for it in some).encode() for some in (rows[:4], rows[4:])
    )
    place, out = tmp_path / "seen.db", tmp_path / "sites"
    lines(cli("index", "add", place, "-", "--learn", stdin=first))
    lines(cli("index", "add", place, "-", stdin=rest))
    (stats,) = lines(cli("index", "stats", place))
    assert stats["memory"]["pages"] == 8
    assert stats["settings"]["learn"] is True
    said = cli("index", "memory", place, "--out", out)
    assert (said.returncode, said.stdout) == (0, b"1 lines and sentences that recur, of 1 sites\n")
    assert SiteMemory.load(out).counts()["pages"] == 8
    other = tmp_path / "other.db"
    lines(cli("index", "add", other, "-", stdin=first))
    said = cli("index", "memory", other, "--out", out)
    assert said.returncode == 2
    assert b"does not learn" in said.stderr
    assert cli("index", "add", other, "-", "--learn", "--no-clean").returncode == 2
    assert cli("index", "add", other, "-", "--learn", stdin=rest).returncode == 2
