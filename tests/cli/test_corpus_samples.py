"""The sample corpus, cleaned and grouped by the installed command, against its answers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import subprocess
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import open_run

Ended = subprocess.CompletedProcess[bytes]
Rows = dict[str, dict[str, Any]]
Spans = dict[str, list[dict[str, Any]]]

SAMPLES = Path(__file__).parents[2] / "corpus_samples"
ANSWERS: Rows = {
    row["id"]: row
    for row in tomllib.loads((SAMPLES / "answers.toml").read_text("utf-8"))["article"]
}
STORED = [
    id for id, row in ANSWERS.items() if any("start" in line for line in row.get("boilerplate", ()))
]
"""Articles whose planted lines have offsets: all but those in HTML and XML."""
PAGES = [id for id, row in ANSWERS.items() if ".htm" in row["path"] or ".xml" in row["path"]]
GUARDED = [id for id, row in ANSWERS.items() if row.get("keep")]
STORIES = sorted({row["group"] for row in ANSWERS.values() if "group" in row})


@pytest.fixture(scope="module")
def out(samples_run: tuple[Path, Ended]) -> Path:
    """The folder of the run."""
    return samples_run[0]


@pytest.fixture(scope="module")
def rows(out: Path) -> Rows:
    """The articles by id."""
    return {row["id"]: row for row in open_run(out).articles()}


@pytest.fixture(scope="module")
def removed(out: Path) -> Spans:
    """The removed spans by article."""
    found: Spans = defaultdict(list)
    for row in open_run(out).removed():
        found[row["id"]].append(row)
    return found


def test_run_finishes_without_a_word_of_trouble(samples_run: tuple[Path, Ended]) -> None:
    """The run ends with 0, a table on stdout and nothing on stderr."""
    out, ended = samples_run
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert str(len(ANSWERS)) in ended.stdout.decode().split()
    assert ended.stdout.decode().splitlines()[-1] == f"written to {out}"


def test_both_commands_write_the_same(
    samples_run: tuple[Path, Ended], process: Callable[..., Ended], tmp_path: Path
) -> None:
    """`cleannews dedupe` is `cleannews-dedupe`."""
    ended = process("cleannews", "dedupe", "corpus_samples", "--out", tmp_path / "out")
    assert ended.returncode == 0
    for name in ("articles.jsonl", "groups.jsonl", "removed.jsonl", "errors.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (samples_run[0] / name).read_bytes()


def test_every_article_is_found_under_its_id(rows: Rows) -> None:
    """The run holds the articles of the answers, and no other."""
    assert set(rows) == set(ANSWERS)


def test_nothing_is_rejected(out: Path) -> None:
    """Every file of the samples can be read."""
    assert (out / "errors.jsonl").read_bytes() == b""


@pytest.mark.parametrize("story", STORIES)
def test_copies_of_a_story_end_in_one_group(rows: Rows, story: str) -> None:
    """The original of a story and all its copies are in one group."""
    ids = [
        id
        for id, row in ANSWERS.items()
        if row.get("group") == story and row["relation"] in {"original", "copy"}
    ]
    assert len(ids) >= 2
    groups = {rows[id]["group"] for id in ids}
    assert len(groups) == 1
    assert None not in groups


@pytest.mark.parametrize("id", [id for id, row in ANSWERS.items() if row["relation"] == "abridged"])
def test_abridged_article_is_with_its_story(rows: Rows, id: str) -> None:
    """An abridged article is in the group of its story, as abridged."""
    story = {
        rows[other]["group"]
        for other, row in ANSWERS.items()
        if row.get("group") == ANSWERS[id]["group"] and row["relation"] == "original"
    }
    assert {rows[id]["group"]} == story
    assert rows[id]["relation"] == "abridged"


@pytest.mark.parametrize("id", [id for id, row in ANSWERS.items() if row["relation"] == "alone"])
def test_article_that_stands_alone_is_in_no_group(rows: Rows, id: str) -> None:
    """An article without a twin is kept, in no group."""
    assert (rows[id]["group"], rows[id]["kept"]) == (None, True)


def test_no_group_mixes_stories(out: Path) -> None:
    """The members of every group tell one story."""
    groups = list(open_run(out).groups())
    assert groups
    for group in groups:
        stories = {ANSWERS[member["id"]]["story"] for member in group["members"]}
        assert len(stories) == 1, group["group"]


def test_one_article_of_each_story_is_kept(rows: Rows) -> None:
    """No story is lost: each has an article that is kept."""
    kept = {ANSWERS[id]["story"] for id, row in rows.items() if row["kept"]}
    assert kept == {row["story"] for row in ANSWERS.values()}


@pytest.mark.parametrize("id", STORED)
def test_every_planted_line_is_removed(removed: Spans, id: str) -> None:
    """Each planted line lies in a removed span."""
    missed = [
        line["text"]
        for line in ANSWERS[id]["boilerplate"]
        if not any(
            span["start"] <= line["start"] and line["end"] <= span["end"] for span in removed[id]
        )
    ]
    assert missed == []


@pytest.mark.parametrize("id", STORED)
def test_planted_lines_are_told_by_category(removed: Spans, id: str) -> None:
    """A removed span over a planted line has the line's category."""
    wrong = [
        (line["text"], line["category"], span["rule"])
        for line in ANSWERS[id]["boilerplate"]
        for span in removed[id]
        if span["start"] <= line["start"] < span["end"] and span["category"] != line["category"]
    ]
    assert wrong == []


@pytest.mark.parametrize("id", STORED)
def test_only_planted_lines_are_removed(removed: Spans, id: str) -> None:
    """What is removed beside the planted lines is white space."""
    planted = {
        at for line in ANSWERS[id]["boilerplate"] for at in range(line["start"], line["end"])
    }
    other = "".join(
        char
        for span in removed[id]
        for at, char in enumerate(span["text"], start=span["start"])
        if at not in planted
    )
    assert other.strip() == ""


@pytest.mark.parametrize("id", PAGES)
def test_planted_lines_of_pages_are_gone(rows: Rows, id: str) -> None:
    """No planted line of a page stands in its cleaned text."""
    planted = {line["text"] for line in ANSWERS[id].get("boilerplate", ())}
    assert not planted & set(rows[id]["text"].splitlines())


@pytest.mark.parametrize("id", GUARDED)
def test_paragraphs_that_only_look_like_boilerplate_stay(rows: Rows, id: str) -> None:
    """Each paragraph that belongs to the story is in the cleaned text, whole."""
    lost = [text for text in ANSWERS[id]["keep"] if text not in rows[id]["text"].splitlines()]
    assert lost == []


@pytest.mark.parametrize("id", [id for id in ANSWERS if ".txt" in id])
def test_raw_text_of_a_file_comes_back(out: Path, id: str) -> None:
    """The restored text of a text file is the file, byte for byte."""
    assert open_run(out).restore(id).encode() == stored(ANSWERS[id]["path"])


@pytest.mark.parametrize("id", [id for id, row in ANSWERS.items() if "line" in row])
def test_raw_text_of_a_row_comes_back(out: Path, id: str) -> None:
    """The restored text of a row is one of the row's own values."""
    path, data = ANSWERS[id]["path"], stored(ANSWERS[id]["path"])
    if path.endswith(".csv"):
        found = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    elif ".jsonl" in path:
        found = [json.loads(line) for line in data.splitlines()]
    else:
        found = json.loads(data)
    assert open_run(out).restore(id) in found[ANSWERS[id]["line"] - 1].values()


def stored(path: str) -> bytes:
    """Return what a file of the samples holds, unpacked."""
    archive, _, name = path.partition(".zip/")
    if name:
        with zipfile.ZipFile(SAMPLES / f"{archive}.zip") as file:
            data = file.read(name)
    else:
        data = (SAMPLES / path).read_bytes()
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path[-3:], bytes)
    return unpack(data)
