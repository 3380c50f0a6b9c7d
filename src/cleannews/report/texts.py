"""The texts that a report shows: those of groups, of what lost most, and of some articles drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappush, heappushpop
from typing import Any

from cleannews.report.blocks import Blocks, Parts
from cleannews.report.bounds import Bounds, draw
from cleannews.report.cards import headline_of
from cleannews.report.choosing import ChosenGroups

__all__ = ["Texts", "wanted_texts"]

_BLOCK = 150_000
"""Characters of the texts in one block, about."""

_OF_GROUPS = 0.75
"""The share of the texts that is for members of groups."""

_FEW = 200
"""Characters below which an article is too short to be told of for the share that it lost."""


def wanted_texts(
    chosen: ChosenGroups, summary: Mapping[str, Any], bounds: Bounds
) -> tuple[set[str], float]:
    """
    Return which members' texts are shown, and the share of the other articles.

    Args:
        chosen: The groups that are shown.
        summary: The run's.
        bounds: What is shown at most.

    Returns:
        The ids of the members, and below which lot the texts of other articles are drawn.
    """
    articles = max(1, summary["articles"])
    places = bounds.texts * articles // max(1, summary["characters"])
    if places >= articles:
        return {it.id for group, _ in chosen.shown for it in group.members}, 1.0
    found: set[str] = {id for pair in chosen.weakest for id in (pair.id, pair.representative)}
    for group, _ in _alternately(chosen.shown):
        if len(found) >= places * _OF_GROUPS:
            break
        found |= {it.id for it in group.members[: bounds.group_texts]}
    return found, max(0.0, (places - len(found)) / articles)


def _alternately(items: Sequence[Any]) -> Iterable[Any]:
    """Yield the first, the middle one, the second, and so on, so that large and small take turns."""
    half = (len(items) + 1) // 2
    for at in range(half):
        yield items[at]
        if at + half < len(items):
            yield items[at + half]


class Texts:
    """
    Packs texts as they come, and lists them.

    Args:
        blocks: Takes them.
        bounds: What is shown at most.
        members: The ids of the members of groups whose texts are shown.
        share: Below which lot the texts of others are.
    """

    def __init__(self, blocks: Blocks, bounds: Bounds, members: set[str], share: float) -> None:
        self._bounds, self._members, self._share = bounds, members, share
        self._parts = Parts(blocks, "texts", 500, _BLOCK)
        self._sites: dict[str | None, int] = {}
        self._rules: dict[str, int] = {}
        self._held = 0
        self._worst: list[tuple[float, str, Mapping[str, Any], Sequence[Mapping[str, Any]]]] = []
        self.worst: list[tuple[float, str, str | None, int]] = []
        self.columns: dict[str, list[Any]] = {
            name: [] for name in ("id", "title", "site", "date", "kept", "group", "gone", "length")
        }
        self.columns["rules"] = []

    def add(self, row: Mapping[str, Any], spans: Sequence[Mapping[str, Any]]) -> int:
        """
        Show an article's text if it is one of those.

        Args:
            row: The article's row.
            spans: The rows of its removed spans.

        Returns:
            The number of the text, or -1.
        """
        id = row["id"]
        room = self._held < 2 * self._bounds.texts  # in bytes; the places were counted by the mean
        if room and (id in self._members or draw(id) < self._share):
            number = self._take(row, spans)
        else:
            number = -1
        self._weigh(row, spans, number)
        return number

    def _weigh(
        self, row: Mapping[str, Any], spans: Sequence[Mapping[str, Any]], number: int
    ) -> None:
        """Keep an article aside if it is one of those that lost most."""
        gone = sum(len(it["text"]) for it in spans)
        length = len(row["text"]) + gone
        if not gone or length < _FEW:
            return
        share = gone / length
        full = len(self._worst) >= self._bounds.first
        if not full or (share, row["id"]) > self._worst[0][:2]:
            add = heappushpop if full else heappush
            add(self._worst, (share, row["id"], {**row, "number": number}, spans))

    def _take(self, row: Mapping[str, Any], spans: Sequence[Mapping[str, Any]]) -> int:
        pieces = self._pieces(row["text"], spans)
        gone = sum(len(it["text"]) for it in spans)
        values: dict[str, Any] = {
            "id": row["id"],
            "title": headline_of(row),
            "site": self._sites.setdefault(row["site"], len(self._sites)),
            "date": row["published"],
            "kept": int(row["kept"]),
            "group": row["group"],
            "gone": gone,
            "length": len(row["text"]),
            "rules": sorted({self._rule(it) for it in spans}),
        }
        for name, column in self.columns.items():
            column.append(values[name])
        size = sum(len(it if isinstance(it, str) else it[0]) for it in pieces)
        self._held += size
        facts = [row["url"], row["agency"], row["flags"], row["relation"], row["path"], row["line"]]
        return self._parts.add([pieces, facts], size)

    def _rule(self, span: Mapping[str, Any]) -> int:
        return self._rules.setdefault(span["rule"], len(self._rules))

    def _pieces(self, text: str, spans: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return a text in pieces: what stayed as texts, what went with its rule and stories."""
        pieces: list[Any] = []
        used = length = 0
        most = self._bounds.one_text
        for it in spans:
            kept = text[used : used + it["start"] - length]
            if used + len(kept) > most:
                break
            pieces += [kept, [it["text"][:most], self._rule(it), it.get("stories") or 0]]
            used += len(kept)
            length = it["end"]
        pieces.append(text[used:most])
        if len(text) > most:
            pieces.append([f"{len(text) - most:,}", -1, 0])
        return pieces

    def close(self) -> dict[str, Any]:
        """
        Show what lost most, too, and end.

        Returns:
            The list of the texts, in columns, and the names that these number.
        """
        for share, id, row, spans in sorted(self._worst, key=lambda it: (-it[0], it[1])):
            number = row["number"] if row["number"] >= 0 else self._take(row, spans)
            self.worst.append((share, headline_of(row) or id, row["site"], number))
        self._parts.close()
        return {
            **self.columns,
            "sites": list(self._sites),
            "ruleNames": list(self._rules),
            "starts": self._parts.starts,
        }

    @property
    def total(self) -> int:
        """How many texts are shown."""
        return self._parts.total
