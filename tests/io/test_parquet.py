"""Tables as Parquet: fixed types, row groups of bounded size, nothing lost."""

from __future__ import annotations

import io
import sys
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.errors import MissingExtraError
from cleannews.io.columns import Column
from cleannews.io.jsonlines import dump_line
from cleannews.io.parquet import ParquetSink, parquet_rows, pyarrow, row_starts

COLUMNS = (
    Column("id"),
    Column("line", "whole"),
    Column("jaccard", "number"),
    Column("kept", "truth"),
    Column("authors", "texts"),
    Column("members", (Column("id"), Column("jaccard", "number"), Column("kept", "truth"))),
    Column("extra", "json"),
    Column("stories", "whole", sparse=True),
)
TEXT = st.text(
    st.characters(codec=None, exclude_categories=()) | st.sampled_from("\0\ud800\udfff\U0010ffff")
)
MEMBER = st.fixed_dictionaries(
    {"id": TEXT, "jaccard": st.none() | st.floats(0, 1), "kept": st.booleans()}
)
ROWS = st.fixed_dictionaries(
    {
        "id": st.none() | TEXT,
        "line": st.none() | st.integers(-(2**53), 2**53),
        "jaccard": st.none() | st.floats(0, 1),
        "kept": st.none() | st.booleans(),
        "authors": st.none() | st.lists(TEXT),
        "members": st.lists(MEMBER),
        "extra": st.dictionaries(TEXT, TEXT | st.integers() | st.none()),
    },
    optional={"stories": st.integers(1, 9)},
)


def written(*rows: dict[str, Any], columns: tuple[Column, ...] = COLUMNS) -> io.BytesIO:
    """Return rows as a Parquet file."""
    return written_lines(*map(dump_line, rows), columns=columns)


def written_lines(*lines: bytes, columns: tuple[Column, ...] = COLUMNS) -> io.BytesIO:
    """Return lines of JSON as a Parquet file."""
    file = io.BytesIO()
    with ParquetSink(file, columns) as sink:
        for line in lines:
            sink.write(line)
    return io.BytesIO(file.getvalue())


@given(st.lists(ROWS, max_size=5))
def test_rows_come_back(rows: list[dict[str, Any]]) -> None:
    """Whatever texts hold, rows are read as they were written."""
    assert list(parquet_rows(written(*rows), COLUMNS)) == rows


@pytest.mark.parametrize("rows", [0, 1])
def test_the_types_are_fixed(rows: int) -> None:
    """The schema is the same with rows and without, and says nothing of when it was written."""
    row = {"id": "a", "authors": [], "members": [], "extra": {}}
    schema = pq.read_schema(written(*[row] * rows))
    assert schema.metadata is None
    assert {field.name: str(field.type) for field in schema} == {
        "id": "string",
        "line": "int64",
        "jaccard": "double",
        "kept": "bool",
        "authors": "list<element: string>",
        "members": "list<element: struct<id: string, jaccard: double, kept: bool>>",
        "extra": "string",
        "stories": "int64",
    }


def test_others_read_the_texts() -> None:
    """NULs stay, half pairs are private characters, extra is JSON text."""
    row = {"id": "a\0\ud83d", "authors": ["\udfff"], "extra": {"half": "\ud83d"}}
    (found,) = pq.read_table(written(row)).to_pylist()
    assert found["id"] == "a\0\U0010d83d"
    assert found["authors"] == ["\U0010dfff"]
    assert found["extra"] == '{"half":"\\ud83d"}'


def test_raw_json_text_stays() -> None:
    """What other programs put there is written as they wrote it."""
    raw = '{"n": NaN, "m":  123456789012345678901234567890}'
    line = f'{{"extra":{raw}}}\n'.encode()
    assert pq.read_table(written_lines(line)).to_pylist()[0]["extra"] == raw


def test_row_groups_are_of_bounded_size() -> None:
    """A row group ends with many rows, or with a few that are long; all rows are read in order."""
    columns = (Column("id"),)
    many = written(*({"id": str(at)} for at in range(70_000)), columns=columns)
    metadata = pq.read_metadata(many)
    assert [metadata.row_group(at).num_rows for at in range(2)] == [65_536, 4_464]
    assert row_starts(many) == [0, 65_536, 70_000]
    assert [row["id"] for row in parquet_rows(many, columns, [1])][:2] == ["65536", "65537"]
    long = written(*({"id": "x" * 9_000_000} for _ in range(3)), columns=columns)
    assert row_starts(long) == [0, 2, 3]


def test_a_file_without_rows_has_no_row_group() -> None:
    """An empty table is read as one."""
    assert row_starts(written()) == [0]
    assert list(parquet_rows(written(), COLUMNS)) == []


def test_equal_rows_give_equal_files() -> None:
    """However the rows are handed over, the bytes are the same."""
    lines = [dump_line({"id": str(at), "extra": {"n": at}}) for at in range(5_000)]
    files = []
    for step in (1, 7, 5_000):
        file = io.BytesIO()
        with ParquetSink(file, COLUMNS) as sink:
            for at in range(0, len(lines), step):
                sink.write(b"".join(lines[at : at + step]))
        files.append(file.getvalue())
    assert files[0] == files[1] == files[2]


def test_a_table_that_is_given_up_leaves_no_row() -> None:
    """An error while rows are written reaches the caller."""
    file = io.BytesIO()
    with pytest.raises(ValueError, match="no object"), ParquetSink(file, COLUMNS) as sink:
        sink.write(dump_line({"id": "a"}) + dump_line(17))
    assert pq.read_metadata(io.BytesIO(file.getvalue())).num_rows == 0


def test_a_value_of_another_type_is_refused() -> None:
    """A row that does not fit the columns does not pass as something else."""
    with pytest.raises(pa.ArrowException):
        written({"line": "seven"})


def test_pyarrow_is_asked_for_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the extra is named."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"cleannews\[parquet\]"):
        pyarrow()
