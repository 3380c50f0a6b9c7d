"""
Groups, against pairs of articles that a reader labelled.

Copies and abridged articles should be in one group; background, boilerplate, template and different
must not; updates are told, not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TOGETHER = frozenset({"copy", "abridged"})
APART = frozenset({"background", "boilerplate", "template", "different"})

WORDS = 5
SHORT = 20
"""Words below which a text is compared by its characters."""

LITTLE = 0.3
"""The share of the smaller text's n-grams below which two have little in common."""

LONGER = 1.5
"""How much longer than the kept one a dropped article may be."""


@dataclass(frozen=True, slots=True)
class PairCounts:
    """
    A labelled pair.

    Args:
        label: What a reader called it.
        grouped: Whether both are in one group.
    """

    label: str
    grouped: bool


def count_pair(label: str, one: str, other: str, group_of: Mapping[str, str]) -> PairCounts:
    """
    Look up a pair of articles.

    Args:
        label: What a reader called it.
        one: An id.
        other: Another.
        group_of: The group of each article that is in one.

    >>> count_pair("copy", "a", "b", {"a": "g", "b": "g"}).grouped
    True
    >>> count_pair("copy", "a", "b", {}).grouped
    False
    """
    group = group_of.get(one)
    return PairCounts(label, group is not None and group == group_of.get(other))


def pair_scores(pairs: Sequence[PairCounts]) -> dict[str, float]:
    """
    Return the figures of labelled pairs.

    Args:
        pairs: Each with its label.

    >>> found = pair_scores([PairCounts("copy", True), PairCounts("abridged", False)])
    >>> found["recall"], found["false_merges"]
    (0.5, 0)
    """
    wanted = [pair for pair in pairs if pair.label in TOGETHER]
    apart = [pair for pair in pairs if pair.label in APART]
    updates = [pair for pair in pairs if pair.label not in TOGETHER | APART]
    return {
        "pairs": len(pairs),
        "together": len(wanted),
        "apart": len(apart),
        "recall": sum(pair.grouped for pair in wanted) / max(1, len(wanted)),
        "false_merges": sum(pair.grouped for pair in apart),
        "updates_grouped": sum(pair.grouped for pair in updates),
    }


def loose_members(texts: Mapping[str, str], groups: Iterable[tuple[str, Sequence[str]]]) -> int:
    """
    Count the members that have little in common with their representative.

    Args:
        texts: The text of each id.
        groups: The representative and the members of each group.

    >>> loose_members({"a": "rain in May", "b": "rain in March", "c": "snow"}, [("a", "abc")])
    1
    """
    count = 0
    for representative, members in groups:
        whole = _pieces(texts[representative])
        for member in members:
            part = _pieces(texts[member])
            count += len(part & whole) < LITTLE * min(len(part), len(whole))
    return count


def _pieces(text: str) -> set[tuple[str, ...]]:
    words: Sequence[str] = text.lower().split()
    if len(words) < SHORT:
        words = text.lower()
    return {tuple(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))}


def dropped_though_longer(
    texts: Mapping[str, str], groups: Iterable[tuple[str, Sequence[str]]], dropped: set[str]
) -> int:
    """
    Count the dropped articles that are much longer than the one kept.

    Args:
        texts: The text of each id.
        groups: The representative and the members of each group.
        dropped: The ids that were dropped.

    >>> dropped_though_longer({"a": "rain", "b": "rain fell"}, [("a", "ab")], {"b"})
    1
    """
    return sum(
        len(texts[member]) > LONGER * len(texts[representative])
        for representative, members in groups
        for member in members
        if member in dropped
    )
