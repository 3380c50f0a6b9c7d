"""Which groups of a run are shown, and what is told of them all; one reading of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappush, heappushpop, nsmallest
from typing import Any

from cleannews.grouping.result import REPRESENTATIVE, Group, Member, Pair
from cleannews.report.bounds import Bounds, draw

__all__ = ["BINS", "ChosenGroups", "choose_groups"]

BINS = 20
"""Bars of a histogram of similarities."""


@dataclass
class ChosenGroups:
    """
    The groups that are shown, and figures of all.

    Args:
        total: How many groups the run has.
        shown: Those that are shown, each with the members that are, and how many it has.
        weakest: The pairs with the least in common whose member is dropped, the weakest first.
        jaccard: Members by relation, in bins of their Jaccard similarity.
        containment: Likewise of their containment.
        sizes: Groups by the number of their members.
    """

    total: int = 0
    shown: list[tuple[Group, int]] = field(default_factory=list)
    weakest: list[Pair] = field(default_factory=list)
    jaccard: Counter[tuple[str, int]] = field(default_factory=Counter)
    containment: Counter[tuple[str, int]] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)

    @property
    def sampled(self) -> bool:
        """Whether some groups are not shown."""
        return len(self.shown) < self.total


def choose_groups(rows: Iterable[Mapping[str, Any]], bounds: Bounds) -> ChosenGroups:
    """
    Read the table of groups once.

    Args:
        rows: The rows of the table, the largest groups first.
        bounds: What is shown at most.
    """
    chosen = ChosenGroups()
    largest = bounds.groups - bounds.groups // 2
    drawn: list[tuple[float, int, Group, int]] = []
    weakest: list[tuple[Pair, tuple[int, Group, int]]] = []
    first: list[tuple[int, Group, int]] = []
    for at, row in enumerate(rows):
        group, size = _shown(row, bounds), len(row["members"])
        _count(chosen, row["members"])
        found = (at, group, size)
        if at < largest:
            first.append(found)
        elif bounds.groups // 2:
            lot = (-draw(group.id), -at, group, size)
            (heappush if len(drawn) < bounds.groups // 2 else heappushpop)(drawn, lot)
        pairs = [(pair, found) for pair in _dropped(group)]
        weakest = nsmallest(bounds.first, [*weakest, *pairs], key=_weakness) if pairs else weakest
    others = [(-at, group, size) for _, at, group, size in drawn]
    places = {it[0]: it for it in (*first, *others, *(found for _, found in weakest))}
    chosen.shown = [places[at][1:] for at in sorted(places)]
    chosen.weakest = [pair for pair, _ in weakest]
    return chosen


def _weakness(it: tuple[Pair, object]) -> tuple[float, float, str]:
    return it[0].containment, it[0].jaccard, it[0].id


def _count(chosen: ChosenGroups, members: Iterable[Mapping[str, Any]]) -> None:
    chosen.total += 1
    size = 0
    for it in members:
        size += 1
        if it["relation"] != REPRESENTATIVE:
            chosen.jaccard[it["relation"], _bin(it["jaccard"])] += 1
            chosen.containment[it["relation"], _bin(it["containment"])] += 1
    chosen.sizes[size] += 1


def _bin(value: float) -> int:
    return min(int(value * BINS + 1e-9), BINS - 1)


def _dropped(group: Group) -> list[Pair]:
    return [
        Pair(it.id, group.id, it.relation, it.jaccard, it.containment, it.kept)
        for it in group.members
        if not it.kept
    ]


def _shown(row: Mapping[str, Any], bounds: Bounds) -> Group:
    """Return a group with the members that are shown: the weakest half, the others drawn."""
    members = [
        Member(it["id"], it["relation"], it["jaccard"], it["containment"], it["kept"])
        for it in row["members"]
    ]
    if len(members) > bounds.members:
        order = sorted(range(1, len(members)), key=lambda at: _likeness(members[at]))
        weak = bounds.members // 2
        drawn = nsmallest(bounds.members - weak - 1, order[weak:], lambda at: draw(members[at].id))
        members = [members[at] for at in (0, *sorted([*order[:weak], *drawn]))]
    return Group(row["representative"], tuple(members))


def _likeness(it: Member) -> tuple[float, float]:
    return it.containment, it.jaccard
