"""
What is done with one article of a crawl: it is extracted, cleaned and looked up in the index.

It blocks, so it is called from a thread of its own; nothing here knows the framework.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from logging import getLogger
from typing import Any, Self

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL, is_shell
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText
from cleannews.errors import ExtractionError, SettingsError, StoreError
from cleannews.index import Answer, Index, open_index
from cleannews.integrations.crawlsettings import PREFIX, CrawlSettings
from cleannews.integrations.itemfields import Found
from cleannews.signatures.kernel import must_compile

__all__ = ["Desk", "Outcome"]

_LOGGER = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of an article.

    Args:
        article: The article before it was cleaned.
        cleaned: Its text; None where it is no article after all.
        answer: What the index says; None without an index, or where it failed.
        extracted: It was taken from a page.
        no_article: Why it is none: "shell", "too-large" or the reason of an ExtractionError; else "".
        failure: The error of the index, where it is to be passed over.
        seconds: How long it took.
    """

    article: Article | None = None
    cleaned: CleanedText | None = None
    answer: Answer | None = None
    extracted: bool = False
    no_article: str = ""
    failure: StoreError | None = None
    seconds: float = 0.0


class Desk:
    """
    Takes the articles of one crawl.

    Args:
        settings: What becomes of them.
        cleaner: Cleans them.
        index: Looks them up; None where they are only cleaned.
    """

    def __init__(self, settings: CrawlSettings, cleaner: Cleaner, index: Index | None) -> None:
        self._settings = settings
        self._cleaner = cleaner
        self._index = index

    @classmethod
    def open(cls, settings: CrawlSettings) -> Self:
        """
        Read rules and memory, and open the index.

        Args:
            settings: Of the crawl.

        Raises:
            SettingsError: A rule is unknown, or the index is of no known kind.
            RuleTableError: A table of rules is malformed.
            SiteMemoryError: The memory is none.
            StoreError: The index cannot be opened, or was made with other settings.
        """
        try:
            memory = None if settings.memory is None else SiteMemory.load(settings.memory)
            cleaner = Cleaner.of(settings.cleaning(), memory)
            index = None if settings.index is None else _index(settings, settings.index, cleaner)
        except SettingsError as error:
            name = {"place": "index"}.get(error.name, error.name)
            raise SettingsError(PREFIX + name.upper(), error.value, error.allowed) from None
        if index is not None and must_compile():
            _LOGGER.info(
                "the first article waits for most of a minute: functions are compiled, once"
            )
        return cls(settings, cleaner, index)

    def take(self, found: Found) -> Outcome:
        """
        Extract, clean and look up one article.

        Args:
            found: What an item holds of it.

        Raises:
            ArticleError: A field is of the wrong type.
            StoreError: The index failed, and errors are to be raised.
        """
        began = time.perf_counter()
        outcome = self._taken(found)
        return replace(outcome, seconds=time.perf_counter() - began)

    def forget(self, id: str) -> None:
        """
        Take an article out of the index again.

        Args:
            id: Its id.

        Raises:
            StoreError: The index failed.
        """
        if self._index is not None:
            self._index.remove(id)

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()

    def _taken(self, found: Found) -> Outcome:
        if found.page is None:
            article = found.article()
        else:
            try:
                article = _of_page(found.page, found)
            except ExtractionError as error:
                return Outcome(no_article=error.reason)
        extracted = found.page is not None
        if len(article.text) > self._settings.max_characters:
            return Outcome(no_article="too-large")
        if SHELL in article.flags or is_shell(article.text, article.title):
            return Outcome(no_article=SHELL)
        if self._index is None:
            return Outcome(article, self._cleaner.clean(article), extracted=extracted)
        try:
            answer = self._index.answer(article)
            return Outcome(article, self._index.clean(article), answer, extracted)
        except StoreError as error:
            if self._settings.on_error == "raise":
                raise
            cleaned = self._cleaner.clean(article)
            return Outcome(article, cleaned, extracted=extracted, failure=error)


def _index(settings: CrawlSettings, place: str, cleaner: Cleaner) -> Index:
    chosen = settings.grouping()
    return open_index(
        place,
        cleaner=cleaner,
        threshold=chosen.threshold,
        containment=chosen.containment,
        drop=chosen.drop,
        window=chosen.window,
        ttl=settings.ttl,
        learn=settings.learn,
    )


def _of_page(page: str | bytes, found: Found) -> Article:
    """Return the article of a page; what the item says of it counts more."""
    from cleannews.extraction import extract  # with trafilatura, which takes a second to load

    own: dict[str, Any] = {key: it for key, it in found.fields.items() if it}
    return replace(extract(page, own.get("url")), **own)
