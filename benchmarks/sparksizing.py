"""
What a run of ``cleannews.spark`` would cost for more articles than were measured: arithmetic, step by step.

What a step costs at N articles is what it cost an article at the largest size that was measured,
times N, times its excess once for each tenfold. The excess is by what it grew more than the
articles did from one size to the next; a step that grew less is taken to grow as they do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.tables import markdown

FARTHER = (10**8, 10**9)
"""Articles for which it is reckoned."""

CORES = 64 * 16
"""Cores of a cluster of 64 executors with 16 each."""

PRICE = 0.05
"""US dollars for one core for an hour, with the 4 GiB of memory and the disk that it uses: assumed."""

SMALL = 0.01
"""Share of a whole below which a step goes with others into one row."""

Steps = Mapping[str, Mapping[str, float]]


class Cost(NamedTuple):
    """
    What a step costs.

    Args:
        step: Its name.
        each: What it cost an article at the largest size.
        excess: By what it grew more than the articles, for each tenfold; at least 1.
        articles: The largest size.
    """

    step: str
    each: float
    excess: float
    articles: int

    def at(self, articles: int) -> float:
        """
        Return the cost at a size.

        Args:
            articles: The size.

        >>> Cost("shared", 2000.0, 1.1, 10**6).at(10**8)
        242000000000.0
        """
        tenfolds = math.log10(articles / self.articles)
        return round(self.each * articles * math.pow(self.excess, tenfolds), 3)


def costs(sizes: Sequence[tuple[int, Steps]], figure: str) -> list[Cost]:
    """
    Return what each step costs.

    Args:
        sizes: The sizes in articles with their steps, ascending.
        figure: A sum of :data:`~benchmarks.sparksteps.FIGURES`, such as "shuffle_written".

    >>> costs([(10, {"texts": {"input": 100}}), (100, {"texts": {"input": 1500}})], "input")
    [Cost(step='texts', each=15.0, excess=1.5, articles=100)]
    """
    articles, steps = sizes[-1]
    before, fewer = sizes[-2] if len(sizes) > 1 else sizes[-1]
    found = []
    for step, figures in steps.items():
        least = fewer.get(step, {}).get(figure, 0)
        excess = 1.0
        if before < articles and least:
            grown = figures[figure] / least / (articles / before)
            excess = max(1.0, math.pow(grown, 1 / math.log10(articles / before)))
        found.append(Cost(step, figures[figure] / articles, round(excess, 3), articles))
    return found


def farther(sizes: Sequence[tuple[int, Steps]]) -> str:
    """
    Return tables of what more articles would cost.

    Args:
        sizes: The sizes in articles with their steps, ascending.
    """
    shuffled, tasks = costs(sizes, "shuffle_written"), costs(sizes, "task_seconds")
    tables = [
        _table("shuffled: B an article", shuffled, 1, "TB", 1e12),
        _table("tasks: ms an article", tasks, 1000, "core-hours", 3600),
        _table("work folder: B an article", costs(sizes, "output"), 1, "TB", 1e12),
    ]
    hours = [sum(cost.at(size) for cost in tasks) / 3600 for size in FARTHER]
    wall = (f"{it:,.0f} / {CORES:,} = {it / CORES:,.2f}" for it in hours)
    paid = (f"{it:,.0f} × {PRICE} = {it * PRICE:,.0f}" for it in hours)
    most = max(shuffled, key=lambda cost: cost.each)
    widest = (f"{most.at(size) / CORES / 1e9:,.2f}" for size in FARTHER)
    rows = [
        (f"hours on {CORES:,} cores, all busy", *wall),
        ("US dollars", *paid),
        (f"largest shuffle ({most.step}): GB a core", *widest),
    ]
    tables.append(markdown(("articles", *(f"{size:,}" for size in FARTHER)), rows))
    return "\n\n".join(tables)


def _table(name: str, found: Sequence[Cost], scale: float, unit: str, of_unit: float) -> str:
    """Return what each step costs; ``scale`` and ``of_unit`` make its units those that are shown."""
    whole = [sum(cost.at(size) for cost in found) for size in FARTHER]
    rows: list[tuple[str, ...]] = []
    rest = [0.0] * len(FARTHER)
    for cost in sorted(found, key=lambda cost: -cost.each):
        there = [cost.at(size) for size in FARTHER]
        if all(one < SMALL * all_ for one, all_ in zip(there, whole, strict=True)):
            rest = [one + more for one, more in zip(rest, there, strict=True)]
            continue
        shown = (f"{it / of_unit:,.2f}" for it in there)
        rows.append((cost.step, f"{cost.each * scale:,.2f}", f"× {cost.excess:.2f}", *shown))
    rows.append(("the others", "", "", *(f"{it / of_unit:,.2f}" for it in rest)))
    rows.append(("all", "", "", *(f"{it / of_unit:,.2f}" for it in whole)))
    head = (name, "measured", "for each tenfold", *(f"{size:,}: {unit}" for size in FARTHER))
    return markdown(head, rows)
