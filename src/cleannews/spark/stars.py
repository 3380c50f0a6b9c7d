"""What is done on an executor with verdicts: numbers, and the very functions of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleannews.grouping.hubs import hubs_of, without_hubs
from cleannews.grouping.rounds import next_pairs
from cleannews.grouping.stars import stars
from cleannews.grouping.verdict import ABRIDGED, Verdicts
from cleannews.spark.arrays import numbers, table

__all__ = [
    "ASKED",
    "CANDIDATES",
    "HUB",
    "JUDGED",
    "KNOWN",
    "TAKEN",
    "VERDICT_ON",
    "asked",
    "hubs_in",
    "taken",
    "taken_in_order",
]

KNOWN = "kind byte, a long, b long, relation byte, cut boolean"
"""What is known of two texts, by its kind, with the columns of a verdict for that kind."""

VERDICT_ON, CANDIDATES, JUDGED = range(3)
"""Kinds of :data:`KNOWN`: what the first text is to the second; two that may be one; two that are judged."""

ASKED = "a long, b long"
"""Two texts to be judged, the earlier first."""

TAKEN = "text long, other long"
"""A text, and who takes it."""

HUB = "page long, story long, turn int"
"""A page that is a hub, and a story in it that is like none before it: the first has turn 0."""


def asked(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Find out which pairs are to be judged next, as the local engine does.

    Args:
        batches: Record batches of :data:`KNOWN`. Texts are named by their places in order.

    Yields:
        Record batches of :data:`ASKED`.
    """
    rows = _columns(batches, "kind", "a", "b", "relation", "cut")
    names, numbered = np.unique([rows["a"], rows["b"]], return_inverse=True)
    pairs = numbered.reshape(2, -1).T
    on, candidates, judged = (rows["kind"] == it for it in (VERDICT_ON, CANDIDATES, JUDGED))
    found = _verdicts(pairs[on, 0], pairs[on, 1], rows["relation"][on], rows["cut"][on])
    place, none = np.arange(len(names)), np.zeros(len(names), np.bool_)
    todo = next_pairs(found, pairs[candidates], pairs[judged], place, none)
    yield table(a=names[todo.min(axis=1)], b=names[todo.max(axis=1)])


def taken(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Let texts take others when all verdicts are known.

    Args:
        batches: Record batches as above, with ``leading``: the text stands for equal ones.

    Yields:
        Record batches of :data:`TAKEN`.
    """
    rows = _columns(batches, "text", "other", "relation", "cut", "leading")
    names, numbered = np.unique([rows["text"], rows["other"]], return_inverse=True)
    text, other = numbered.reshape(2, -1)
    leading = np.zeros(len(names), np.bool_)
    leading[text] = rows["leading"]
    place = np.arange(len(names))
    found = without_hubs(_verdicts(text, other, rows["relation"], rows["cut"]), place)
    chosen = stars(place, found, leading)
    yield table(text=names[chosen.text], other=names[chosen.other])


def _columns(batches: Iterator[Any], *names: str) -> dict[str, NDArray[Any]]:
    """Return the columns of all batches of a partition."""
    parts = [it for it in batches if it.num_rows]
    if not parts:
        return {name: np.empty(0, np.int64) for name in names}
    return {name: np.concatenate([numbers(it, name) for it in parts]) for name in names}


def taken_in_order(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Let all texts of a partition take others, one after the other.

    Args:
        batches: Record batches of offers: ``text``, ``other``, and ``turn``, the place of the
            other in the order in which texts lead.

    Yields:
        Record batches of :data:`TAKEN`.
    """
    rows = _columns(batches, "text", "other", "turn")
    text, other, turn = rows["text"], rows["other"], rows["turn"]
    names = np.unique(np.concatenate([text, other]))
    one, another = np.searchsorted(names, text), np.searchsorted(names, other)
    turns = np.full(len(names), np.iinfo(np.int64).max)  # who leads nobody may come last
    turns[another] = turn
    order = np.argsort(np.argsort(turns, kind="stable"))
    found = _verdicts(one, another, np.ones(len(one), np.int8), np.zeros(len(one), np.bool_))
    chosen = stars(order, found, np.zeros(len(names), np.bool_))
    yield table(text=names[chosen.text], other=names[chosen.other])


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
    in_page = other == page
    one, another = np.searchsorted(names, text), np.searchsorted(names, other)
    found = _verdicts(one, another, in_page * np.int8(ABRIDGED), in_page)
    hubs = hubs_of(found, np.arange(len(names)))
    stories = names[hubs.get(int(np.searchsorted(names, page)), [])]
    batch = table(
        page=np.full(len(stories), page),
        story=stories.astype(np.int64),
        turn=np.arange(len(stories), dtype=np.int32),
    )
    return pa.Table.from_batches([batch])


def _verdicts(
    text: NDArray[np.int64],
    other: NDArray[np.int64],
    relation: NDArray[np.int8],
    cut: NDArray[np.bool_],
) -> Verdicts:
    """Return verdicts of which the figures do not matter."""
    none = np.zeros(len(text))
    return Verdicts(text, other, none, none, relation.astype(np.int8), cut.astype(np.bool_))
