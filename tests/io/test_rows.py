"""Tables: CSV in the ways people write it, and Parquet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Record, csvrows, find_inputs, read_records
from cleannews.io import parquet as reader
from cleannews.io.jsonlines import parse
from cleannews.settings import ReadSettings

Store = Callable[[str, str | bytes], Path]
Read = Callable[[Path], list[Record | ReadError]]
Articles = Callable[[Path], list[Article]]
Errors = Callable[[Path], list[ReadError]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_delimiter_is_told_by_the_header(
    store: Store, articles: Articles, delimiter: str, name: str
) -> None:
    """Spreadsheets of different countries and programs put different marks between cells."""
    rows = [["title", "text", "section"], ["Storm", "Rain fell", "local"], ["Calm", "Sun", ""]]
    path = store(name, "\n".join(delimiter.join(row) for row in rows))
    found = articles(path)
    assert [(it.title, it.text, it.extra) for it in found] == [
        ("Storm", "Rain fell", {"section": "local"}),
        ("Calm", "Sun", {"section": ""}),
    ]


def test_cells_may_hold_anything(store: Store, articles: Articles) -> None:
    """Line breaks, quotation marks and delimiters stand in quoted cells (RFC 4180)."""
    text = 'He said: "Rain, rain."\r\n\r\nThen\nit stopped;'
    quoted = '"' + text.replace('"', '""') + '"'
    (article,) = articles(store("a.csv", f"id,text\r\n7,{quoted}\r\n"))
    assert (article.id, article.text) == ("7", text)


def test_rows_are_counted_from_one(store: Store, read: Read) -> None:
    """The header is no row, and empty lines are none."""
    path = store("a.csv", 'text\n"Rain\nfell."\n\nHail.\n')
    found = read(path)
    assert [(it.line, it.name) for it in found if isinstance(it, Record)] == [
        (1, "a.csv:1"),
        (2, "a.csv:2"),
    ]


def test_empty_cells_are_missing(store: Store, articles: Articles) -> None:
    """A field whose cell is empty leaves its place to the next name."""
    (article,) = articles(store("a.csv", "text,body,title,date\n,Rain fell.,,\n"))
    assert (article.text, article.title, article.published) == ("Rain fell.", None, None)


def test_lists_may_be_json(store: Store, articles: Articles) -> None:
    """Authors as cleannews and pandas write them are a list again."""
    content = 'text,authors\nRain,"[""A. Bee"", ""C. Dee""]"\nHail,A. Bee; C. Dee\nSun,[sic\n'
    found = [it.authors for it in articles(store("a.csv", content))]
    assert found == [("A. Bee", "C. Dee"), ("A. Bee", "C. Dee"), ("[sic",)]


def test_surplus_cells_travel(store: Store, articles: Articles) -> None:
    """Cells without a column are kept, and rows that end early are read."""
    found = articles(store("a.csv", "text,tag\nRain,x,y,z\nHail\n"))
    assert [it.extra for it in found] == [{"tag": "x", "(surplus)": ["y", "z"]}, {}]


SENTENCE = "Der Hafen blieb nach dem Sturm geschlossen, sagte die Bürgermeisterin."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_any_encoding(store: Store, articles: Articles, encoding: str) -> None:
    """Encodings are told by a mark, by validity, or cell by cell by what they hold."""
    path = store("a.csv", f'text,title\n"{SENTENCE}",Rain\n'.encode(encoding))
    assert [it.text for it in articles(path)] == [SENTENCE]


def test_rows_may_be_in_different_encodings(store: Store, articles: Articles) -> None:
    """Joined files keep their encodings."""
    rows = [f'"{SENTENCE}"\n'.encode(encoding) for encoding in ("utf-8", "cp1252", "utf-8")]
    assert [it.text for it in articles(store("a.csv", b"text\n" + b"".join(rows)))] == [
        SENTENCE
    ] * 3


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("", "empty", None),
        ("\n\n", "empty", None),
        ("text\n", "empty", None),
        ("name,words\nx,Rain fell.\n", "no-text", None),
        ("text\n\n \n", "empty", 1),
    ],
)
def test_table_without_articles_is_reported(
    store: Store, errors: Errors, content: str, reason: str, line: int | None
) -> None:
    """One error says what is missing, not one for each row."""
    (error,) = errors(store("a.csv", content))
    assert (error.reason, error.line) == (reason, line)


def test_columns_are_named_where_none_is_a_text(store: Store, errors: Errors) -> None:
    """The message says what there is and which option helps."""
    (error,) = errors(store("a.csv", "name,words\nx,Rain fell.\n"))
    assert "name, words" in error.message
    assert "--field text=" in error.message


def test_cell_without_an_end_is_reported(
    store: Store, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quotation mark that is never closed costs the rest of the file, not memory without end."""
    monkeypatch.setattr(csvrows, "LARGEST", 1000)
    rows = "".join(f"Row {n} of the table.\n" for n in range(200))
    *good, error = read(store("a.csv", f'text\nRain.\n"Hail\n{rows}'))
    assert isinstance(error, ReadError)
    assert (error.reason, error.line, len(good)) == ("invalid-csv", 2, 1)


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    """Write a Parquet file."""
    parquet.write_table(pa.table(columns), path, **options)
    return path


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_parquet_rows_are_articles(tmp_path: Path, read: Read, rows: int) -> None:
    """Every row is a record, whatever the row groups."""
    texts = [f"Rain fell in {n} towns." for n in range(rows)]
    path = write(tmp_path / "a.parquet", {"text": pa.array(texts, pa.string())}, row_group_size=300)
    found = read(path)
    if not rows:
        assert [it.reason for it in found if isinstance(it, ReadError)] == ["empty"]
        return
    assert [
        (it.line, it.content.text)
        for it in found
        if isinstance(it, Record) and isinstance(it.content, Article)
    ] == list(enumerate(texts, 1))


def test_parquet_types_become_fields_and_json(tmp_path: Path, read: Read) -> None:
    """Times and lists are fields as they are; other columns travel as JSON."""
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    columns = {
        "body": ["Rain fell."],
        "authors": [["A. Bee", "C. Dee"]],
        "date": [day],
        "score": [float("nan")],
        "seen": pa.array([day], pa.timestamp("us", "UTC")),
        "raw": [b"ab"],
        "nested": [{"x": [1, None]}],
        "nothing": pa.array([None], pa.string()),
    }
    (record,) = read(write(tmp_path / "a.parquet", columns))
    assert isinstance(record, Record)
    assert isinstance(record.content, Article)
    assert (record.content.text, record.content.published) == ("Rain fell.", day)
    assert record.content.authors == ("A. Bee", "C. Dee")
    assert record.extra == (
        b'{"score":NaN,"seen":"2026-03-01T12:00:00Z","raw":"YWI=","nested":{"x":[1,null]},'
        b'"nothing":null}'
    )


def test_parquet_row_without_a_text_is_reported(tmp_path: Path, read: Read) -> None:
    """A null costs its row only."""
    found = read(write(tmp_path / "a.parquet", {"text": ["Rain.", None, "", "Hail."]}))
    errors = [(it.reason, it.line) for it in found if isinstance(it, ReadError)]
    assert errors == [("no-text", 2), ("empty", 3)]


def test_damaged_parquet_is_reported(tmp_path: Path, errors: Errors) -> None:
    """A file without its end is one error."""
    path = write(tmp_path / "a.parquet", {"text": ["Rain fell."] * 50})
    path.write_bytes(path.read_bytes()[:-30])
    (error,) = errors(path)
    assert (error.reason, error.line) == ("unreadable", None)
    assert "damaged Parquet data" in error.message


def test_parquet_without_a_text_names_its_columns(tmp_path: Path, errors: Errors) -> None:
    """One error says which option helps."""
    (error,) = errors(write(tmp_path / "a.parquet", {"words": ["Rain fell."]}))
    assert (error.reason, "--field text=COLUMN, of words" in error.message) == ("no-text", True)


def test_packed_parquet_is_read(tmp_path: Path, articles: Articles) -> None:
    """A file that was packed for transport is read through a copy."""
    import gzip

    path = write(tmp_path / "a.parquet", {"text": ["Rain fell."]})
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [it.text for it in articles(packed)] == ["Rain fell."]


def test_missing_pyarrow_is_named(
    tmp_path: Path, errors: Errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without pyarrow the error says what to install."""
    path = write(tmp_path / "a.parquet", {"text": ["Rain fell."]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (error,) = errors(path)
    assert error.reason == "missing-package"
    assert "cleannews[parquet]" in error.message
    assert reader.__doc__


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl", "json"])
def test_fields_may_have_any_name(tmp_path: Path, kind: str) -> None:
    """A field is taken from the key that is named, before the usual ones, which then travel."""
    row = {"words": "Rain fell.", "text": "teaser", "head": "Storm", "title": "site name"}
    path = tmp_path / f"a.{kind}"
    if kind == "parquet":
        write(path, {key: [value] for key, value in row.items()})
    elif kind == "csv":
        path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    else:
        path.write_text(json.dumps(row))
    (file,) = find_inputs([path], tmp_path / "out").files
    settings = ReadSettings(fields=(("text", "words"), ("title", "head")))
    (record,) = read_records(file, settings)
    assert isinstance(record, Record)
    assert isinstance(record.content, Article)
    assert (record.content.text, record.content.title) == ("Rain fell.", "Storm")
    assert parse(record.extra) == {"text": "teaser", "title": "site name"}
