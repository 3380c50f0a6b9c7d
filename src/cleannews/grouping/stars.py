"""
Verdicts to groups: greedy stars.

Each free article in turn leads and takes every free article that it may stand for, so every
member is like its representative itself, and no chain A~B~C drops C for A. An article that is
cut from a fuller one comes behind it, so a fuller article is never dropped for a cut one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleannews.grouping.verdict import Likeness
from cleannews.settings import DedupeSettings

__all__ = ["Star", "Taken", "stars"]


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A text taken by a leader.

    Args:
        text: The text's position.
        relation: What it is to the leader.
        likeness: The likeness of the text, first, and the leader, second.
    """

    text: int
    relation: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Star:
    """
    A leader and the texts that it stands for.

    Args:
        leader: The leader's position.
        taken: The texts, in the order in which they would lead.
    """

    leader: int
    taken: tuple[Taken, ...]


def stars(
    ranks: Sequence[int],
    sizes: Sequence[int],
    likenesses: Mapping[tuple[int, int], Likeness],
    settings: DedupeSettings,
) -> list[Star]:
    """
    Group texts.

    Args:
        ranks: For each text its place in the order of ``settings.keep``, each place once.
        sizes: For each text the size of its shingle set.
        likenesses: (a, b) with a < b to the likeness of a and b, for every verified pair.
        settings: The thresholds.

    Returns:
        A star for each leader, in the order in which they lead; some take nothing.
    """
    like: list[dict[int, Likeness]] = [{} for _ in ranks]
    for (a, b), found in likenesses.items():
        like[a][b] = found
        like[b][a] = found.reverse
    depths = _depths(sizes, like, settings)
    order = sorted(range(len(ranks)), key=lambda text: (depths[text], ranks[text]))
    place = {text: at for at, text in enumerate(order)}
    free = [True] * len(ranks)
    found_stars = []
    for leader in order:
        if not free[leader]:
            continue
        free[leader] = False
        taken = []
        for text in sorted(like[leader], key=place.__getitem__):
            relation = like[text][leader].relation(settings) if free[text] else None
            if relation is not None:
                free[text] = False
                taken.append(Taken(text, relation, like[text][leader]))
        found_stars.append(Star(leader, tuple(taken)))
    return found_stars


def _depths(
    sizes: Sequence[int], like: Sequence[Mapping[int, Likeness]], settings: DedupeSettings
) -> list[int]:
    """Return for each text the length of the longest chain of ever fuller texts that hold it."""
    depths = [0] * len(sizes)
    for text in sorted(range(len(sizes)), key=lambda text: -sizes[text]):
        for other, found in like[text].items():
            if found.is_cut(settings):
                depths[text] = max(depths[text], depths[other] + 1)
    return depths
