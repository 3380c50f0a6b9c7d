"""
What grouping on Spark cost, as tables: see spark.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.sparksizing import SMALL
from benchmarks.sparksteps import growth
from benchmarks.tables import markdown

GROWING = ("seconds", "shuffle_written", "shuffle_rows", "task_seconds")
"""The figures whose growth is told."""

Figures = dict[str, Any]


def table(sizes: Sequence[Figures]) -> str:
    """Return the figures as Markdown: the steps at the largest size, and the sizes."""
    runs = [size["spark"]["steps"] for size in sizes]
    grown = {name: growth(runs, name) for name in GROWING}
    last, articles = runs[-1], sizes[-1]["articles"]
    whole = {name: sum(step[name] for step in last.values()) for name in GROWING}
    rest: defaultdict[str, float] = defaultdict(float)
    lines = []
    for name, step in last.items():
        small = all(step[it] < SMALL * whole[it] for it in ("seconds", "shuffle_written"))
        if small:
            for figure, value in step.items():
                longest = max(rest[figure], value)
                rest[figure] = longest if figure == "longest_task" else rest[figure] + value
        else:
            factors = [_times(grown[it][name]) for it in ("seconds", "shuffle_written")]
            lines.append((name, *_row(step, articles, *factors)))
    lines.append(("the others", *_row(rest, articles)))
    head = (
        f"step, {articles:,} articles", "tables", "s", "shuffled MB", "million rows",
        "B an article", "spilled MB", "read MB", "written MB", "tasks s", "longest task s",
    )  # fmt: skip
    return f"{markdown(head, lines)}\n\n{_sizes_table(sizes)}"


def _times(factors: Iterable[float]) -> str:
    return "".join(f" (× {it:.1f})" for it in factors)


def _row(
    step: Mapping[str, float], articles: int, seconds: str = "", shuffled: str = ""
) -> tuple[str, ...]:
    return (
        f"{step['tables']:.0f}",
        f"{step['seconds']:.1f}{seconds}",
        f"{step['shuffle_written'] / 1e6:,.1f}{shuffled}",
        f"{step['shuffle_rows'] / 1e6:,.2f}",
        f"{step['shuffle_written'] / articles:,.0f}",
        f"{step['spilled'] / 1e6:,.0f}",
        f"{step['input'] / 1e6:,.0f}",
        f"{step['output'] / 1e6:,.0f}",
        f"{step['task_seconds']:.1f}",
        f"{step['longest_task']:.1f}",
    )


def _sizes_table(sizes: Sequence[Figures]) -> str:
    """Return a column for each size."""
    spark = [size["spark"] for size in sizes]
    sums = [
        {
            name: sum(step[name] for step in it["steps"].values())
            for name in ("shuffle_written", "spilled", "output", "task_seconds")
        }
        for it in spark
    ]
    shares = [
        sum(it["planted"]["found"].values()) / max(1, sum(it["planted"]["copies"].values()))
        for it in spark
    ]
    rows = [
        ("seconds", *(it["seconds"] for it in spark)),
        ("memory of all processes, MB", *(it["memory_mb"] for it in spark)),
        ("shuffled, MB", *(f"{it['shuffle_written'] / 1e6:,.0f}" for it in sums)),
        ("spilled, MB", *(f"{it['spilled'] / 1e6:,.0f}" for it in sums)),
        ("work folder, MB", *(f"{it['output'] / 1e6:,.0f}" for it in sums)),
        ("tasks, s", *(f"{it['task_seconds']:,.0f}" for it in sums)),
        ("groups", *(f"{it['groups']:,}" for it in spark)),
        ("planted copies found", *(f"{share:.1%}" for share in shares)),
        ("in memory: s", *(size["memory"]["seconds"] for size in sizes)),
        ("in memory: MB", *(size["memory"]["memory_mb"] for size in sizes)),
    ]
    return markdown(("articles", *(f"{size['articles']:,}" for size in sizes)), rows)
