"""
New articles judged against stored ones, by the very verdicts of deduplication.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.dates import instant
from cleannews.grouping.dedupe import cuts_of
from cleannews.grouping.lsh import Pairs
from cleannews.grouping.origins import Origins, name_hash
from cleannews.grouping.sources import without
from cleannews.grouping.verdict import Verdicts, verdicts, within_window
from cleannews.index.match import COPY, VERSION, Match, Order, relation_of
from cleannews.settings import DedupeSettings
from cleannews.signatures.fingerprints import Fingerprint, fingerprints
from cleannews.sitenames import canonical_url

__all__ = ["Judged", "Known", "NewArticle", "judged", "looked_up", "prepared"]


@dataclass(frozen=True, slots=True)
class Known:
    """
    What a verdict needs of an article.

    Args:
        id: Its id.
        text: Its text as it is compared.
        key: As in :class:`~cleannews.signatures.fingerprints.Fingerprint`.
        size: As there.
        raw: The key of its text as it was found, where the index learns; of another index it is
            ``key``.
        url: 64 bits that stand for its canonical address; 0 for none.
        instant: Seconds since 1970 of its publication; infinity where it is unknown.
        site: Its site.
    """

    id: str
    text: str
    key: tuple[int, int]
    size: int
    raw: tuple[int, int]
    url: int
    instant: float
    site: str | None


@dataclass(frozen=True, slots=True)
class NewArticle:
    """
    An article that is looked up.

    Args:
        known: What a verdict needs of it.
        print: The fingerprint of its text.
        address: Its address as it was given.
    """

    known: Known
    print: Fingerprint
    address: str | None


class Judged(NamedTuple):
    """
    A match of a new article with another one.

    Args:
        other: The other's place in what was given.
        match: The match.
        order: The best match has the smallest.
    """

    other: int
    match: Match
    order: Order


def prepared(
    articles: Sequence[Article], cleaner: Cleaner | None, *, learns: bool = False
) -> list[NewArticle]:
    """
    Clean articles and compute what is looked up of them.

    Args:
        articles: The articles, as for :func:`looked_up`.
        cleaner: Cleans them; None where nothing is cleaned.
        learns: As there.
    """
    texts = [
        without(it.text, cuts) if (cuts := cuts_of(it, cleaner)) else it.text for it in articles
    ]
    return looked_up(articles, texts, learns=learns)


def looked_up(
    articles: Sequence[Article], texts: Sequence[str], *, learns: bool
) -> list[NewArticle]:
    """
    Compute what is looked up of articles.

    Args:
        articles: The articles as they were found; one without an id has its address for one, or
            else the key of its text.
        texts: Their texts as they are compared.
        learns: Texts may be cleaned otherwise another time, so each is known as it was found, too.
    """
    prints = fingerprints(texts)
    raws = [it.key for it in prints]
    if learns:
        other = [at for at, it in enumerate(articles) if it.text != texts[at]]
        for at, found in zip(other, fingerprints([articles[at].text for at in other]), strict=True):
            raws[at] = found.key
    return [
        NewArticle(
            Known(
                id=article.id or article.url or "{:016x}{:016x}".format(*raw),
                text=text,
                key=found.key,
                size=found.size,
                raw=raw,
                url=name_hash(canonical_url(article.url)) if article.url else 0,
                instant=instant(article.published),
                site=article.site,
            ),
            found,
            article.url,
        )
        for article, text, found, raw in zip(articles, texts, prints, raws, strict=True)
    ]


def judged(
    new: Sequence[Known],
    others: Sequence[Known],
    pairs: Iterable[tuple[int, int]],
    settings: DedupeSettings,
) -> list[list[Judged]]:
    """
    Judge new articles against others.

    Args:
        new: The new articles.
        others: The others.
        pairs: Places of a new article and of one of the others, each pair once.
        settings: What counts as a duplicate.

    Returns:
        For each new article its matches, the best first.
    """
    found: list[list[Judged]] = [[] for _ in new]
    compared = []
    for at, place in pairs:
        one, other = new[at], others[place]
        if one.key == other.key or (one.raw == other.raw and any(one.raw)):
            if any(one.key) and any(other.key) and _near(one, other, settings):
                match = Match(other.id, COPY, 1.0, 1.0, COPY in settings.drop)
                found[at].append(Judged(place, match, match.order(one.id, other.instant)))
        elif one.size and other.size:
            compared.append((at, place))
        elif one.id == other.id:
            match = Match(other.id, VERSION, 0.0, 0.0, duplicate=False)
            found[at].append(Judged(place, match, match.order(one.id, other.instant)))
    for at, place, match in _compared(new, others, compared, settings):
        found[at].append(Judged(place, match, match.order(new[at].id, others[place].instant)))
    for matches in found:
        matches.sort(key=lambda it: (it.order, it.other))
    return found


def _near(one: Known, other: Known, settings: DedupeSettings) -> bool:
    instants = np.array([[one.instant, other.instant]])
    return settings.window is None or bool(within_window(instants, settings.window)[0])


def _compared(
    new: Sequence[Known],
    others: Sequence[Known],
    places: Sequence[tuple[int, int]],
    settings: DedupeSettings,
) -> Iterable[tuple[int, int, Match]]:
    """Yield the matches among pairs of articles that have shingles."""
    if not places:
        return
    row_of_new: dict[int, int] = {}
    row_of_other: dict[tuple[int, int], int] = {}
    rows: list[tuple[Known, int]] = []
    pairs = []
    for at, place in places:
        first = row_of_new.setdefault(at, len(rows))
        if first == len(rows):
            rows.append((new[at], new[at].url or name_hash(f"id {new[at].id}")))
        same_id = new[at].id == others[place].id
        # what has one id is at one address, for this new article alone
        second = row_of_other.setdefault((place, at if same_id else -1), len(rows))
        if second == len(rows):
            rows.append((others[place], rows[first][1] if same_id else others[place].url))
        pairs.append((first, second))
    found = _both_sides(_verdicts(rows, np.array(pairs, np.int64), settings))
    for (at, place), pair in zip(places, pairs, strict=True):
        if pair not in found:
            continue
        side, jaccard, containment, held = found[pair]
        same_id = new[at].id == others[place].id
        relation, duplicate = relation_of(side, held=held, same_id=same_id, drop=settings.drop)
        yield at, place, Match(others[place].id, relation, jaccard, containment, duplicate)


def _verdicts(
    rows: Sequence[tuple[Known, int]], pairs: Pairs, settings: DedupeSettings
) -> Verdicts:
    count = len(rows)
    none = np.zeros(count, np.uint64)
    sizes = np.array([known.size for known, _ in rows], np.int64)
    origins = Origins(
        instant=np.array([known.instant for known, _ in rows]),
        url=np.array([url for _, url in rows], np.uint64),
        site=none,
        outlet=none,
        first=none,
        own=np.zeros(count, np.bool_),
    )
    return verdicts(sizes, [known.text for known, _ in rows], origins, pairs, settings)


def _both_sides(found: Verdicts) -> dict[tuple[int, int], tuple[int, float, float, bool]]:
    """
    Return for each pair, either way round, what the first is to the second, the two figures, and
    whether the second stands in the first, which is fuller.
    """
    columns = (found.text, found.other, found.relation, found.jaccard, found.containment, found.cut)
    sides: dict[tuple[int, int], tuple[int, float, float, bool]] = {}
    for text, other, relation, jaccard, containment, cut in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        *_, held = sides.get((text, other), (0, 0.0, 0.0, False))
        sides[text, other] = relation, jaccard, containment, held
        back, *_ = sides.get((other, text), (0, 0.0, 0.0, False))
        sides[other, text] = back, jaccard, containment, cut
    return sides
