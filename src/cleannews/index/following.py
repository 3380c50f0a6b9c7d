"""
Postings that follow a store in which other processes write, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleannews.index.postings import GROWTH, Postings

__all__ = ["Following", "Samples"]

Samples = tuple[list[int], list[bytes]]
"""Numbers of articles, ascending, and for each the hashes that are kept of it."""

_HASHES_OF_AN_ARTICLE = 56
"""For how many hashes an article the postings have room when they are made."""

_QUICKLY = 60_000
"""Articles up to which the postings are made anew when they grow, which takes a fraction of a second."""

_FEW, _GROWN = 10_000, 1.1
"""Articles in the postings up to which, and growth after which, nobody asks how many are still there."""


class Following:
    """
    The postings of a store, made when they are first needed, and anew where that pays.

    Args:
        count: Returns how many articles are kept now.
        since: Yields the samples of the articles with numbers above one, in their order.
    """

    def __init__(self, count: Callable[[], int], since: Callable[[int], Iterator[Samples]]) -> None:
        self._count, self._since = count, since
        self._postings: Postings | None = None
        self.counted = _FEW

    def caught_up(self) -> Postings:
        """Return the postings with all that is in the store."""
        postings = self.ready()
        for numbers, hashes in self._since(postings.last):
            postings.add(numbers, hashes)
        return postings

    def ready(self) -> Postings:
        """Return the postings; where they are made anew, all is in them, else the newest may lack."""
        postings = self._postings
        scattered = postings is not None and postings.scattered and postings.articles < _QUICKLY
        if postings is not None and not scattered and postings.articles <= self.counted:
            return postings
        articles = self._count()
        if postings is None or scattered or postings.articles > 2 * articles:
            room = GROWTH if articles < _QUICKLY else _GROWN
            postings = Postings(int(room * articles) * _HASHES_OF_AN_ARTICLE)
            for numbers, hashes in self._since(0):
                postings.add(numbers, hashes)
        self.counted = max(_FEW, int(_GROWN * max(postings.articles, articles)))
        self._postings = postings
        return postings

    def forget(self) -> None:
        """Forget the postings: the store may have other articles under the same numbers."""
        self._postings = None
