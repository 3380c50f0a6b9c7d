"""What the third stage counts of all articles, put together part by part."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cleannews.pipeline.workfolder import Counts

__all__ = ["Tally"]


class Tally:
    """The sum of all parts."""

    def __init__(self) -> None:
        self.articles = 0
        self._characters = 0
        self._spans: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def count(
        self, articles: int, characters: int, spans: Counter[str], lost: Counter[str]
    ) -> None:
        """
        Count some articles, and what was removed of them.

        Args:
            articles: How many they are.
            characters: Characters of the raw texts.
            spans: Removed spans by category.
            lost: Removed characters by category.
        """
        self.articles += articles
        self._characters += characters
        self._spans += spans
        self._lost += lost

    def noted(self) -> dict[str, Any]:
        """Return what :meth:`restore` needs, as plain values."""
        return {
            "articles": self.articles,
            "characters": self._characters,
            "spans": self._spans,
            "lost": self._lost,
        }

    def restore(self, found: dict[str, Any]) -> None:
        """
        Go on from what :meth:`noted` returned.

        Args:
            found: It.
        """
        spans, lost = Counter(found["spans"]), Counter(found["lost"])
        self.count(found["articles"], found["characters"], spans, lost)

    def counts(self) -> Counts:
        """Return the articles, their characters and what was removed."""
        return {
            "articles": self.articles,
            "characters": self._characters,
            "removed": {
                category: {"spans": self._spans[category], "characters": self._lost[category]}
                for category in sorted(self._spans)
            },
        }
