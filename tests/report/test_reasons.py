"""Why a representative leads."""

from __future__ import annotations

from typing import Any

import pytest

from cleannews.grouping.result import Member
from cleannews.report.cards import Card
from cleannews.report.reasons import why_it_leads

EARLY, LATE = "2026-03-01T08:00:00+00:00", "2026-03-01T11:00:00+00:00"


def card(published: str | None = None, site: str = "quay.example", length: int = 1000) -> Card:
    """Return a card."""
    row = {"title": "T", "site": site, "published": published, "agency": None, "url": None}
    return Card.of({**row, "text": "x" * length})


def member(relation: str = "copy", jaccard: float = 0.9, containment: float = 0.95) -> Member:
    """Return a member."""
    return Member("m", relation, jaccard, containment, kept=False)


@pytest.mark.parametrize(
    ("leader", "other", "settings", "reason"),
    [
        (card(EARLY), (member(), card(LATE)), {}, "published first, 3 hours before"),
        (card(LATE), (member("version"), card(EARLY)), {}, "latest version of its address"),
        (
            card(LATE, length=1500),
            (member("abridged", 0.6, 1.0), card(EARLY)),
            {},
            "It is fuller: it holds what the earlier one had, and is 50% longer",
        ),
        (
            card(LATE),
            (member(), card(EARLY, "b.example")),
            {"prefer": ["quay.example"]},
            "preferred",
        ),
        (card(), (member(), card()), {}, "No member has a date"),
        (card(EARLY), (member(), card()), {}, "the only one with a date"),
        (card(EARLY), (member(), card(EARLY)), {}, "of those of the same time the id decides"),
        (
            card(LATE, "apnews.com"),
            (member(), card(EARLY)),
            {"keep": "original"},
            "own copy of an agency",
        ),
        (
            card(LATE, length=1500),
            (member(), card(EARLY)),
            {"keep": "fullest"},
            "It is the fullest.",
        ),
        (card(LATE), (member(), card(EARLY)), {}, "came first in the order “earliest”"),
    ],
)
def test_the_reason_is_told(
    leader: Card, other: tuple[Member, Card], settings: dict[str, Any], reason: str
) -> None:
    """From dates, lengths and similarities, and from what the settings ask for."""
    assert reason in why_it_leads(leader, [other], {"keep": "earliest", "prefer": [], **settings})


def test_what_is_not_there_is_told() -> None:
    """Without the representative or the members there is nothing to compare."""
    assert "an earlier run or an index has it" in why_it_leads(None, [], {"keep": "earliest"})
    assert "cannot be told" in why_it_leads(card(), [], {"keep": "earliest"})
