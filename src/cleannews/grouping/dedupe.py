"""
The order of the steps of deduplication.

1. Texts that are equal after folding are one text from here on.
2. Candidate pairs: MinHash LSH, and sampled containment for texts cut from longer ones.
3. Every candidate pair is verified on the exact shingle sets.
4. Greedy stars over the verified pairs; equal texts join the star of their text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article, as_articles
from cleannews.cleaning.cleaner import Cleaner
from cleannews.dates import instant
from cleannews.grouping.containment import contained_pairs
from cleannews.grouping.lsh import BandPlan, Pairs, band_keys, candidate_pairs, distinct
from cleannews.grouping.result import REPRESENTATIVE, Deduplication, Group, Member
from cleannews.grouping.stars import Star, stars
from cleannews.grouping.verdict import RELATION_NAMES, verdicts
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch, sign

__all__ = ["dedupe", "group_signed"]

_DEFAULTS = DedupeSettings()


def dedupe(
    articles: Iterable[Article | dict[str, object] | str],
    *,
    cleaner: Cleaner | None = None,
    threshold: float = _DEFAULTS.threshold,
    containment: float = _DEFAULTS.containment,
    keep: str = _DEFAULTS.keep,
    drop: Collection[str] = _DEFAULTS.drop,
) -> Deduplication:
    """
    Group the copies of one article and say which of them to keep.

    Args:
        articles: Articles, dicts with a text, or texts; any iterable, read once. An article
            without an id gets its position.
        cleaner: Cleans each text before it is compared; by default none does.
        threshold: The Jaccard similarity of word 5-grams from which two articles are copies.
        containment: The share of an article's word 5-grams that must stand in another for it
            to be abridged from it.
        keep: Which of a group is kept, "earliest" or "fullest".
        drop: The relations whose members are dropped.

    Returns:
        Groups, kept and dropped ids, the same for any order of the articles.

    Raises:
        SettingsError: An argument is out of its range.
        ArticleError: A value is no article.
        DuplicateIdError: Two articles carry one id.

    >>> story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    >>> result = dedupe([story, "Rain is expected in the hills.", story.upper()])
    >>> result.kept, result.dropped
    (('0', '1'), ('2',))
    """
    settings = DedupeSettings(threshold, containment, keep, drop)
    ids: list[str] = []
    instants: list[float] = []

    def texts() -> Iterable[str]:
        for article in as_articles(articles):
            ids.append(str(article.id))
            instants.append(instant(article.published))
            yield cleaner.clean(article).text if cleaner else article.text

    return group_signed(sign(texts()), ids, instants, settings)


def group_signed(
    batch: SignatureBatch,
    ids: Sequence[str],
    instants: Sequence[float],
    settings: DedupeSettings,
) -> Deduplication:
    """
    Group texts by their signatures.

    Args:
        batch: The signatures of the texts.
        ids: Their ids, each once.
        instants: Seconds since 1970 of their publication; infinity where it is unknown.
        settings: What counts as a duplicate and which copy is kept.
    """
    classes = _equal_texts(batch, ids, instants, settings)
    leaders = np.array([found.articles[0] for found in classes], np.int64)
    signed = np.flatnonzero(batch.sizes[leaders] > 0)
    found = verdicts(batch, _candidates(batch, leaders[signed], settings), settings)
    class_of = np.empty(len(batch), np.int64)
    class_of[leaders] = np.arange(len(leaders))
    found = replace(found, text=class_of[found.text], other=class_of[found.other])
    made = stars(np.arange(len(classes)), found)
    groups = [group for star in made if (group := _group(star, classes, ids))]
    groups.sort(key=lambda group: (-len(group.members), group.id))
    dropped = {
        member.id
        for group in groups
        for member in group.members[1:]
        if member.relation in settings.drop
    }
    return Deduplication(
        groups=tuple(groups),
        kept=tuple(sorted(id for id in ids if id not in dropped)),
        dropped=tuple(sorted(dropped)),
        settings=settings,
    )


@dataclass(frozen=True, slots=True)
class _EqualTexts:
    """The articles of one text, in the order of ``keep``."""

    articles: list[int] = field(default_factory=list)


def _equal_texts(
    batch: SignatureBatch, ids: Sequence[str], instants: Sequence[float], settings: DedupeSettings
) -> list[_EqualTexts]:
    """Collect articles whose texts are equal; the classes in the order of ``keep``."""
    sizes = batch.sizes
    fullest = settings.keep == "fullest"
    order = sorted(
        range(len(ids)),
        key=lambda at: (-int(sizes[at]) if fullest else 0, instants[at], ids[at]),
    )
    classes: dict[bytes | int, _EqualTexts] = {}
    for at in order:
        key = batch.keys[at].tobytes() if batch.keys[at].any() else at
        classes.setdefault(key, _EqualTexts()).articles.append(at)
    return list(classes.values())


def _candidates(batch: SignatureBatch, texts: NDArray[np.int64], settings: DedupeSettings) -> Pairs:
    """Return the pairs of positions to verify, each once."""
    plan = BandPlan.for_threshold(settings.threshold)
    pairs = np.concatenate(
        [
            candidate_pairs(band_keys(batch.signatures[texts], plan)),
            contained_pairs(batch, texts, settings.containment),
        ]
    )
    codes = distinct(pairs[:, 0] * len(texts) + pairs[:, 1])
    found: Pairs = texts[np.column_stack(np.divmod(codes, max(1, len(texts))))]
    return found


def _group(star: Star, classes: Sequence[_EqualTexts], ids: Sequence[str]) -> Group | None:
    first, *equal = classes[star.leader].articles
    members = [Member(ids[at], "copy", 1.0, 1.0) for at in equal]
    taken = star.taken
    columns = (taken.text, taken.relation, taken.jaccard, taken.containment)
    for text, relation, *figures in zip(*(column.tolist() for column in columns), strict=True):
        name = RELATION_NAMES[relation]
        members += [Member(ids[at], name, *figures) for at in classes[text].articles]
    if not members:
        return None
    members.sort(key=lambda member: member.id)
    return Group(ids[first], (Member(ids[first], REPRESENTATIVE, 1.0, 1.0), *members))
