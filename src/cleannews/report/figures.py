"""The numbers that plots of a run show, counted from its tables row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cleannews.article import Article
from cleannews.dates import instant
from cleannews.grouping.result import REPRESENTATIVE, OutletPair, Sighting, outlet_pairs
from cleannews.pipeline.finished import Run
from cleannews.report.reasons import settings_in
from cleannews.settings import DedupeSettings

__all__ = ["BINS", "Figures", "figures_of"]

BINS = 50
"""Bins between 0 and 1 in which similarities are counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The numbers of a run.

    Args:
        settings: Those by which it grouped.
        jaccard: Members of groups, without the representatives, by relation and bin.
        containment: The same by containment.
        sizes: Groups by their number of articles.
        removed: Removed characters and spans by category.
        outlets: Who has what another outlet had; None where dropped articles are not in the tables.
    """

    settings: DedupeSettings
    jaccard: Counter[tuple[str, int]]
    containment: Counter[tuple[str, int]]
    sizes: Counter[int]
    removed: dict[str, tuple[int, int]]
    outlets: tuple[OutletPair, ...] | None


def figures_of(run: Run) -> Figures:
    """
    Count what a run's plots show.

    Args:
        run: The run. Its tables are read once or twice; what is kept grows with the groups.
    """
    jaccard: Counter[tuple[str, int]] = Counter()
    containment: Counter[tuple[str, int]] = Counter()
    sizes: Counter[int] = Counter()
    for group in run.groups():
        sizes[group["size"]] += 1
        for member in group["members"]:
            if member["relation"] != REPRESENTATIVE:
                jaccard[member["relation"], _bin(member["jaccard"])] += 1
                containment[member["relation"], _bin(member["containment"])] += 1
    removed = {
        category: (counts["characters"], counts["spans"])
        for category, counts in run.summary["removed"].items()
    }
    outlets = None if run.only_kept else outlet_pairs(_seen(run))
    return Figures(settings_in(run.summary), jaccard, containment, sizes, removed, outlets)


def _bin(value: float) -> int:
    return min(int(value * BINS + 1e-9), BINS - 1)


def _seen(run: Run) -> Iterator[tuple[Sighting, Sighting]]:
    leaders = {
        row["id"]: _sighting(row) for row in run.articles() if row["relation"] == REPRESENTATIVE
    }
    for row in run.articles():
        leader = leaders.get(row["representative"])  # one of the index is not in the run
        if leader is not None and row["relation"] not in {None, REPRESENTATIVE}:
            yield leader, _sighting(row)


def _sighting(row: Mapping[str, Any]) -> Sighting:
    return row["site"], instant(Article("", published=row["published"]).published)
