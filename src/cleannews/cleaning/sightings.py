"""
Pages and the passages that stand on them, as arrays.

A page is known by its site, by the key of its text and by a sketch; a passage by 64 bits that hold
its site, too. Two rules bound what is kept:

* of the pages of each site those with the smallest keys stay, at most as many of every site as
  keep their sum within :data:`MOST_PAGES`, but two of each;
* of the pages of each passage those with the smallest keys stay, :data:`PAGES_OF_PASSAGE`.

Keys are hashes, so both take samples (bottom-k: Cohen and Kaplan, "Summarizing Data using
Bottom-k Sketches", 2007), and what they leave depends on nothing but the set of all pages: neither
on their order nor on how they were dealt out to parts that are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article
from cleannews.cleaning.sitekernel import passages
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.kernel import NOTHING, sign_texts
from cleannews.signatures.minhash import permutations
from cleannews.signatures.signing import encoded
from cleannews.signatures.stopwords import stop_table

__all__ = [
    "COLUMNS",
    "MOST_PAGES",
    "NONE_FULL",
    "PAGES_OF_PASSAGE",
    "SKETCH",
    "Full",
    "Sightings",
    "site_hash",
]

MOST_PAGES = 100_000
"""Pages that are kept."""

PAGES_OF_PASSAGE = 32
"""Pages by which a passage is known, so the most stories that are counted for it."""

SKETCH = 32
"""MinHash values in the sketch of a page, cut to 16 bits each."""

COLUMNS = {
    "sites": (np.uint64, 1),
    "keys": (np.uint64, 1),
    "sketches": (np.uint16, 2),
    "names": (np.uint64, 1),
    "pages": (np.int32, 1),
}
"""The arrays of a memory with their types and dimensions."""

_MOST_FULL = 4096
"""Full sites that are told of, at most."""


class Full(NamedTuple):
    """
    Sites that have their number of pages: of others only those stay that have smaller keys.

    Args:
        sites: uint64, shape (sites,): some of them, ascending.
        keys: uint64, shape (sites,): the largest key of a page of each.
    """

    sites: NDArray[np.uint64]
    keys: NDArray[np.uint64]

    def have_place(self, sites: NDArray[np.uint64], keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """
        Tell which pages may stay.

        Args:
            sites: uint64, shape (pages,).
            keys: uint64, shape (pages,).
        """
        if not len(self.sites):
            return np.ones(len(sites), np.bool_)
        at = np.minimum(np.searchsorted(self.sites, sites), len(self.sites) - 1)
        may: NDArray[np.bool_] = (self.sites[at] != sites) | (keys <= self.keys[at])
        return may


NONE_FULL = Full(np.empty(0, np.uint64), np.empty(0, np.uint64))
"""No site is known to be full."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """
    Pages, and which passages stand on them.

    Made by hand the arrays may be in any order; what :meth:`of` returns is sorted.

    Args:
        sites: uint64, shape (pages,): the site of each page; ascending.
        keys: uint64, shape (pages,): the key of its text; ascending within a site.
        sketches: uint16, shape (pages, SKETCH).
        names: uint64, shape (sightings,): a passage with its site; ascending.
        pages: int32, shape (sightings,): the page it stands on; ascending within a passage.
        crowded: uint64: the sites of which pages were dropped, ascending. The number of pages that
            a site may have only falls, so each of them has as many as it may.
    """

    sites: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    sketches: NDArray[np.uint16]
    names: NDArray[np.uint64]
    pages: NDArray[np.int32]
    crowded: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))

    @classmethod
    def of(cls, parts: Sequence[Self]) -> Self:
        """
        Put parts together, each page once, within the bounds of the module.

        Args:
            parts: Some, in any order; their arrays need not be sorted.
        """
        sites, keys, sketches, names = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("sites", "keys", "sketches", "names")
        )
        first = np.cumsum([0, *(len(part.keys) for part in parts)])
        pages = np.concatenate([part.pages + at for part, at in zip(parts, first, strict=False)])
        order = np.lexsort((keys, sites))
        new = np.ones(len(order), np.bool_)
        new[1:] = (np.diff(keys[order]) != 0) | (np.diff(sites[order]) != 0)
        place = np.empty(len(order), np.int64)
        place[order] = np.cumsum(new) - 1
        order = order[new]
        kept = _sampled(sites[order])
        place = np.where(kept, np.cumsum(kept) - 1, -1)[place]
        crowded = np.unique(np.concatenate([sites[order[~kept]], *(it.crowded for it in parts)]))
        order = order[kept]
        names, pages = _few_of_each(names, place[pages])
        return cls(sites[order], keys[order], sketches[order], names, pages, crowded)

    @classmethod
    def nothing(cls) -> Self:
        """Return no pages."""
        return cls(
            np.empty(0, np.uint64),
            np.empty(0, np.uint64),
            np.empty((0, SKETCH), np.uint16),
            np.empty(0, np.uint64),
            np.empty(0, np.int32),
        )

    @classmethod
    def on(cls, articles: Sequence[Article], full: Full = NONE_FULL) -> Self:
        """
        Find the passages of articles.

        Args:
            articles: Articles that have a site, with their texts as they were found.
            full: Sites of which only some pages are still wanted.
        """
        texts = ["\n".join(map(str.strip, it.text.splitlines())) for it in articles]
        arrays = fold_arrays()
        a, b = permutations()
        keys, *_, signatures = sign_texts(
            *encoded(texts), arrays, stop_table(), a[:SKETCH], b[:SKETCH], NOTHING
        )
        sites = np.array([site_hash(it.site or "") for it in articles], np.uint64)
        wanted = np.flatnonzero(full.have_place(sites, keys[:, 0]))
        names, places = passages(*encoded([texts[at] for at in wanted.tolist()]), arrays)
        sites, pages = sites[wanted], places[:, 0].copy()
        sketches = signatures[wanted].astype(np.uint16)
        return cls(sites, keys[wanted, 0], sketches, names ^ sites[pages], pages)

    def full(self) -> Full:
        """Return the sites of which only pages with small keys are still wanted."""
        sites = self.crowded[:_MOST_FULL]
        return Full(sites, self.keys[np.searchsorted(self.sites, sites, side="right") - 1])

    @classmethod
    def checked(cls, columns: dict[str, NDArray[Any]]) -> Self:
        """
        Make it of arrays from a file.

        Args:
            columns: The arrays by their names.

        Raises:
            ValueError: They are not what they say they are.
        """
        for name, (kind, dimensions) in COLUMNS.items():
            if columns[name].dtype != kind or columns[name].ndim != dimensions:
                raise ValueError(name)
        seen = cls(**columns)
        fits = (
            len(seen.sites) == len(seen.keys) == len(seen.sketches)
            and seen.sketches.shape[1] == SKETCH
            and len(seen.names) == len(seen.pages)
            and bool(((seen.pages >= 0) & (seen.pages < len(seen.sites))).all())
        )
        if not fits:
            raise ValueError("the arrays do not fit together")
        return cls.of([seen])


def site_hash(site: str) -> int:
    """
    Return the 64 bits that stand for a site: BLAKE2b of its name in UTF-8, big-endian.

    The two lowest bits are 0, so that they stay the kind in the name of a passage.

    Args:
        site: Its registered domain, or its name.
    """
    digest = blake2b(site.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) & ~3


def _sampled(sites: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which pages stay, of pages in ascending order of site and key."""
    starts = np.flatnonzero(np.r_[True, np.diff(sites) != 0][: len(sites)])
    counts = np.diff(np.r_[starts, len(sites)])
    rank = np.arange(len(sites)) - np.repeat(starts, counts)
    fewest, most = 2, max(2, int(counts.max(initial=0)))
    while fewest < most:  # the largest number a site may have
        middle = (fewest + most + 1) // 2
        if np.minimum(counts, middle).sum() <= MOST_PAGES:
            fewest = middle
        else:
            most = middle - 1
    return rank < fewest


def _few_of_each(
    names: NDArray[np.uint64], pages: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Sort sightings by passage and page, each once; those of dropped pages (-1) do not stay."""
    order = np.argsort(names)
    names, pages = names[order], pages[order]
    again = np.r_[False, np.diff(names) == 0][: len(names)]
    several = np.flatnonzero(again | np.r_[again[1:], False][: len(names)])  # few are
    pages[several] = pages[several][np.lexsort((pages[several], names[several]))]
    first = np.r_[True, np.diff(names) != 0][: len(names)]
    stays = (first | np.r_[True, np.diff(pages) != 0][: len(names)]) & (pages >= 0)
    names, pages = names[stays], pages[stays]
    starts = np.flatnonzero(np.r_[True, np.diff(names) != 0][: len(names)])
    rank = np.arange(len(names)) - np.repeat(starts, np.diff(np.r_[starts, len(names)]))
    few = rank < PAGES_OF_PASSAGE
    return names[few], pages[few].astype(np.int32)
