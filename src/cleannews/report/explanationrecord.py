"""An explanation as plain values, for JSON."""

from __future__ import annotations

from typing import Any

from cleannews.report.explanation import Comparison, Explanation, MemberReason

__all__ = ["record_of"]


def record_of(found: Explanation) -> dict[str, Any]:
    """
    Return an explanation as plain values.

    Args:
        found: The explanation.

    Returns:
        The keys "id", "article" (its row, or null), "characters" (of the raw text, or null), "removed",
        "group" (id, size, representative, members, or null), "comparison" (or null), "lacking".
    """
    group = found.group
    return {
        "id": found.id,
        "article": found.row,
        "characters": found.cleaned and len(found.cleaned.original),
        "removed": [{k: v for k, v in span.items() if k != "id"} for span in found.spans],
        "group": group
        and {
            "group": group["group"],
            "size": group["size"],
            "representative": group["representative"],
            "members": [_member(member) for member in found.members],
        },
        "comparison": found.comparison and _comparison(found.comparison),
        "lacking": found.lacking,
    }


def _member(member: MemberReason) -> dict[str, Any]:
    pairing = member.pairing
    return {
        "id": member.id,
        "relation": pairing.relation,
        "jaccard": pairing.jaccard,
        "containment": pairing.containment,
        "kept": pairing.kept,
        "why": member.relation._asdict(),
        "leading": member.leading and member.leading._asdict(),
    }


def _comparison(it: Comparison) -> dict[str, Any]:
    places = ("start", "end", "other_start", "other_end", "text")
    return {
        "with": it.other["id"],
        "jaccard": it.jaccard,
        "containment": it.containment,
        "passages": [{name: getattr(found, name) for name in places} for found in it.passages],
        "difference": [{"kind": one.kind, "text": one.text} for one in it.difference.pieces],
        "uncompared": it.difference.uncompared,
        "other_uncompared": it.difference.other_uncompared,
    }
