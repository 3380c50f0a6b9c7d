"""Groups of a run, with the articles that its index has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from cleannews.grouping.result import REPRESENTATIVE, Group, Member
from cleannews.index.match import EXTENDED
from cleannews.pipeline.index_stage import Seen

__all__ = ["with_stored"]


def with_stored(
    groups: Sequence[Group], ids: Sequence[str], seen: Sequence[Seen]
) -> tuple[tuple[Group, ...], set[str]]:
    """
    Put articles into the groups of the stored ones that they match.

    What stands in a group of the run stays there. Of the rest, what is kept beside the stored
    article that it matches is in the group of that.

    Args:
        groups: The groups of what the index does not decide.
        ids: The ids of the articles.
        seen: What the index knows of each.

    Returns:
        All groups, the largest first, then by id; and those whose representative is in the index
        and no article of the run.
    """
    members: defaultdict[str, list[Member]] = defaultdict(list)
    for group in groups:
        members[group.id] += group.members[1:]
    grouped = {member.id for group in groups for member in group.members}
    here = {id for id, it in zip(ids, seen, strict=True) if it.known} | set(members)
    found = [
        (id, it.match)
        for id, it in zip(ids, seen, strict=True)
        if id not in grouped and it.match is not None and it.match.relation != EXTENDED
    ]
    leaders = {match.id for id, match in found if match.duplicate and match.id != id}
    for id, match in found:
        if match.duplicate or id not in leaders:
            figures = match.relation, match.jaccard, match.containment
            members[match.id].append(Member(id, *figures, not match.duplicate))
    whole = [
        Group(id, (Member(id, REPRESENTATIVE, 1.0, 1.0), *sorted(some, key=attrgetter("id"))))
        for id, some in members.items()
    ]
    return (
        tuple(sorted(whole, key=lambda group: (-len(group.members), group.id))),
        set(members) - here,
    )
