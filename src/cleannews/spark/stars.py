"""What is done on an executor with verdicts: numbers, and the very functions of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleannews.grouping.hubs import hub_pairs, hubs_of, without_hubs
from cleannews.grouping.lsh import Pairs, distinct_pairs
from cleannews.grouping.rounds import holders, passed_on, takers
from cleannews.grouping.stars import depths_of, leading_places, stars
from cleannews.grouping.verdict import ABRIDGED, Verdicts
from cleannews.spark.arrays import numbers, table

__all__ = [
    "ASKED",
    "DECIDED",
    "DEPTH",
    "FIRM",
    "HUB",
    "TAKEN",
    "decided",
    "hubs_in",
    "taken",
    "taken_in_order",
]

DECIDED = "kind byte, a long, b long"
"""What :func:`decided` finds, by its kind."""

FIRM, ASKED, DEPTH = range(3)
"""A text and who takes it for more than a link; a pair to be judged; a text and how deep it is cut."""

TAKEN = "text long, other long"
"""A text, and who takes it."""

HUB = "page long, story long, turn int"
"""A page that is a hub, and a story in it that is like none before it: the first has turn 0."""


def decided(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Find out from all verdicts who is taken and which pairs must be judged, as the local engine does.

    Args:
        batches: Record batches of :data:`~cleannews.spark.verdictrows.VERDICT`. Texts are named by
            their places in order.

    Yields:
        Record batches of :data:`DECIDED`.
    """
    names, found, _ = _whole(batches)
    place = np.arange(len(names))
    known = without_hubs(found, place)
    rank = leading_places(place, known)
    taker = takers(place, np.zeros(len(names), np.bool_), known)
    passed = passed_on(known, taker, holders(known, rank))
    asked: Pairs = distinct_pairs(np.concatenate([passed, hub_pairs(found, place)]))
    depths = depths_of(len(names), known)
    firm, deep = np.flatnonzero(taker >= 0), np.flatnonzero(depths)
    for kind, a, b in (
        (FIRM, names[firm], names[taker[firm]]),
        (ASKED, *names[asked].T),
        (DEPTH, names[deep], depths[deep]),
    ):
        yield table(kind=np.full(len(a), kind, np.int8), a=a.copy(), b=b.copy())


def taken(batches: Iterator[Any]) -> Iterator[Any]:
    """
    Let texts take others when all verdicts are known.

    Args:
        batches: Record batches as above, with ``leading``: the text stands for equal ones.

    Yields:
        Record batches of :data:`TAKEN`.
    """
    names, found, leading = _whole(batches)
    place = np.arange(len(names))
    chosen = stars(place, without_hubs(found, place), leading)
    yield table(text=names[chosen.text], other=names[chosen.other])


def _whole(batches: Iterator[Any]) -> tuple[NDArray[np.int64], Verdicts, NDArray[np.bool_]]:
    """Return the names of texts in order, the verdicts on them by their numbers, and who leads."""
    parts = [it for it in batches if it.num_rows]
    if not parts:
        none = np.empty(0, np.int64)
        return none, _verdicts(none, none, 0), np.empty(0, np.bool_)
    rows = pa.Table.from_batches(parts).combine_chunks()
    columns = {name: rows.column(name).to_numpy() for name in rows.column_names}
    names = np.unique(np.concatenate([columns["text"], columns["other"]]))
    text, other = (np.searchsorted(names, columns[side]) for side in ("text", "other"))
    figures = [columns[it] for it in ("jaccard", "containment", "relation", "cut")]
    leading = np.zeros(len(names), np.bool_)
    if "leading" in columns:
        leading[text] = columns["leading"]
    return names, Verdicts(text, other, *figures), leading


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
