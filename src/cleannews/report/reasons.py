"""Why the representative of a group leads it, told from what a run wrote of its members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleannews.cleaning.agencies import is_agency_site
from cleannews.grouping.result import Member
from cleannews.report.cards import Card

__all__ = ["why_it_leads"]

_FULLER = 1.05
"""From which size on an article leads before one that it holds."""

_UNKNOWN = float("inf")
Known = Sequence[tuple[Member, Card]]


def why_it_leads(leader: Card | None, others: Known, settings: Mapping[str, Any]) -> str:
    """
    Say in a sentence why an article stands for its group.

    Args:
        leader: The representative, or None where the run does not have it.
        others: The other members that are known, and what is known of them.
        settings: The run's settings of grouping, as its summary has them.
    """
    if leader is None:
        return "The representative is not among this run's articles: an earlier run or an index has it."
    if not others:
        return "The other members are not in this run's table of articles, so the reason cannot be told."
    if any(it.relation == "version" for it, _ in others) and all(
        _is_later(leader, card) for it, card in others if it.relation == "version"
    ):
        return "It is the latest version of its address."
    prefer = list(settings.get("prefer", ()))
    place = _place(prefer, leader)
    if prefer and all(place < _place(prefer, card) for _, card in others):
        return f"Its outlet, {leader.site}, is preferred by the settings."
    return _by_order(leader, others, settings["keep"])


def _place(prefer: Sequence[str], card: Card) -> int:
    return prefer.index(card.site) if card.site in prefer else len(prefer)


def _is_later(leader: Card, other: Card) -> bool:
    return leader.moment < _UNKNOWN and (other.moment == _UNKNOWN or leader.moment >= other.moment)


def _by_order(leader: Card, others: Known, keep: str) -> str:
    if keep == "original" and is_agency_site(leader.site):
        return f"It is the own copy of an agency, {leader.site}."
    ahead = [(it, card) for it, card in others if _leads(card, leader, keep)]
    if ahead and all(_holds(leader, it, card) for it, card in ahead):
        longest = max(card.length for _, card in ahead)
        more = leader.length / max(1, longest) - 1
        which = "the earlier ones" if len(ahead) > 1 else "the earlier one"
        which = "the others" if keep == "fullest" else which
        return f"It is fuller: it holds what {which} had, and is {more:.0%} longer."
    if ahead:
        return (
            f"It came first in the order “{keep}” once fuller texts and what its article names as "
            "its source were taken into account."
        )
    if keep == "fullest":
        return "It is the fullest."
    return _earliest(leader, others, keep)


def _earliest(leader: Card, others: Known, keep: str) -> str:
    moments = [card.moment for _, card in others]
    if leader.moment == _UNKNOWN:
        return "No member has a date, so the order of the ids decides."
    tied = leader.moment in moments
    if tied and keep == "earliest":
        return "No other was published earlier; of those of the same time the id decides."
    if min(moments) == _UNKNOWN:
        return "It is the only one with a date."
    return f"It was published first, {_time(min(moments) - leader.moment)} before the next."


def _leads(card: Card, leader: Card, keep: str) -> bool:
    """Tell whether an article would lead before another by the order alone."""
    if keep == "fullest":
        return card.length > leader.length
    return card.moment < leader.moment


def _holds(leader: Card, it: Member, card: Card) -> bool:
    """Tell whether the representative is fuller than a member, by so much that it leads."""
    if not it.jaccard or not it.containment:
        return False
    ratio = it.containment * (1 + 1 / it.jaccard) - 1  # larger set of shingles ÷ smaller
    return ratio >= _FULLER and leader.length > card.length


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    hours = round(seconds / 3600)
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{max(minutes, 1)} minutes"
    return f"{hours} hours" if hours < 48 else f"{round(seconds / 86400):,} days"
