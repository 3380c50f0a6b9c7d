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


ESCAPE, OVERRIDE, SEPARATOR = "\x1b]0;owned\x07", "\u202etxt.exe\u202c", "\u2028\u2029\x85"
ODD_IDS = [
    "../../escaped",
    "/etc/cleannews",
    "..",
    "C:\\escaped",
    "a\nb",
    "a\0b",
    ESCAPE,
    OVERRIDE,
    SEPARATOR,
    "\ud800",
    "x" * 100_000,
]


def inside(folder: Path) -> set[Path]:
    """Return every path below a folder."""
    return set(folder.rglob("*"))


@pytest.mark.parametrize("id", ODD_IDS, ids=range(len(ODD_IDS)))
def test_ids_of_any_kind_stay_inside_the_folder(
    tmp_path: Path, out: Path, table: Table, id: str
) -> None:
    """An id that looks like a path is a name, and comes back as it was given."""
    path = tmp_path / "in" / "rows.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"id": id, "text": f"{RAIN}\nShare\n{RAIN}"}) + "\n")
    before = inside(tmp_path)
    run(RunSettings((path,), out, format="text"))
    assert all(out in it.parents or it == out for it in inside(tmp_path) - before)
    assert [row["id"] for row in table(out / "articles.jsonl")] == [id]
    assert open_run(out).restore(id) == f"{RAIN}\nShare\n{RAIN}"


@pytest.mark.parametrize("odd", [ESCAPE, OVERRIDE, SEPARATOR, "\0", "\ud800", "\u2066", "\x9b31m"])
def test_controls_in_any_field_travel_through(run_rows: RunRows, out: Path, odd: str) -> None:
    """Texts and fields keep the controls that are in them, on a line of JSON for each row."""
    row = {"id": "a", "text": f"{RAIN} {odd} {RAIN}", "title": f"Rain {odd}", "tag": odd}
    found = run_rows(row)["a"]
    assert found["text"] == row["text"]
    assert found["title"] == row["title"]
    assert found["extra"] == {"tag": odd}
    for name in ("articles", "groups", "removed", "errors"):
        data = (out / f"{name}.jsonl").read_bytes()
        assert all(isinstance(json.loads(line), dict) for line in data.split(b"\n") if line)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    "name",
    ["a\nb.txt", f"{ESCAPE}.txt", f"{OVERRIDE}.txt", "a..txt", "-rf.txt", " .txt", "a\\..\\b.txt"],
    ids=range(7),
)
@pytest.mark.parametrize("format", ["jsonl", "text"])
def test_file_names_of_any_kind_are_names(
    tmp_path: Path, out: Path, table: Table, name: str, format: str
) -> None:
    """A file is read by its name, whatever that holds, and nothing is written beside the folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(RAIN)
    before = inside(tmp_path)
    run(RunSettings((folder,), out, format=format))
    assert all(out in it.parents or it == out for it in inside(tmp_path) - before)
    assert [Path(row["path"]).name for row in table(out / "articles.jsonl")] == [name]


def test_a_path_that_climbs_is_read_and_stays_inside(tmp_path: Path, out: Path) -> None:
    """Inputs given with .. are read, and their texts land below the folder of the run."""
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(RAIN)
    before = inside(tmp_path)
    run(RunSettings((tmp_path / "in" / "deep" / ".." / "a.txt",), out, format="text"))
    assert all(out in it.parents or it == out for it in inside(tmp_path) - before)
    assert [path.read_text() for path in out.rglob("*.txt")] == [RAIN]


def test_articles_made_to_be_slow_are_cleaned_with_the_rest(run_rows: RunRows) -> None:
    """Lines made of the words of rules, marks and long titles cost their article no more than others."""
    rows: dict[str, dict[str, Any]] = {
        "words": {"text": "read/more/" * 20_000 + "\n" + RAIN},
        "signs": {"text": "©" * 100_000 + "\n" + RAIN},
        "marks": {"text": "a" + "\u0301\u0316" * 50_000 + " (read more) " + RAIN},
        "title": {"text": RAIN, "title": "Rain | " * 20_000},
        "digits": {"text": RAIN, "title": f"&#{'9' * 5000}; Rain falls on the hills"},
        "authors": {"text": RAIN, "authors": ["A" * 80 + " Staff"] * 1000},
        "url": {"text": RAIN, "url": "https://xn--" + "a" * 100_000 + ".example/x"},
    }
    found = run_rows(*({"id": id, **row} for id, row in rows.items()))
    assert {id: row["text"] for id, row in found.items()} == {
        id: row["text"] for id, row in rows.items()
    }
