"""
The index: articles come one after the other, each is looked up among those kept and then kept itself.

What is looked up is chosen by fingerprints, and decided by the verdicts of deduplication on the
texts themselves. Where articles are kept is the business of a store.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from threading import RLock
from typing import Any, Self

from cleannews.article import Article, as_article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText
from cleannews.dates import instant
from cleannews.errors import ArticleError, SettingsError, StoreError, shown
from cleannews.index.configuration import Configuration
from cleannews.index.judging import NewArticle, prepared
from cleannews.index.learning import Learning, stored_memory
from cleannews.index.lookup import Decision, decided
from cleannews.index.match import Answer, Match
from cleannews.index.places import store_at
from cleannews.index.store import Outcome, Row, Store, Transaction
from cleannews.settings import DedupeSettings

__all__ = ["Index", "open_index"]

_DEFAULTS = DedupeSettings()

_BATCH = 256
"""Articles that are added in one transaction."""

_EXPIRED_AT_ONCE = 16
"""Records that expire while one article is added, at most, so that no article waits for all."""

_EXPIRED_IN_ONE = 1024
"""Articles, and duplicates, that expire in one transaction, so that others who write need not wait."""


def open_index(
    place: str | os.PathLike[str],
    *,
    cleaner: Cleaner | None = None,
    threshold: float = _DEFAULTS.threshold,
    containment: float | None = _DEFAULTS.containment,
    drop: Collection[str] = _DEFAULTS.drop,
    window: float | None = None,
    ttl: timedelta | None = None,
    learn: bool = False,
) -> Index:
    """
    Open an index of articles, or make one.

    Several processes may read and write one index at a time. An index that was made with other
    settings is refused; the error says how to go on.

    Args:
        place: A file; it is made when it does not exist. Or "redis://host:port/0?prefix=name",
            with "rediss" for TLS or "unix:///path" for a socket: an index in Redis, which many
            machines may share.
        cleaner: Cleans each text before it is compared, with its memory of sites if it has one; by
            default none does.
        threshold: As for :func:`cleannews.dedupe`.
        containment: As there.
        drop: The relations whose members are duplicates; others are kept and found themselves.
        window: As there.
        ttl: Articles that are older expire while others are added; by default none do.
        learn: Learn of the articles that are added what their sites repeat, and clean with what is
            known by then. The memory is stored in the index; what the cleaner's knows is learned,
            too.

    Raises:
        SettingsError: An argument is out of its range.
        StoreError: The file is no index, is damaged, was made with other settings or by another
            version, or cannot be opened; or Redis cannot be reached, or refuses.
        MissingExtraError: An index in Redis needs the package of the extra "redis".

    >>> import tempfile, pathlib
    >>> place = pathlib.Path(tempfile.mkdtemp(), "seen.db")
    >>> story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    >>> with open_index(place) as index:
    ...     index.add({"id": "a", "text": story}), index.add({"id": "b", "text": story.upper()})
    (None, Match(id='a', relation='copy', jaccard=1.0, containment=1.0, duplicate=True))
    """
    settings = DedupeSettings(threshold, containment, drop=drop, window=window)
    if not (cleaner is None or isinstance(cleaner, Cleaner)):
        raise SettingsError("cleaner", shown(cleaner), "a Cleaner or None")
    if ttl is not None and not (isinstance(ttl, timedelta) and ttl > timedelta()):
        raise SettingsError("ttl", shown(ttl), "a timedelta above 0, or None")
    if learn and cleaner is None:
        raise SettingsError("learn", "True without a cleaner", "a cleaner that uses it")
    store = store_at(place, Configuration.of(settings, cleaner, learn=learn))
    if cleaner is None or not learn:
        return Index(store, settings, cleaner, ttl)
    learning = Learning(cleaner)
    if cleaner.memory is not None:
        learning.take(store, cleaner.memory)
    return Index(store, settings, cleaner, ttl, learning)


class Index:
    """
    An index of articles: made by :func:`open_index`, used as a context manager, or closed.

    Threads may share it; one works at a time. A process that was forked must open its own.
    """

    def __init__(
        self,
        store: Store,
        settings: DedupeSettings,
        cleaner: Cleaner | None,
        ttl: timedelta | None,
        learning: Learning | None = None,
    ) -> None:
        self.settings = settings
        self._store: Store | None = store
        self._cleaner = cleaner
        self._ttl = ttl
        self._learning = learning
        self._lock = RLock()
        self._process = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Store what was learned last and close the index; a second time does nothing."""
        if self._process != os.getpid():
            return
        with self._lock:
            store, self._store = self._store, None
            if store is None:
                return
            try:
                if self._learning is not None:
                    self._learning.save(store)
            finally:
                store.close()

    def add(self, article: Article | dict[str, Any] | str) -> Match | None:
        """
        Look an article up among those kept, and keep it unless it is a duplicate.

        When this returns the article is stored, and stays so if the process is killed.

        Args:
            article: An Article, a dict with a text, or a text. Without an id it gets its address for
                one, or else a name that its text gives. An id that is known with the same text
                changes nothing and gives the answer that it got; with another text it is a
                version, which is kept beside the first unless it is a duplicate.

        Returns:
            The best match, or None.

        Raises:
            ArticleError: The value is no article.
            StoreError: The store fails.
        """
        return self.answer(article).match

    def answer(self, article: Article | dict[str, Any] | str) -> Answer:
        """
        Add an article as :meth:`add` does, and say also whether it had been added before.

        Args:
            article: As there.

        Returns:
            Its id, the best match or None, and whether it was known.

        Raises:
            ArticleError: The value is no article.
            StoreError: The store fails.
        """
        (answer,) = self._added([as_article(article)])
        return answer

    def add_many(
        self, articles: Iterable[Article | dict[str, Any] | str]
    ) -> Iterator[tuple[str, Match | None]]:
        """
        Add articles one after the other, hundreds in one transaction: several times as fast.

        Args:
            articles: What :meth:`add` takes, read as the answers are asked for.

        Yields:
            The id of each article, and what :meth:`add` would have answered. The articles of a batch
            are stored before the first answer of the batch is given.

        Raises:
            ArticleError: A value is no article; the batches before are stored.
            StoreError: The store fails; likewise.
        """
        values = iter(_many(articles))
        while some := [as_article(it) for it in islice(values, _BATCH)]:
            yield from ((it.id, it.match) for it in self._added(some))

    def query(self, article: Article | dict[str, Any] | str) -> Match | None:
        """
        Return what :meth:`add` would answer, and store nothing and learn nothing.

        Args:
            article: As there.

        Raises:
            ArticleError: The value is no article.
            StoreError: The store fails.
        """
        new = self._prepared([as_article(article)], teach=False)
        with self._lock:
            (decision,) = self._open().read(lambda it: self._decided(it, new))
        return decision.match

    def clean(self, article: Article | dict[str, Any] | str) -> CleanedText:
        """
        Clean an article as the index does, with what it knows of sites by now; learn nothing.

        Args:
            article: As for :meth:`add`.

        Raises:
            ArticleError: The value is no article.
            SettingsError: The index has no cleaner.
            StoreError: The store fails.
        """
        if self._cleaner is None:
            raise SettingsError("cleaner", "None", "a Cleaner with which the index is opened")
        if self._learning is None:
            return self._cleaner.clean(article)
        with self._lock:
            return self._learning.clean(self._open(), as_article(article))

    def memory(self) -> SiteMemory:
        """
        Return what the index has learned of sites, to be saved or used elsewhere.

        Raises:
            SettingsError: The index does not learn.
            StoreError: The store fails.
        """
        if self._learning is None:
            raise SettingsError("learn", "False", "an index opened with learn=True")
        with self._lock:
            self._learning.save(self._open())
            return stored_memory(self._open())

    def group(self, id: str) -> tuple[str, ...]:
        """
        Return the ids of an article's group: the kept one's, then those of its duplicates.

        Args:
            id: The id of any of them.

        Returns:
            Empty where the id is not known.
        """
        with self._lock:
            return self._open().read(lambda it: it.group(id))

    def remove(self, id: str) -> int:
        """
        Forget an article, in all its versions.

        What was a duplicate of it is forgotten with it: when that comes again it is judged anew.

        Args:
            id: Its id.

        Returns:
            How many records went, 0 where the id is not known.
        """
        with self._lock:
            return self._open().write(lambda it: it.remove(id))

    def expire(self, *, before: datetime | date) -> int:
        """
        Forget articles that are older, and the duplicates of these. Their space is used again.

        They go by the thousand, so that others may write meanwhile.

        Args:
            before: The time, naive UTC, or the day at whose beginning what is older goes. What
                counts is when an article was published, or, if that is unknown, when it was added.

        Returns:
            How many records went.
        """
        if not isinstance(before, date):
            raise SettingsError("before", shown(before), "a datetime or a date")
        if not isinstance(before, datetime):
            before = datetime.combine(before, clock.min)
        limit, gone = instant(before), 0
        while some := self._expired(limit):
            gone += some
        return gone

    def stats(self) -> dict[str, Any]:
        """
        Return how many articles and duplicates there are, by relation, and the size in bytes; of an
        index that learns under "memory" how many pages and sites are known, and how many lines and
        sentences recur.
        """
        with self._lock:
            found = self._open().stats()
            return found if self._learning is None else found | {"memory": self.memory().counts()}

    def rows(self) -> Iterator[Row]:
        """Yield the kept articles in the order in which they were added; others may be added meanwhile."""
        rows = self._open().rows()
        while True:
            with self._lock:
                self._open()
                row = next(rows, None)
            if row is None:
                return
            yield row

    def _open(self) -> Store:
        if self._process != os.getpid():
            raise StoreError(
                "the index", "was opened before the process was forked", "open it anew"
            )
        if self._store is None:
            raise StoreError("the index", "is closed", "open it again with open_index")
        return self._store

    def _expired(self, before: float) -> int:
        with self._lock:
            return self._open().write(lambda it: it.expire(before, _EXPIRED_IN_ONE))

    def _prepared(self, articles: Sequence[Article], *, teach: bool) -> list[NewArticle]:
        """Clean articles, and compute what is looked up of them."""
        if self._learning is None:
            return prepared(articles, self._cleaner)
        with self._lock:
            return self._learning.prepared(self._open(), articles, teach=teach)

    def _added(self, articles: Sequence[Article]) -> list[Answer]:
        """Add articles in one transaction."""
        return self._stored(self._prepared(articles, teach=True))

    def _decided(self, transaction: Transaction, new: Sequence[NewArticle]) -> list[Decision]:
        as_compared = None if self._learning is None else self._learning.as_compared
        return decided(transaction, new, self.settings, as_compared)

    def _stored(self, new: Sequence[NewArticle]) -> list[Answer]:
        """Look articles up and store them, in one transaction."""
        now = time.time()

        def work(transaction: Transaction) -> list[Answer]:
            answers: list[Answer] = []
            if self._ttl is not None:
                most = _EXPIRED_AT_ONCE * len(new)
                transaction.expire(now - self._ttl.total_seconds(), most)
            numbers: dict[int, int] = {}
            for at, (article, decision) in enumerate(
                zip(new, self._decided(transaction, new), strict=True)
            ):
                match, other = decision.match, decision.other
                if decision.in_batch is not None:
                    other = numbers[decision.in_batch]
                answers.append(Answer(article.known.id, match, decision.known))
                if decision.known:
                    continue
                if match is not None and match.duplicate:
                    transaction.repeat(article, Outcome(match, other), now)
                else:
                    numbers[at] = transaction.keep(article, Outcome(match, other), now)
            return answers

        with self._lock:
            return self._open().write(work)


def _many(articles: object) -> Iterable[Any]:
    if isinstance(articles, str | bytes | dict | Article) or not isinstance(articles, Iterable):
        raise ArticleError("one article in the place of many", shown(articles), "give a list of it")
    return articles
