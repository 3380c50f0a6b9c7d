"""
What sites repeat in different stories: learned from a corpus, merged, saved, asked.

Pages whose sketches are alike tell one story. What counts of a passage is the number of different
stories that it stands in; how many make it furniture is said in recurring.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article, as_article
from cleannews.cleaning.lines import Lines, joined
from cleannews.cleaning.recurring import SENTENCE, TEMPLATE, Recurring
from cleannews.cleaning.sightings import COLUMNS, NONE_FULL, Full, Sightings, site_hash
from cleannews.cleaning.sitekernel import count_stories, known_passages
from cleannews.errors import SchemeError, SiteMemoryError
from cleannews.files import written_whole
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.foldarrays import fold_arrays

__all__ = ["SiteMemory"]

_site_hash = lru_cache(maxsize=4096)(site_hash)

ALIKE = 10
"""Values that the sketches of pages have in common which tell one story: of 32, so a Jaccard
similarity of word 5-grams of 0.3."""

FORMAT = "cleannews-sites-1"
"""The version of the file."""

_CHUNK = 4_000_000
"""Characters that are learned from at once."""


_MOST_BITS = 20
"""The highest bits of names by which they are found."""


class _Known(NamedTuple):
    """
    The passages that stand in two or more stories.

    Args:
        names: uint64: their names with their sites, ascending.
        stories: uint8: in how many stories each stands.
        firsts: int64: where names with some highest bits begin, as ``known_passages`` wants it.
    """

    names: NDArray[np.uint64]
    stories: NDArray[np.uint8]
    firsts: NDArray[np.int64]


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

    @property
    def pages(self) -> int:
        """How many pages are known; of what was added last some may count twice."""
        return sum(len(it.keys) for it in self._parts)

    def save(self, path: str | Path) -> None:
        """
        Write everything to one file.

        Args:
            path: The file; one that exists is replaced.

        Raises:
            OSError: It cannot be written.
        """
        with written_whole(Path(path)) as file:
            self._write(file)

    def to_bytes(self) -> bytes:
        """Return what :meth:`save` writes to a file."""
        file = BytesIO()
        self._write(file)
        return file.getvalue()

    def _write(self, file: BinaryIO) -> None:
        seen = self._all
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
        with Path(path).open("rb") as file:
            return cls._read(file, str(path))

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Self:
        """
        Read what :meth:`to_bytes` returned.

        Args:
            data: The bytes.
            name: What errors call them.

        Raises:
            SiteMemoryError: They are no memory, are damaged, or of another version.
            SchemeError: They were made with another scheme of signatures.
        """
        return cls._read(BytesIO(data), name)

    @classmethod
    def _read(cls, file: BinaryIO, name: str) -> Self:
        try:
            with np.load(file, allow_pickle=False) as data:
                if str(data["format"]) != FORMAT:
                    raise SiteMemoryError(name, f"is of version {data['format']}")
                if str(data["scheme"]) != SCHEME:
                    raise SchemeError(str(data["scheme"]), SCHEME)
                seen = Sightings.checked({column: data[column] for column in COLUMNS})
        except (KeyError, EOFError, BadZipFile, IndexError, TypeError) as error:
            raise SiteMemoryError(name, "is no memory, or damaged") from error
        except ValueError as error:
            if isinstance(error, SiteMemoryError | SchemeError):
                raise
            raise SiteMemoryError(name, "is no memory, or damaged") from error
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
        kinds = self._known.names & np.uint64(3)
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
        return [] if site is None else self._found([site], [lines], [joined(lines)])[0]

    def all_recurring(
        self, sites: Sequence[str | None], texts: Sequence[Lines]
    ) -> list[list[Recurring]]:
        """
        Return the passages of texts as :meth:`recurring` does, faster.

        Args:
            sites: The site of each text.
            texts: The lines of each.
        """
        known = [
            (site, it.texts, it.data if site else b"")
            for site, it in zip(sites, texts, strict=True)
        ]
        return self._found(*zip(*known, strict=True)) if known else []

    def _found(
        self, sites: Sequence[str | None], texts: Sequence[Sequence[str]], data: Sequence[bytes]
    ) -> list[list[Recurring]]:
        """Return the passages of texts, given in UTF-8, too, that are known of their sites."""
        known = self._known
        places, which = known_passages(
            np.frombuffer(b"".join(data), np.uint8),
            np.array([0, *accumulate(map(len, data))]),
            np.array([_site_hash(site or "") for site in sites], np.uint64),
            fold_arrays(),
            known.names,
            known.firsts,
        )
        found: list[list[Recurring]] = [[] for _ in texts]
        at, before = (-1, -1), np.empty(0, np.int64)
        for (text, line, kind, begin, stop), stories in zip(
            places.tolist(), known.stories[which].tolist(), strict=True
        ):
            content = texts[text][line]
            start, end = (begin, stop) if kind == SENTENCE else (0, len(content))
            if kind == SENTENCE and not content.isascii():
                if at != (text, line):  # a line may hold many
                    at, before = (text, line), _characters(content)
                start, end = int(before[begin]), int(before[stop])
            found[text].append(Recurring(line, kind, start, end, stories))
        return found

    def _add(self, part: Sightings) -> None:
        """Add pages; what is added waits until it is half of what is there, and is sorted in then."""
        self.__dict__.pop("_known", None)
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
    def _known(self) -> _Known:
        seen = self._all
        starts = np.flatnonzero(np.r_[True, np.diff(seen.names) != 0, True][: len(seen.names) + 1])
        several = np.flatnonzero(np.diff(starts) > 1)
        chosen = np.repeat(np.diff(starts) > 1, np.diff(starts))
        counts = np.diff(starts)[several]
        stories = count_stories(
            seen.pages[chosen], np.r_[0, np.cumsum(counts)], seen.sketches, ALIKE
        )
        names = seen.names[starts[several]][stories > 1]
        bits = min(max(1, len(names).bit_length()), _MOST_BITS)
        heads = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        firsts = np.r_[np.searchsorted(names, heads), len(names)]
        return _Known(names, stories[stories > 1], firsts)


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


def _characters(line: str) -> NDArray[np.int64]:
    """Return how many code points stand before each byte of a line in UTF-8, and before its end."""
    data = np.frombuffer(line.encode("utf-8", "surrogatepass"), np.uint8)
    return np.concatenate([[0], np.cumsum(data & 0xC0 != 0x80)])
