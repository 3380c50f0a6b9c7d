"""
Why an article is in its group, and why the representative leads: in one place for all who tell it.

Both follow the steps of the grouping itself (`grouping.verdict`, `grouping.stars`, `grouping.order`), from
the figures of a member, the rows of the two articles and the settings of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from cleannews.grouping.origins import Origin
from cleannews.grouping.result import REPRESENTATIVE
from cleannews.grouping.verdict import FULLER, LOOSE_CONTAINMENT, LOOSE_JACCARD, MUCH_FULLER
from cleannews.pipeline.tables import article_of
from cleannews.settings import DedupeSettings

__all__ = ["Pairing", "Reason", "Standing", "leading_reason", "relation_reason", "settings_in"]


class Reason(NamedTuple):
    """
    A reason.

    Args:
        code: A word for programs.
        text: It in words, a clause without a full stop.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """
    A member of a group, as it stands to its representative.

    Args:
        relation: What it is to the representative, as in the table of groups.
        jaccard: Their Jaccard similarity.
        containment: Shared shingles ÷ those of the smaller set.
        kept: Whether it is kept.
    """

    relation: str
    jaccard: float
    containment: float
    kept: bool

    @classmethod
    def of(cls, member: Mapping[str, Any]) -> Self:
        """
        Return that of a member.

        Args:
            member: As it stands in a row of the table of groups.
        """
        return cls(**{name: member[name] for name in cls.__dataclass_fields__})

    @property
    def fullness(self) -> float:
        """Shingles of the fuller of the two ÷ those of the other, as the two figures imply; 1 for none."""
        if not self.jaccard:
            return 1.0
        return self.containment / self.jaccard + self.containment - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What of an article decides whether it leads; some hundred bytes.

    Args:
        id: Its id.
        published: Its date as the table has it.
        site: Its site.
        words: The words of its cleaned text.
        origin: Where it is from.
    """

    id: str
    published: str | None
    site: str | None
    words: int
    origin: Origin

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """
        Return that of an article.

        Args:
            row: Its row of the table of articles.
        """
        origin = Origin.of(article_of(row))
        return cls(row["id"], row["published"], row["site"], len(row["text"].split()), origin)


def settings_in(summary: Mapping[str, Any]) -> DedupeSettings:
    """
    Return the settings by which a run grouped.

    Args:
        summary: The run's summary.
    """
    return DedupeSettings(**summary["settings"]["dedupe"])


def relation_reason(pairing: Pairing, settings: DedupeSettings) -> Reason:
    """
    Say why an article is in its group and what became of it.

    Args:
        pairing: The member and its representative.
        settings: Those of the run.

    >>> relation_reason(Pairing("copy", 0.81, 0.98, False), DedupeSettings()).text
    'a copy: Jaccard similarity 0.81, from 0.7 on two articles are copies; copies are dropped'
    """
    jaccard, containment = _figure(pairing.jaccard), _figure(pairing.containment)
    if pairing.relation == REPRESENTATIVE:
        return Reason(REPRESENTATIVE, "it leads the group, and is kept")
    if pairing.relation == "copy":
        text = (
            f"a copy: Jaccard similarity {jaccard}, from {settings.threshold:g} on two articles are "
            "copies"
        )
    elif pairing.relation == "abridged":
        text = (
            f"abridged: {containment} of its 5-grams stand in the representative, from "
            f"{settings.containment:g} on an article is abridged; the Jaccard similarity is {jaccard}, "
            f"below the {settings.threshold:g} of copies"
        )
    elif pairing.relation == "version":
        text = (
            "a version: both have one address "
            f"(Jaccard similarity {jaccard}, containment {containment})"
        )
    else:
        text = f"reworded: {_reworded(pairing, settings)}"
    return Reason(pairing.relation, f"{text}; {_fate(pairing, settings)}")


def _reworded(pairing: Pairing, settings: DedupeSettings) -> str:
    jaccard, containment = _figure(pairing.jaccard), _figure(pairing.containment)
    held = settings.containment is not None and pairing.containment >= settings.containment
    if pairing.jaccard >= settings.threshold or held:
        return (
            f"Jaccard similarity {jaccard} and containment {containment} would do, but each of the two "
            "has a passage of its own, so neither holds the other"
        )
    if pairing.jaccard >= LOOSE_JACCARD:
        return f"Jaccard similarity {jaccard}, from {LOOSE_JACCARD:g} on two articles are linked"
    if pairing.containment >= LOOSE_CONTAINMENT:
        return f"containment {containment}, from {LOOSE_CONTAINMENT:g} on two articles are linked"
    return (
        "nearly every sentence of the shorter stands in the other in other words "
        f"(Jaccard similarity {jaccard}, containment {containment})"
    )


_PLURALS = {"copy": "copies", "abridged": "abridged ones", "version": "versions"}


def _fate(pairing: Pairing, settings: DedupeSettings) -> str:
    many = _PLURALS.get(pairing.relation, f"{pairing.relation} ones")
    if not pairing.kept:
        return f"{many} are dropped"
    if pairing.relation in settings.drop:  # only versions are kept all the same
        return "kept, because it says what the representative does not"
    return f"kept, because {many} are not dropped"


def leading_reason(
    leader: Standing, member: Standing, pairing: Pairing, settings: DedupeSettings
) -> Reason:
    """
    Say why of two articles the representative is the one that leads.

    Args:
        leader: The representative.
        member: An article that it leads.
        pairing: Their figures.
        settings: Those of the run.

    Returns:
        The first step of the grouping that puts the representative first; "elsewhere" where the two
        alone do not tell, as where the member is cut from a third article.
    """
    return (
        _held(leader, member, pairing, settings)
        or _latest(leader, member)
        or _by_order(leader, member, pairing, settings)
        or Reason("elsewhere", "what is like the two of them decides, not the two alone")
    )


def _held(
    leader: Standing, member: Standing, pairing: Pairing, settings: DedupeSettings
) -> Reason | None:
    """Tell whether the member is cut from the representative."""
    times = f"{pairing.fullness:.2f} times as many 5-grams"
    fuller = leader.words > member.words and pairing.fullness >= FULLER
    if fuller and pairing.relation != "reworded":
        if pairing.containment >= (settings.containment or 1):
            return Reason("fuller", f"it is fuller: it has {times}, and holds the other")
    elif fuller and pairing.fullness >= MUCH_FULLER:
        return Reason("fuller", f"it is much fuller: it has {times}")
    if pairing.relation == "abridged":
        return Reason("holds", "it holds the other, and the other does not hold it")
    return None


def _latest(leader: Standing, member: Standing) -> Reason | None:
    """Tell whether the representative is the later version of one address."""
    first, second = member.origin.instant, leader.origin.instant
    if not leader.origin.url or leader.origin.url != member.origin.url:
        return None
    if first < second < float("inf") or second < first == float("inf"):
        return Reason("latest", f"it is the latest of its address, of {_when(leader)}")
    return None


def _by_order(
    leader: Standing, member: Standing, pairing: Pairing, settings: DedupeSettings
) -> Reason | None:
    """Go through the keys of ``keep``, as long as the two are alike in them."""
    for code, ours, theirs, text in _keys(leader, member, pairing, settings):
        if ours != theirs:
            return Reason(code, text) if ours < theirs else None
    return None


def _keys(
    leader: Standing, member: Standing, pairing: Pairing, settings: DedupeSettings
) -> Iterable[tuple[str, Any, Any, str]]:
    """Yield for each key its code, its values for the two, of which the smaller leads, and the reason."""
    prefer = list(settings.prefer)
    ours, theirs = (
        prefer.index(it.site) if it.site in prefer else len(prefer) for it in (leader, member)
    )
    yield "preferred", ours, theirs, f"copies of {leader.site} are preferred"
    if settings.keep == "original":
        ours, theirs = (not _is_original(*pair) for pair in ((leader, member), (member, leader)))
        yield "original", ours, theirs, "it is the own copy of who wrote it"
    if settings.keep == "fullest":
        sizes = (-leader.words, -member.words) if pairing.fullness > 1 else (0, 0)
        yield "fullest", *sizes, "it is the fullest"
    dates = f"it was published first, {_when(leader)}, the other {_when(member)}"
    yield "earliest", leader.origin.instant, member.origin.instant, dates
    if settings.keep == "original":
        sizes = (-leader.words, -member.words) if pairing.fullness > 1 else (0, 0)
        yield "fullest", *sizes, "it is the fullest of one date"
    yield "id", leader.id, member.id, "its id sorts first, and nothing else tells them apart"


def _is_original(one: Standing, another: Standing) -> bool:
    named = one.origin.outlet in (one.origin.first, another.origin.first)
    return one.origin.own or (bool(one.origin.outlet) and named)


def _when(standing: Standing) -> str:
    return standing.published or "without a date"


def _figure(value: float) -> str:
    """Round down, so that no figure is told to reach what it does not."""
    return f"{int(value * 100 + 1e-9) / 100:.2f}"
