"""The last stage, over made-up work folders."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleannews.grouping.result import Group, Member
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tablefiles import TableFile, TableFormat
from cleannews.pipeline.write_stage import write
from pipeline.finishedwork import Row, article, leave

RAW = '{"n": NaN, "m":  123456789012345678901234567890, "x": 1.00}'


def groups() -> list[Group]:
    """Return a group whose second member is dropped."""
    members = (
        Member("a0", "representative", 1.0, 1.0),
        Member("a300", "copy", 0.75, 0.9, kept=False),
    )
    return [Group("a0", members)]


def rows() -> list[Row]:
    """Return more articles than are written at once."""
    return [article(f"a{at}", f"Rain {at} fell.", line=at + 1) for at in range(700)]


@pytest.mark.parametrize("name", ["jsonl", "jsonl.gz", "csv", "parquet"])
def test_only_kept_leaves_the_others_out(tmp_path: Path, name: str) -> None:
    """The table of articles lacks those that are dropped; the table of groups names them."""
    format = TableFormat.of(name)
    leave(tmp_path, rows(), groups())
    write(tmp_path, 700, Progress(), format, only_kept=True)
    found = list(TableFile(tmp_path, "articles", format).rows())
    assert [row["id"] for row in found] == [f"a{at}" for at in range(700) if at != 300]
    assert all(row["kept"] for row in found)
    assert found[0]["group"] == found[0]["representative"] == "a0"
    (group,) = TableFile(tmp_path, "groups", format).rows()
    assert [member["id"] for member in group["members"]] == ["a0", "a300"]


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet"])
def test_what_became_of_an_article_stands_in_its_row(tmp_path: Path, name: str) -> None:
    """Members of groups say theirs, the others are kept and have none."""
    format = TableFormat.of(name)
    leave(tmp_path, rows(), groups())
    write(tmp_path, 700, Progress(), format)
    found = {row["id"]: row for row in TableFile(tmp_path, "articles", format).rows()}
    columns = ("kept", "group", "relation", "representative", "jaccard", "containment")
    assert [found["a300"][name] for name in columns] == [False, "a0", "copy", "a0", 0.75, 0.9]
    assert [found["a1"][name] for name in columns] == [True, None, None, None, None, None]
    assert len(found) == 700


def test_raw_fields_travel_as_they_are(tmp_path: Path) -> None:
    """Where a stage hands extra on as JSON text, the tables hold that text."""
    leave(tmp_path, [article("a", extra=RAW)])
    for name in ("csv", "parquet"):
        write(tmp_path, 1, Progress(), TableFormat(name))
    text = (tmp_path / "articles.csv").read_bytes().decode()
    (header, cells) = csv.reader(io.StringIO(text, newline=""))
    assert cells[header.index("extra")] == RAW
    assert pq.read_table(tmp_path / "articles.parquet").column("extra").to_pylist() == [RAW]
    (row,) = TableFile(tmp_path, "articles", TableFormat("parquet")).rows()
    assert math.isnan(row["extra"]["n"])
    assert str(row["extra"]["m"]).endswith("7890")


@pytest.mark.parametrize("name", ["jsonl", "csv.gz", "parquet"])
def test_no_articles_are_a_table(tmp_path: Path, name: str) -> None:
    """A run that read nothing has every table, with its columns."""
    format = TableFormat.of(name)
    leave(tmp_path, [])
    write(tmp_path, 0, Progress(), format)
    for table in ("articles", "groups", "removed", "errors"):
        assert list(TableFile(tmp_path, table, format).rows()) == []
    if name == "parquet":
        assert "text" in pq.read_schema(tmp_path / "articles.parquet").names


def test_lines_are_those_of_the_stage(tmp_path: Path) -> None:
    """JSON Lines hold the lines of the stage before, to the byte, with the columns between."""
    leave(tmp_path, [article("a", extra={"n": 1}), article("b")])
    write(tmp_path, 2, Progress(), TableFormat("jsonl"))
    first, second = (tmp_path / "articles.jsonl").read_bytes().splitlines()
    before, _ = (tmp_path / "cleaned.jsonl").read_bytes().splitlines()
    cut = before.index(b',"extra"')
    assert first.startswith(before[:cut])
    assert first.endswith(before[cut:])
    assert json.loads(second)["kept"] is True
