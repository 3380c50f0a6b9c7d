"""Tables in files of every format: what is written is read, from any row on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleannews.errors import OutputError, SettingsError
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.tablefiles import (
    FORMATS,
    TABLE_FILES,
    TableFile,
    TableFormat,
    written_table,
)

TABLE_FORMATS = sorted({TableFormat.of(name) for name in FORMATS}, key=str)
every_format = pytest.mark.parametrize(
    "format", TABLE_FORMATS, ids=lambda it: it.file("t").removeprefix("t.")
)

TEXTS = (
    "plain",
    "",
    'quotes " and "", commas, \r\n line ends \n\r',
    "=SUM(A1)",
    "\0 NUL \x1b[31m",
    "half \ud83d, other half \ude00",
    "\U0001f600 private \U0010d83d \U0010ffff \U0010e000",
    "الميناء مغلق \u200f",
    "x" * 200_000,
)
REMOVED: list[dict[str, Any]] = [
    {
        "id": f"{at // 2}{text[:30]}",
        "start": at,
        "end": 9,
        "category": "ad",
        "rule": "r",
        "text": text,
    }
    | ({"stories": at} if at % 2 else {})
    for at, text in enumerate(TEXTS * 3)
]
GROUPS: list[dict[str, Any]] = [
    {
        "group": text,
        "size": 1,
        "representative": text,
        "members": [
            {"id": text, "relation": "copy", "jaccard": 1 / 3, "containment": 1.0, "kept": False}
        ],
    }
    for text in TEXTS
]
ERRORS: list[dict[str, Any]] = [
    {"path": text, "line": None if text == "plain" else 7, "error": "empty", "message": text}
    for text in TEXTS
]


def write(folder: Path, table: str, format: TableFormat, rows: list[dict[str, Any]]) -> TableFile:
    """Write rows, a few at a time."""
    with written_table(folder, table, format) as sink:
        for at in range(0, len(rows), 5):
            sink.write(b"".join(map(dump_line, rows[at : at + 5])))
    return TableFile(folder, table, format)


@every_format
@pytest.mark.parametrize(
    ("table", "rows"), [("removed", REMOVED), ("groups", GROUPS), ("errors", ERRORS)]
)
def test_rows_come_back(
    tmp_path: Path, format: TableFormat, table: str, rows: list[dict[str, Any]]
) -> None:
    """Rows are read as they were written, whatever their texts."""
    assert list(write(tmp_path, table, format, rows).rows()) == rows
    assert [path.name for path in tmp_path.iterdir()] == [format.file(table)]


@every_format
def test_rows_are_read_from_any_place(tmp_path: Path, format: TableFormat) -> None:
    """From the place of a row on all rows are read."""
    written = write(tmp_path, "removed", format, REMOVED)
    places = list(written.places())
    assert [id for id, _ in places] == [row["id"] for row in REMOVED]
    for at in (0, 1, 8, len(REMOVED) - 1):
        assert list(written.rows(places[at][1])) == REMOVED[at:]


def test_rows_of_later_row_groups_are_read(tmp_path: Path) -> None:
    """A place behind the first row group of a Parquet file leads to its row."""
    rows = [{**REMOVED[0], "id": str(at), "text": "x"} for at in range(140_000)]
    written = write(tmp_path, "removed", TableFormat("parquet"), rows)
    for at in (65_535, 65_536, 131_072, 139_999):
        assert next(written.rows(at)) == rows[at]


@every_format
def test_empty_tables_are_read(tmp_path: Path, format: TableFormat) -> None:
    """A table without rows is a file that says so."""
    written = write(tmp_path, "removed", format, [])
    assert (list(written.rows()), list(written.places())) == ([], [])


@every_format
def test_a_table_that_is_given_up_is_absent(tmp_path: Path, format: TableFormat) -> None:
    """What fails half-way leaves no file."""

    def fail() -> None:
        with written_table(tmp_path, "removed", format) as sink:
            sink.write(dump_line(REMOVED[0]))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


@every_format
def test_damage_is_told(tmp_path: Path, format: TableFormat) -> None:
    """A file that was cut off or overwritten is named; no row passes that was not written."""
    written = write(tmp_path, "removed", format, REMOVED)
    data = written.path.read_bytes()
    for broken in (data[: len(data) * 2 // 3], b"\xff\xfe" * 200):
        written.path.write_bytes(broken)
        with pytest.raises(OutputError, match=f"{format.file('removed')} is damaged"):
            list(written.rows())
        with pytest.raises(OutputError, match="is damaged"):
            list(written.places())


@every_format
def test_a_missing_file_is_told(tmp_path: Path, format: TableFormat) -> None:
    """A table that is gone is a missing file."""
    with pytest.raises(FileNotFoundError, match=format.file("errors")):
        list(TableFile(tmp_path, "errors", format).rows())


@every_format
def test_values_of_extra_are_read(tmp_path: Path, format: TableFormat) -> None:
    """Fields of the source are values when they are read, however they are stored."""
    extra = {"n": 123456789012345678901234567890, "tags": ["\ud83d", None], "'\"": {}}
    row = {"id": "a", "authors": ["\udfff", ""], "flags": [], "extra": extra}
    (found,) = write(tmp_path, "articles", format, [row]).rows()
    assert {key: found[key] for key in row} == row
    raw = {**row, "extra": json.dumps(extra)}
    (found,) = write(tmp_path, "articles", format, [raw]).rows()
    assert {key: found[key] for key in row} == row


def test_names_of_files() -> None:
    """A file is called by its table, format and packing; no two formats share a name unasked."""
    assert TableFormat.of("csv.zst").file("articles") == "articles.csv.zst"
    assert TableFormat.of("parquet").file("errors") == "errors.parquet"
    assert TableFormat.of("text").file("groups") == "groups.jsonl"
    assert len(TABLE_FILES) == len(set(TABLE_FILES)) == 4 * (len(FORMATS) - 1)


@pytest.mark.parametrize("name", ["xml", "parquet.gz", "text.gz", "jsonl.rar", "", "jsonl."])
def test_other_formats_are_refused(name: str) -> None:
    """A format that is none is named with those that are."""
    with pytest.raises(SettingsError, match=r"'parquet'"):
        TableFormat.of(name)
