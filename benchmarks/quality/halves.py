"""
Two halves of the outlets and publishers: rules are written from one, the other is held out.

The half follows from the name alone, so that it is the same in every corpus and at every time: the
name in lower case, UTF-8, BLAKE2b with a digest of 8 bytes; if its last byte is even, the name
belongs to the half that rules are written from, else to the half that is held out. An outlet's name
is its registered domain, a publisher's the one in the labels.

    python benchmarks/quality/halves.py NAME...     prints the half of each name
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TypeVar

WRITTEN_FROM = "written from"
HELD_OUT = "held out"
HALVES = (WRITTEN_FROM, HELD_OUT)

GAP = 0.05
"""A larger difference between the halves is a finding."""

T = TypeVar("T")
Figures = dict[str, float]


def half_of(*names: str | None) -> str | None:
    """
    Return the half that names belong to.

    Args:
        names: Outlets or publishers.

    Returns:
        None if there is no name, or if the names belong to different halves.

    >>> half_of("Kurier"), half_of("KURIER"), half_of("taz")
    ('written from', 'written from', 'held out')
    >>> half_of("Kurier", "taz"), half_of(None)
    (None, None)
    """
    found = {name and _half(name) for name in names}
    return found.pop() if len(found) == 1 else None


def _half(name: str) -> str:
    digest = blake2b(name.lower().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return HALVES[digest[-1] % 2]


def by_halves(
    counted: Iterable[tuple[str | None, T]], scores: Callable[[list[T]], Figures]
) -> dict[str, Figures]:
    """
    Return the figures of everything and of each half.

    Args:
        counted: The half and what was counted, for each article, page or pair; without a half it
            counts for all only.
        scores: Makes figures of what was counted.

    Returns:
        Figures for "all" and for each half that has something.

    >>> by_halves([("held out", 1), (None, 4)], lambda some: {"sum": sum(some)})
    {'all': {'sum': 5}, 'held out': {'sum': 1}}
    """
    kept = list(counted)
    found = {"all": scores([one for _, one in kept])}
    for half in HALVES:
        some = [one for its, one in kept if its == half]
        if some:
            found[half] = scores(some)
    return found


def gaps(figures: dict[str, Figures], measures: Iterable[str]) -> list[str]:
    """
    Return the measures that the halves differ in by more than five points, as sentences.

    Args:
        figures: Figures for each half.
        measures: Those to compare.

    >>> gaps({"written from": {"recall": 0.9}, "held out": {"recall": 0.84}}, ["recall"])
    ['recall: 0.9000 written from, 0.8400 held out, -6.0 points']
    >>> gaps({"written from": {"recall": 0.9}, "held out": {"recall": 0.86}}, ["recall"])
    []
    """
    if any(half not in figures for half in HALVES):
        return []
    written, held = (figures[half] for half in HALVES)
    return [
        f"{name}: {written[name]:.4f} {WRITTEN_FROM}, {held[name]:.4f} {HELD_OUT},"
        f" {100 * (held[name] - written[name]):+.1f} points"
        for name in measures
        if abs(held[name] - written[name]) > GAP
    ]


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(f"{given}: {half_of(given)}")
