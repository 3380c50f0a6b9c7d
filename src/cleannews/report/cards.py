"""What a report knows of an article besides its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from cleannews.report.outlets import moment_of
from cleannews.report.reasons import Standing

__all__ = ["Card", "headline_of"]

_LONGEST = 300
"""Characters of a title or an address."""

_HEAD, _SHORT = 1_000, 120


def headline_of(row: Mapping[str, Any]) -> str | None:
    """
    Return the headline of an article, or the beginning of its text where it has none.

    Args:
        row: A row of the table of articles.
    """
    if row["title"]:
        return str(row["title"][:_LONGEST])
    lines = row["text"][:_HEAD].split("\n")
    return next((line.strip()[:_SHORT] for line in lines if line.strip()), None)


class Card(NamedTuple):
    """
    An article without its text.

    Args:
        title: Its headline, or how its text begins.
        site: Its outlet.
        published: When it was published, as the run has it.
        moment: The second by which it sorts in time; infinity where it is not known.
        agency: Who wrote it.
        url: Its address; None for one that is very long.
        length: Characters of its cleaned text.
        text: The number of its text among those shown, or -1.
        standing: What of it decides whether it leads.
    """

    title: str | None
    site: str | None
    published: str | None
    moment: float
    agency: str | None
    url: str | None
    length: int
    text: int
    standing: Standing

    @classmethod
    def of(cls, row: Mapping[str, Any], text: int = -1) -> Self:
        """
        Read an article's row.

        Args:
            row: A row of the table of articles.
            text: The number of its text.
        """
        url = row["url"]
        return cls(
            headline_of(row),
            row["site"],
            row["published"],
            moment_of(row["published"]),
            row["agency"],
            url if url and len(url) <= 2 * _LONGEST else None,
            len(row["text"]),
            text,
            Standing.of(row),
        )
