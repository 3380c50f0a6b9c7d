"""
The order of the steps of deduplication.

1. Texts that are equal after folding are one text from here on.
2. Candidate pairs: MinHash LSH, and sampled containment for texts cut from longer ones.
3. Every candidate pair is verified on the exact shingle sets.
4. Greedy stars over the verified pairs; equal texts join the star of their text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article, named
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL, is_shell
from cleannews.grouping.containment import contained_pairs
from cleannews.grouping.hubs import without_hubs
from cleannews.grouping.lsh import BandPlan, Pairs, candidate_pairs, distinct_pairs
from cleannews.grouping.order import (
    latest_first,
    named_as_first,
    naming_pairs,
    order_of_keep,
    same_address,
)
from cleannews.grouping.origins import Origin, OriginColumns, Origins
from cleannews.grouping.result import REPRESENTATIVE, Deduplication, Evidence, Group, Member
from cleannews.grouping.rounds import judged_in_rounds
from cleannews.grouping.sources import Cuts, TextFile, TextList, without
from cleannews.grouping.stars import stars
from cleannews.grouping.verdict import (
    EDITION,
    LOOSE_CONTAINMENT,
    RELATION_NAMES,
    Verdicts,
    verdicts,
    within_window,
)
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.sets import Texts, set_sizes

__all__ = ["cuts_of", "dedupe", "group_signed"]

_DEFAULTS = DedupeSettings()


def dedupe(
    articles: Iterable[Article | dict[str, object] | str],
    *,
    cleaner: Cleaner | None = None,
    threshold: float = _DEFAULTS.threshold,
    containment: float | None = _DEFAULTS.containment,
    keep: str = _DEFAULTS.keep,
    drop: Collection[str] = _DEFAULTS.drop,
    prefer: Iterable[str] = (),
    window: float | None = None,
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
        keep: Which of a group is kept: "earliest", "fullest" or "original", the own copy of the
            agency or outlet that wrote it.
        drop: The relations whose members are dropped.
        prefer: Sites whose copies are kept before others, the first one first.
        window: Days that may lie between two articles that are one, where both dates are known.

    Returns:
        Groups, kept and dropped ids, the same for any order of the articles. For its ``why`` it
        keeps the texts: those of an iterator in a temporary file.

    Raises:
        SettingsError: An argument is out of its range.
        ArticleError: A value is no article.
        DuplicateIdError: Two articles carry one id.

    >>> story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    >>> result = dedupe([story, "Rain is expected in the hills.", story.upper()])
    >>> result.kept, result.dropped
    (('0', '1'), ('2',))
    """
    settings = DedupeSettings(threshold, containment, keep, drop, prefer, window)
    ids: list[str] = []
    sites: list[str | None] = []
    columns = OriginColumns()
    texts = TextList() if isinstance(articles, list | tuple) else TextFile()

    def compared() -> Iterator[str]:
        for name, article in named(articles):
            ids.append(name)
            cuts = cuts_of(article, cleaner)
            if isinstance(article, str):
                text, site, origin = article, None, None
            else:
                origin = Origin.of(article, read=keep == "original")
                text, site = article.text, article.site
            sites.append(site)
            columns.add(origin)
            texts.add(text, cuts)
            yield without(text, cuts) if cuts else text

    batch = sign(compared(), cuts=containment is not None)
    origins = columns.origins()
    result = group_signed(batch, texts, ids, origins, settings)
    return replace(result, evidence=Evidence(tuple(ids), tuple(sites), origins, texts))


def cuts_of(article: Article | str, cleaner: Cleaner | None) -> Cuts:
    """
    Return what of an article is not compared: what is cleaned away; of a shell, all.

    Args:
        article: The article.
        cleaner: Cleans it; None where nothing is cleaned.
    """
    if _is_shell(article):
        return [(0, len(article if isinstance(article, str) else article.text))]
    if cleaner is None:
        return ()
    return cleaner.clean(article).not_compared


def _is_shell(article: Article | str) -> bool:
    if isinstance(article, str):
        return is_shell(article)
    return SHELL in article.flags or is_shell(article.text, article.title)


def group_signed(
    batch: SignatureBatch,
    texts: Texts,
    ids: Sequence[str],
    origins: Origins,
    settings: DedupeSettings,
) -> Deduplication:
    """
    Group texts by their signatures.

    Args:
        batch: The signatures of the texts.
        texts: The texts.
        ids: Their ids, each once.
        origins: Where the articles are from.
        settings: What counts as a duplicate and which copy is kept.
    """
    sizes = set_sizes(texts) if settings.keep == "fullest" else batch.sizes
    order = order_of_keep(sizes, ids, origins, origins.own, settings)
    leader_of = _equal_texts(batch.keys, order, origins.instant, settings.window)
    leaders = order[leader_of[order] == order]
    signed = leaders[batch.sizes[leaders] > 0]
    candidates = _candidates(batch, signed, settings)
    pairs = distinct_pairs(np.concatenate([candidates, _versions(origins, signed)]))
    naming = np.zeros(len(pairs), np.bool_)
    if settings.keep == "original":
        naming = naming_pairs(origins, leader_of, pairs)

    def judge(some: Pairs) -> Verdicts:
        return verdicts(batch.sizes, texts, origins, some, settings)

    named = judge(pairs[naming])
    original = origins.own | named_as_first(origins, leader_of, named.text, named.other)
    order = latest_first(order_of_keep(sizes, ids, origins, original, settings), origins)
    place = np.empty(len(batch), np.int64)
    place[order] = np.arange(len(batch))
    now = _first_of_equals(leader_of, order)
    twins = np.bincount(leader_of, minlength=len(batch)) > 1
    found = judged_in_rounds(judge, pairs[~naming], place[now], twins, named)
    leader_of, found = now[leader_of], replace(found, text=now[found.text], other=now[found.other])
    twins = np.bincount(leader_of, minlength=len(batch)) > 1
    taken = stars(place, without_hubs(found, place), twins)
    groups = _groups(ids, leader_of, taken, settings.drop)
    dropped = {it.id for group in groups for it in group.members if not it.kept}
    return Deduplication(
        groups=groups,
        kept=tuple(sorted(id for id in ids if id not in dropped)),
        dropped=tuple(sorted(dropped)),
        settings=settings,
    )


def _first_of_equals(leader_of: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each text that stands for equal ones which of them is the first in order."""
    first = np.arange(len(order))
    backwards = order[::-1]
    first[leader_of[backwards]] = backwards
    return first


def _versions(origins: Origins, texts: NDArray[np.int64]) -> Pairs:
    """Pair the latest article of each address with the others of it; the texts come in order."""
    place = np.full(len(origins.url), -1)
    place[texts] = np.arange(len(texts))
    pairs = [np.empty((0, 2), np.int64)]
    for them in same_address(origins):
        some = them[place[them] >= 0]
        some = some[np.argsort(place[some])]
        known = np.where(np.isinf(origins.instant[some]), -np.inf, origins.instant[some])
        latest = some[np.argmax(known)] if len(some) else 0
        others = some[some != latest]
        pairs.append(np.column_stack([np.full_like(others, latest), others]))
    return np.concatenate(pairs)


def _equal_texts(
    keys: NDArray[np.uint64],
    order: NDArray[np.int64],
    instants: NDArray[np.float64],
    window: float | None,
) -> NDArray[np.int64]:
    """Return for each text the first in order of those equal to it; one without words is alone."""
    ordered = keys[order]
    sorting = np.lexsort((ordered[:, 1], ordered[:, 0]))
    by_key = ordered[sorting]
    new = np.ones(len(order), np.bool_)
    new[1:] = (by_key[1:] != by_key[:-1]).any(axis=1) | ~by_key[1:].any(axis=1)
    first = sorting[np.flatnonzero(new)][np.cumsum(new) - 1]
    leader_of = np.empty(len(order), np.int64)
    leader_of[order[sorting]] = order[first]
    return leader_of if window is None else _in_windows(leader_of, order, instants, window)


def _in_windows(
    leader_of: NDArray[np.int64],
    order: NDArray[np.int64],
    instants: NDArray[np.float64],
    window: float,
) -> NDArray[np.int64]:
    """Let the first in order that is too far from every leader of its text lead, too."""
    leaders: defaultdict[int, list[int]] = defaultdict(list)
    found = leader_of.copy()
    for text in order.tolist():
        near = leaders[int(leader_of[text])]
        spans = np.array([[instants[leader], instants[text]] for leader in near]).reshape(-1, 2)
        fits = np.flatnonzero(within_window(spans, window))
        found[text] = near[fits[0]] if len(fits) else text
        if not len(fits):
            near.append(text)
    return found


def _candidates(batch: SignatureBatch, texts: NDArray[np.int64], settings: DedupeSettings) -> Pairs:
    """Return the pairs of positions to verify."""
    plan = BandPlan.for_threshold(settings.threshold)
    pairs = candidate_pairs(batch.signatures, texts, plan)
    if settings.containment is not None:
        least = min(LOOSE_CONTAINMENT, settings.containment)
        contained = contained_pairs(batch, texts, least)
        pairs = np.concatenate([pairs, contained])
    found: Pairs = texts[pairs]
    return found


def _groups(
    ids: Sequence[str], leader_of: NDArray[np.int64], taken: Verdicts, drop: Collection[str]
) -> tuple[Group, ...]:
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
            kept = "copy" not in drop
            members[leader] += [Member(ids[text], "copy", 1.0, 1.0, kept) for text in texts]
    for text, leader, relation, jaccard, containment in zip(
        *(it.tolist() for it in columns), strict=True
    ):
        name = RELATION_NAMES[relation]
        kept = name not in drop or relation == EDITION
        members[leader] += [
            Member(ids[at], name, jaccard, containment, kept) for at in (text, *alike.get(text, ()))
        ]
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
