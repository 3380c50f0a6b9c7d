"""
What an index learns of its articles: the passages that their sites repeat.

The memory lies in the store, and is replaced when it has grown by a sixteenth, so what is written for an
article stays a few times what is learned of it. What a process knows is what the store has, so
processes that learn at one time agree; memories are sets of pages, merged in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.lines import Lines
from cleannews.cleaning.recurring import LEARNED, SiteLines
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText, merged
from cleannews.grouping.sources import without
from cleannews.index.judging import Known, NewArticle, prepared
from cleannews.index.store import Store, Transaction
from cleannews.signatures.fingerprints import fingerprints

__all__ = ["Learning", "stored_memory"]

_MEMORY, _DIGEST = "sites", "sites-digest"
"""Under what names the memory lies in a store, and the digest by which others see that it has changed."""

_SHARE = 16
"""The memory is replaced when a page for each so many that it has is waiting to be learned."""


def stored_memory(store: Store) -> SiteMemory:
    """
    Return what an index has learned; nothing where it does not learn.

    Args:
        store: The store of the index.

    Raises:
        SiteMemoryError: The memory is damaged.
        SchemeError: It was made with another scheme of signatures.
    """
    data = store.read(lambda it: it.blob(_MEMORY))
    return SiteMemory() if data is None else SiteMemory.from_bytes(data, "the index's memory")


class Learning:
    """
    Learns what sites repeat, and cleans with it.

    Args:
        cleaner: Its settings are those of the cleaning.
        memory: What is known beside what the store has.
    """

    def __init__(self, cleaner: Cleaner, memory: SiteMemory | None = None) -> None:
        self._memory = SiteMemory() if memory is None else memory
        self._cleaner = Cleaner.of(cleaner.settings, self._memory)
        self._removes = cleaner.removes(LEARNED.id)
        self._digest: bytes | None = None
        self._waiting: list[Article] = []

    def prepared(
        self, store: Store, articles: Sequence[Article], *, teach: bool
    ) -> list[NewArticle]:
        """
        Clean articles with what is known by now, and compute what is looked up of them.

        Args:
            store: The store of the index.
            articles: The articles.
            teach: Learn of them, before they are cleaned if many enough are waiting.
        """
        if teach:
            self._waiting += (it for it in articles if it.site is not None)
        if teach and len(self._waiting) > self._memory.pages // _SHARE:
            self.save(store)
        else:
            store.read(self._refresh)
        return prepared(articles, self._cleaner, learns=True)

    def clean(self, store: Store, article: Article) -> CleanedText:
        """
        Clean an article with what is known by now.

        Args:
            store: The store of the index.
            article: The article.
        """
        store.read(self._refresh)
        return self._cleaner.clean(article)

    def save(self, store: Store) -> None:
        """
        Learn of the articles that are waiting, and store the memory.

        Args:
            store: The store of the index.
        """
        if self._waiting:
            learned = SiteMemory.learn(self._waiting, self._memory.full())
            self.take(store, learned)
            self._waiting = []

    def take(self, store: Store, other: SiteMemory) -> None:
        """
        Take what another memory learned, and store the memory if that is new.

        Args:
            store: The store of the index.
            other: The other memory.
        """

        def work(transaction: Transaction) -> bytes:
            self._refresh(transaction)
            self._memory.merge(other)
            digest = self._memory.digest().encode()
            if digest != self._digest:
                transaction.write_blob(_MEMORY, self._memory.to_bytes())
                transaction.write_blob(_DIGEST, digest)
            return digest

        self._digest = store.write(work)

    def _refresh(self, transaction: Transaction) -> None:
        """Take what other processes have stored."""
        digest = transaction.blob(_DIGEST)
        if digest is None or digest == self._digest:
            return
        data = transaction.blob(_MEMORY) or b""
        self._memory.merge(SiteMemory.from_bytes(data, "the index's memory"))
        self._digest = digest

    def as_compared(self, known: Sequence[Known]) -> list[Known]:
        """
        Return stored articles without what is known by now of their sites.

        Args:
            known: Stored articles, with the texts as they were compared when they were added.
        """
        texts = [Lines(it.text) for it in known]
        articles = [Article(it.text, site=it.site) for it in known]
        sites = SiteLines.of(self._memory, articles, texts)
        cuts = [
            merged(self._repeated(lines, site)) for lines, site in zip(texts, sites, strict=True)
        ]
        found = list(known)
        changed = [at for at, some in enumerate(cuts) if some]
        shorter = [without(known[at].text, cuts[at]) for at in changed]
        for at, text, new in zip(changed, shorter, fingerprints(shorter), strict=True):
            found[at] = replace(known[at], text=text, key=new.key, size=new.size)
        return found

    def _repeated(self, lines: Lines, site: SiteLines) -> Iterator[tuple[int, int]]:
        """Yield what of a text cleaning would not compare today, for what is known of its site."""
        for hit in site.repeated:
            begin = _indented(lines, hit.line)
            yield begin + hit.start, begin + hit.end
        if not self._removes:
            return
        found = site.judge_all(lines.texts)
        for at, (verdict, _) in found.lines.items():
            if verdict.rule == LEARNED:
                yield lines.starts[at], lines.stops[at]
        for at, parts in found.parts.items():
            begin = _indented(lines, at)
            for start, end, _ in parts:
                yield begin + start, begin + end


def _indented(lines: Lines, at: int) -> int:
    """Return where the content of a line begins."""
    return lines.text.index(lines.texts[at], lines.starts[at])
