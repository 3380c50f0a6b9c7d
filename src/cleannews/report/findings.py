"""What stands in the page from the start: the figures of a run, ready to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleannews.grouping.result import OutletPair
from cleannews.report.bounds import Bounds
from cleannews.report.cards import Card
from cleannews.report.choosing import BINS, ChosenGroups
from cleannews.report.grouprows import RELATIONS
from cleannews.report.tallies import Removals

__all__ = ["Bar", "Fate", "Findings", "Histogram", "Matrix"]

_MATRIX = 16
"""Outlets in the matrix."""

_SHADES = 5


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of some articles: a key for its colour, in words, how many."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """
    A part of a bar of a histogram.

    Args:
        relation: The relation of the members that it counts.
        x: Where the bar is, in bins from the left.
        y: Where the part begins, as a share of the highest bar, from below.
        height: Likewise its height.
        count: How many members.
    """

    relation: str
    x: int
    y: float
    height: float
    count: int


class Histogram(NamedTuple):
    """
    Members by a similarity.

    Args:
        name: The similarity.
        threshold: The setting that is compared with it, or None.
        bars: The parts of its bars.
        highest: Members in the highest bar.
        rows: For each bin that is not empty: from, to, and the members by relation.
    """

    name: str
    threshold: float | None
    bars: list[Bar]
    highest: int
    rows: list[tuple[float, float, list[int]]]


class Matrix(NamedTuple):
    """
    Who has what another outlet had.

    Args:
        sources: Outlets that had articles first.
        copiers: Outlets that had them later.
        cells: For each source and copier how many, how many of them undated, and a shade from 0.
    """

    sources: list[str]
    copiers: list[str]
    cells: list[list[tuple[int, int, int]]]


@dataclass(frozen=True)
class Findings:
    """
    What was read of a run.

    Args:
        summary: The run's.
        name: The name of its folder.
        chosen: Its groups.
        groups: The list of those that are shown, in columns.
        cards: What is known of their members, by id.
        removals: What was removed.
        pairs: Who has what another outlet had.
        texts: Articles whose texts are shown.
        worst: What lost the most: the share, the headline, the outlet, the number of the text.
        errors: Inputs that were rejected.
        bounds: What is shown at most.
    """

    summary: Mapping[str, Any]
    name: str
    chosen: ChosenGroups
    groups: Mapping[str, Any]
    cards: Mapping[str, Card]
    removals: Removals
    pairs: Sequence[OutletPair]
    texts: int
    worst: Sequence[tuple[float, str, str | None, int]]
    errors: Sequence[Mapping[str, Any]]
    bounds: Bounds

    @property
    def rejected(self) -> int:
        """Inputs that were rejected."""
        return sum(self.summary["rejected"].values())

    @property
    def removed(self) -> int:
        """Characters that were removed."""
        return sum(it["characters"] for it in self.summary["removed"].values())

    @property
    def fates(self) -> list[Fate]:
        """What became of the articles that were read."""
        alone = self.summary["articles"] - self.summary["grouped"]
        linked = self.summary["kept"] - alone - self.leading
        return [
            Fate("alone", "kept, no other is like them", alone),
            Fate("leading", "kept, and stand for their group", self.leading),
            Fate("linked", "kept, though they are in a group", max(0, linked)),
            Fate("dropped", "dropped, a kept one holds them", self.summary["dropped"]),
        ]

    @property
    def leading(self) -> int:
        """Representatives among the kept articles of the run."""
        grouped: int = self.summary["grouped"] - self.summary["dropped"]
        groups: int = self.summary["groups"]
        return min(groups, max(0, grouped))

    @property
    def categories(self) -> list[tuple[str, int, int, float]]:
        """Categories with spans, characters and the share of all that was removed."""
        found = self.summary["removed"].items()
        total = max(1, self.removed)
        rows = (
            (name, it["spans"], it["characters"], it["characters"] / total) for name, it in found
        )
        return sorted(rows, key=lambda it: (-it[2], it[0]))

    @property
    def first_groups(self) -> list[dict[str, Any]]:
        """The largest groups, as the list has them."""
        names = ("id", "title", "size", "dropped", "jaccard", "containment", "manyOutlets")
        rows = zip(*(self.groups.get(name, ())[:25] for name in names), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]

    @property
    def weakest(self) -> list[dict[str, Any]]:
        """The dropped members with the least in common with their representatives."""
        places = {group.id: at for at, (group, _) in enumerate(self.chosen.shown)}
        return [
            {
                "pair": pair,
                "place": (place := places[pair.representative]),
                "number": [it.id for it in self.chosen.shown[place][0].members].index(pair.id),
                "member": self.cards.get(pair.id),
                "leader": self.cards.get(pair.representative),
            }
            for pair in self.chosen.weakest
        ]

    @property
    def heaviest_sites(self) -> list[Any]:
        """The outlets that lost the largest share of their text."""
        enough = (it for it in self.removals.sites.values() if it.removed)
        found = sorted(enough, key=lambda it: (-it.share, it.site or ""))
        return found[: self.bounds.first]

    @property
    def histograms(self) -> list[Histogram]:
        """Members by Jaccard similarity and by containment."""
        settings = self.summary["settings"]["dedupe"]
        return [
            _histogram("Jaccard similarity", settings["threshold"], self.chosen.jaccard),
            _histogram("Containment", settings["containment"], self.chosen.containment),
        ]

    @property
    def sizes(self) -> list[tuple[str, int]]:
        """Groups by how many members they have."""
        found: Counter[str] = Counter()
        for size, count in sorted(self.chosen.sizes.items()):
            found[_size_class(size)] += count
        return list(found.items())

    @property
    def matrix(self) -> Matrix:
        """The outlets that have the most to do with each other."""
        weight: Counter[str] = Counter()
        for it in self.pairs:
            weight[it.source] += it.articles
            weight[it.copier] += it.articles
        names = {
            name for name, _ in sorted(weight.items(), key=lambda it: (-it[1], it[0]))[:_MATRIX]
        }
        among = [it for it in self.pairs if it.source in names and it.copier in names]
        sources = [it for it in sorted(names) if any(pair.source == it for pair in among)]
        copiers = [it for it in sorted(names) if any(pair.copier == it for pair in among)]
        counts = {(it.source, it.copier): it for it in among}
        most = max((it.articles for it in among), default=1)

        def cell(source: str, copier: str) -> tuple[int, int, int]:
            it = counts.get((source, copier))
            return (it.articles, it.undated, _shade(it.articles, most)) if it else (0, 0, 0)

        cells = [[cell(source, copier) for copier in copiers] for source in sources]
        return Matrix(sources, copiers, cells)


def _shade(count: int, most: int) -> int:
    """Return a shade from 1 to 5, the darkest for the most; a fifth of it each."""
    return -(-count * _SHADES // most)


def _size_class(size: int) -> str:
    """Return the class of sizes that a size is in."""
    if size <= 3:
        return str(size)
    low = next(it for it in (1001, 101, 51, 21, 11, 6, 4) if size >= it)
    return {4: "4 to 5", 6: "6 to 10", 11: "11 to 20", 21: "21 to 50", 51: "51 to 100"}.get(
        low, "101 to 1,000" if low == 101 else "over 1,000"
    )


def _histogram(name: str, threshold: float | None, counted: Counter[tuple[str, int]]) -> Histogram:
    totals = [sum(counted[relation, at] for relation in RELATIONS) for at in range(BINS)]
    highest = max(totals, default=0)
    bars: list[Bar] = []
    rows: list[tuple[float, float, list[int]]] = []
    for at, total in enumerate(totals):
        if not total:
            continue
        below = 0
        for relation in RELATIONS:
            count = counted[relation, at]
            if count:
                bars.append(Bar(relation, at, below / highest, count / highest, count))
            below += count
        rows.append((at / BINS, (at + 1) / BINS, [counted[it, at] for it in RELATIONS]))
    return Histogram(name, threshold, bars, highest, rows)
