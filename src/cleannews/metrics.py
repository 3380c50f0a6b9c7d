"""
Figures that say how good groups and cleaned texts are. Plain Python; needs nothing else of cleannews.

A grouping is a mapping from an item to the name of its group; None, or no entry, means alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from math import comb, sqrt
from typing import Any, NamedTuple

__all__ = [
    "Agreement",
    "Interval",
    "adjusted_rand",
    "b_cubed",
    "labelled_pairs",
    "line_scores",
    "pair_scores",
    "wilson_interval",
]

Grouping = Mapping[Any, Hashable | None]


class Agreement(NamedTuple):
    """
    How far something found agrees with what is true.

    Args:
        precision: The share of what was found that is true; 1 where nothing was found.
        recall: The share of what is true that was found; 1 where there is nothing to find.
        f1: Their harmonic mean.
    """

    precision: float
    recall: float
    f1: float


class Interval(NamedTuple):
    """
    Where a share lies.

    Args:
        low: Its lower end.
        high: Its upper end.
    """

    low: float
    high: float


def pair_scores(found: Grouping, true: Grouping) -> Agreement:
    """
    Compare two groupings by the pairs of items that they put together.

    Args:
        found: The grouping to judge.
        true: The right one.

    Returns:
        Precision and recall over all pairs of items.

    >>> pair_scores({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1})
    Agreement(precision=0.3333333333333333, recall=1.0, f1=0.5)
    """
    found_of, true_of = _labels(found, true)
    both = Counter(zip(found_of, true_of, strict=True))
    hits = sum(comb(count, 2) for count in both.values())
    paired = sum(comb(count, 2) for count in Counter(found_of).values())
    wanted = sum(comb(count, 2) for count in Counter(true_of).values())
    return _agreement(hits, paired, wanted)


def b_cubed(found: Grouping, true: Grouping) -> Agreement:
    """
    Compare two groupings item by item, so that a large group counts no more than its items.

    Source: Bagga, Baldwin, Algorithms for scoring coreference chains (1998).

    Args:
        found: The grouping to judge.
        true: The right one.

    Returns:
        Of an item's found group the share that is truly with it, and of its true group the share
        that was found with it, each the mean over all items.

    >>> b_cubed({"a": 1, "b": 1}, {"a": 1, "b": 2}).precision
    0.5
    """
    found_of, true_of = _labels(found, true)
    if not found_of:
        return Agreement(1.0, 1.0, 1.0)
    both = Counter(zip(found_of, true_of, strict=True))
    sizes, true_sizes = Counter(found_of), Counter(true_of)
    precision = sum(count * count / sizes[one] for (one, _), count in both.items())
    recall = sum(count * count / true_sizes[other] for (_, other), count in both.items())
    items = len(found_of)
    return Agreement(precision / items, recall / items, _f1(precision / items, recall / items))


def adjusted_rand(found: Grouping, true: Grouping) -> float:
    """
    Return the Rand index of two groupings, adjusted for chance.

    Source: Hubert, Arabie, Comparing partitions (1985).

    Args:
        found: A grouping.
        true: Another.

    Returns:
        1 for equal groupings, about 0 for unrelated ones.

    >>> adjusted_rand({"a": 1, "b": 1}, {"a": 5, "b": 5, "c": 6})
    1.0
    """
    found_of, true_of = _labels(found, true)
    both = Counter(zip(found_of, true_of, strict=True))
    index = sum(comb(count, 2) for count in both.values())
    paired = sum(comb(count, 2) for count in Counter(found_of).values())
    wanted = sum(comb(count, 2) for count in Counter(true_of).values())
    every = comb(len(found_of), 2)
    expected = paired * wanted / every if every else 0.0
    most = (paired + wanted) / 2
    return 1.0 if most == expected else (index - expected) / (most - expected)


def labelled_pairs(
    found: Grouping,
    pairs: Iterable[tuple[Hashable, Hashable, str]],
    together: Iterable[str] = ("copy", "abridged"),
    apart: Iterable[str] = ("background", "boilerplate", "template", "different"),
) -> dict[str, tuple[int, int]]:
    """
    Look up pairs that people labelled.

    Args:
        found: A grouping.
        pairs: Two items and the label of the pair, each.
        together: Labels of pairs that belong in one group.
        apart: Labels of pairs that do not.

    Returns:
        For each label how many of its pairs are in one group, and how many there are; under
        "together" and "apart" the sums over those labels.

    >>> labelled_pairs({"a": 1, "b": 1}, [("a", "b", "copy"), ("a", "c", "template")])["apart"]
    (0, 1)
    """
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    sums = {"together": frozenset(together), "apart": frozenset(apart)}
    for one, other, label in pairs:
        group = found.get(one)
        joined = group is not None and group == found.get(other)
        for name in (label, *(name for name, labels in sums.items() if label in labels)):
            counts[name][0] += joined
            counts[name][1] += 1
    return {name: (joined, every) for name, (joined, every) in counts.items()}


def line_scores(removed: Iterable[Hashable], true: Iterable[Hashable]) -> Agreement:
    """
    Compare the lines, or characters, that were removed with those that should be.

    Args:
        removed: What was removed: numbers of lines, or offsets.
        true: What a careful reader would remove.

    >>> line_scores({1, 2}, {2, 3}).f1
    0.5
    """
    gone, wanted = frozenset(removed), frozenset(true)
    return _agreement(len(gone & wanted), len(gone), len(wanted))


def wilson_interval(hits: int, every: int, z: float = 1.96) -> Interval:
    """
    Return where a share lies of which only a sample was counted.

    Source: Wilson, Probable inference (1927).

    Args:
        hits: How many of the sample have it.
        every: The size of the sample.
        z: Standard deviations to either side; 1.96 for 95 %.

    Raises:
        ValueError: There are more hits than items, or fewer than none.

    >>> low, high = wilson_interval(23, 24)
    >>> round(low, 2), round(high, 2)
    (0.8, 0.99)
    """
    if not 0 <= hits <= every:
        raise ValueError(f"{hits} hits of {every}: give a count from 0 to the size of the sample")
    if every == 0:
        return Interval(0.0, 1.0)
    share, scale = hits / every, 1 + z * z / every
    middle = (share + z * z / (2 * every)) / scale
    half = z * sqrt(share * (1 - share) / every + z * z / (4 * every * every)) / scale
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def _labels(found: Grouping, true: Grouping) -> tuple[list[Hashable], list[Hashable]]:
    """Return the groups of every item in both; an item that is alone is a group of its own."""
    items = list(dict.fromkeys((*found, *true)))

    def labels(grouping: Grouping) -> list[Hashable]:
        named = ((item, grouping.get(item)) for item in items)
        return [(False, item) if name is None else (True, name) for item, name in named]

    return labels(found), labels(true)


def _agreement(hits: float, found: float, wanted: float) -> Agreement:
    precision = hits / found if found else 1.0
    recall = hits / wanted if wanted else 1.0
    return Agreement(precision, recall, _f1(precision, recall))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
