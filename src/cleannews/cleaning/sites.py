"""
What sites repeat in different stories: learned from a corpus, merged, saved, asked.

Pages whose sketches are alike tell one story. What counts of a passage is the number of different
stories that it stands in; how many make it furniture is said in recurring.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article, as_article
from cleannews.cleaning.recurring import TEMPLATE, Recurring
from cleannews.cleaning.sightings import COLUMNS, NONE_FULL, Full, Sightings, site_hash
from cleannews.cleaning.sitekernel import count_stories, passages
from cleannews.errors import SchemeError, SiteMemoryError
from cleannews.files import written_whole
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded

__all__ = ["SiteMemory"]

ALIKE = 10
"""Values that the sketches of pages have in common which tell one story: of 32, so a Jaccard
similarity of word 5-grams of 0.3."""

FORMAT = "cleannews-sites-1"
"""The version of the file."""

_CHUNK = 4_000_000
"""Characters that are learned from at once."""


class SiteMemory:
    """
    What sites repeat in different stories.

    It grows with :meth:`update` and :meth:`merge`; asking it changes nothing. Needed memory:
    about a kilobyte a page, for at most 100,000 pages.

    >>> from cleannews import clean
    >>> stories = ("Rain fell on the hills all week.", "A bridge was opened on Monday.")
    >>> pages = [f"{story}\\n\\nThe week in one place" for story in stories]
    >>> memory = SiteMemory.learn(Article(page, site="news.example") for page in pages)
    >>> clean(pages[0], site="news.example", memory=memory).text
    'Rain fell on the hills all week.'
    """

    def __init__(self) -> None:
        self._parts = [Sightings.nothing()]

    @classmethod
    def learn(
        cls, articles: Iterable[Article | dict[str, object] | str], full: Full = NONE_FULL
    ) -> Self:
        """
        Make a memory of articles.

        Args:
            articles: Articles with the texts as they were found, read once; those without a site
                teach nothing.
            full: What :meth:`full` of a memory says that this one will be merged into.

        Raises:
            ArticleError: A value is no article.
        """
        memory = cls()
        memory.update(articles, full)
        return memory

    def update(
        self, articles: Iterable[Article | dict[str, object] | str], full: Full = NONE_FULL
    ) -> None:
        """
        Learn from more articles; one that was seen before changes nothing.

        Args:
            articles: As for :meth:`learn`.
            full: As for :meth:`learn`.

        Raises:
            ArticleError: A value is no article.
        """
        for some in _chunks(map(as_article, articles)):
            self._add(Sightings.on(some, full))

    def full(self) -> Full:
        """Return of which sites few pages are still wanted, so that others need not look at all."""
        return self._parts[0].full()

    def merge(self, other: SiteMemory) -> None:
        """
        Take what another memory learned.

        Args:
            other: It stays as it is.
        """
        self._add(other._all)

    def save(self, path: str | Path) -> None:
        """
        Write everything to one file.

        Args:
            path: The file; one that exists is replaced.

        Raises:
            OSError: It cannot be written.
        """
        seen = self._all
        with written_whole(Path(path)) as file:
            np.savez(
                file,
                format=np.array(FORMAT),
                scheme=np.array(SCHEME),
                **{name: getattr(seen, name) for name in COLUMNS},
            )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """
        Read a file that :meth:`save` wrote.

        Args:
            path: The file.

        Raises:
            SiteMemoryError: It is none, it is damaged, or of another version.
            SchemeError: It was made with another scheme of signatures.
            OSError: It cannot be read.
        """
        try:
            with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as data:
                if str(data["format"]) != FORMAT:
                    raise SiteMemoryError(str(path), f"is of version {data['format']}")
                if str(data["scheme"]) != SCHEME:
                    raise SchemeError(str(data["scheme"]), SCHEME)
                seen = Sightings.checked({name: data[name] for name in COLUMNS})
        except (KeyError, EOFError, BadZipFile, IndexError, TypeError) as error:
            raise SiteMemoryError(str(path), "is no memory, or damaged") from error
        except ValueError as error:
            if isinstance(error, SiteMemoryError | SchemeError):
                raise
            raise SiteMemoryError(str(path), "is no memory, or damaged") from error
        memory = cls()
        memory._parts = [seen]
        return memory

    def digest(self) -> str:
        """Name what is known: 32 hexadecimal digits, the same for memories that know the same."""
        made = blake2b(digest_size=16)
        for name in COLUMNS:
            made.update(np.ascontiguousarray(getattr(self._all, name)).tobytes())
        return made.hexdigest()

    def counts(self) -> dict[str, int]:
        """Return how many pages and sites are known, and how many lines and sentences recur."""
        seen = self._all
        kinds = self._stories[0] & np.uint64(3)
        return {
            "pages": len(seen.keys),
            "sites": len(np.unique(seen.sites)),
            "recurring": int((kinds != TEMPLATE).sum()),
        }

    def recurring(self, site: str | None, lines: Sequence[str]) -> list[Recurring]:
        """
        Return the passages of a text that stand in two or more stories of its site.

        Args:
            site: The registered domain of the site, or None, for which nothing is known.
            lines: The lines of the text, without white space around them.
        """
        if site is None:
            return []
        names, places = passages(*encoded(["\n".join(lines)]), fold_arrays())
        names ^= np.uint64(site_hash(site))
        known, stories = self._stories
        at = np.searchsorted(known, names)
        at[at == len(known)] = 0
        hits = np.flatnonzero(known[at] == names) if len(known) else np.empty(0, np.int64)
        return [
            Recurring(line, kind, *_characters(lines[line], start, end), count)
            for (_, line, kind, start, end), count in zip(
                places[hits].tolist(), stories[at[hits]].tolist(), strict=True
            )
        ]

    def _add(self, part: Sightings) -> None:
        """Add pages; what is added waits until it is half of what is there, and is sorted in then."""
        self.__dict__.pop("_stories", None)
        self._parts.append(part)
        there, *added = self._parts
        if 2 * sum(len(it.names) for it in added) >= len(there.names):
            self._parts = [Sightings.of(self._parts)]

    @property
    def _all(self) -> Sightings:
        if len(self._parts) > 1:
            self._parts = [Sightings.of(self._parts)]
        return self._parts[0]

    @cached_property
    def _stories(self) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
        """The passages that stand in two or more stories, ascending, and in how many."""
        seen = self._all
        starts = np.flatnonzero(np.r_[True, np.diff(seen.names) != 0, True][: len(seen.names) + 1])
        several = np.flatnonzero(np.diff(starts) > 1)
        chosen = np.repeat(np.diff(starts) > 1, np.diff(starts))
        counts = np.diff(starts)[several]
        stories = count_stories(
            seen.pages[chosen], np.r_[0, np.cumsum(counts)], seen.sketches, ALIKE
        )
        names = seen.names[starts[several]]
        return names[stories > 1], stories[stories > 1]


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Collect articles that have a site."""
    some: list[Article] = []
    characters = 0
    for article in articles:
        if article.site is None:
            continue
        some.append(article)
        characters += len(article.text)
        if characters >= _CHUNK:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _characters(line: str, start: int, end: int) -> tuple[int, int]:
    """Return places in a line in code points that are given in bytes of UTF-8."""
    if line.isascii():
        return start, end
    data = line.encode("utf-8", "surrogatepass")
    return tuple(len(data[:at].decode("utf-8", "surrogatepass")) for at in (start, end))  # type: ignore[return-value]
