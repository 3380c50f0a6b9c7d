"""
Arrow columns as NumPy arrays and back, without copies where there are no nulls.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

__all__ = ["binary", "bytes_of", "numbers", "table", "utf8"]


def utf8(column: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """
    Return the texts of a column in UTF-8, one after the other, and where each begins and the last ends.

    Args:
        column: An Arrow array of strings or of bytes; null is an empty text.
    """
    wide = pa.large_string() if pa.types.is_string(column.type) else pa.large_binary()
    column = column.fill_null("" if pa.types.is_string(column.type) else b"").cast(wide)
    _, offsets, data = column.buffers()
    starts = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    if not len(column):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    whole = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return whole[starts[0] : starts[-1]], starts - starts[0]


def bytes_of(column: Any, kind: DTypeLike) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """
    Return the numbers that stand in a column of bytes, and where those of each row begin and the last end.

    Args:
        column: An Arrow array of bytes.
        kind: The type of the numbers.
    """
    data, starts = utf8(column)
    values = np.frombuffer(data.tobytes(), kind)
    return values, starts // np.dtype(kind).itemsize


def binary(values: NDArray[Any], starts: NDArray[np.int64]) -> Any:
    """
    Return a column of bytes.

    Args:
        values: The numbers of all rows.
        starts: int64, shape (rows + 1,): where those of each row begin and the last end.
    """
    data = np.ascontiguousarray(values)
    offsets = (starts * values.dtype.itemsize).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data.view(np.uint8).reshape(-1))]
    return pa.Array.from_buffers(pa.binary(), len(starts) - 1, buffers)


def numbers(batch: Any, name: str) -> NDArray[Any]:
    """
    Return a column of numbers without nulls.

    Args:
        batch: An Arrow record batch.
        name: The column.
    """
    values: NDArray[Any] = batch.column(name).to_numpy(zero_copy_only=False)
    return values


def table(**columns: Any) -> Any:
    """
    Return a record batch.

    Args:
        columns: Arrow or NumPy arrays by name; 64 bits without a sign are taken as they are.
    """
    arrays = [
        pa.array(it.view(np.int64) if it.dtype == np.uint64 else it)
        if isinstance(it, np.ndarray)
        else it
        for it in columns.values()
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))
