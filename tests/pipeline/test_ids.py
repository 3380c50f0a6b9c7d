"""How articles are called, and where they are from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, run
from cleannews.settings import ReadSettings

Table = Callable[[Path], list[dict[str, Any]]]
RunRows = Callable[..., dict[str, dict[str, Any]]]


def test_articles_without_an_id_are_called_by_their_path(
    tmp_path: Path, out: Path, table: Table
) -> None:
    """A file's article is its path below the input, a row's is that and its line."""
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "b.txt").write_text("Rain fell.")
    (tmp_path / "in" / "c.jsonl").write_text('\n{"text": "Hail."}\n{"text": "Snow.", "id": "s"}\n')
    run(RunSettings((tmp_path / "in",), out))
    assert [row["id"] for row in table(out / "articles.jsonl")] == ["c.jsonl:2", "s", "a/b.txt"]


def test_repeated_ids_get_path_and_line(run_rows: RunRows, tmp_path: Path) -> None:
    """The first article keeps its id, later ones get where they stand behind it."""
    path = tmp_path / "rows.jsonl"
    rows = run_rows(*({"id": "x", "text": text} for text in ("Rain.", "Hail.", "Snow.")))
    assert list(rows) == ["x", f"x@{path}:2", f"x@{path}:3"]


def test_repeated_ids_are_counted(tmp_path: Path, out: Path) -> None:
    """The summary says how many ids were changed."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Rain.", "id": "x"}\n' * 3 + '{"text": "Rain.", "id": "y"}\n')
    assert run(RunSettings((path,), out))["renamed_ids"] == 2


def test_unique_ids_are_not_counted(tmp_path: Path, out: Path) -> None:
    """Where every id stands once, none was changed."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Rain.", "id": "x"}\n{"text": "Rain."}\n')
    assert run(RunSettings((path,), out))["renamed_ids"] == 0


def test_files_of_one_name_get_their_path(tmp_path: Path, out: Path, table: Table) -> None:
    """Two inputs that hold a file of the same name keep both articles."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"Rain fell on day {name}.")
    run(RunSettings((tmp_path / "one", tmp_path / "two"), out))
    ids = [row["id"] for row in table(out / "articles.jsonl")]
    assert ids == ["a.txt", f"a.txt@{tmp_path / 'two' / 'a.txt'}"]


def test_id_that_looks_like_a_changed_one_is_unique_too(run_rows: RunRows, tmp_path: Path) -> None:
    """An id that another article would be given is not given twice."""
    path = tmp_path / "rows.jsonl"
    rows = run_rows(
        {"id": f"x@{path}:3", "text": "Rain."},
        {"id": "x", "text": "Hail."},
        {"id": "x", "text": "Snow."},
    )
    assert [row["text"] for row in rows.values()] == ["Rain.", "Hail.", "Snow."]


@pytest.mark.parametrize("id", [" ", "../../x", "a\nb", "\u202ex", "\ud800", "x" * 5000, "\0"])
def test_any_text_is_an_id(run_rows: RunRows, id: str) -> None:
    """An id is kept as it is, whatever it holds."""
    rows = run_rows({"id": id, "text": "Rain."}, {"id": "other", "text": "Hail."})
    assert rows[id]["text"] == "Rain."


def test_site_comes_from_the_first_folder(tmp_path: Path, out: Path, table: Table) -> None:
    """With read=ReadSettings(site_from="dir") the first folder below the input is the outlet."""
    path = tmp_path / "in" / "www.news.example" / "2026" / "a.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"text": "Rain.", "site": "wire.example"}\n')
    run(RunSettings((tmp_path / "in",), out, read=ReadSettings(site_from="dir")))
    assert [row["site"] for row in table(out / "articles.jsonl")] == ["news.example"]


def test_site_stays_where_there_is_no_folder(tmp_path: Path, out: Path, table: Table) -> None:
    """A file at the top of the input keeps the outlet that it names."""
    path = tmp_path / "in" / "a.jsonl"
    path.parent.mkdir()
    path.write_text('{"text": "Rain.", "site": "wire.example"}\n')
    run(RunSettings((tmp_path / "in",), out, read=ReadSettings(site_from="dir")))
    assert [row["site"] for row in table(out / "articles.jsonl")] == ["wire.example"]


def test_site_is_not_taken_from_folders_unasked(tmp_path: Path, out: Path, table: Table) -> None:
    """Without site_from a folder's name says nothing."""
    path = tmp_path / "in" / "news.example" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text("Rain.")
    run(RunSettings((tmp_path / "in",), out))
    assert [row["site"] for row in table(out / "articles.jsonl")] == [None]
