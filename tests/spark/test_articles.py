"""Rows of Arrow batches read as articles."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import Article, ArticleError, SettingsError
from cleannews.article import FIELD_NAMES, FieldNames, fields_of
from cleannews.spark.articles import Reader

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = [key for keys in FIELD_NAMES.values() for key in keys] + ["note"]
COLUMNS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): TEXTS
    | st.sampled_from(["www.news.example", "https://news.example/a", "2026-03-01", "A; B"]),
    pa.int64(): st.integers(-(2**63), 2**63 - 1) | st.just(1772323200),
    pa.float64(): st.floats(),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(),
    pa.timestamp("us", "UTC"): st.datetimes(timezones=st.just(UTC)),
    pa.timestamp("us"): st.datetimes(),
    pa.binary(): st.binary(max_size=5),
    pa.decimal128(10, 2): st.decimals(-100, 100, places=2),
    pa.list_(pa.string()): st.lists(TEXTS | st.none(), max_size=3),
    pa.struct([("id", pa.string())]): st.fixed_dictionaries({"id": TEXTS}),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.RecordBatch:
    """Draw rows with a column of texts, and others of any type under the names of fields."""
    rows = draw(st.integers(0, 4))
    names = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=6))
    kinds = {"text": pa.string(), "id": pa.string(), **dict.fromkeys({*names} - {"text", "id"})}
    made = {}
    for name, fixed in kinds.items():
        kind = fixed or draw(st.sampled_from(list(COLUMNS)))
        values = st.none() | COLUMNS[kind]
        made[name] = pa.array(draw(st.lists(values, min_size=rows, max_size=rows)), kind)
    return pa.RecordBatch.from_arrays(list(made.values()), list(made))


def batch(**columns: Any) -> pa.RecordBatch:
    """Return rows of columns."""
    return pa.RecordBatch.from_pydict(columns)


def as_dict_says(row: Mapping[str, Any], text: str, id: str) -> Article:
    """Return what a dict means whose text and id stand in two keys, and nowhere else."""
    others = {*FIELD_NAMES["text"], *FIELD_NAMES["id"]} - {text, id}
    record = {key: value for key, value in row.items() if key not in others}
    record[text] = record[text] or ""
    return Article(**fields_of(record, FieldNames([("text", text), ("id", id)]))[0])


@given(tables())
def test_a_row_means_what_its_dict_means(rows: pa.RecordBatch) -> None:
    """Whatever types columns have, an article has the fields that the dict of its row gives."""
    wanted = [as_dict_says(row, "text", "id") for row in rows.to_pylist()]
    assert [without_extra(it) for it in Reader().articles(rows)] == list(map(without_extra, wanted))


@given(tables())
def test_articles_can_be_read_without_their_texts(rows: pa.RecordBatch) -> None:
    """All but the text is the same."""
    whole, bare = (Reader().articles(rows, texts=texts) for texts in (True, False))
    assert bare == [replace(it, text="", extra=it.extra) for it in whole]


def without_extra(article: Article) -> Article:
    """Return an article without what nobody reads on Spark."""
    return replace(article, extra={})


def test_text_and_id_are_those_of_their_columns_alone() -> None:
    """A null text is empty, and no other column stands in for it; so it is with ids."""
    rows = batch(guid=["a", None], body=["Rain fell.", None], text=["x", "y"], id=["1", "2"])
    found = Reader(text="body", id="guid").articles(rows)
    assert [(it.id, it.text) for it in found] == [("a", "Rain fell."), (None, "")]


def test_numbers_serve_as_ids() -> None:
    """A whole number is an id; a fraction and an empty str are none."""
    for column, ids in (([7, None], ["7", None]), ([0.5], [None]), (["", "x"], [None, "x"])):
        rows = batch(text=["t"] * len(column), id=column)
        assert [it.id for it in Reader().articles(rows)] == ids


@pytest.mark.parametrize(
    ("column", "published"),
    [
        (
            pa.array([1772352000000000]).cast(pa.timestamp("us")),
            datetime(2026, 3, 1, 8, tzinfo=UTC),
        ),
        (
            pa.array([datetime(2026, 3, 1, 8, tzinfo=UTC)], pa.timestamp("us", "Asia/Tokyo")),
            datetime(2026, 3, 1, 8, tzinfo=UTC),
        ),
        (
            pa.array([1772352000000000]).cast(pa.timestamp("us", "GMT+08:00")),
            datetime(2026, 3, 1, 8, tzinfo=UTC),
        ),
        (pa.array([date(2026, 3, 1)]), date(2026, 3, 1)),
        (pa.array(["2026-03-01T10:00:00+02:00"]), datetime(2026, 3, 1, 8, tzinfo=UTC)),
        (pa.array([1772352000]), datetime(2026, 3, 1, 8, tzinfo=UTC)),
        (pa.array([1772352000000]), datetime(2026, 3, 1, 8, tzinfo=UTC)),
    ],
)
def test_dates_are_read_from_every_type_of_column(column: pa.Array, published: date) -> None:
    """A naive time is UTC, and the zone of the session changes no instant."""
    rows = pa.RecordBatch.from_arrays([pa.array(["t"]), column], ["text", "published"])
    (article,) = Reader(id=None).articles(rows)
    assert article.published == published
    assert type(article.published) is type(published)
    assert not article.flags


@pytest.mark.parametrize(
    "column",
    [
        pa.array([2**62]).cast(pa.timestamp("us", "UTC")),
        pa.array([-(2**62)]).cast(pa.timestamp("us")),
        pa.array([2**31 - 1], pa.int32()).cast(pa.date32()),
        pa.array([2**63 - 1]).cast(pa.duration("us")),
        pa.array(["yesterday"]),
        pa.array([True]),
        pa.array([Decimal(1)]),
        pa.array([{"day": 1}]),
    ],
)
def test_what_is_no_date_is_flagged(column: pa.Array) -> None:
    """Dates outside the calendar and values that are none leave an article undated, beside others."""
    column = pa.chunked_array([column, pa.nulls(1, column.type)]).combine_chunks()
    rows = pa.RecordBatch.from_arrays([pa.array(["t", "t"]), column], ["text", "published"])
    bad, none = Reader(id=None).articles(rows)
    assert bad.published is none.published is None
    assert bad.flags == {"undated"}
    assert not none.flags


def test_bytes_that_are_no_text_are_replaced() -> None:
    """A string of Spark may hold any bytes; the others of its column stay as they are."""

    def strings(*values: bytes) -> pa.Array:
        return pa.StringArray.from_buffers(
            len(values),
            pa.array(values, pa.binary()).buffers()[1],
            pa.array(values, pa.binary()).buffers()[2],
        )

    names = pa.ListArray.from_arrays([0, 2, 2], strings(b"A\xff", b"B"))
    columns = [strings(b"half \xd8", "é".encode()), strings(b"\xff", b"b"), names]
    rows = pa.RecordBatch.from_arrays(columns, ["text", "id", "authors"])
    first, second = Reader().articles(rows)
    assert (first.text, first.id, first.authors) == ("half \ufffd", "\ufffd", ("A\ufffd", "B"))
    assert (second.text, second.id, second.authors) == ("é", "b", ())


def test_columns_that_hold_fields_are_chosen() -> None:
    """They stand in their order; other texts and ids are left out, as is what is no field."""
    names = ["note", "link", "body", "id", "guid", "publisher", "text", "extra"]
    assert Reader("body", "guid").columns(names) == ["link", "body", "guid", "publisher"]
    assert Reader("body", None).columns(names) == ["link", "body", "publisher"]
    assert Reader("note", "id").columns(names) == ["note", "link", "id", "publisher"]


@pytest.mark.parametrize(
    ("reader", "names", "error"),
    [
        (Reader(), ["id", "body"], r"^text is 'text'; it must be a column, one of 'body', 'id'$"),
        (Reader(), ["text"], r"^id is 'id'"),
        (Reader(id=None), ["text", "title", "title"], r"^df is a table with two columns 'title'"),
    ],
)
def test_a_table_without_the_columns_is_refused(
    reader: Reader, names: list[str], error: str
) -> None:
    """The error names the argument and what there is."""
    with pytest.raises(SettingsError, match=error):
        reader.columns(names)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": 1}, "^text is 1"),
        ({"id": b"id"}, "^id is b'id'"),
        ({"id": "text"}, "^id is 'text'"),
    ],
)
def test_names_of_columns_are_checked(arguments: dict[str, Any], error: str) -> None:
    """A reader is made of two names."""
    with pytest.raises(SettingsError, match=error):
        Reader(**arguments)


def test_a_text_that_is_no_string_is_refused() -> None:
    """The driver looks at the types of columns; whoever does not is told."""
    with pytest.raises(ArticleError, match=r"^text is no str: got 1"):
        Reader(id=None).articles(batch(text=[1]))


def test_a_reader_travels() -> None:
    """It is pickled with what runs on executors."""
    assert pickle.loads(pickle.dumps(Reader("body", None))) == Reader("body", None)  # noqa: S301
