"""
Where articles are from: when and where they were published, and who wrote them first.

Kept as numbers, a few dozen bytes an article.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cleannews.article import Article
from cleannews.cleaning.agencies import is_agency_site
from cleannews.cleaning.reprints import outlet_key, reprinted_from
from cleannews.dates import instant
from cleannews.sitenames import canonical_url

__all__ = ["Origin", "OriginColumns", "Origins", "name_hash"]


class Origin(NamedTuple):
    """
    Where one article is from. Names are 64-bit hashes, 0 for none.

    Args:
        instant: Seconds since 1970 of its publication; infinity where it is unknown.
        url: Its canonical address.
        site: Its site.
        outlet: What its site and the outlet's name have in common.
        first: The outlet in which it says that it was first, by the same.
        own: Its site is an agency's own.
    """

    instant: float = float("inf")
    url: int = 0
    site: int = 0
    outlet: int = 0
    first: int = 0
    own: bool = False

    @classmethod
    def of(cls, article: Article, *, read: bool = True) -> Self:
        """
        Find where an article is from.

        Args:
            article: The article, with its text as it was found.
            read: Read in its text in which outlet it was first.
        """
        first = reprinted_from(article.text) if read else None
        return cls.at(instant(article.published), article.url, article.site, first)

    @classmethod
    def at(cls, instant: float, url: str | None, site: str | None, first: str | None) -> Self:
        """
        Say where an article is from by what is known of it.

        Args:
            instant: Seconds since 1970 of its publication; infinity where it is unknown.
            url: Its address.
            site: Its site.
            first: The outlet in which it says that it was first.
        """
        names = _names_of(site)
        address = name_hash(canonical_url(url)) if url else 0
        return cls(
            instant, address, *names, name_hash(first and outlet_key(first)), is_agency_site(site)
        )


@lru_cache(maxsize=4096)
def _names_of(site: str | None) -> tuple[int, int]:
    return name_hash(site), name_hash(site and outlet_key(site))


class Origins(NamedTuple):
    """The columns of many :class:`Origin`: see there."""

    instant: NDArray[np.float64]
    url: NDArray[np.uint64]
    site: NDArray[np.uint64]
    outlet: NDArray[np.uint64]
    first: NDArray[np.uint64]
    own: NDArray[np.bool_]


class OriginColumns:
    """Collects where articles are from."""

    def __init__(self) -> None:
        self._instants, self._own = array("d"), array("B")
        self._urls, self._sites = array("Q"), array("Q")
        self._outlets, self._firsts = array("Q"), array("Q")
        self._nowhere = 0

    def add(self, origin: Origin | None) -> None:
        """Add one article's; None for a mere text, of which nothing is known."""
        if origin is None:
            self._nowhere += 1
            return
        self._fill()
        self._instants.append(origin.instant)
        self._urls.append(origin.url)
        self._sites.append(origin.site)
        self._outlets.append(origin.outlet)
        self._firsts.append(origin.first)
        self._own.append(origin.own)

    def _fill(self) -> None:
        """Write down what was only counted."""
        if self._nowhere:
            self._instants.extend([Origin().instant] * self._nowhere)
            for column in (self._urls, self._sites, self._outlets, self._firsts, self._own):
                column.frombytes(bytes(column.itemsize * self._nowhere))
            self._nowhere = 0

    def origins(self) -> Origins:
        """Return all; nothing is added after that."""
        self._fill()
        return Origins(
            np.frombuffer(self._instants, np.float64),
            np.frombuffer(self._urls, np.uint64),
            np.frombuffer(self._sites, np.uint64),
            np.frombuffer(self._outlets, np.uint64),
            np.frombuffer(self._firsts, np.uint64),
            np.frombuffer(self._own, np.bool_),
        )


def name_hash(name: str | None) -> int:
    """
    Return the 64 bits that stand for a name: BLAKE2b of it in UTF-8, big-endian; 0 for none.

    Args:
        name: A site, an address or an outlet.
    """
    if not name:
        return 0
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
