"""Lines are counted over the parts of a file, and repeated ids become ids of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleannews.settings import ReadSettings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LINES = 120


@pytest.fixture(scope="module")
def parted(spark: SparkSession) -> SparkSession:
    """A session that cuts files into parts of two thousand bytes."""
    session = spark.newSession()
    session.conf.set("spark.sql.files.maxPartitionBytes", "2000")
    return session


def test_a_file_in_parts(parted: SparkSession, tmp_path: Path) -> None:
    """
    Whatever part a line is in, its number is that in the file, and so is that of an error.

    A second file of one part begins anew.
    """
    from cleannews.spark.inputs import Given, numbered, starts_of_blocks

    texts = [json.dumps({"text": f"Rain fell {n} times on the hills. " * 3}) for n in range(LINES)]
    texts[50], texts[70] = "", "{nonsense"
    (tmp_path / "a.jsonl").write_text("\n".join(texts) + "\n")
    (tmp_path / "b.jsonl").write_text(f"{texts[0]}\n{texts[1]}")
    given = Given(parted, [str(tmp_path)], ReadSettings())
    (read,) = given.articles(["lines"], given.files())
    assert read.where("lines IS NOT NULL AND block > 0").count() > 3
    rows = numbered(read, starts_of_blocks(read)).collect()
    found = {row.id: row.text for row in rows if row.error is None}
    wanted = {
        f"a.jsonl:{n + 1}": json.loads(text)["text"]
        for n, text in enumerate(texts)
        if text[1:2] == '"'
    }
    assert found == wanted | {f"b.jsonl:{n}": json.loads(texts[n - 1])["text"] for n in (1, 2)}
    (error,) = (row for row in rows if row.error is not None)
    assert (Path(error.path).name, error.line, error.error) == ("a.jsonl", 71, "invalid-json")


def test_repeated_ids(spark: SparkSession) -> None:
    """The first in the order of the inputs keeps its id; a file that is one article has no line."""
    from cleannews.spark.inputs import ddl, own_ids
    from cleannews.spark.reading import READ

    wide = {column.name: None for column in READ}
    rows = [
        wide | {"id": id, "path": path, "line": line, "place": place}
        for id, path, line, place in (
            ("x", "in/b.jsonl", 2, "0/0b.jsonl"),
            ("x", "in/b.jsonl", 10, "0/0b.jsonl"),
            ("x", "in/a/c.json", None, "0/1a/0c.json"),
            ("y", "in/b.jsonl", 3, "0/0b.jsonl"),
        )
    ]
    found = own_ids(spark.createDataFrame([tuple(row.values()) for row in rows], ddl(READ)))
    assert {tuple(row) for row in found.collect()} == {
        ("in/b.jsonl", 10, "x@in/b.jsonl:10"),
        ("in/a/c.json", None, "x@in/a/c.json"),
    }
