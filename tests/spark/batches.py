"""Rows as executors get them: sorted, and cut into batches anywhere."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa

__all__ = ["cut", "in_order", "rows_of"]


def cut(rows: pa.RecordBatch, chance: random.Random) -> list[pa.RecordBatch]:
    """
    Return rows in several batches, of which some are empty and some have one row.

    Args:
        rows: The rows.
        chance: Where they are cut.
    """
    whole = rows.num_rows
    cuts = [
        chance.randint(0, whole) for _ in range(chance.choice([0, 1, 3, 12, min(2 * whole, 100)]))
    ]
    places = sorted([0, *cuts, whole])
    return [rows.slice(a, b - a) for a, b in pairwise(places)]


def in_order(batches: Iterable[pa.RecordBatch], *names: str) -> pa.RecordBatch:
    """
    Return the rows of batches sorted as Spark sorts them.

    Args:
        batches: The rows.
        names: The columns by which they are sorted.
    """
    table = pa.Table.from_batches(batches)
    ordered = table.sort_by([(name, "ascending") for name in names]).combine_chunks()
    return ordered.to_batches()[0] if len(ordered) else pa.RecordBatch.from_pylist([], table.schema)


def rows_of(batches: Iterable[pa.RecordBatch], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """
    Return rows as tuples.

    Args:
        batches: The rows.
        names: The columns that they have.
    """
    rows = []
    for batch in batches:
        assert tuple(batch.schema.names) == tuple(names)
        rows += list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
    return rows
