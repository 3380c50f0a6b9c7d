"""The numbers that plots of a run show, counted from its tables row by row."""

from __future__ import annotations

from dataclasses import dataclass

from cleannews.grouping.result import OutletPair
from cleannews.pipeline.finished import Run
from cleannews.report.grouptally import GroupTally
from cleannews.report.outlets import Copying, moment_of
from cleannews.report.reasons import settings_in
from cleannews.settings import DedupeSettings

__all__ = ["Figures", "figures_of"]


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The numbers of a run.

    Args:
        settings: Those by which it grouped.
        groups: Its groups.
        removed: Removed characters and spans by category.
        outlets: Who has what another outlet had; None where dropped articles are not in the tables.
    """

    settings: DedupeSettings
    groups: GroupTally
    removed: dict[str, tuple[int, int]]
    outlets: tuple[OutletPair, ...] | None


def figures_of(run: Run) -> Figures:
    """
    Count what a run's plots show.

    Args:
        run: The run. Its tables are read once; what is kept grows with the groups.
    """
    groups = GroupTally()
    for group in run.groups():
        groups.add(group)
    removed = {
        category: (counts["characters"], counts["spans"])
        for category, counts in run.summary["removed"].items()
    }
    return Figures(
        settings_in(run.summary), groups, removed, None if run.only_kept else _pairs(run)
    )


def _pairs(run: Run) -> tuple[OutletPair, ...]:
    copying = Copying()
    for row in run.articles():
        if row["representative"] is not None:
            copying.add(row, moment_of(row["published"]))
    return copying.pairs()
