"""
The order of the steps of deduplication.

1. Texts that are equal after folding are one text from here on.
2. Candidate pairs: MinHash LSH, and sampled containment for texts cut from longer ones.
3. Every candidate pair is verified on the exact shingle sets.
4. Greedy stars over the verified pairs; equal texts join the star of their text.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article, named
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL, is_shell
from cleannews.dates import instant
from cleannews.grouping.containment import contained_pairs
from cleannews.grouping.lsh import BandPlan, Pairs, candidate_pairs, distinct
from cleannews.grouping.result import REPRESENTATIVE, Deduplication, Group, Member
from cleannews.grouping.sources import Cuts, TextFile, TextList
from cleannews.grouping.stars import stars
from cleannews.grouping.verdict import LOOSE_CONTAINMENT, RELATION_NAMES, Verdicts, verdicts
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.sets import Texts, set_sizes

__all__ = ["dedupe", "group_signed"]

_DEFAULTS = DedupeSettings()


def dedupe(
    articles: Iterable[Article | dict[str, object] | str],
    *,
    cleaner: Cleaner | None = None,
    threshold: float = _DEFAULTS.threshold,
    containment: float | None = _DEFAULTS.containment,
    keep: str = _DEFAULTS.keep,
    drop: Collection[str] = _DEFAULTS.drop,
) -> Deduplication:
    """
    Group the copies of one article and say which of them to keep.

    Pages that are no article, such as consent walls, are kept and never grouped.

    Args:
        articles: Articles, dicts with a text, or texts; any iterable, read once. An article
            without an id gets its position.
        cleaner: Cleans each text before it is compared; by default none does.
        threshold: The Jaccard similarity of word 5-grams from which two articles are copies.
        containment: The share of an article's word 5-grams that must stand in another for it
            to be abridged from it; None to look for copies only.
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
    instants = array("d")
    texts = TextList() if isinstance(articles, list | tuple) else TextFile()

    def compared() -> Iterator[str]:
        for at, (name, article) in enumerate(named(articles)):
            ids.append(name)
            published = None if isinstance(article, str) else article.published
            instants.append(instant(published))
            texts.add(
                article if isinstance(article, str) else article.text, _cuts(article, cleaner)
            )
            yield texts[at]

    batch = sign(compared())
    return group_signed(batch, texts, ids, np.frombuffer(instants, np.float64), settings)


def _cuts(article: Article | str, cleaner: Cleaner | None) -> Cuts:
    """Return what of an article is not compared: what is cleaned away; of a shell, all."""
    if _is_shell(article):
        return [(0, len(article if isinstance(article, str) else article.text))]
    if cleaner is None:
        return ()
    return [(span.start, span.end) for span in cleaner.clean(article).removed]


def _is_shell(article: Article | str) -> bool:
    if isinstance(article, str):
        return is_shell(article)
    return SHELL in article.flags or is_shell(article.text, article.title)


def group_signed(
    batch: SignatureBatch,
    texts: Texts,
    ids: Sequence[str],
    instants: NDArray[np.float64],
    settings: DedupeSettings,
) -> Deduplication:
    """
    Group texts by their signatures.

    Args:
        batch: The signatures of the texts.
        texts: The texts.
        ids: Their ids, each once.
        instants: float64, shape (texts,): seconds since 1970 of their publication; infinity
            where it is unknown.
        settings: What counts as a duplicate and which copy is kept.
    """
    sizes = set_sizes(texts) if settings.keep == "fullest" else batch.sizes
    order = _order_of_keep(sizes, ids, instants, settings)
    leader_of = _equal_texts(batch.keys, order)
    leaders = order[leader_of[order] == order]
    pairs = _candidates(batch, leaders[_signed(batch, leaders)], settings)
    found = verdicts(batch, texts, pairs, settings)
    place = np.empty(len(batch), np.int64)
    place[order] = np.arange(len(batch))
    twins = np.zeros(len(batch), np.bool_)
    twins[leader_of[leader_of != np.arange(len(batch))]] = True
    taken = stars(place, found, twins)
    groups = _groups(ids, leader_of, taken)
    dropped = {
        member.id
        for group in groups
        for member in group.members[1:]
        if member.relation in settings.drop
    }
    return Deduplication(
        groups=groups,
        kept=tuple(sorted(id for id in ids if id not in dropped)),
        dropped=tuple(sorted(dropped)),
        settings=settings,
    )


def _order_of_keep(
    sizes: NDArray[np.int64],
    ids: Sequence[str],
    instants: NDArray[np.float64],
    settings: DedupeSettings,
) -> NDArray[np.int64]:
    """Return the positions of the texts in the order of ``keep``, which ends in the id."""
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    fullest = -sizes if settings.keep == "fullest" else np.zeros_like(sizes)
    return by_id[np.lexsort((instants[by_id], fullest[by_id]))]


def _equal_texts(keys: NDArray[np.uint64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each text the first in order of those equal to it; one without words is alone."""
    ordered = keys[order]
    sorting = np.lexsort((ordered[:, 1], ordered[:, 0]))
    by_key = ordered[sorting]
    new = np.ones(len(order), np.bool_)
    new[1:] = (by_key[1:] != by_key[:-1]).any(axis=1) | ~by_key[1:].any(axis=1)
    first = sorting[np.flatnonzero(new)][np.cumsum(new) - 1]
    leader_of = np.empty(len(order), np.int64)
    leader_of[order[sorting]] = order[first]
    return leader_of


def _signed(batch: SignatureBatch, texts: NDArray[np.int64]) -> NDArray[np.bool_]:
    return batch.sizes[texts] > 0


def _candidates(batch: SignatureBatch, texts: NDArray[np.int64], settings: DedupeSettings) -> Pairs:
    """Return the pairs of positions to verify, each once."""
    plan = BandPlan.for_threshold(settings.threshold)
    pairs = candidate_pairs(batch.signatures, texts, plan)
    if settings.containment is not None:
        least = min(LOOSE_CONTAINMENT, settings.containment)
        contained = contained_pairs(batch, texts, least)
        both = np.concatenate([pairs, contained])
        codes = distinct(both[:, 0] * len(texts) + both[:, 1])
        pairs = np.column_stack(np.divmod(codes, max(1, len(texts))))
    found: Pairs = texts[pairs]
    return found


def _groups(ids: Sequence[str], leader_of: NDArray[np.int64], taken: Verdicts) -> tuple[Group, ...]:
    """Return the groups: equal texts with their leader, and what leaders take of other texts."""
    equal = np.flatnonzero(leader_of != np.arange(len(leader_of)))
    alike: dict[int, list[int]] = defaultdict(list)
    for text, leader in zip(equal.tolist(), leader_of[equal].tolist(), strict=True):
        alike[leader].append(text)
    columns = (taken.text, taken.other, taken.relation, taken.jaccard, taken.containment)
    members: dict[int, list[Member]] = defaultdict(list)
    absorbed = set(taken.text.tolist())
    for leader, texts in alike.items():
        if leader not in absorbed:
            members[leader] += [Member(ids[text], "copy", 1.0, 1.0) for text in texts]
    for text, leader, relation, *figures in zip(*(it.tolist() for it in columns), strict=True):
        name = RELATION_NAMES[relation]
        members[leader] += [Member(ids[at], name, *figures) for at in (text, *alike.get(text, ()))]
    groups = [
        Group(
            ids[leader],
            (
                Member(ids[leader], REPRESENTATIVE, 1.0, 1.0),
                *sorted(found, key=attrgetter("id")),
            ),
        )
        for leader, found in members.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group.members), group.id)))
