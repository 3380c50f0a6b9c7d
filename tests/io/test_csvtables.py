"""Tables as CSV: what RFC 4180 says, and nothing lost."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.io.columns import Column, escaped
from cleannews.io.csvtables import CsvSink, csv_records, csv_row
from cleannews.io.jsonlines import dump_line

COLUMNS = (
    Column("id"),
    Column("line", "whole"),
    Column("jaccard", "number"),
    Column("kept", "truth"),
    Column("authors", "texts"),
    Column("members", (Column("id"), Column("kept", "truth"))),
    Column("extra", "json"),
    Column("stories", "whole", sparse=True),
)
TEXT = st.text(
    st.characters(codec=None, exclude_categories=())
    | st.sampled_from('",\r\n\0\ud800 =+-@\U0010ffff')
)
ROWS = st.fixed_dictionaries(
    {
        "id": st.none() | TEXT,
        "line": st.none() | st.integers(-(2**53), 2**53),
        "jaccard": st.none() | st.floats(0, 1),
        "kept": st.none() | st.booleans(),
        "authors": st.none() | st.lists(TEXT),
        "members": st.lists(st.fixed_dictionaries({"id": TEXT, "kept": st.booleans()})),
        "extra": st.dictionaries(TEXT, TEXT | st.integers() | st.none()),
    },
    optional={"stories": st.integers(1, 9)},
)


def written(*rows: dict[str, Any], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """Return rows as a CSV file."""
    return written_lines(b"".join(map(dump_line, rows)), columns)


def written_lines(lines: bytes, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """Return lines of JSON as a CSV file."""
    file = io.BytesIO()
    CsvSink(file, columns).write(lines)
    return file.getvalue()


def read(data: bytes, columns: tuple[Column, ...] = COLUMNS) -> list[dict[str, Any]]:
    """Return the rows of a CSV file."""
    records = csv_records(io.BytesIO(data))
    next(records)
    return [csv_row(record, columns) for record in records]


@given(st.lists(ROWS, max_size=5))
def test_rows_come_back(rows: list[dict[str, Any]]) -> None:
    """Whatever texts hold, rows are read as they were written; null is not the empty text."""
    assert read(written(*rows)) == rows


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2)))
def test_others_read_the_same(rows: list[list[str]]) -> None:
    """The standard library finds the same cells, in the form that UTF-8 can hold."""
    columns = (Column("a"), Column("b"))
    data = written(*(dict(zip("ab", row, strict=True)) for row in rows), columns=columns)
    found = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert found == [["a", "b"], *([escaped(cell, nul=True) for cell in row] for row in rows)]


def test_the_form_is_that_of_rfc_4180() -> None:
    """A header, CRLF, quotes where they are needed and doubled inside."""
    columns = (Column("id"), Column("text"))
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": 'Rain, "heavy"\nfell'},
        {"id": "", "text": None},
        {"id": "=1+1", "text": "@x"},
    ]
    assert written(*rows, columns=columns) == (
        b'id,text\r\na,"Rain, ""heavy""\nfell"\r\n"",\r\n=1+1,@x\r\n'
    )


def test_lists_and_objects_are_json_text() -> None:
    """A cell that is no text, number or truth is JSON."""
    row = {"authors": ["Ada Quill"], "members": [], "extra": {"n": [1]}, "kept": True}
    (_, record) = csv.reader(io.StringIO(written(row).decode(), newline=""))
    assert record == ["", "", "", "true", '["Ada Quill"]', "[]", '{"n":[1]}', ""]


def test_no_rows_are_a_header() -> None:
    """A table without rows says its columns."""
    assert written() == b"id,line,jaccard,kept,authors,members,extra,stories\r\n"
    assert read(written()) == []


def test_raw_json_text_stays() -> None:
    """What other programs put there is written as they wrote it."""
    raw = '{"n": NaN, "m":  123456789012345678901234567890}'
    line = f'{{"extra":{raw}}}\n'.encode()
    (_, record) = csv.reader(io.StringIO(written_lines(line).decode(), newline=""))
    assert record[6] == raw


@pytest.mark.parametrize("record", [b"a,b\r\n", b'"a\r\n', b"a,x,,,,,,\r\n", b"\xff,,,,,,,\r\n"])
def test_other_records_are_refused(record: bytes) -> None:
    """A record that no run wrote is an error, not a row."""
    with pytest.raises(ValueError, match=r"."):
        csv_row(record, COLUMNS)


def test_a_long_cell_is_read() -> None:
    """A text of a million lines and quotes takes one pass."""
    row = {"id": '"\r\n' * 1_000_000, "members": [], "extra": {}}
    assert read(written(row))[0]["id"] == row["id"]
