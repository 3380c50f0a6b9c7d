"""
Pages that hold several stories, and must not swallow them: digests, hubs, weekly letters.

A story that stands whole in a longer page is abridged from it as far as the two tell. But a page
in which stories stand that have nothing in common is none of them fuller.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.verdict import ABRIDGED, REWORDED, Verdicts

__all__ = ["without_hubs"]

_STORIES = 3
"""Stories without anything in common that make a page a hub: one story may be cut in two ways."""

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
    held: defaultdict[int, list[int]] = defaultdict(list)
    inside = found[(found.relation == ABRIDGED) & found.cut]
    for text, other in zip(inside.text.tolist(), inside.other.tolist(), strict=True):
        held[other].append(text)
    held = defaultdict(list, {it: texts for it, texts in held.items() if len(texts) >= _STORIES})
    if not held:
        return found
    among = np.isin(found.text, list({text for texts in held.values() for text in texts}))
    alike = set(zip(found.text[among].tolist(), found.other[among].tolist(), strict=True))
    hubs = [
        page
        for page, texts in held.items()
        if _strangers(sorted(texts, key=place.__getitem__), alike)
        >= max(_STORIES, _SHARE * len(texts))
    ]
    loose = (found.relation == ABRIDGED) | (found.relation == REWORDED) | (found.relation == 0)
    return found[~(loose & (np.isin(found.other, hubs) | np.isin(found.text, hubs)))]


def _strangers(texts: list[int], alike: set[tuple[int, int]]) -> int:
    """Count texts of which none is like another, taken one after the other."""
    taken: list[int] = []
    for text in texts:
        if not any((text, other) in alike or (other, text) in alike for other in taken):
            taken.append(text)
    return len(taken)
