"""
New articles looked up in a store, and among those that came just before them in a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cleannews.index.judging import Judged, Known, NewArticle, judged
from cleannews.index.match import Match
from cleannews.index.postings import Postings
from cleannews.index.store import Record, Transaction
from cleannews.settings import DedupeSettings

__all__ = ["AsCompared", "Decision", "decided"]

AsCompared = Callable[[Sequence[Known]], Sequence[Known]]
"""Returns stored articles as they are compared today."""


class Decision(NamedTuple):
    """
    What is to become of a new article.

    Args:
        match: The best match, or None.
        known: Its id is known with the same text: nothing is to be written.
        other: The number of the kept article that it matches.
        in_batch: The place of that article in the batch, where it is not stored yet.
    """

    match: Match | None = None
    known: bool = False
    other: int | None = None
    in_batch: int | None = None


def decided(
    transaction: Transaction,
    new: Sequence[NewArticle],
    settings: DedupeSettings,
    as_compared: AsCompared | None = None,
    *,
    apart: bool = False,
) -> list[Decision]:
    """
    Decide what becomes of articles that come one after the other.

    Args:
        transaction: Reads the store.
        new: The articles in order.
        settings: What counts as a duplicate.
        as_compared: Returns stored articles as they are compared today; by default as they were when
            they were added.
        apart: Judge each against what is stored alone.
    """
    transaction.expect(new)
    records = [transaction.records(it.known.id) for it in new]
    unknown = [
        at for at, it in enumerate(new) if not any(_same(it.known, old) for old in records[at])
    ]
    numbers = {at: _numbers(transaction, new[at], records[at]) for at in unknown}
    stored = transaction.known(set().union(*numbers.values()))
    places = {number: place for place, number in enumerate(stored)}
    pairs = [(at, places[it]) for at in unknown for it in numbers[at] if it in places]
    kept = list(stored.values()) if as_compared is None else as_compared(list(stored.values()))
    others = [*kept, *(it.known for it in new)]
    if len(unknown) > 1 and not apart:
        before = _Before()
        for at in unknown:
            pairs += [(at, len(stored) + it) for it in before.like(at, new[at])]
    found = judged([it.known for it in new], others, pairs, settings)
    return _in_turn(new, records, found, list(stored))


def _same(known: Known, record: Record) -> bool:
    """Tell whether an article is the one of a record of its id, with the same text."""
    return known.key == record.key or known.raw == record.raw


def _numbers(transaction: Transaction, new: NewArticle, records: Sequence[Record]) -> set[int]:
    same_id = {it.number for it in records if it.number is not None}
    return same_id | set(transaction.candidates(new))


def _in_turn(
    new: Sequence[NewArticle],
    records: Sequence[Sequence[Record]],
    found: Sequence[Sequence[Judged]],
    numbers: Sequence[int],
) -> list[Decision]:
    """Decide one after the other: only what is kept can be matched."""
    decisions: list[Decision] = []
    kept: set[int] = set()
    decided_before: dict[tuple[str, tuple[int, int]], Match | None] = {}
    for at, article in enumerate(new):
        known = article.known
        names = (known.id, known.key), (known.id, known.raw)
        old = next((it for it in records[at] if _same(known, it)), None)
        before = [decided_before[it] for it in names if it in decided_before]
        if old is not None or before:
            decisions.append(Decision(before[0] if old is None else old.match, known=True))
            continue
        decision = _best(found[at], numbers, kept)
        decided_before |= dict.fromkeys(names, decision.match)
        decisions.append(decision)
        if decision.match is None or not decision.match.duplicate:
            kept.add(at)
    return decisions


def _best(found: Sequence[Judged], numbers: Sequence[int], kept: set[int]) -> Decision:
    for it in found:
        if it.other < len(numbers):
            return Decision(it.match, other=numbers[it.other])
        if it.other - len(numbers) in kept:
            return Decision(it.match, in_batch=it.other - len(numbers))
    return Decision()


class _Before:
    """The articles of a batch that came before."""

    def __init__(self) -> None:
        self._postings = Postings()
        self._by_name: defaultdict[object, list[int]] = defaultdict(list)

    def like(self, at: int, new: NewArticle) -> set[int]:
        """
        Return the places of articles that a new one may match, and let it be one of them.

        Args:
            at: Its place, which is above those before.
            new: The article.
        """
        found = set(self._postings.find(new.print))
        for name in _names(new.known):
            found.update(self._by_name[name])
            self._by_name[name].append(at)
        self._postings.add([at], [new.print.kept.tobytes()])
        return found


def _names(known: Known) -> list[object]:
    """Return by what an article is found, whatever its text says."""
    names: list[object] = [known.id]
    if any(known.key):
        names.append(known.key)
    if known.url:
        names.append(known.url)
    return names
