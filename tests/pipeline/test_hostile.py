"""Inputs that would crash or hang a careless run: it goes on and says what it left out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, open_run, run

Table = Callable[[Path], list[dict[str, Any]]]
RunRows = Callable[..., dict[str, dict[str, Any]]]

RAIN = "Rain fell on Friday in all of the hills around Quarrin, the weather service said."


@pytest.mark.parametrize("depth", [10, 200, 500, 900, 990, 1020, 1100, 20_000, 100_000])
def test_nesting_of_any_depth_does_not_end_the_run(tmp_path: Path, out: Path, depth: int) -> None:
    """A row is read or reported, however deep its brackets, and the next row is read."""
    path = tmp_path / "a.jsonl"
    nested = "[" * depth + "]" * depth
    path.write_text(f'{{"text": "{RAIN}", "n": {nested}}}\n{{"text": "Hail."}}\n')
    summary = run(RunSettings((path,), out))
    assert summary["articles"] + sum(summary["rejected"].values()) == 2


def test_nesting_that_is_read_is_kept(tmp_path: Path, out: Path, table: Table) -> None:
    """Fields nested like real data come out as they went in."""
    nested: Any = 1
    for _ in range(50):
        nested = [{"a": nested}]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": RAIN, "n": nested}) + "\n")
    run(RunSettings((path,), out))
    assert table(out / "articles.jsonl")[0]["extra"] == {"n": nested}


def test_numbers_beyond_all_bounds_do_not_end_the_run(tmp_path: Path, out: Path) -> None:
    """A date of four hundred digits costs its row at most."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "{RAIN}", "date": {"9" * 400}}}\n{{"text": "Hail."}}\n')
    summary = run(RunSettings((path,), out))
    assert summary["articles"] + sum(summary["rejected"].values()) == 2


def test_long_integers_come_out_as_they_went_in(run_rows: RunRows) -> None:
    """An integer of thirty digits keeps its last digit."""
    number = 123456789012345678901234567890
    assert run_rows({"id": "a", "text": RAIN, "n": number})["a"]["extra"] == {"n": number}


@pytest.mark.parametrize(
    "value",
    ["NaN", "-Infinity", "1e999", "9" * 5000, '"\\ud800"', '"\\u00e9 \\/"', "1.50", "[1 , {}]"],
)
def test_unknown_fields_come_out_as_they_were_written(
    tmp_path: Path, out: Path, value: str
) -> None:
    """What other programs put beside the text is not read, so it cannot be changed."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "Rain fell.", "n": {value}}}\n')
    run(RunSettings((path,), out))
    assert f'"extra":{{"n":{value}}}}}' in (out / "articles.jsonl").read_text()


def test_lone_surrogates_travel_through(run_rows: RunRows) -> None:
    """Half surrogate pairs in any field come out as they went in."""
    row = {"id": "\udfff", "text": "Rain \ud800 fell.", "title": "\ud83d", "tag": ["\udead"]}
    found = run_rows(row)["\udfff"]
    assert (found["text"], found["title"]) == (row["text"], row["title"])
    assert found["extra"] == {"tag": ["\udead"]}


@pytest.mark.parametrize("target", ["nowhere.txt", "link.txt"], ids=["dangling", "loop"])
def test_broken_link_is_reported(tmp_path: Path, out: Path, table: Table, target: str) -> None:
    """A link that leads nowhere is an error beside the files that are read."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(RAIN)
    (tmp_path / "in" / "link.txt").symlink_to(target)
    assert run(RunSettings((tmp_path / "in",), out))["articles"] == 1
    assert [Path(row["path"]).name for row in table(out / "errors.jsonl")] == ["link.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_file_name_that_is_no_text_is_read(tmp_path: Path, out: Path) -> None:
    """A file whose name is in no encoding is an article like any other."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(RAIN)
    run(RunSettings((folder,), out, format="text"))
    assert open_run(out).restore("caf\udce9.txt") == RAIN


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 20_000 + f"<p>{RAIN}</p>",
        "<html><body><p>" + "<b>" * 20_000 + RAIN,
        "<table>" * 3000 + RAIN,
        f"<html><body><article><p>&#xD800;&#0; {RAIN * 9}</p></article></body></html>",
        "<html><script type='application/ld+json'>" + "[" * 100_000 + "</script></html>",
        '<?xml version="1.0" encoding="utf-8"?><html><body><p>x</p></body></html>',
        f"<base href='http://[::1'><link rel=canonical href='http://[x'><p>{RAIN * 9}</p>",
        "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        "<!doctype html>",
        "<" * 10_000,
        "<!--" + "x" * 1000,
    ],
    ids=range(11),
)
def test_page_of_any_kind_does_not_end_the_run(tmp_path: Path, out: Path, page: str) -> None:
    """A page is extracted or reported, whatever is in it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(RAIN)
    (tmp_path / "in" / "b.html").write_text(page)
    summary = run(RunSettings((tmp_path / "in",), out))
    assert summary["articles"] + sum(summary["rejected"].values()) == 2


def test_long_line_is_read(run_rows: RunRows) -> None:
    """A text of a million characters on one line is kept whole."""
    text = " ".join(f"word{n}" for n in range(100_000))
    assert run_rows({"id": "a", "text": text})["a"]["text"] == text


def test_many_blank_lines_are_read(run_rows: RunRows) -> None:
    """A text of a hundred thousand line ends does not hang the run."""
    text = "\n" * 100_000 + "Rain."
    assert run_rows({"id": "a", "text": text})["a"]["text"] == text
