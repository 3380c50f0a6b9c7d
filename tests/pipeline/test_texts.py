"""The kept articles' texts as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, run

Table = Callable[[Path], list[dict[str, Any]]]

RAIN = "Rain fell on Friday in all of the hills around Quarrin, the weather service said."
HAIL = "Hail broke the windows of eleven greenhouses in Norrick, their owners found at dawn."


def written(out: Path) -> dict[str, str]:
    """Return the texts by their path below the folder of texts."""
    texts = out / "texts"
    return {
        path.relative_to(texts).as_posix(): path.read_text("utf-8")
        for path in texts.rglob("*")
        if path.is_file()
    }


def test_tables_are_written_too(shared_corpus: Path, out: Path, tmp_path: Path) -> None:
    """With format="text" the tables are those of format="jsonl"."""
    run(RunSettings((shared_corpus,), out, format="text"))
    run(RunSettings((shared_corpus,), tmp_path / "tables"))
    for name in ("articles.jsonl", "groups.jsonl", "removed.jsonl", "errors.jsonl"):
        assert (out / name).read_bytes() == (tmp_path / "tables" / name).read_bytes()


def test_texts_are_the_kept_articles(shared_corpus: Path, out: Path, table: Table) -> None:
    """There is a text for each kept article, as clean as in the table, and no other."""
    summary = run(RunSettings((shared_corpus,), out, format="text"))
    kept = [row for row in table(out / "articles.jsonl") if row["kept"]]
    found = [
        path.read_bytes().decode("utf-8", errors="surrogatepass")
        for path in (out / "texts").rglob("*")
        if path.is_file()
    ]
    assert sorted(found) == sorted(row["text"] for row in kept)
    assert summary["texts"] == len(kept)


def test_texts_are_called_like_their_files(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text is found at its input's path with .txt behind it, and the line of its row."""
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "b.txt").write_text(RAIN)
    (tmp_path / "in" / "c.jsonl").write_text(f'\n{{"text": "{HAIL}"}}\n')
    monkeypatch.chdir(tmp_path)
    run(RunSettings((Path("in"),), out, format="text"))
    assert written(out) == {"in/a/b.txt.txt": RAIN, "in/c.jsonl.2.txt": HAIL}


def test_line_ends_stay(tmp_path: Path, out: Path) -> None:
    """A text is written with the line ends that it had."""
    (tmp_path / "a.txt").write_bytes(f"{RAIN}\r\n\r\n{HAIL}\r\n".encode())
    run(RunSettings((tmp_path / "a.txt",), out, format="text"))
    (path,) = (path for path in (out / "texts").rglob("*") if path.is_file())
    assert path.read_bytes() == (tmp_path / "a.txt").read_bytes()


@pytest.mark.parametrize("given", ["../in", "../../{}/in", ".", "./../in/../in", "{}"])
def test_texts_stay_below_their_folder(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """Whatever the path of an input, its text lands below the folder of texts."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(RAIN)
    (folder / "...txt.txt").write_text(HAIL)
    monkeypatch.chdir(folder)
    before = {path for path in tmp_path.rglob("*") if out not in path.parents}
    path = str(folder) if given == "{}" else given.format(tmp_path.name)
    run(RunSettings((Path(path),), out, format="text"))
    after = {path for path in tmp_path.rglob("*") if out not in path.parents}
    assert after - before <= {out}
    assert sorted(written(out).values()) == [RAIN]


@pytest.mark.parametrize("id", ["../../evil", "/etc/evil", "..\\..\\evil", "a/../../../evil", "."])
def test_ids_lead_nowhere(tmp_path: Path, out: Path, id: str) -> None:
    """Whatever an article's id, its text is called by its file."""
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": id, "text": RAIN}) + "\n")
    before = {path for path in tmp_path.rglob("*") if out not in path.parents}
    run(RunSettings((path,), out, format="text"))
    after = {path for path in tmp_path.rglob("*") if out not in path.parents}
    assert after - before == {out}
    assert [Path(name).name for name in written(out)] == ["in.jsonl.1.txt"]


@pytest.mark.parametrize(
    "names",
    [
        ("a:b.txt", "a_b.txt"),
        ("x" * 50 + "/" + "y" * 240 + ".txt", "x" * 50 + "/z" + "y" * 239 + ".txt"),
        ("a.txt", "a.txt.txt/b.txt"),
        ("a.jsonl.1.txt", "a.jsonl"),
    ],
    ids=["mark in a name", "long names", "file and folder", "row and file"],
)
def test_texts_do_not_take_each_others_place(
    tmp_path: Path, out: Path, names: tuple[str, str]
) -> None:
    """Two kept articles have two texts, however alike their paths."""
    for name, text in zip(names, (RAIN, HAIL), strict=True):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"text": text}) if path.suffix == ".jsonl" else text)
    run(RunSettings((tmp_path / "in",), out, format="text"))
    assert sorted(written(out).values()) == [HAIL, RAIN]


def test_texts_of_two_inputs_do_not_take_each_others_place(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input above the current folder and one in it keep their texts apart."""
    for name, text in (("in/a.txt", RAIN), ("here/in/a.txt", HAIL)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path / "here")
    run(RunSettings((Path("in"), Path("../in")), out, format="text"))
    assert sorted(written(out).values()) == [HAIL, RAIN]


@pytest.mark.parametrize("name", ["港" * 83, "x" * 251, "é" * 125], ids=["cjk", "x", "é"])
def test_longest_names_are_written(tmp_path: Path, out: Path, name: str) -> None:
    """The text of a file whose name is as long as names may be is written."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{name}.txt").write_text(RAIN)
    run(RunSettings((tmp_path / "in",), out, format="text"))
    assert list(written(out).values()) == [RAIN]


def test_lone_surrogates_are_written(tmp_path: Path, out: Path) -> None:
    """A text with half a surrogate pair is written as the bytes that stand for it."""
    (tmp_path / "a.jsonl").write_text('{"text": "Rain \\ud800 fell."}\n')
    run(RunSettings((tmp_path / "a.jsonl",), out, format="text"))
    (path,) = (path for path in (out / "texts").rglob("*") if path.is_file())
    assert path.read_bytes().decode("utf-8", errors="surrogatepass") == "Rain \ud800 fell."
