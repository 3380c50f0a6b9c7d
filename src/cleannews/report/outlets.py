"""Who has what another outlet had: counted from the rows of a run's articles, in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from cleannews.dates import instant, parse_published
from cleannews.grouping.result import OutletPair, Sighting, outlet_pairs

__all__ = ["Copying", "moment_of"]


def moment_of(published: str | None) -> float:
    """
    Return the second by which an article sorts in time, infinity where it is not known.

    Args:
        published: As the table of articles has it.
    """
    return instant(parse_published(published))


class Copying:
    """Counts pairs of outlets; of each grouped article it keeps some twenty bytes."""

    def __init__(self) -> None:
        self._names: dict[str | None, int] = {}
        self._leaders: dict[str, int] = {}
        self._leader_places: dict[int, int] = {}
        self._leader, self._site, self._moment = array("l"), array("l"), array("d")

    def add(self, row: Mapping[str, Any]) -> None:
        """Take an article down, if it is in a group."""
        if row["representative"] is None:
            return
        leader = self._leaders.setdefault(row["representative"], len(self._leaders))
        if row["id"] == row["representative"]:
            self._leader_places[leader] = len(self._leader)
        self._leader.append(leader)
        self._site.append(self._names.setdefault(row["site"], len(self._names)))
        self._moment.append(moment_of(row["published"]))

    def pairs(self) -> list[OutletPair]:
        """
        Return the ordered pairs of different outlets, the most articles first.

        Each member counts with its representative; the earlier of the two is the source, or the
        representative where dates do not tell.
        """
        return list(outlet_pairs(self._seen()))

    def _seen(self) -> Iterator[tuple[Sighting, Sighting]]:
        names = list(self._names)
        for at, leader in enumerate(self._leader):
            first = self._leader_places.get(leader)
            if first is not None and first != at:
                yield (
                    (names[self._site[first]], self._moment[first]),
                    (names[self._site[at]], self._moment[at]),
                )
