"""What an index answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cleannews.grouping.verdict import ABRIDGED, EDITION, RELATION_NAMES, REWORDED

__all__ = ["COPY", "EXTENDED", "VERSION", "Answer", "Match", "Order", "relation_of"]

COPY, VERSION, EXTENDED = "copy", "version", "extended"

_RANKS = {
    name: rank
    for rank, name in enumerate((COPY, RELATION_NAMES[ABRIDGED], VERSION, EXTENDED, "reworded"))
}


Order = tuple[bool, bool, int, float, float, float, str]


@dataclass(frozen=True, slots=True)
class Match:
    """
    The kept article that a new one matches.

    Args:
        id: The kept article's id, which is also the name of its group.
        relation: What the new article is to it: "copy", "abridged", "version" (of one address or
            one id), "reworded", or "extended", which holds it and is fuller.
        jaccard: Shared shingles ÷ those in either set, exact.
        containment: Shared shingles ÷ those of the smaller set, exact.
        duplicate: The kept article stands for the new one, which need not be kept. An extended article
            is none, nor is a version that says something else or is later.
    """

    id: str
    relation: str
    jaccard: float
    containment: float
    duplicate: bool

    def order(self, id: str, instant: float) -> Order:
        """
        Return the key by which the best of several matches comes first.

        What has the id of the new article comes first, then duplicates, then the closer relation, the
        higher Jaccard similarity, the higher containment, the earlier kept article, the smaller id.

        Args:
            id: The id of the new article.
            instant: Seconds since 1970 of the kept article's publication.
        """
        likeness = -self.jaccard, -self.containment
        rank = _RANKS[self.relation]
        return self.id != id, not self.duplicate, rank, *likeness, instant, self.id


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What became of an article that was added.

    Args:
        id: The id under which the index knows it.
        match: The kept article that it matches, or None.
        known: It was added before, under this id and with this text; nothing was changed.
    """

    id: str
    match: Match | None
    known: bool


def relation_of(new: int, *, held: bool, same_id: bool, drop: Collection[str]) -> tuple[str, bool]:
    """
    Say what a new article is to a stored one, and whether it is a duplicate.

    Args:
        new: What the new one is to the stored one, a number of
            :data:`~cleannews.grouping.verdict.RELATION_NAMES`; 0 where only the stored one is
            something to the new one.
        held: The new one holds the stored one, or says the same in other words, and is fuller.
        same_id: They have one id, as an address that is read again.
        drop: The relations whose members are dropped.

    Returns:
        The relation, and True for a duplicate.
    """
    replaced = bool(new) and new != EDITION and not held
    duplicate = replaced and RELATION_NAMES[new] in drop
    if same_id:
        return VERSION, replaced and new != REWORDED and VERSION in drop
    if new in {REWORDED, EDITION}:
        return RELATION_NAMES[new], duplicate
    if not new or held:
        return EXTENDED, False
    return RELATION_NAMES[new], duplicate
