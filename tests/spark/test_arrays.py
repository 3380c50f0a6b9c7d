"""Arrow columns as arrays and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.signatures.signing import starts_of
from cleannews.spark.arrays import binary, bytes_of, numbers, table, utf8

VALID = st.text(max_size=8).map(lambda text: text.encode(errors="replace").decode())
TEXTS = st.lists(st.none() | VALID, max_size=12)
TEXT_KINDS = st.sampled_from([pa.string(), pa.large_string()])
BYTE_KINDS = st.sampled_from([pa.binary(), pa.large_binary()])
SLICES = st.tuples(st.integers(0, 12), st.integers(0, 12))


def parts(data: np.ndarray, starts: np.ndarray) -> list[bytes]:
    """Return the bytes of each row."""
    assert starts[0] == 0
    assert starts[-1] == len(data)
    return [data[a:b].tobytes() for a, b in pairwise(starts.tolist())]


@given(TEXTS, TEXT_KINDS, SLICES)
def test_texts_come_as_utf8(
    texts: list[str | None], kind: pa.DataType, part: tuple[int, int]
) -> None:
    """A null is an empty text, and of a slice only its rows are there."""
    column = pa.array(texts, kind).slice(*part)
    wanted = [(text or "").encode() for text in texts[part[0] : sum(part)]]
    assert parts(*utf8(column)) == wanted


@given(st.lists(st.none() | st.binary(max_size=8), max_size=12), BYTE_KINDS, SLICES)
def test_bytes_come_as_they_are(
    rows: list[bytes | None], kind: pa.DataType, part: tuple[int, int]
) -> None:
    """As texts do."""
    column = pa.array(rows, kind).slice(*part)
    assert parts(*utf8(column)) == [row or b"" for row in rows[part[0] : sum(part)]]


@pytest.mark.parametrize("kind", [np.uint32, np.uint64, np.int8])
@given(rows=st.lists(st.lists(st.integers(0, 127), max_size=5), max_size=8), part=SLICES)
def test_numbers_in_bytes_come_back(
    kind: np.typing.DTypeLike, rows: list[list[int]], part: tuple[int, int]
) -> None:
    """Those of each row, whatever slice of the rows is looked at."""
    starts = starts_of(np.array([len(row) for row in rows], np.int64))
    values = np.array([it for row in rows for it in row], kind)
    column = binary(values, starts)
    column.validate(full=True)
    assert column.type == pa.binary()
    found, begins = bytes_of(column.slice(*part), kind)
    assert found.dtype == kind
    wanted = rows[part[0] : sum(part)]
    assert [found[a:b].tolist() for a, b in pairwise(begins.tolist())] == wanted


def test_rows_of_an_array_are_rows_of_bytes() -> None:
    """Signatures stand in a matrix, of which some columns may be a view."""
    matrix = np.arange(24, dtype=np.uint32).reshape(3, 8)[:, ::2]
    column = binary(matrix, np.arange(4) * 4)
    assert bytes_of(column, np.uint32)[0].tolist() == matrix.ravel().tolist()


def test_a_table_holds_64_bits_without_a_sign() -> None:
    """Spark has only numbers with one, and the bits are the same."""
    hashes = np.array([0, 1, (1 << 64) - 1], np.uint64)
    batch = table(key=hashes, yes=np.array([True, False, True]), text=pa.array(["a", None, "b"]))
    assert batch.schema.names == ["key", "yes", "text"]
    assert batch.schema.field("key").type == pa.int64()
    assert numbers(batch, "key").tolist() == [0, 1, -1]
    assert numbers(batch.slice(1), "key").view(np.uint64).tolist() == hashes[1:].tolist()
    assert numbers(batch.slice(1), "yes").tolist() == [False, True]
