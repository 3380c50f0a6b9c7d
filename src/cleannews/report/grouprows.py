"""The groups as the page takes them: a list in columns, and their members in blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cleannews.grouping.result import REPRESENTATIVE, Group, Member
from cleannews.report.blocks import Blocks, Parts
from cleannews.report.cards import Card
from cleannews.report.choosing import ChosenGroups
from cleannews.report.reasons import why_it_leads

__all__ = ["RELATIONS", "pack_groups"]

RELATIONS = ("copy", "abridged", "version", "reworded")
"""The relations in the order in which the page lists them."""

_BLOCK = 1_000
"""Members in one block, about."""

_OUTLETS = 12
"""Outlets of a group that can be searched for."""

_OTHER_TITLES = 160
"""Characters of members' other titles that can be searched."""

Cards = Mapping[str, Card]
Row = dict[str, Any]


def pack_groups(
    blocks: Blocks, chosen: ChosenGroups, cards: Cards, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Pack the members of groups.

    Args:
        blocks: Takes them.
        chosen: The groups that are shown.
        cards: What is known of their members, by id.
        settings: The run's settings of grouping.

    Returns:
        The list of the groups, in columns.
    """
    sites: dict[str | None, int] = {}
    parts = Parts(blocks, "members", 500, _BLOCK)
    rows: list[Row] = []
    for group, size in chosen.shown:
        rows.append(_listed(group, size, cards, sites))
        parts.add(_opened(group, cards, settings, sites), len(group.members))
    parts.close()
    names = list(rows[0]) if rows else []
    columns = {name: [row[name] for row in rows] for name in names}
    return {**columns, "sites": list(sites), "starts": parts.starts, "total": chosen.total}


def _listed(group: Group, size: int, cards: Cards, sites: dict[str | None, int]) -> Row:
    """Return a group as the list has it."""
    leader = cards.get(group.id)
    known = [cards[it.id] for it in group.members if it.id in cards]
    outlets = list(dict.fromkeys(card.site for card in known if card.site))
    moments = [card.moment for card in known if card.moment < float("inf")]
    others = [it for it in group.members if it.relation != REPRESENTATIVE]
    relations = Counter(it.relation for it in others)
    title = _title(group, leader, cards)
    titles = dict.fromkeys(card.title for card in known if card.title and card.title != title)
    return {
        "id": group.id,
        "title": title,
        "size": size,
        "outlets": [sites.setdefault(site, len(sites)) for site in outlets[:_OUTLETS]],
        "manyOutlets": len(outlets),
        "first": int(min(moments)) if moments else None,
        "last": int(max(moments)) if moments else None,
        "relations": [relations[name] for name in RELATIONS],
        "jaccard": round(min((it.jaccard for it in others), default=1.0), 3),
        "containment": round(min((it.containment for it in others), default=1.0), 3),
        "dropped": sum(not it.kept for it in group.members),
        "more": " · ".join(titles)[:_OTHER_TITLES],
    }


def _title(group: Group, leader: Card | None, cards: Cards) -> str:
    if leader is not None:
        return leader.title or group.id
    titles = (cards[it.id].title for it in group.members if it.id in cards)
    return next(filter(None, titles), group.id)


def _opened(
    group: Group, cards: Cards, settings: Mapping[str, Any], sites: dict[str | None, int]
) -> list[Any]:
    """Return a group as it is opened: why its representative leads, and its members."""
    leader = cards.get(group.id)
    others = [it for it in group.members if it.relation != REPRESENTATIVE]
    known = [(it, cards[it.id]) for it in others if it.id in cards]
    title = leader and leader.title
    members = [_member(it, cards.get(it.id), title, sites) for it in group.members]
    return [why_it_leads(leader, known, settings), members]


def _member(
    it: Member, card: Card | None, title: str | None, sites: dict[str | None, int]
) -> list[Any]:
    """Return a member; its title only where it is not the representative's."""
    figures = [it.id, it.relation, round(it.jaccard, 4), round(it.containment, 4), int(it.kept)]
    if card is None:
        return figures
    own = card.title if card.title != title or it.relation == REPRESENTATIVE else None
    site = -1 if card.site is None else sites.setdefault(card.site, len(sites))
    moment = int(card.moment) if card.moment < float("inf") else None
    return [
        *figures,
        own,
        site,
        card.published,
        moment,
        card.agency,
        card.url,
        card.text,
        card.length,
    ]
