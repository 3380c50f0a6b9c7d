"""
The stages for a run with an index: what of its articles was seen before, and what is added.

What was matched is written down before anything is grouped, and added last, so a run that goes on
comes to the same outputs; an article that is in the index with its text is not added again.
"""

from __future__ import annotations

import time
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL
from cleannews.cleaning.sites import SiteMemory
from cleannews.files import written_whole
from cleannews.grouping.result import REPRESENTATIVE
from cleannews.grouping.sources import without
from cleannews.index.configuration import Configuration
from cleannews.index.judging import NewArticle, looked_up
from cleannews.index.learning import Learning, stored_memory
from cleannews.index.lookup import decided
from cleannews.index.match import EXTENDED, Match
from cleannews.index.places import store_at
from cleannews.index.store import Outcome, Store, Transaction
from cleannews.io.jsonlines import dump_line, read_lines
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.runsettings import RunSettings
from cleannews.pipeline.tables import GROUPS, article_of
from cleannews.pipeline.workfolder import CLEANED, IDS, MATCHED, MEMORY, RAW, Counts

__all__ = ["Seen", "add", "check_index", "match", "memory_of", "seen_in"]

_AT_ONCE = 256

_T = TypeVar("_T")


class Seen(NamedTuple):
    """
    What an index knows of an article of the run.

    Args:
        known: It is there with this very text.
        number: The number of the article that it matches.
        match: The match.
        same_id: It matches another text of its own id.
    """

    known: bool
    number: int | None
    match: Match | None
    same_id: bool

    @property
    def decided(self) -> bool:
        """The index alone decides what becomes of it."""
        return self.known or self.same_id or (self.match is not None and self.match.duplicate)


@contextmanager
def _opened(settings: RunSettings) -> Iterator[Store]:
    """Open the index of a run."""
    memory = None
    if settings.memory is not None and not settings.learn:
        memory = SiteMemory.load(settings.memory)
    cleaner = Cleaner.of(settings.clean, memory)
    configuration = Configuration.of(settings.dedupe, cleaner, learn=settings.learn)
    store = store_at(str(settings.index), configuration)
    try:
        yield store
    finally:
        store.close()


def check_index(settings: RunSettings) -> None:
    """
    Make sure that the index of a run can be used, or make it.

    Args:
        settings: The run.

    Raises:
        SettingsError: The place is of no known kind.
        StoreError: It was made with other settings, or cannot be opened.
    """
    with _opened(settings):
        pass


def memory_of(settings: RunSettings) -> SiteMemory:
    """
    Return what a run knows of sites before it learns.

    Args:
        settings: The run.
    """
    known = SiteMemory() if settings.memory is None else SiteMemory.load(settings.memory)
    if settings.index is not None:
        with _opened(settings) as store:
            known.merge(stored_memory(store))
    return known


def match(folder: Path, settings: RunSettings, articles: int, progress: Progress) -> Counts:
    """
    Look all articles up in the index, and write down what was found.

    Args:
        folder: The work folder.
        settings: The run.
        articles: How many articles there are.
        progress: Told of every article.
    """
    learning = None
    if settings.learn:
        learning = Learning(Cleaner.of(settings.clean), SiteMemory.load(folder / MEMORY))
    as_compared = None if learning is None else learning.as_compared
    with _opened(settings) as store, written_whole(folder / MATCHED) as file:
        parts = _some(_articles(folder, learns=settings.learn))
        for some in progress.over(parts, articles, len):
            work = partial(
                decided, new=some, settings=settings.dedupe, as_compared=as_compared, apart=True
            )
            every = store.read(work)
            for new, it in zip(some, every, strict=True):
                found = it.match
                row = found and [getattr(found, name) for name in Match.__slots__]
                same_id = found is not None and not it.known and found.id == new.known.id
                file.write(dump_line([it.known, it.other, row, same_id]))
    return {}


def seen_in(work: Path) -> list[Seen]:
    """
    Return what the index knows of the articles, in their order.

    Args:
        work: The work folder.
    """
    return [
        Seen(known, number, None if row is None else Match(*row), same_id)
        for known, number, row, same_id in read_lines(work / MATCHED)
    ]


def _articles(work: Path, *, learns: bool) -> Iterator[NewArticle]:
    """Yield the articles as the index looks them up."""
    for some in _some(_texts(work)):
        yield from looked_up([it for it, _ in some], [text for _, text in some], learns=learns)


def _some(every: Iterator[_T]) -> Iterator[list[_T]]:
    while some := list(islice(every, _AT_ONCE)):
        yield some


def _texts(work: Path) -> Iterator[tuple[Article, str]]:
    """Yield the articles as they were found, with their texts as they are compared."""
    raw = read_lines(work / RAW)
    for (id, repeated), row in zip(read_lines(work / IDS), read_lines(work / CLEANED), strict=True):
        found = next(it for it in raw if it["id"] == id)  # those that were rejected are passed over
        text = "" if SHELL in row["flags"] else without(row["text"], repeated)
        yield article_of(found), text


def add(work: Path, settings: RunSettings, articles: int, progress: Progress) -> Counts:
    """
    Add the articles that are new, as the run judged them, and what was learned.

    Args:
        work: The work folder.
        settings: The run.
        articles: How many articles there are.
        progress: Told of every article.
    """
    seen = seen_in(work)
    members = {
        it["id"]: (group["group"], it)
        for group in read_lines(work / GROUPS)
        for it in group["members"]
    }
    with _opened(settings) as store:
        if settings.learn:
            Learning(Cleaner.of(settings.clean)).take(store, SiteMemory.load(work / MEMORY))
        numbers: dict[str, int] = {}
        # leaders first, then what is kept beside them, then what is dropped for them
        for rank in range(_RANKS):
            wanted = (
                (it, article, text)
                for it, (article, text) in zip(seen, _texts(work), strict=True)
                if not it.known and _rank(members, article) == rank
            )
            for some in progress.over(_some(wanted), articles, len):
                known, found, texts = zip(*some, strict=True)
                new = zip(known, looked_up(found, texts, learns=settings.learn), strict=True)
                numbers |= store.write(partial(_recorded, list(new), members, numbers))
    return {}


_RANKS = 3


def _rank(members: Mapping[str, tuple[str, dict[str, Any]]], article: Article) -> int:
    _, member = members.get(str(article.id), ("", {"relation": REPRESENTATIVE, "kept": True}))
    return 0 if member["relation"] == REPRESENTATIVE else 1 if member["kept"] else 2


def _recorded(
    some: Sequence[tuple[Seen, NewArticle]],
    members: Mapping[str, tuple[str, dict[str, Any]]],
    numbers: dict[str, int],
    transaction: Transaction,
) -> dict[str, int]:
    """Write articles down, and return the numbers of those that are kept."""
    found = ChainMap[str, int]({}, numbers)  # it may run again, so what it finds is kept apart
    transaction.expect([new for _, new in some])
    for it, new in some:
        _record(transaction, new, it, members.get(new.known.id), found)
    return dict(found.maps[0])


def _record(
    transaction: Transaction,
    new: NewArticle,
    seen: Seen,
    place: tuple[str, dict[str, Any]] | None,
    numbers: MutableMapping[str, int],
) -> None:
    """Write an article down, unless it was before."""
    for old in transaction.records(new.known.id):
        if old.raw == new.known.raw:
            if old.number is not None:
                numbers[new.known.id] = old.number
            return
    now = time.time()
    if place is None or place[1]["relation"] == REPRESENTATIVE:
        fuller = seen.match is not None and seen.match.relation == EXTENDED
        outcome = Outcome(seen.match, seen.number) if fuller else Outcome()
        numbers[new.known.id] = transaction.keep(new, outcome, now)
        return
    group, member = place
    other = numbers.get(group, seen.number)
    figures = member["relation"], member["jaccard"], member["containment"]
    outcome = Outcome(Match(group, *figures, not member["kept"]), other)
    if member["kept"]:
        transaction.keep(new, outcome, now)
    elif other is not None and transaction.known([other]):  # else it is judged anew next time
        transaction.repeat(new, outcome, now)
