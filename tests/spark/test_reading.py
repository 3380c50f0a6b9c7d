"""Batches of lines and rows become the articles and errors of a local run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from cleannews.io.parquet import rows_of
from cleannews.settings import ReadSettings
from cleannews.spark.reading import BLOCK, FILE, LINE, READ, ROW, Lines, Rows, Wholes
from cleannews.spark.sources import Root

ROOTS = (Root(0, "file:/in", "in"),)


def batches(rows: list[dict[str, Any]], size: int) -> Iterator[pa.RecordBatch]:
    """Yield rows as batches of some."""
    for at in range(0, len(rows), size):
        yield pa.RecordBatch.from_pylist(rows[at : at + size])


def found(made: Iterable[pa.RecordBatch]) -> list[dict[str, Any]]:
    """Return the rows of batches."""
    return [row for batch in made for row in rows_of(batch, READ)]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_lines_are_counted_in_their_blocks(size: int) -> None:
    """However batches are cut: empty lines count, each block says how many it has, and no row is lost."""
    lines = [b'{"text": "one"}', b"", b"{nonsense", b'{"text": "four", "id": 4}\r']
    rows = [
        {FILE: file, BLOCK: block, LINE: line}
        for file, block in (
            ("file:///in/a.jsonl", 0),
            ("file:///in/a.jsonl", 64),
            ("file:///in/b.jsonl", 0),
        )
        for line in lines
    ]
    told = found(Lines(ROOTS, ReadSettings())(batches(rows, size)))
    seen = [
        (row["path"], row["block"], row["line"], row["id"], row["text"], row["error"], row["lines"])
        for row in told
    ]
    assert seen == [
        it
        for path, block in (("in/a.jsonl", 0), ("in/a.jsonl", 64), ("in/b.jsonl", 0))
        for it in (
            (path, block, 1, None, "one", None, None),
            (path, block, 4, "4", "four", None, None),
            (path, block, 3, None, None, "invalid-json", None),
            (path, block, None, None, None, None, 4),
        )
    ]


def test_a_line_may_have_16_mib() -> None:
    """A longer one is rejected as in a local run."""
    line = b'{"text": "' + b"x" * (1 << 24) + b'"}'
    rows = [{FILE: "file:/in/a.jsonl", BLOCK: 0, LINE: it} for it in (line, b'{"text": "y"}')]
    errors = [
        (row["line"], row["error"]) for row in found(Lines(ROOTS, ReadSettings())(batches(rows, 2)))
    ]
    assert errors == [(2, None), (1, "too-large"), (None, None)]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_whole_files_are_streams(size: int) -> None:
    """Records that span lines are put together; a file ends where another begins."""
    files = {
        "file:/in/a.csv": 'text,n\r\n"One\n\n""two""\r\nthree",1\r\nfour,2\r\n',
        "file:/in/b.json": '[{"text": "five\\n"},\n\n{"text": "six"}\n]\n',
    }
    rows = [
        {FILE: file, LINE: line}
        for file, text in files.items()
        for line in text.encode().split(b"\n")
    ]
    told = found(Wholes(ROOTS, ReadSettings())(batches(rows, size)))
    assert [(row["path"], row["line"], row["text"], row["extra"]) for row in told] == [
        ("in/a.csv", 1, 'One\n\n"two"\r\nthree', {"n": "1"}),
        ("in/a.csv", 2, "four", {"n": "2"}),
        ("in/b.json", 1, "five\n", {}),
        ("in/b.json", 2, "six", {}),
    ]


def test_rows_have_their_numbers() -> None:
    """Those of Parquet count from 0, lines from 1; fields are found under the names that are given."""
    rows = [
        {FILE: "file:/in/a/p.parquet", LINE: at, ROW: {"words": text, "n": at}}
        for at, text in ((7, "Rain fell."), (8, None))
    ]
    settings = ReadSettings(fields=(("text", "words"),), site_from="dir")
    told = found(Rows(ROOTS, settings)(batches(rows, 2)))
    assert [(row["line"], row["name"], row["site"], row["error"]) for row in told] == [
        (8, "a/p.parquet", "a", None),
        (9, "a/p.parquet", None, "no-text"),
    ]
