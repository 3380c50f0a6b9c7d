"""
What a run of ``cleannews.spark`` cost step by step, read from Spark's event log.

A step is a table that :mod:`cleannews.spark.workplace` keeps, whose jobs are described as
``cleannews: NAME``. Jobs in between, such as counts, belong to the step before. A table that each
round keeps anew is one step.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

BEGIN = "begin"
"""The step of what comes before the first table."""

DESCRIBED = "cleannews: "
"""How the descriptions of steps begin."""

SUMMED = {
    ("Shuffle Write Metrics", "Shuffle Bytes Written"): "shuffle_written",
    ("Shuffle Write Metrics", "Shuffle Records Written"): "shuffle_rows",
    ("Shuffle Read Metrics", "Local Bytes Read"): "shuffle_read",
    ("Shuffle Read Metrics", "Remote Bytes Read"): "shuffle_read",
    ("Input Metrics", "Bytes Read"): "input",
    ("Output Metrics", "Bytes Written"): "output",
    ("Output Metrics", "Records Written"): "output_rows",
    ("Disk Bytes Spilled",): "spilled",
}
"""Where the metrics of a task tell a figure: bytes, and rows where it says so."""

FIGURES = ("tables", "seconds", "task_seconds", "longest_task", *dict.fromkeys(SUMMED.values()))
"""What is known of a step; ``tables`` is how often it was kept."""

_EXECUTION = "spark.sql.execution.id"

Event = dict[str, Any]


def steps_of(lines: Iterable[str]) -> dict[str, dict[str, float]]:
    """
    Sum up an event log.

    Args:
        lines: A log that is neither packed nor cut into several files.

    Returns:
        For each step, in the order in which they began, its :data:`FIGURES`. Seconds go from its
        beginning to that of the next one, so that they are those of the whole run together.
    """
    run = _Run()
    for line in lines:
        run.take(json.loads(line))
    return run.steps()


class _Run:
    """A run as far as its log is read."""

    def __init__(self) -> None:
        self._begun: list[tuple[str, int]] = []
        self._ended = 0
        self._of_execution: dict[str, str] = {}
        self._of_stage: dict[tuple[int, int], str] = {}
        self._sums: dict[str, Counter[str]] = {}
        self._longest: Counter[str] = Counter()

    def take(self, event: Event) -> None:
        """Read an event."""
        match event["Event"].rpartition(".")[2]:
            case "SparkListenerSQLExecutionStart":
                self._begin(event)
            case "SparkListenerSQLExecutionEnd":
                self._ended = max(self._ended, event["time"])
            case "SparkListenerStageSubmitted":
                stage, properties = event["Stage Info"], event.get("Properties", {})
                step = self._of_execution.get(properties.get(_EXECUTION), self._now())
                self._of_stage[stage["Stage ID"], stage["Stage Attempt ID"]] = step
            case "SparkListenerTaskEnd":
                self._add(event)

    def steps(self) -> dict[str, dict[str, float]]:
        """Return the figures of each step."""
        ends = [time for _, time in self._begun[1:]] + [self._ended]
        seconds: Counter[str] = Counter()
        tables: Counter[str] = Counter()
        for (step, begun), end in zip(self._begun, ends, strict=True):
            seconds[step] += end - begun
            tables[step] += step != BEGIN
        found = {}
        for step in dict.fromkeys([*tables, *self._sums]):
            sums = self._sums.get(step, Counter())
            figures: dict[str, float] = {name: sums[name] for name in FIGURES}
            figures |= {
                "tables": tables[step],
                "seconds": round(seconds[step] / 1000, 3),
                "task_seconds": round(sums["task_seconds"] / 1000, 3),
                "longest_task": round(self._longest[step] / 1000, 3),
            }
            found[step] = figures
        return found

    def _now(self) -> str:
        return self._begun[-1][0] if self._begun else BEGIN

    def _begin(self, event: Event) -> None:
        before, said = self._now(), event["description"]
        step = said.removeprefix(DESCRIBED) if said.startswith(DESCRIBED) else before
        self._of_execution[str(event["executionId"])] = step
        if step != before or said.startswith(DESCRIBED) or not self._begun:
            self._begun.append((step, event["time"]))

    def _add(self, event: Event) -> None:
        info, metrics = event["Task Info"], event.get("Task Metrics") or {}
        step = self._of_stage[event["Stage ID"], event["Stage Attempt ID"]]
        sums = self._sums.setdefault(step, Counter())
        took = info["Finish Time"] - info["Launch Time"]
        sums["task_seconds"] += took
        self._longest[step] = max(self._longest[step], took)
        for path, name in SUMMED.items():
            sums[name] += _found(metrics, path)


def _found(metrics: Event, path: tuple[str, ...]) -> int:
    """Return a metric, 0 where the task has none."""
    for key in path[:-1]:
        metrics = metrics.get(key, {})
    return int(metrics.get(path[-1], 0))


def growth(sizes: Iterable[dict[str, dict[str, float]]], figure: str) -> dict[str, list[float]]:
    """
    Return by what a figure of each step grows from one size to the next.

    Args:
        sizes: The steps of each size.
        figure: One of :data:`FIGURES`.

    >>> growth([{"signed": {"seconds": 2}}, {"signed": {"seconds": 21}}], "seconds")
    {'signed': [10.5]}
    """
    runs = list(sizes)
    names = dict.fromkeys(step for steps in runs for step in steps)
    return {
        step: [
            round(more[step][figure] / less[step][figure], 2)
            if step in less and step in more and less[step][figure]
            else 0.0
            for less, more in pairwise(runs)
        ]
        for step in names
    }
