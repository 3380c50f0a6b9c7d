"""What is done on an executor with verdicts: numbers, and the very functions of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleannews.grouping.hubs import hubs_of
from cleannews.grouping.stars import stars
from cleannews.grouping.verdict import ABRIDGED, Verdicts
from cleannews.spark.arrays import numbers, table

__all__ = ["HUB", "TAKEN", "hubs_in", "taken_in_order"]

TAKEN = "text long, other long"
"""A text, and who takes it."""

HUB = "page long, story long, turn int"
"""A page that is a hub, and a story in it that is like none before it: the first has turn 0."""


def taken_in_order(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Let all texts of a partition take others, one after the other.

    Args:
        batches: Record batches of offers: ``text``, ``other``, and ``turn``, the place of the
            other in the order in which texts lead.

    Yields:
        Record batches of :data:`TAKEN`.
    """
    parts = [[numbers(it, name) for name in ("text", "other", "turn")] for it in batches]
    if not parts:
        return
    text, other, turn = map(np.concatenate, zip(*parts, strict=True))
    names = np.unique(np.concatenate([text, other]))
    one, another = np.searchsorted(names, text), np.searchsorted(names, other)
    turns = np.full(len(names), np.iinfo(np.int64).max)  # who leads nobody may come last
    turns[another] = turn
    order = np.argsort(np.argsort(turns, kind="stable"))
    found = _verdicts(one, another, relation=1)
    taken = stars(order, found, np.zeros(len(names), np.bool_))
    yield table(text=names[taken.text], other=names[taken.other])


def hubs_in(rows: Any) -> Any:
    """
    Tell whether a page is a hub.

    Args:
        rows: An Arrow table: ``page``; ``text`` and ``other``, a story in it and another that is
            like it, or the page itself. Texts are named by their places in order.

    Returns:
        An Arrow table of :data:`HUB`, empty if it is none.
    """
    page = rows.column("page")[0].as_py()
    text, other = (rows.column(name).to_numpy() for name in ("text", "other"))
    names = np.unique(np.concatenate([text, other]))
    of_page = (other == page).astype(np.int8)
    found = _verdicts(
        np.searchsorted(names, text), np.searchsorted(names, other), relation=of_page * ABRIDGED
    )
    hubs = hubs_of(found, np.arange(len(names)))
    stories = names[hubs.get(int(np.searchsorted(names, page)), [])]
    batch = table(
        page=np.full(len(stories), page),
        story=stories.astype(np.int64),
        turn=np.arange(len(stories), dtype=np.int32),
    )
    return pa.Table.from_batches([batch])


def _verdicts(
    text: NDArray[np.int64], other: NDArray[np.int64], relation: NDArray[np.int8] | int
) -> Verdicts:
    """Return verdicts of which nothing else is known; a text that is abridged is cut."""
    kinds = np.full(len(text), relation, np.int8)
    none = np.zeros(len(text))
    return Verdicts(text, other, none, none, kinds, kinds == ABRIDGED)
