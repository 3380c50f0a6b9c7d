"""What a deduplication found: groups, their members, what is kept and what is dropped."""

from __future__ import annotations

from dataclasses import dataclass

from cleannews.settings import DedupeSettings

__all__ = ["REPRESENTATIVE", "Deduplication", "Group", "Member"]

REPRESENTATIVE = "representative"
"""The relation of a group's first member, to itself."""


@dataclass(frozen=True, slots=True)
class Member:
    """
    An article in a group.

    Args:
        id: The article's id.
        relation: What it is to the representative: "copy", "abridged", or "representative".
        jaccard: Jaccard similarity of its shingles and the representative's, exact.
        containment: Shared shingles ÷ those of the smaller of the two sets, exact.
    """

    id: str
    relation: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Group:
    """
    Two or more articles that are one.

    Args:
        id: The representative's id.
        members: The members; the representative first, the others by id.
    """

    id: str
    members: tuple[Member, ...]

    @property
    def representative(self) -> str:
        """The id of the article that stands for the group."""
        return self.id


@dataclass(frozen=True, slots=True)
class Deduplication:
    """
    The result of a deduplication. It does not depend on the order of the articles.

    Args:
        groups: Groups of two or more, the largest first, then by id.
        kept: Ids of the articles that are kept, sorted; those in no group are among them.
        dropped: Ids of the articles that are dropped, sorted.
        settings: The settings it was made with.
    """

    groups: tuple[Group, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    settings: DedupeSettings
