"""What a finished run did to one article, and why: gathered from its tables, which are read row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from rapidfuzz import fuzz

from cleannews.cleaning.spans import CleanedText, RemovedSpan, rebuilt
from cleannews.errors import SettingsError, shown
from cleannews.grouping.kernel import shared_counts
from cleannews.grouping.shared import Passage, shared_passages
from cleannews.pipeline.finished import Run
from cleannews.report.reasons import (
    Pairing,
    Reason,
    Standing,
    leading_reason,
    relation_reason,
    settings_in,
)
from cleannews.report.worddiff import Difference, word_difference

__all__ = ["Comparison", "Explanation", "MemberReason", "explanation_of"]

_ALIKE = 3
"""Ids that are named to someone who asked for one that there is not."""


@dataclass(frozen=True, slots=True)
class MemberReason:
    """
    A member of a group with its reasons.

    Args:
        id: Its id.
        pairing: What it is to the representative.
        relation: Why it is in the group.
        leading: Why the representative leads it; None for the representative, and where a row is not there.
    """

    id: str
    pairing: Pairing
    relation: Reason
    leading: Reason | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    The article and another, word by word.

    Args:
        other: The row of the other article.
        jaccard: Jaccard similarity of their shingles; None where neither has any.
        containment: Shared shingles ÷ those of the smaller set; None where one has none.
        difference: How the article's cleaned text differs from the other's.
        passages: What they share, with offsets into the raw texts.
    """

    other: Mapping[str, Any]
    jaccard: float | None
    containment: float | None
    difference: Difference
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    What became of an article.

    Args:
        id: Its id.
        row: Its row; None where a run with --only-kept dropped it.
        spans: The rows of what was removed from it.
        cleaned: Its raw text with what was removed; None without a row.
        group: The row of its group, or None.
        members: Those that are told of: of the representative all, else the article alone.
        comparison: It and the other article, where there is one and both texts are there.
        lacking: The id of the article whose text is missing for a comparison, or None.
    """

    id: str
    row: Mapping[str, Any] | None
    spans: tuple[Mapping[str, Any], ...]
    cleaned: CleanedText | None
    group: Mapping[str, Any] | None
    members: tuple[MemberReason, ...]
    comparison: Comparison | None
    lacking: str | None


def explanation_of(run: Run, id: str, other: str | None = None) -> Explanation:
    """
    Gather what a run did to an article.

    Args:
        run: The run.
        id: The article's id.
        other: The id of the article to compare it with; by default its representative.

    Raises:
        SettingsError: The run has no such article.
    """
    group = run.group_of(id)
    members = _members_told(group, id)
    leader = group["representative"] if group else None
    against = other or (leader if leader != id else None)
    texts, standings = _read(run, {id, against}, {leader, *members})
    for wanted in (id, *([other] if other else [])):
        if wanted not in texts and (group is None or wanted not in _ids(group)):
            _check_known(run, wanted)
    spans = run.spans(id)
    row = texts.get(id)
    cleaned = None if row is None else _cleaned(row, spans)
    comparison = lacking = None
    if against is not None:
        other_row = texts.get(against)
        if cleaned is None or other_row is None or row is None:
            lacking = id if cleaned is None else against
        else:
            comparison = _compared(row, cleaned, other_row, _cleaned(other_row, run.spans(against)))
    reasons = _reasons(group, members, standings, run)
    return Explanation(id, row, tuple(spans), cleaned, group, reasons, comparison, lacking)


def _ids(group: Mapping[str, Any]) -> set[str]:
    return {member["id"] for member in group["members"]}


def _members_told(group: Mapping[str, Any] | None, id: str) -> dict[str, Mapping[str, Any]]:
    if group is None:
        return {}
    members = {member["id"]: member for member in group["members"]}
    return members if group["representative"] == id else {id: members[id]}


def _read(
    run: Run, texts: Iterable[str | None], standings: Iterable[str | None]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Standing]]:
    """Read the rows of the first articles, and what decides who leads of the second."""
    wanted, standing = ({it for it in ids if it is not None} for ids in (texts, standings))
    rows: dict[str, Mapping[str, Any]] = {}
    found: dict[str, Standing] = {}
    for row in run.articles_of(wanted | standing):
        if row["id"] in wanted:
            rows[row["id"]] = row
        if row["id"] in standing:
            found[row["id"]] = Standing.of(row)
    return rows, found


def _cleaned(row: Mapping[str, Any], spans: Iterable[Mapping[str, Any]]) -> CleanedText:
    raw = rebuilt(row["text"], [(span["start"], span["text"]) for span in spans])
    removed = (
        RemovedSpan(
            it["start"], it["end"], it["text"], it["category"], it["rule"], it.get("stories")
        )
        for it in spans
    )
    return CleanedText(raw, tuple(removed))


def _reasons(
    group: Mapping[str, Any] | None,
    members: Mapping[str, Mapping[str, Any]],
    standings: Mapping[str, Standing],
    run: Run,
) -> tuple[MemberReason, ...]:
    if group is None:
        return ()
    settings = settings_in(run.summary)
    leader = standings.get(group["representative"])
    told = []
    for id, member in members.items():
        pairing, standing = Pairing.of(member), standings.get(id)
        leading = None
        if id != group["representative"] and leader and standing:
            leading = leading_reason(leader, standing, pairing, settings)
        told.append(MemberReason(id, pairing, relation_reason(pairing, settings), leading))
    return tuple(told)


def _compared(
    row: Mapping[str, Any],
    cleaned: CleanedText,
    other: Mapping[str, Any],
    other_cleaned: CleanedText,
) -> Comparison:
    passages = shared_passages(
        cleaned.original, other_cleaned.original, cleaned.not_compared, other_cleaned.not_compared
    )
    if row["representative"] == other["id"]:
        figures = row["jaccard"], row["containment"]
    elif other["representative"] == row["id"]:
        figures = other["jaccard"], other["containment"]
    else:
        figures = _figures([row["text"], other["text"]])
    difference = word_difference(other["text"], row["text"])
    return Comparison(other, *figures, difference, passages)


def _figures(texts: list[str]) -> tuple[float | None, float | None]:
    """Return Jaccard similarity and containment of two articles that the run did not compare."""
    import numpy as np

    from cleannews.signatures.sets import sets_of

    hashes, starts = sets_of(texts, np.arange(2))
    shared = int(shared_counts(hashes, starts, np.array([[0, 1]]))[0])
    first, second = np.diff(starts).tolist()
    if not min(first, second):
        return None, None
    return shared / (first + second - shared), shared / min(first, second)


def _check_known(run: Run, id: str) -> None:
    """Refuse an id that the run does not have: say whether it was rejected, or which are like it."""
    for error in run.errors():
        place = error["path"] if error["line"] is None else f"{error['path']}:{error['line']}"
        if id in {place, error["path"]} or place.endswith(f"/{id}"):
            wanted = (
                f"the id of an article in {run.path}; this input was rejected ({error['error']}): "
                f"{error['message']}"
            )
            raise SettingsError("id", shown(id), wanted)
    ids = (row["id"] for row in run.articles())
    best = nlargest(_ALIKE, ((fuzz.WRatio(id, it, score_cutoff=60), it) for it in ids))
    alike = ", ".join(shown(it) for score, it in best if score)
    advice = f"; the closest are {alike}" if alike else ""
    raise SettingsError("id", shown(id), f"the id of an article in {run.path}{advice}")
