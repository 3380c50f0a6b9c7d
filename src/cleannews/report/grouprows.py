"""The groups as the page takes them: a list in columns, and their members in blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cleannews.grouping.result import REPRESENTATIVE, Group, Member
from cleannews.report.blocks import Blocks, Parts
from cleannews.report.cards import Card
from cleannews.report.choosing import ChosenGroups
from cleannews.report.reasons import Pairing, leading_reason, relation_reason
from cleannews.settings import DedupeSettings

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
    blocks: Blocks, chosen: ChosenGroups, cards: Cards, settings: DedupeSettings
) -> dict[str, Any]:
    """
    Pack the members of groups.

    Args:
        blocks: Takes them.
        chosen: The groups that are shown.
        cards: What is known of their members, by id.
        settings: Those by which the run grouped.

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
    group: Group, cards: Cards, settings: DedupeSettings, sites: dict[str | None, int]
) -> list[Any]:
    """Return a group as it is opened: why its representative leads, and its members."""
    leader = cards.get(group.id)
    codes: Counter[str] = Counter()
    members = []
    for it in group.members:
        card = cards.get(it.id)
        own = card is not None and (it.relation == REPRESENTATIVE or not _same(card, leader))
        row = _member(it, card, sites, titled=own)
        if leader and card and it.relation != REPRESENTATIVE:
            pairing = Pairing(it.relation, it.jaccard, it.containment, it.kept)
            leads = leading_reason(leader.standing, card.standing, pairing, settings)
            codes[leads.code] += 1
            if card.text >= 0:
                row += [relation_reason(pairing, settings).text, leads.text]
        members.append(row)
    return [_why(leader, codes), members]


def _same(card: Card, leader: Card | None) -> bool:
    return leader is not None and card.title == leader.title


_CLAUSES = {
    "fuller": "it is fuller",
    "holds": "it holds what they say",
    "latest": "it is the latest of its address",
    "preferred": "its outlet is preferred by the settings",
    "original": "it is the own copy of who wrote it",
    "fullest": "it is the fullest",
    "earliest": "it was published first",
    "id": "its id sorts first, as nothing else tells them apart",
    "elsewhere": "of what is like both of them, not of the two alone",
}
"""Why an article leads others, by the codes of reasons."""


def _why(leader: Card | None, codes: Counter[str]) -> str:
    """Say why a representative leads, for all members together."""
    if leader is None:
        return "The representative is not among this run's articles: an earlier run or an index has it."
    if not codes:
        return "The other members are not in the table of articles, so the reason cannot be told."
    found = sorted(codes.items(), key=lambda it: (-it[1], it[0]))
    if len(found) == 1:
        many = "the other" if found[0][1] == 1 else f"all {found[0][1]:,} others"
        return f"It leads {many} because {_CLAUSES[found[0][0]]}."
    parts = [f"{count:,} because {_CLAUSES[code]}" for code, count in found]
    return f"It leads {', '.join(parts[:-1])}, and {parts[-1]}."


def _member(
    it: Member, card: Card | None, sites: dict[str | None, int], *, titled: bool
) -> list[Any]:
    """Return a member; its title only where it is not the representative's."""
    figures = [it.id, it.relation, round(it.jaccard, 4), round(it.containment, 4), int(it.kept)]
    if card is None:
        return figures
    title = card.title if titled else None
    site = -1 if card.site is None else sites.setdefault(card.site, len(sites))
    moment = int(card.moment) if card.moment < float("inf") else None
    facts = [title, site, card.published, moment, card.agency, card.url, card.text]
    return [*figures, *facts]
