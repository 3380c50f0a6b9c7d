"""
An item pipeline for Scrapy: articles are cleaned, and duplicates dropped or marked.

Scrapy, itemadapter and Twisted are imported here only. docs/scrapy.md has the settings.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from logging import getLogger
from typing import Any, ParamSpec, Self, TypeVar

from cleannews.errors import MissingExtraError, SettingsError, StoreError, shown
from cleannews.index import Answer
from cleannews.integrations.crawlsettings import PREFIX, CrawlSettings
from cleannews.integrations.desk import Desk, Outcome
from cleannews.integrations.itemfields import Found

try:
    from itemadapter import ItemAdapter
    from scrapy import Spider, signals
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem, NotConfigured
    from scrapy.pipelines import ItemPipelineManager
    from scrapy.utils.defer import deferred_from_coro
    from scrapy.utils.misc import load_object
    from twisted.internet.defer import Deferred
except ImportError as error:
    raise MissingExtraError("scrapy", "scrapy") from error

__all__ = ["CleanNewsPipeline", "DuplicateItem"]

_LOGGER = getLogger(__name__)

_AWAITS_COROUTINES = hasattr(ItemPipelineManager, "open_spider_async")
"""Whether this Scrapy awaits coroutines of open_spider and close_spider: from 2.14."""

_MOST_OPEN = 10_000
"""Articles that later pipelines may still fail on, whose ids are kept."""

_OF_PAGES = ("title", "published", "authors", "language")

P = ParamSpec("P")
T = TypeVar("T")


class DuplicateItem(DropItem):
    """
    An item is dropped as a duplicate, or as one that was seen before.

    Args:
        answer: What the index said.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(_told(answer))
        self.answer = answer


class CleanNewsPipeline:
    """
    Cleans the articles among the items of a crawl, and drops or marks duplicates.

    Items of every kind that itemadapter knows are taken; what is no article passes as it is. The
    work is done in one thread, in the order of the items, while the crawl goes on.

    Args:
        crawler: The crawler.
        settings: What becomes of items.
    """

    def __init__(self, crawler: Crawler, settings: CrawlSettings) -> None:
        self._crawler = crawler
        self._settings = settings
        self._fields = settings.item_fields()
        self._classes = tuple(map(_class, settings.items))
        self._worker = ThreadPoolExecutor(1, "cleannews")
        self._desk: Desk | None = None
        self._waiting = 0
        self._open: dict[str, None] = {}
        self._failed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """
        Make the pipeline of a crawl.

        Args:
            crawler: The crawler, whose settings are checked.

        Raises:
            SettingsError: A setting is not allowed; the crawl does not start.
            NotConfigured: CLEANNEWS_ENABLED is off.
        """
        settings = CrawlSettings.read(crawler.settings)
        if not settings.enabled:
            raise NotConfigured(f"{PREFIX}ENABLED is off")
        made = cls(crawler, settings)
        if settings.index is not None:
            crawler.signals.connect(made._scraped, signals.item_scraped)
            crawler.signals.connect(made._lost, signals.item_dropped)
            crawler.signals.connect(made._lost, signals.item_error)
        return made

    def open_spider(self, spider: Spider | None = None) -> Any:  # noqa: ARG002
        """
        Read rules and memory and open the index; the crawl waits for it.

        Args:
            spider: Not needed; older versions of Scrapy pass it.

        Raises:
            CleannewsError: One of them cannot be read.
        """
        return _awaited(self._opened())

    def close_spider(self, spider: Spider | None = None) -> Any:  # noqa: ARG002
        """
        Close the index when what waits is done.

        Args:
            spider: As above.
        """
        return _awaited(self._closed())

    async def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002
        """
        Clean one item, and drop or mark it if it is a duplicate.

        Args:
            item: Any item.
            spider: As above.

        Returns:
            The same item.

        Raises:
            DuplicateItem: It is dropped.
            StoreError: The index failed, unless CLEANNEWS_ON_ERROR says "pass".
        """
        if not ItemAdapter.is_item(item) or (self._classes and not isinstance(item, self._classes)):
            return self._passed(item, "other")
        adapter = ItemAdapter(item)
        found = self._fields.read(adapter)
        if found.no_article:
            return self._passed(item, found.no_article)
        outcome = await self._taken(found)
        if outcome.no_article:
            return self._passed(item, outcome.no_article)
        self._count(outcome)
        answer = outcome.answer
        if answer is not None:
            self._remember(answer)
            if self._is_dropped(answer):
                self._add("dropped")
                raise DuplicateItem(answer)
        self._write(adapter, found, outcome)
        return item

    async def _opened(self) -> None:
        try:
            self._desk = await self._in_worker(Desk.open, self._settings)
        except BaseException:
            self._worker.shutdown(wait=False)
            raise

    async def _closed(self) -> None:
        try:
            if self._desk is not None:
                await self._in_worker(self._desk.close)
        finally:
            self._worker.shutdown(wait=False)

    async def _taken(self, found: Found) -> Outcome:
        with self._one_more_waiting(), self._errors_counted():
            if self._desk is None:
                raise StoreError("the pipeline", "is not open", "call open_spider first")
            return await self._in_worker(self._desk.take, found)

    @contextmanager
    def _one_more_waiting(self) -> Iterator[None]:
        self._waiting += 1
        _stats(self._crawler).max_value("cleannews/waiting_max", self._waiting)
        try:
            yield
        finally:
            self._waiting -= 1

    @contextmanager
    def _errors_counted(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._add("errors")
            raise

    async def _in_worker(self, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Call a function in the thread, after what waits there, and wait for it as Scrapy waits."""
        done = self._worker.submit(call, *args, **named)
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # a reactor that is not asyncio's
            return await _as_deferred(done)
        return await asyncio.wrap_future(done)

    def _passed(self, item: Any, reason: str) -> Any:
        self._add("passed")
        self._add(f"passed/{reason}")
        return item

    def _add(self, name: str, count: float = 1) -> None:
        _stats(self._crawler).inc_value(f"cleannews/{name}", count)

    def _count(self, outcome: Outcome) -> None:
        """Count what became of an article."""
        self._add("articles")
        self._add("seconds", outcome.seconds)
        if outcome.extracted:
            self._add("extracted")
        gone = Counter[str]()
        for span in outcome.cleaned.removed if outcome.cleaned else ():
            gone[span.category] += len(span.text)
        if gone:
            self._add("cleaned")
            self._add("removed_chars", gone.total())
        for category, count in gone.items():
            self._add(f"removed_chars/{category}", count)
        if outcome.failure is not None:
            self._add("errors")
            if not self._failed:
                _LOGGER.error("articles pass without the index: %s", outcome.failure)
            self._failed = True
        if outcome.answer is not None:
            self._add(_kind(outcome.answer))

    def _is_dropped(self, answer: Answer) -> bool:
        duplicate = answer.match is not None and answer.match.duplicate
        return (duplicate and self._settings.duplicates == "drop") or (
            answer.known and self._settings.seen == "drop"
        )

    def _write(self, adapter: ItemAdapter, found: Found, outcome: Outcome) -> None:
        """Write what was found into an item, as far as it can hold it."""
        marks = self._settings.marks
        is_dict = isinstance(adapter.item, dict)
        holdable = set(adapter.field_names())
        if outcome.cleaned is not None and outcome.article is not None:
            first = self._fields.first_name("text") if is_dict else None
            place = found.text_name or self._fields.place_of("text", holdable) or first
            place = marks["text"] or place
            if place is not None:
                adapter[place] = outcome.cleaned.text
            if outcome.extracted:
                self._fill(adapter, outcome, holdable)
        for key, value in _marked(outcome).items():
            name = marks[key]
            if name is not None and (is_dict or name in holdable):
                adapter[name] = value

    def _fill(self, adapter: ItemAdapter, outcome: Outcome, holdable: set[str]) -> None:
        """Write what a page says of its article into fields that are empty."""
        for field in _OF_PAGES:
            place = self._fields.place_of(field, holdable)
            if place is None and field in self._fields.named and isinstance(adapter.item, dict):
                place = self._fields.first_name(field)
            value = getattr(outcome.article, field)
            if place is None or not value or adapter.get(place):
                continue
            adapter[place] = _plain(value)

    def _remember(self, answer: Answer) -> None:
        """Remember what the index was just given, until the item has gone through all pipelines."""
        if answer.known or (answer.match is not None and answer.match.duplicate):
            return
        self._open[answer.id] = None
        while len(self._open) > _MOST_OPEN:
            del self._open[next(iter(self._open))]

    def _id(self, item: Any) -> str:
        """Return the id under which the index has an item, if it has one that the item tells."""
        if not ItemAdapter.is_item(item):
            return ""
        fields = self._fields.read(ItemAdapter(item)).fields
        return str(fields.get("id") or fields.get("url") or "")

    def _scraped(self, item: Any) -> None:
        self._open.pop(self._id(item), None)

    async def _lost(self, item: Any, exception: BaseException | None = None) -> None:
        """Let the index forget an article that no output has: another pipeline failed or dropped it."""
        id = self._id(item)
        if isinstance(exception, DuplicateItem) or id not in self._open or self._desk is None:
            return
        del self._open[id]
        await self._in_worker(self._desk.forget, id)
        self._add("forgotten")


def _class(given: Any) -> type:
    try:
        found = load_object(given)
    except (ImportError, NameError, TypeError, ValueError):
        found = None
    if not isinstance(found, type):
        wanted = "a list of classes or their import paths"
        raise SettingsError(f"{PREFIX}ITEMS", shown(given), wanted)
    return found


def _stats(crawler: Crawler) -> Any:
    return crawler.stats


def _awaited(work: Coroutine[Any, Any, None]) -> Any:
    """Return what this version of Scrapy waits for."""
    return work if _AWAITS_COROUTINES else deferred_from_coro(work)


def _as_deferred(done: Future[T]) -> Deferred[T]:
    """Return a Deferred that fires in the reactor's thread."""
    from twisted.internet import reactor

    waiting: Deferred[T] = Deferred()

    def fire() -> None:
        error = done.exception()
        if error is None:
            waiting.callback(done.result())
        else:
            waiting.errback(error)

    call: Any = reactor
    done.add_done_callback(lambda _: call.callFromThread(fire))
    return waiting


def _plain(value: Any) -> Any:
    """Return a value as exporters write it."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _told(answer: Answer) -> str:
    match = answer.match
    if match is not None and match.duplicate:
        figures = f"Jaccard {match.jaccard:.2f}, containment {match.containment:.2f}"
        return f"{match.relation} of {shown(match.id, 200)} ({figures})"
    return f"seen before: {shown(answer.id, 200)}"


def _kind(answer: Answer) -> str:
    """Return under which name an answer is counted."""
    if answer.known:
        return "seen"
    if answer.match is None:
        return "kept"
    return f"{'duplicates' if answer.match.duplicate else 'related'}/{answer.match.relation}"


def _marked(outcome: Outcome) -> dict[str, Any]:
    """Return what is written into an item beside its text."""
    spans = outcome.cleaned.removed if outcome.cleaned else ()
    names = ("start", "end", "category", "rule", "text")
    marks: dict[str, Any] = {
        "removed": [{name: getattr(span, name) for name in names} for span in spans]
    }
    answer = outcome.answer
    if answer is not None and answer.match is not None:
        marks["match"] = answer.match.id
        for name in ("relation", "jaccard", "containment", "duplicate"):
            marks[name] = getattr(answer.match, name)
    if answer is not None and answer.known:
        marks["seen"] = True
    return marks
