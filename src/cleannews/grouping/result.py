"""What a deduplication found: groups, their members, what is kept and what is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cleannews.errors import MissingExtraError, SettingsError, shown
from cleannews.grouping.origins import Origins
from cleannews.grouping.shared import Passage, shared_passages
from cleannews.grouping.sources import Source
from cleannews.settings import DedupeSettings

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "REPRESENTATIVE",
    "Deduplication",
    "Evidence",
    "Group",
    "Member",
    "OutletPair",
    "Pair",
    "Sighting",
    "Why",
    "outlet_pairs",
]

REPRESENTATIVE = "representative"
"""The relation of a group's first member, to itself."""


@dataclass(frozen=True, slots=True)
class Member:
    """
    An article in a group.

    Args:
        id: The article's id.
        relation: What it is to the representative: "copy", "abridged", "version", "reworded", or
            "representative".
        jaccard: Jaccard similarity of its shingles and the representative's, exact.
        containment: Shared shingles ÷ those of the smaller of the two sets, exact.
        kept: Whether it is kept.
    """

    id: str
    relation: str
    jaccard: float
    containment: float
    kept: bool = True


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
class Pair:
    """
    A member of a group and its representative.

    Args:
        id: The member's id.
        representative: The representative's id.
        relation: As in :class:`Member`.
        jaccard: As in :class:`Member`.
        containment: As in :class:`Member`.
        kept: As in :class:`Member`.
    """

    id: str
    representative: str
    relation: str
    jaccard: float
    containment: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Why(Pair):
    """
    Why an article is in its group.

    Args:
        passages: What it shares with the representative, in its order: offsets into the raw texts.
    """

    passages: tuple[Passage, ...]

    def __str__(self) -> str:
        fate = "kept" if self.kept else "dropped"
        words = sum(len(it.text.split()) for it in self.passages)
        head = (
            f"{self.id} is {self.relation} to {self.representative} and {fate}: "
            f"Jaccard {self.jaccard:.2f}, containment {self.containment:.2f}, "
            f"{len(self.passages)} shared passages of {words} words"
        )
        lines = (
            f"  {it.start}-{it.end} = {it.other_start}-{it.other_end} {shown(it.text)}"
            for it in self.passages
        )
        return "\n".join([head, *lines])


@dataclass(frozen=True, slots=True)
class OutletPair:
    """
    How often one outlet has what another had.

    Args:
        source: The site that had the articles first; where ``undated``, the representatives'.
        copier: The site that had them later.
        articles: How many.
        undated: How many of them have no dates that tell who was first.
    """

    source: str
    copier: str
    articles: int
    undated: int


Sighting = tuple[str | None, float]
"""The site of an article, and the second since 1970 at which it was published, or infinity."""


def outlet_pairs(seen: Iterable[tuple[Sighting, Sighting]]) -> tuple[OutletPair, ...]:
    """
    Count who has what another outlet had.

    Args:
        seen: Representatives, each with a member of its group.

    Returns:
        A line for each ordered pair of sites, the most articles first. The earlier of two
        articles is the source's.
    """
    counted: Counter[tuple[str, str]] = Counter()
    undated: Counter[tuple[str, str]] = Counter()
    for first, second in seen:
        (source, begun), (copier, later) = (
            (second, first) if second[1] < first[1] and first[1] < float("inf") else (first, second)
        )
        if source is None or copier is None or source == copier:
            continue
        counted[source, copier] += 1
        undated[source, copier] += begun == later or max(begun, later) == float("inf")
    found = (OutletPair(*sites, many, undated[sites]) for sites, many in counted.items())
    return tuple(sorted(found, key=lambda it: (-it.articles, it.source, it.copier)))


class Evidence(NamedTuple):
    """
    What a deduplication needs to explain itself.

    Args:
        ids: The ids of the articles, in the order in which they came.
        sites: Their sites.
        origins: Where they are from.
        texts: Their texts.
    """

    ids: tuple[str, ...]
    sites: tuple[str | None, ...]
    origins: Origins
    texts: Source


@dataclass(frozen=True)
class Deduplication:
    """
    The result of a deduplication. It does not depend on the order of the articles.

    Args:
        groups: Groups of two or more, the largest first, then by id.
        kept: Ids of the articles that are kept, sorted; those in no group are among them.
        dropped: Ids of the articles that are dropped, sorted.
        settings: The settings it was made with.
        evidence: What it needs to explain itself; None where the texts are elsewhere.
    """

    groups: tuple[Group, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    settings: DedupeSettings
    evidence: Evidence | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, object]:
        """Leave the texts behind, which may be in a file of this process."""
        names = ("groups", "kept", "dropped", "settings")
        return {**{name: getattr(self, name) for name in names}, "evidence": None}

    @property
    def duplicate_ratio(self) -> float:
        """Dropped articles ÷ all; 0 where there is none."""
        return len(self.dropped) / max(1, len(self.kept) + len(self.dropped))

    def pairs(self) -> Iterator[Pair]:
        """Yield every member of a group but its representative, with it."""
        for group in self.groups:
            for it in group.members[1:]:
                yield Pair(it.id, group.id, it.relation, it.jaccard, it.containment, it.kept)

    def weakest_pairs(self, n: int = 10) -> tuple[Pair, ...]:
        """
        Return the pairs with the least in common, to be read before a run is trusted.

        Args:
            n: How many at most.

        Returns:
            Pairs by containment, then Jaccard similarity, then id, ascending.
        """
        return tuple(sorted(self.pairs(), key=attrgetter("containment", "jaccard", "id"))[:n])

    def why(self, id: str) -> Why | None:
        """
        Say why an article is in its group.

        Args:
            id: The article's id.

        Returns:
            Its pair with the representative and the passages that they share, with offsets into
            the texts as they were given; for a representative the whole text; None for an
            article that is in no group.

        Raises:
            SettingsError: There is no such article, or the texts are not at hand.

        >>> from cleannews import dedupe
        >>> story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
        >>> print(dedupe([story, story + " It stays shut."]).why("0"))
        0 is copy to 1 and dropped: Jaccard 0.79, containment 1.00, 1 shared passages of 15 words
          0-76 = 0-76 'The harbour was closed on Friday after a storm tore two cranes from the quay'
        """
        if self.evidence is None:
            raise SettingsError(
                "why", "a result without its texts", "called on what dedupe returned"
            )
        if id not in self._positions:
            raise SettingsError("id", shown(id), "the id of an article of this deduplication")
        pair = self._pairs.get(id)
        if pair is None:
            return None
        texts = self.evidence.texts
        text, cuts = texts.found(self._positions[id])
        other, other_cuts = texts.found(self._positions[pair.representative])
        passages = shared_passages(text, other, cuts, other_cuts)
        figures = (pair.relation, pair.jaccard, pair.containment, pair.kept)
        return Why(id, pair.representative, *figures, passages)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {id: at for at, id in enumerate(self.evidence.ids)} if self.evidence else {}

    @cached_property
    def _pairs(self) -> dict[str, Pair]:
        leaders = (Pair(it.id, it.id, REPRESENTATIVE, 1.0, 1.0, kept=True) for it in self.groups)
        return {pair.id: pair for pair in (*leaders, *self.pairs())}

    def outlets(self) -> tuple[OutletPair, ...]:
        """
        Count who has what another outlet had.

        Returns:
            A line for each ordered pair of sites, the most articles first. Each member counts with
            its representative; the earlier of the two is the source.

        Raises:
            SettingsError: The sites are not at hand.
        """
        if self.evidence is None:
            raise SettingsError(
                "outlets", "a result without its sites", "called on what dedupe returned"
            )
        instants, sites = self.evidence.origins.instant.tolist(), self.evidence.sites
        places = (
            (self._positions[pair.representative], self._positions[pair.id])
            for pair in self.pairs()
        )
        return outlet_pairs(
            ((sites[first], instants[first]), (sites[second], instants[second]))
            for first, second in places
        )

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield for each article its id, group, representative, kept, relation, jaccard, containment."""
        for id in sorted((*self.kept, *self.dropped)):
            pair = self._pairs.get(id)
            yield {
                "id": id,
                "group": pair and pair.representative,
                "representative": pair and pair.representative,
                "kept": pair is None or pair.kept,
                "relation": pair and pair.relation,
                "jaccard": pair and pair.jaccard,
                "containment": pair and pair.containment,
            }

    def to_frame(self) -> DataFrame:
        """
        Return :meth:`rows` as a pandas DataFrame.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            from pandas import DataFrame
        except ImportError:
            raise MissingExtraError("pandas", "pandas") from None
        return DataFrame(list(self.rows()))
