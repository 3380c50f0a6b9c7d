"""Columns appended to other people's Parquet files."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleannews.errors import ReadError
from cleannews.io.appending import append_to, names_in
from cleannews.io.columns import Column

COLUMNS = (Column("own_text"), Column("own_share", "number"), Column("own_kept", "truth"))
NEW = pa.schema([("own_text", pa.string()), ("own_share", pa.float64()), ("own_kept", pa.bool_())])
SPARK = b"org.apache.spark.sql.parquet.row.metadata"


def values() -> Iterator[dict[str, Any]]:
    """Yield a value for each row without end; every third row has none."""
    for at in count():
        yield {} if at % 3 == 2 else {"own_text": f"t{at}", "own_share": at / 8, "own_kept": True}


def appended(path: Path) -> io.BytesIO:
    """Return the file with the columns."""
    file = io.BytesIO()
    assert append_to(path, file, COLUMNS, values()) == pq.read_metadata(path).num_rows
    return io.BytesIO(file.getvalue())


def table() -> pa.Table:
    """Return a table of many types, with metadata."""
    stamps = [dt.datetime(1, 1, 1, tzinfo=dt.UTC), None, dt.datetime(9999, 12, 31, tzinfo=dt.UTC)]
    schema = pa.schema(
        [
            pa.field("body", pa.large_string(), nullable=False, metadata={"of": "the page"}),
            pa.field("n", pa.uint8()),
            pa.field("price", pa.decimal128(9, 2)),
            pa.field("when", pa.timestamp("us", "UTC")),
            pa.field("day", pa.date32()),
            pa.field("tags", pa.list_(pa.field("item", pa.string()))),
            pa.field("site", pa.dictionary(pa.int32(), pa.string())),
            pa.field("raw", pa.binary()),
            pa.field("nested", pa.struct([("a", pa.map_(pa.string(), pa.float32()))])),
            pa.field("Ürl", pa.string()),
        ],
        {"owner": "the archive", "pandas": '{"columns": []}'},
    )
    return pa.table(
        {
            "body": ["a", "", "c\0"],
            "n": [1, None, 255],
            "price": [decimal.Decimal("1.10"), None, decimal.Decimal("-3.00")],
            "when": stamps,
            "day": [dt.date(1970, 1, 1), None, dt.date(2026, 3, 1)],
            "tags": [["x", None], [], None],
            "site": ["a", "b", "a"],
            "raw": [b"\xff", b"", None],
            "nested": [{"a": [("k", 1.5)]}, None, {"a": []}],
            "Ürl": ["é", "ü", None],
        },
        schema=schema,
    )


@pytest.mark.parametrize("compliant", [True, False])
@pytest.mark.parametrize("packing", ["snappy", "gzip", "zstd", "none", "lz4", "brotli"])
def test_own_columns_stay(tmp_path: Path, compliant: bool, packing: str) -> None:
    """Values, types, names and metadata of the file are what they were, and how it is packed."""
    path = tmp_path / "a.parquet"
    pq.write_table(table(), path, compression=packing, use_compliant_nested_type=compliant)
    before, after = pq.ParquetFile(path), pq.ParquetFile(appended(path))
    own = len(before.schema_arrow)
    assert after.read().select(range(own)).equals(before.read(), check_metadata=True)
    assert after.schema_arrow.metadata == before.schema_arrow.metadata
    for at in range(len(before.schema)):
        assert after.schema.column(at).equals(before.schema.column(at))
        old, new = (it.metadata.row_group(0).column(at) for it in (before, after))
        assert (new.compression, new.physical_type) == (old.compression, old.physical_type)
    assert after.read().select(range(own, own + 3)).schema.remove_metadata() == NEW


def test_values_stand_in_their_rows(tmp_path: Path) -> None:
    """Each row has the values that were given for it, across batches and row groups."""
    path = tmp_path / "a.parquet"
    rows = 150_000
    pq.write_table(pa.table({"n": range(rows)}), path, row_group_size=999)
    found = pq.read_table(appended(path))
    assert found.column("n").to_pylist() == list(range(rows))
    given = values()
    assert found.column("own_text").to_pylist() == [
        next(given).get("own_text") for _ in range(rows)
    ]
    metadata = pq.read_metadata(appended(path))
    assert max(metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)) < 70_000


def test_long_rows_make_small_row_groups(tmp_path: Path) -> None:
    """A row group is written when its rows take much memory."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["x" * 20_000] * 8_000}), path)
    assert pq.read_metadata(path).num_row_groups == 1
    assert pq.read_metadata(appended(path)).num_row_groups >= 4


def test_dictionaries_make_no_small_row_groups(tmp_path: Path) -> None:
    """A large dictionary that all rows share counts once, not for each of the batches."""
    path = tmp_path / "a.parquet"
    texts = pa.array([f"{at:050}" for at in range(100_000)]).dictionary_encode()
    pq.write_table(pa.table({"site": texts}), path)
    assert pq.read_metadata(appended(path)).num_row_groups == 2


def test_a_file_without_rows_gets_the_columns(tmp_path: Path) -> None:
    """An empty file has the new columns, too."""
    path = tmp_path / "a.parquet"
    pq.write_table(table().slice(0, 0), path)
    assert pq.read_schema(appended(path)).names == [*table().schema.names, *NEW.names]


def test_dates_of_old_writers_stay(tmp_path: Path) -> None:
    """INT96 dates, also those that nanoseconds cannot tell, are INT96 dates with equal values."""
    path = tmp_path / "a.parquet"
    when = pa.array([dt.datetime(1, 1, 1), dt.datetime(2026, 3, 1, 12), dt.datetime(9999, 12, 31)])  # noqa: DTZ001
    pq.write_table(pa.table({"when": when}), path, use_deprecated_int96_timestamps=True)
    after = appended(path)
    assert pq.ParquetFile(after).schema.column(0).physical_type == "INT96"
    for file in (path, after):
        read = pq.read_table(file, coerce_int96_timestamp_unit="us")
        assert read.column("when").to_pylist() == when.to_pylist()


def test_spark_sees_the_columns(tmp_path: Path) -> None:
    """Spark looks for the columns of a file in a text of its own, where they are added."""
    path = tmp_path / "a.parquet"
    own = {"name": "n", "type": "long", "nullable": True, "metadata": {}}
    described = json.dumps({"type": "struct", "fields": [own]})
    schema = pa.schema([("n", pa.int64())], {SPARK: described, b"other": b"x"})
    pq.write_table(pa.table({"n": [1]}, schema=schema), path)
    metadata = pq.read_schema(appended(path)).metadata
    assert metadata[b"other"] == b"x"
    fields = json.loads(metadata[SPARK])["fields"]
    assert fields[0] == own
    assert [(it["name"], it["type"]) for it in fields[1:]] == [
        ("own_text", "string"),
        ("own_share", "double"),
        ("own_kept", "boolean"),
    ]


@pytest.mark.parametrize("described", [b"{", b"[]", b'{"fields": 1}', b"\xff"])
def test_other_texts_of_that_name_stay(tmp_path: Path, described: bytes) -> None:
    """What cannot be read as Spark's columns is left as it is."""
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"n": [1]}, schema=pa.schema([("n", pa.int64())], {SPARK: described})), path
    )
    assert pq.read_schema(appended(path)).metadata[SPARK] == described


def test_pandas_sees_the_columns(tmp_path: Path) -> None:
    """A file that pandas wrote is read by pandas with its index and the new columns."""
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "a.parquet"
    pandas.DataFrame({"n": [1, 2]}, index=pandas.Index(["x", "y"], name="key")).to_parquet(path)
    found = pandas.read_parquet(appended(path))
    assert list(found.columns) == ["n", *NEW.names]
    assert list(found.index) == ["x", "y"]


def test_lone_surrogates_are_written(tmp_path: Path) -> None:
    """A text with half a pair is written as in the tables of a run."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [1]}), path)
    file = io.BytesIO()
    append_to(path, file, COLUMNS, iter([{"own_text": "\ud83d"}]))
    assert pq.read_table(file).column("own_text").to_pylist() == ["\U0010d83d"]


def test_equal_inputs_give_equal_files(tmp_path: Path) -> None:
    """Nothing of when or where a file is written stays in it."""
    path = tmp_path / "a.parquet"
    pq.write_table(table(), path)
    assert appended(path).getvalue() == appended(path).getvalue()


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1 nonsense PAR1", b"text"])
def test_damage_is_told(tmp_path: Path, data: bytes) -> None:
    """A file that is no Parquet is named."""
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    for read in (lambda: names_in(path), lambda: append_to(path, io.BytesIO(), COLUMNS, values())):
        with pytest.raises(ReadError, match=r"a\.parquet: it cannot be read"):
            read()


def test_damaged_rows_are_told(tmp_path: Path) -> None:
    """A file whose rows are damaged is named, though its schema can be read."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [f"{at * 7919}" for at in range(50_000)]}), path)
    data = bytearray(path.read_bytes())
    data[100:60_000] = bytes(59_900)
    path.write_bytes(data)
    assert names_in(path) == ["n"]
    with pytest.raises(ReadError, match="cannot be read"):
        append_to(path, io.BytesIO(), COLUMNS, values())


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is gone is named."""
    with pytest.raises(ReadError, match=r"gone\.parquet"):
        names_in(tmp_path / "gone.parquet")
