"""
Pinned floors and ceilings of the figures, and what has passed them.

A figure must not fall below its floor or rise above its ceiling. They stand in floors.toml and
change by explicit flags of the gate only.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.toml")

_STEPS = 100_000
"""Floors have five decimals, and are rounded to the easier side."""

_NOISE = 1e-6
"""What a figure may miss its floor by, since means differ in their last digits by machine."""

_HEAD = """\
# What the gate holds: figures of all outlets and publishers. Recall, precision, F1 and means are
# floors; what is lost, wrong or failed has a ceiling. Written by gate.py --raise-floors and
# --lower-floors only; say in the commit why a floor was lowered.
"""

Floors = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A figure that is pinned.

    Args:
        name: Its name in the figures.
        slack: How much better than its floor it may be without advice to raise the floor.
        ceiling: Whether less is better.
        halves: Whether a gap between the halves is a finding.
    """

    name: str
    slack: float = 0.002
    ceiling: bool = False
    halves: bool = False

    def better(self, one: float, other: float) -> bool:
        """Say whether one figure is better than another."""
        return one < other if self.ceiling else one > other

    def pinned(self, figure: float) -> float:
        """
        Return the floor or ceiling that a figure just passes.

        Args:
            figure: The figure.

        >>> Measure("recall").pinned(2 / 3), Measure("lost", ceiling=True).pinned(2 / 3)
        (0.66666, 0.66667)
        >>> Measure("merges", ceiling=True).pinned(4)
        4
        """
        if isinstance(figure, int):
            return figure
        steps = round(figure * _STEPS, 3)
        return (math.ceil(steps) if self.ceiling else math.floor(steps)) / _STEPS


LINES = (
    Measure("span_recall", halves=True),
    Measure("char_recall", halves=True),
    Measure("kind_mean"),
    Measure("content_lost", 0.00002, ceiling=True),
    Measure("articles_hurt", 0, ceiling=True),
    Measure("neutral_removed", 0.001, ceiling=True),
    Measure("unstable", 0, ceiling=True),
)
PAGES = (
    Measure("precision"),
    Measure("recall", halves=True),
    Measure("f1", halves=True),
    Measure("headlines_left", 0, ceiling=True),
    Measure("paragraphs_lost", 0, ceiling=True),
    Measure("failed", 0, ceiling=True),
)
STRINGS = (
    Measure("precision"),
    Measure("recall", halves=True),
    Measure("f1", halves=True),
    Measure("failed", 0, ceiling=True),
)
PAIRS = (
    Measure("recall", halves=True),
    Measure("false_merges", 0, ceiling=True),
    Measure("loose_members", 0, ceiling=True),
    Measure("dropped_though_longer", 0, ceiling=True),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    A figure beside its floor or ceiling.

    Args:
        measure: What was measured.
        figure: What came out.
        floor: What it must reach, or must not exceed; None if nothing is pinned.
    """

    measure: Measure
    figure: float
    floor: float | None

    @property
    def passed(self) -> bool:
        """Whether the figure is as good as is pinned; without a floor nothing passes."""
        if self.floor is None or abs(self.figure - self.floor) < _NOISE:
            return self.floor is not None
        return self.measure.better(self.figure, self.floor)

    @property
    def could_rise(self) -> bool:
        """Whether the figure is so much better that the floor should follow."""
        if self.floor is None:
            return False
        ahead = abs(self.figure - self.floor) > self.measure.slack
        return ahead and self.measure.better(self.figure, self.floor)

    @property
    def said(self) -> str:
        """What the table says."""
        if self.floor is None:
            return "no: nothing is pinned"
        if not self.passed:
            return "no"
        return "yes, could be pinned higher" if self.could_rise else "yes"


def judged(
    measures: tuple[Measure, ...], figures: Mapping[str, float], floors: Mapping[str, float]
) -> list[Verdict]:
    """
    Return a verdict on each measure.

    Args:
        measures: What is pinned.
        figures: What came out.
        floors: What is pinned for each.

    >>> two = (Measure("recall"), Measure("merges", 0, ceiling=True))
    >>> found = judged(two, {"recall": 0.5, "merges": 3}, {"recall": 0.4, "merges": 2})
    >>> [verdict.said for verdict in found]
    ['yes, could be pinned higher', 'no']
    """
    return [Verdict(one, figures[one.name], floors.get(one.name)) for one in measures]


def moved(verdicts: list[Verdict], *, down: bool, up: bool) -> dict[str, float]:
    """
    Return the floors to pin.

    Args:
        verdicts: The figures and the floors of now.
        down: Lower the floors that figures do not reach.
        up: Raise those that figures exceed, and pin what is not pinned.

    >>> verdict = Verdict(Measure("recall"), 0.5, 0.6)
    >>> moved([verdict], down=False, up=True), moved([verdict], down=True, up=False)
    ({'recall': 0.6}, {'recall': 0.5})
    """
    floors = {}
    for one in verdicts:
        if one.floor is None:
            moves = up
        else:
            moves = up and one.measure.better(one.figure, one.floor) if one.passed else down
        pinned = one.measure.pinned(one.figure) if moves else one.floor
        if pinned is not None:
            floors[one.measure.name] = pinned
    return floors


def read_floors(path: Path = FLOORS) -> Floors:
    """
    Return what is pinned, by part.

    Args:
        path: A file of floors; one that does not exist pins nothing.
    """
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_floors(floors: Floors, path: Path = FLOORS) -> None:
    """
    Pin floors.

    Args:
        floors: By part.
        path: The file, which is replaced.
    """
    parts = [
        "\n".join([f"[{part}]", *(f"{name} = {_number(floor)}" for name, floor in some.items())])
        for part, some in floors.items()
    ]
    path.write_text("\n".join([_HEAD, "\n\n".join(parts), ""]), encoding="utf-8")


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.5f}"
