"""Runs in every format: the same rows, whole or absent, the same bytes each time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import MissingExtraError, OutputError, Run, SettingsError, open_run
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tablefiles import FORMATS

Outputs = Callable[[Path], dict[str, Any]]

STORY = (
    "The harbour was closed on Friday after a storm tore two cranes from the quay, and the ferries "
    "to the islands will not sail before Sunday, the harbour master of Tarnmouth said."
)
ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": f"Advertisement\r\n\r\n{STORY}\r\n", "title": 'Storm, "the" harbour\n'},
    {
        "id": "b",
        "text": f"{STORY}\n\nShare this article",
        "date": "2026-03-08",
        "tags": ["x", None],
    },
    {"id": "half \ud83d", "text": "Rain \udfff fell.\n\nMore news: Storm closes harbour\n\nNo."},
    {"id": "private \U0010d83d", "text": "\U0010ffff\U0010e000 Hail\0 fell.\n\nAdvertisement"},
    {
        "id": "rtl",
        "text": "أغلق الميناء يوم الجمعة.\n\nAdvertisement\n\n\u200fعاد الهدوء.",
        "n": 10**30,
    },
    {
        "id": "=1+1",
        "text": "@snow fell, +1.",
        "url": "https://quay.example/a?b=1,2",
        "author": "-Ö",
    },
    {"id": "none"},
    {"id": "nan", "text": "Fog lay over the bay of Norrick until noon.", "n": float("nan")},
]

every_format = pytest.mark.parametrize("format", FORMATS)


class Interrupting(Progress):
    """Presses Ctrl-C when the first articles are written."""

    def stage(self, name: str) -> None:
        """Note the stage."""
        self._stage = name

    def advance(self, count: int = 1) -> None:  # noqa: ARG002 (one is enough)
        """Press."""
        if self._stage == "write":
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of rows that formats may stumble over."""
    path = tmp_path_factory.mktemp("hostile") / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "{no json\n")
    return path


@pytest.fixture(scope="module")
def plain(hostile: Path) -> Run:
    """The run over it in JSON Lines."""
    run(RunSettings((hostile,), hostile.parent / "plain"))
    return open_run(hostile.parent / "plain")


def tables(opened: Run) -> list[list[dict[str, Any]]]:
    """Return the rows of all tables."""
    every = (opened.articles, opened.groups, opened.removed, opened.errors)
    return [list(table()) for table in every]


@every_format
def test_rows_are_the_same_in_every_format(
    hostile: Path, plain: Run, out: Path, format: str
) -> None:
    """What is read back from a run does not depend on how it was written."""
    run(RunSettings((hostile,), out, format=format))
    articles, groups, removed, errors = tables(open_run(out))
    assert [articles, groups, removed, errors] == tables(plain)
    assert (len(articles), len(groups), len(errors)) == (7, 1, 2)
    assert len(removed) >= 5


@every_format
def test_raw_texts_come_back_from_every_format(hostile: Path, out: Path, format: str) -> None:
    """Each raw text is restored to the last character, alone and in order."""
    run(RunSettings((hostile,), out, format=format))
    opened = open_run(out)
    texts = {row["id"]: row["text"] for row in ROWS if "text" in row}
    assert {row["id"]: text for row, text in opened.restored()} == texts
    assert {id: opened.restore(id) for id in reversed(texts)} == texts


@every_format
def test_the_folder_holds_the_tables_and_nothing_else(
    shared_corpus: Path, out: Path, format: str
) -> None:
    """A run leaves four tables in its format and the summary."""
    run(RunSettings((shared_corpus,), out, format=format))
    suffix = "jsonl" if format == "text" else format
    names = {f"{table}.{suffix}" for table in ("articles", "groups", "removed", "errors")}
    assert {path.name for path in out.iterdir()} == names | {"summary.json"} | (
        {"texts"} if format == "text" else set()
    )


@every_format
def test_runs_are_the_same_byte_for_byte(
    shared_corpus: Path, out: Path, outputs: Outputs, format: str
) -> None:
    """Two runs in one format differ in nothing; neither does one that was interrupted."""
    run(RunSettings((shared_corpus,), out, format=format))
    again = out.with_name("again")
    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((shared_corpus,), again, format=format), Interrupting())
    assert [path.name for path in again.iterdir()] == [".work"]
    run(RunSettings((shared_corpus,), again, format=format, resume=True))
    assert outputs(again) == outputs(out)


@every_format
def test_no_stale_tables_stay(
    shared_corpus: Path, out: Path, outputs: Outputs, format: str
) -> None:
    """With force the tables of another format go; other files stay."""
    for earlier in ("text", "parquet", "csv.gz"):
        run(RunSettings((shared_corpus,), out, format=earlier, force=True))
    (out / "notes.csv").write_text("mine")
    run(RunSettings((shared_corpus,), out, format=format, force=True))
    run(RunSettings((shared_corpus,), out.with_name("fresh"), format=format))
    assert (out / "notes.csv").read_text() == "mine"
    (out / "notes.csv").unlink()
    assert outputs(out) == outputs(out.with_name("fresh"))


@every_format
def test_a_run_of_nothing_has_every_table(tmp_path: Path, out: Path, format: str) -> None:
    """Without articles the tables are there, and empty."""
    (tmp_path / "in").mkdir()
    run(RunSettings((tmp_path / "in",), out, format=format))
    assert tables(open_run(out)) == [[], [], [], []]


@pytest.mark.parametrize("folder", ["texts", "parquet"])
def test_force_leaves_folders_alone_that_the_run_did_not_write(
    shared_corpus: Path, out: Path, folder: str
) -> None:
    """A folder of someone's files beside the tables of a run is not deleted with them."""
    run(RunSettings((shared_corpus,), out))
    (out / folder).mkdir()
    (out / folder / "mine").write_text("mine")
    with pytest.raises(OutputError, match=f"holds {folder}, which no run wrote"):
        run(RunSettings((shared_corpus,), out, force=True))
    assert (out / folder / "mine").read_text() == "mine"
    assert (out / "articles.jsonl").is_file()


@pytest.mark.parametrize("format", ["jsonl", "csv.gz", "parquet", "text"])
def test_only_kept_articles(hostile: Path, plain: Run, out: Path, format: str) -> None:
    """The table of articles holds the kept ones; the other tables are whole."""
    summary = run(RunSettings((hostile,), out, format=format, only_kept=True))
    opened = open_run(out)
    articles, *others = tables(opened)
    every, *all_others = tables(plain)
    assert articles == [row for row in every if row["kept"]]
    assert others == all_others
    assert summary["articles"] == len(every) == len(articles) + 1
    kept = {row["id"] for row in articles}
    texts = {row["id"]: row["text"] for row in ROWS if row["id"] in kept}
    assert {row["id"]: text for row, text in opened.restored()} == texts
    assert {id: opened.restore(id) for id in texts} == texts


def test_a_dropped_article_of_only_kept_ones_is_told(hostile: Path, plain: Run, out: Path) -> None:
    """Asking for the raw text of a dropped article says that the run kept others only."""
    run(RunSettings((hostile,), out, only_kept=True))
    (dropped,) = (row for row in plain.articles() if not row["kept"])
    message = f"'{dropped['id']}'.*--only-kept.* dropped for '{dropped['representative']}'"
    with pytest.raises(SettingsError, match=message):
        open_run(out).restore(dropped["id"])
    with pytest.raises(SettingsError, match="an article in"):
        open_run(out).restore("no such id")


@pytest.mark.parametrize(
    ("package", "settings"),
    [
        ("pyarrow", {"format": "parquet"}),
        ("pyarrow", {"append_columns": True}),
        ("backports.zstd", {"format": "jsonl.zst"}),
        ("backports.zstd", {"format": "csv.zst"}),
    ],
    ids=str,
)
def test_missing_packages_are_told_before_anything_is_done(
    shared_corpus: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    settings: dict[str, Any],
) -> None:
    """A format whose package is missing names the extra, and leaves nothing behind."""
    monkeypatch.setitem(sys.modules, package, None)
    extra = {"pyarrow": "parquet", "backports.zstd": "zstd"}[package]
    with pytest.raises(MissingExtraError, match=rf"cleannews\[{extra}\]"):
        run(RunSettings((shared_corpus,), out, **settings))
    assert not out.exists()


def test_columns_are_not_appended_to_other_files(shared_corpus: Path, out: Path) -> None:
    """Inputs that are no Parquet files are told before anything is done."""
    with pytest.raises(OutputError, match="is no Parquet file"):
        run(RunSettings((shared_corpus,), out, append_columns=True))
    assert not out.exists()


def test_resuming_in_another_format_is_refused(shared_corpus: Path, out: Path) -> None:
    """How tables are written is part of a run's settings."""
    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((shared_corpus,), out, format="csv"), Interrupting())
    for settings in ({"format": "csv.gz"}, {"format": "csv", "only_kept": True}):
        with pytest.raises(OutputError, match="other settings"):
            run(RunSettings((shared_corpus,), out, resume=True, **settings))
