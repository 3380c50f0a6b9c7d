"""What a run writes: the tables, their columns, and that they agree with each other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, open_run, run
from cleannews.settings import CATEGORIES, DedupeSettings
from oracles import jaccard, share_held, shingles

Table = Callable[[Path], list[dict[str, Any]]]
RunRows = Callable[..., dict[str, dict[str, Any]]]

COLUMNS = {
    "articles.jsonl": {
        "id",
        "path",
        "line",
        "title",
        "url",
        "site",
        "published",
        "authors",
        "language",
        "agency",
        "flags",
        "text",
        "kept",
        "group",
        "relation",
        "representative",
        "jaccard",
        "containment",
        "extra",
    },
    "groups.jsonl": {"group", "size", "representative", "members"},
    "removed.jsonl": {"id", "start", "end", "category", "rule", "text"},
    "errors.jsonl": {"path", "line", "error", "message"},
}
MEMBERSHIP = ("group", "relation", "representative", "jaccard", "containment")


@pytest.fixture
def articles(shared_run: Path, table: Table) -> dict[str, dict[str, Any]]:
    """The articles of the corpus by id."""
    return {row["id"]: row for row in table(shared_run / "articles.jsonl")}


@pytest.fixture
def groups(shared_run: Path, table: Table) -> list[dict[str, Any]]:
    """The groups of the corpus."""
    return table(shared_run / "groups.jsonl")


@pytest.fixture
def summary(shared_run: Path) -> dict[str, Any]:
    """The summary of the run over the corpus."""
    found: dict[str, Any] = json.loads((shared_run / "summary.json").read_bytes())
    return found


def test_folder_holds_the_tables_and_nothing_else(shared_run: Path) -> None:
    """A finished run leaves five files and no work folder."""
    assert {path.name for path in shared_run.iterdir()} == {*COLUMNS, "summary.json"}


@pytest.mark.parametrize("name", COLUMNS)
def test_rows_have_exactly_their_columns(shared_run: Path, table: Table, name: str) -> None:
    """Every row of a table has every column, and no other."""
    rows = table(shared_run / name)
    assert rows
    assert [set(row) for row in rows] == [COLUMNS[name]] * len(rows)


def test_members_have_exactly_their_columns(groups: list[dict[str, Any]]) -> None:
    """Every member of a group has its id, its relation, two figures, and whether it is kept."""
    columns = {"id", "relation", "jaccard", "containment", "kept"}
    assert [set(member) for group in groups for member in group["members"]] == [columns] * 4


def test_every_readable_article_is_in_the_table(articles: dict[str, dict[str, Any]]) -> None:
    """Articles come in the order of the inputs, dropped ones too."""
    assert [(row["line"], Path(row["path"]).name) for row in articles.values()] == [
        (1, "feed.jsonl.gz"),
        (2, "feed.jsonl.gz"),
        (3, "feed.jsonl.gz"),
        (6, "feed.jsonl.gz"),
        (None, "page.html"),
        (None, "storm.txt"),
        (None, "late.json"),
    ]


def test_fields_of_an_article_are_written(
    articles: dict[str, dict[str, Any]], shared_corpus: Path
) -> None:
    """Fields keep their values under one name, whatever the input called them."""
    row = articles["w-1"]
    assert {key: row[key] for key in COLUMNS["articles.jsonl"] - {"text", *MEMBERSHIP}} == {
        "id": "w-1",
        "path": str(shared_corpus / "feed.jsonl.gz"),
        "line": 1,
        "title": "Storm closes harbour of Tarnmouth",
        "url": "https://www.wire.example/storm?utm=1",
        "site": "wire.example",
        "published": "2026-03-06T09:00:00+00:00",
        "authors": ["Ada Quill"],
        "language": "en",
        "agency": None,
        "flags": [],
        "kept": True,
        "extra": {"tags": ["storm"]},
    }


def test_field_named_like_a_column_goes_to_extra(articles: dict[str, dict[str, Any]]) -> None:
    """An input's own "kept" does not touch the column."""
    (row,) = [row for row in articles.values() if row["extra"] == {"kept": False}]
    assert row["kept"] is True


def test_date_that_is_none_is_flagged(articles: dict[str, dict[str, Any]]) -> None:
    """A date that cannot be read is null, flagged, and kept as it was."""
    row = articles["w-2"]
    assert (row["published"], row["flags"]) == (None, ["undated"])
    assert row["extra"] == {"published": "soon"}


def test_copies_of_the_story_are_grouped(groups: list[dict[str, Any]]) -> None:
    """The corpus holds one group: the first of the story, a copy, and two that are cut."""
    (group,) = groups
    assert group["representative"] == "w-1"
    assert {member["id"]: member["relation"] for member in group["members"]} == {
        "w-1": "representative",
        "ledger.example/storm.txt": "copy",
        "ledger.example/page.html": "abridged",
        "post.example/late.json": "abridged",
    }


def test_group_is_named_after_its_first_member(groups: list[dict[str, Any]]) -> None:
    """A group, its representative and its first member carry one id, with figures of 1."""
    (group,) = groups
    first = group["members"][0]
    assert group["group"] == group["representative"] == first["id"]
    assert (first["relation"], first["jaccard"], first["containment"]) == ("representative", 1, 1)


def test_size_counts_the_members(groups: list[dict[str, Any]]) -> None:
    """The size of a group is the number of its members."""
    assert [group["size"] for group in groups] == [len(group["members"]) for group in groups]


def test_both_tables_say_the_same_of_a_member(
    articles: dict[str, dict[str, Any]], groups: list[dict[str, Any]]
) -> None:
    """What groups.jsonl says of a member stands in its row of articles.jsonl."""
    told = {
        member["id"]: (
            group["group"],
            member["relation"],
            group["representative"],
            member["jaccard"],
            member["containment"],
        )
        for group in groups
        for member in group["members"]
    }
    rows = {id: tuple(row[key] for key in MEMBERSHIP) for id, row in articles.items()}
    assert {id: row for id, row in rows.items() if row[0] is not None} == told


def test_outside_groups_the_columns_are_null(articles: dict[str, dict[str, Any]]) -> None:
    """An article without a twin is kept, and its five columns are null."""
    row = articles["w-2"]
    assert [row[key] for key in MEMBERSHIP] == [None] * 5
    assert row["kept"] is True


def test_figures_are_exact(articles: dict[str, dict[str, Any]]) -> None:
    """Both figures are those of the shingles of the two cleaned texts."""
    members = [row for row in articles.values() if row["group"] is not None]
    assert len(members) == 4
    for row in members:
        own, other = shingles(row["text"]), shingles(articles[row["representative"]]["text"])
        small, large = sorted((own, other), key=len)
        assert row["jaccard"] == jaccard(own, other)
        assert row["containment"] == share_held(small, large)


def test_only_members_of_a_dropped_relation_are_dropped(
    articles: dict[str, dict[str, Any]],
) -> None:
    """Copies and abridged articles are dropped, representatives and all others kept."""
    for row in articles.values():
        assert row["kept"] is (row["relation"] in (None, "representative"))


def test_relations_to_drop_can_be_chosen(shared_corpus: Path, out: Path, table: Table) -> None:
    """With drop={"copy"} the abridged article is grouped and kept."""
    run(RunSettings((shared_corpus,), out, dedupe=DedupeSettings(drop={"copy"})))
    rows = [row for row in table(out / "articles.jsonl") if row["group"]]
    assert {row["relation"]: row["kept"] for row in rows} == {
        "representative": True,
        "copy": False,
        "abridged": True,
    }


def test_groups_sort_by_size_then_id(run_rows: RunRows, out: Path, table: Table) -> None:
    """The largest group comes first; of equal ones the smaller id."""
    first = "The harbour of Tarnmouth was closed on Friday after a storm tore down two cranes."
    second = "Apple growers in the Quarrin valley expect half of a harvest after the late frost."
    third = "The library of Norrick opens its reading room again in June, three winters later."
    texts = {"b": second, "bb": second, "a": third, "aa": third, "z": first, "y": first, "x": first}
    run_rows(*({"id": id, "text": text} for id, text in texts.items()))
    assert [group["group"] for group in table(out / "groups.jsonl")] == ["x", "a", "b"]


def test_errors_name_the_input(shared_run: Path, shared_corpus: Path, table: Table) -> None:
    """Each input that could not be read is a row with its path, its line and a reason."""
    feed = str(shared_corpus / "feed.jsonl.gz")
    found = [(row["path"], row["line"], row["error"]) for row in table(shared_run / "errors.jsonl")]
    assert found == [
        (str(shared_corpus / "broken.html"), None, "no-text"),
        (feed, 4, "no-text"),
        (feed, 5, "no-text"),
        (feed, 7, "invalid-json"),
        (str(shared_corpus / "picture.txt"), None, "binary"),
        (str(shared_corpus / "post.example" / "empty.txt"), None, "empty"),
    ]


def test_errors_say_what_was_found(shared_run: Path, table: Table) -> None:
    """Every error has a message of one line that does not repeat the path."""
    for row in table(shared_run / "errors.jsonl"):
        assert row["message"]
        assert row["message"].isprintable()
        assert row["path"] not in row["message"]


def test_missing_input_is_an_error_beside_the_rest(
    shared_corpus: Path, out: Path, table: Table
) -> None:
    """An input that does not exist is reported, and the others are read."""
    summary = run(RunSettings((out / "none", shared_corpus), out))
    first = table(out / "errors.jsonl")[0]
    assert (first["path"], first["error"]) == (str(out / "none"), "unreadable")
    assert summary["articles"] == 7


def test_removed_spans_lie_in_the_raw_text(shared_run: Path, table: Table) -> None:
    """The range of a removed span, taken from the raw text, is its text."""
    raw = {row["id"]: text for row, text in open_run(shared_run).restored()}
    rows = table(shared_run / "removed.jsonl")
    assert rows
    for row in rows:
        assert raw[row["id"]][row["start"] : row["end"]] == row["text"]


def test_removed_spans_name_category_and_rule(shared_run: Path, table: Table) -> None:
    """A removed span names a known category, and a rule of that category."""
    for row in table(shared_run / "removed.jsonl"):
        assert row["category"] in CATEGORIES
        assert row["rule"].startswith(f"{row['category']}.")


def test_removed_spans_follow_the_articles(shared_run: Path, table: Table) -> None:
    """Spans come in the order of the articles, and in order within an article."""
    order = {row["id"]: at for at, row in enumerate(table(shared_run / "articles.jsonl"))}
    places = [(order[row["id"]], row["start"]) for row in table(shared_run / "removed.jsonl")]
    assert places == sorted(set(places))


def test_removed_lines_are_named(shared_run: Path, table: Table) -> None:
    """The boilerplate of the corpus is what was removed."""
    assert [row["text"].strip() for row in table(shared_run / "removed.jsonl")] == [
        "Share this article",
        "© 2026 Wire. All rights reserved.",
        "Advertisement",
        "Read more: Tram line three back on Monday",
    ]


def test_summary_counts_the_articles(
    summary: dict[str, Any], articles: dict[str, dict[str, Any]]
) -> None:
    """Articles, kept and dropped ones are counted as the table has them."""
    kept = sum(row["kept"] for row in articles.values())
    counted = summary["articles"], summary["kept"], summary["dropped"]
    assert counted == (len(articles), kept, len(articles) - kept)


def test_summary_counts_the_groups(summary: dict[str, Any], groups: list[dict[str, Any]]) -> None:
    """Groups, their members and their relations are counted as the table has them."""
    relations = Counter(member["relation"] for group in groups for member in group["members"][1:])
    assert summary["groups"] == len(groups)
    assert summary["grouped"] == sum(group["size"] for group in groups)
    assert summary["relations"] == relations


def test_summary_counts_the_removed(
    summary: dict[str, Any], shared_run: Path, table: Table
) -> None:
    """Spans and characters are counted by category as the table has them."""
    spans: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for row in table(shared_run / "removed.jsonl"):
        spans[row["category"]] += 1
        characters[row["category"]] += len(row["text"])
    assert summary["removed"] == {
        name: {"spans": spans[name], "characters": characters[name]} for name in spans
    }


def test_summary_counts_the_raw_characters(summary: dict[str, Any], shared_run: Path) -> None:
    """The characters are those of the raw texts."""
    total = sum(len(text) for _, text in open_run(shared_run).restored())
    assert summary["characters"] == total


def test_summary_counts_what_was_not_read(
    summary: dict[str, Any], shared_run: Path, table: Table
) -> None:
    """Rejected inputs are counted by reason, files passed over by suffix."""
    reasons = Counter(row["error"] for row in table(shared_run / "errors.jsonl"))
    assert summary["rejected"] == reasons
    assert summary["skipped"] == {".docx": 1}


def test_summary_names_settings_and_versions(summary: dict[str, Any], shared_corpus: Path) -> None:
    """The summary says from what, with which settings and by which versions it was made."""
    assert summary["inputs"] == [str(shared_corpus)]
    assert summary["settings"]["dedupe"]["threshold"] == DedupeSettings().threshold
    assert set(summary["settings"]["clean"]["remove"]) == CATEGORIES
    assert {"cleannews", "python", "numpy", "trafilatura"} <= set(summary["versions"])
    assert len(summary["digest"]) == 32


def test_summary_tells_time_and_memory(summary: dict[str, Any]) -> None:
    """What may differ between two runs stands under one key."""
    assert set(summary["run"]) == {
        "inputs",
        "seconds",
        "articles_per_second",
        "peak_memory_mb",
    }
    assert {"read", "group", "write", "total"} <= set(summary["run"]["seconds"])


def test_run_returns_the_summary(shared_corpus: Path, out: Path) -> None:
    """The function returns what it wrote to summary.json."""
    assert run(RunSettings((shared_corpus,), out)) == json.loads(
        (out / "summary.json").read_bytes()
    )


def test_run_can_be_read_back(shared_run: Path, table: Table) -> None:
    """A finished run opened again gives its summary and the rows of its tables."""
    opened = open_run(shared_run)
    assert opened.summary == json.loads((shared_run / "summary.json").read_bytes())
    assert list(opened.articles()) == table(shared_run / "articles.jsonl")
    assert list(opened.groups()) == table(shared_run / "groups.jsonl")
    assert list(opened.removed()) == table(shared_run / "removed.jsonl")
    assert list(opened.errors()) == table(shared_run / "errors.jsonl")


def test_run_of_nothing_writes_empty_tables(tmp_path: Path, out: Path) -> None:
    """An empty folder gives empty tables and a summary of zeros."""
    (tmp_path / "in").mkdir()
    summary = run(RunSettings((tmp_path / "in",), out))
    assert (summary["articles"], summary["groups"], summary["kept"]) == (0, 0, 0)
    assert {(out / name).read_bytes() for name in COLUMNS} == {b""}
