"""
Pages that hold several stories, and must not swallow them: digests, hubs, weekly letters.

A story that stands whole in a longer page is abridged from it as far as the two tell. But a page
in which stories stand that have nothing in common is none of them fuller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.lsh import Pairs
from cleannews.grouping.verdict import ABRIDGED, REWORDED, Verdicts

__all__ = ["LOOSE", "STORIES", "hub_pairs", "hubs_of", "without_hubs"]

STORIES = 3
"""Stories without anything in common that make a page a hub: one story may be cut in two ways."""

LOOSE = (0, ABRIDGED, REWORDED)
"""The relations that a hub has to nothing: for it and for what stands in it they say nothing."""

_SHARE = 0.5
"""The least share of what stands in a page that such stories are: of many copies of one cut, a few
may not have been compared with each other."""


def without_hubs(found: Verdicts, place: NDArray[np.int64]) -> Verdicts:
    """
    Leave out the verdicts by which a hub would take the stories that stand in it.

    Args:
        found: The verdicts on every verified pair.
        place: int64, shape (texts,): each text's place in the order in which they lead.

    Returns:
        The others.
    """
    hubs = list(hubs_of(found, place))
    if not hubs:
        return found
    loose = np.isin(found.relation, LOOSE)
    return found[~(loose & (np.isin(found.other, hubs) | np.isin(found.text, hubs)))]


def hub_pairs(found: Verdicts, place: NDArray[np.int64]) -> Pairs:
    """
    Pair what stands in a page that looks like a hub, to be sure that it has nothing in common.

    Args:
        found: As above.
        place: As above.

    Returns:
        Each of the first few stories with all others.
    """
    pairs = [np.empty((0, 2), np.int64)]
    for strangers in hubs_of(found, place).values():
        for at, story in enumerate(strangers[:STORIES]):
            others = np.array(strangers[at + 1 :], np.int64)
            pairs.append(np.column_stack([np.full_like(others, story), others]))
    return np.concatenate(pairs)


def hubs_of(found: Verdicts, place: NDArray[np.int64]) -> dict[int, list[int]]:
    """
    Return pages that look like hubs, with the stories in them of which none is known to be like another.

    Args:
        found: As above.
        place: As above.
    """
    held: defaultdict[int, list[int]] = defaultdict(list)
    inside = found[(found.relation == ABRIDGED) & found.cut]
    for text, other in zip(inside.text.tolist(), inside.other.tolist(), strict=True):
        held[other].append(text)
    several = {it: texts for it, texts in held.items() if len(texts) >= STORIES}
    if not several:
        return {}
    among = np.isin(found.text, list({text for texts in several.values() for text in texts}))
    alike: defaultdict[int, set[int]] = defaultdict(set)
    for text, other in zip(found.text[among].tolist(), found.other[among].tolist(), strict=True):
        alike[text].add(other)
        alike[other].add(text)
    hubs = {}
    for page, texts in several.items():
        strangers = _strangers(sorted(texts, key=place.__getitem__), alike)
        if len(strangers) >= max(STORIES, _SHARE * len(texts)):
            hubs[page] = strangers
    return hubs


def _strangers(texts: list[int], alike: Mapping[int, set[int]]) -> list[int]:
    """Return texts of which none is like another, taken one after the other."""
    taken: list[int] = []
    near: set[int] = set()
    for text in texts:
        if text not in near:
            taken.append(text)
            near |= alike.get(text, set())
    return taken
