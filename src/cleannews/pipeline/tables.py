"""
The rows that a run writes, and reads back: articles, groups, removed spans, errors.

The stages hand articles on in the form of :func:`article_row`, so that no field is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cleannews.article import Article
from cleannews.cleaning.spans import RemovedSpan
from cleannews.errors import ReadError
from cleannews.grouping.result import Group, Member

__all__ = [
    "ARTICLES",
    "ERRORS",
    "GROUPS",
    "REMOVED",
    "SUMMARY",
    "TEXTS",
    "article_of",
    "article_row",
    "error_row",
    "group_row",
    "membership",
    "removed_row",
]

ARTICLES, GROUPS = "articles.jsonl", "groups.jsonl"
REMOVED, ERRORS = "removed.jsonl", "errors.jsonl"
SUMMARY, TEXTS = "summary.json", "texts"

_OUTSIDE_GROUPS = {
    "group": None,
    "relation": None,
    "representative": None,
    "jaccard": None,
    "containment": None,
}


def article_row(article: Article, path: str, line: int | None) -> dict[str, Any]:
    """
    Return an article as plain values.

    Args:
        article: The article.
        path: The file it was read from.
        line: The record in it, from 1, or None.
    """
    return {
        "id": article.id,
        "path": path,
        "line": line,
        "title": article.title,
        "url": article.url,
        "site": article.site,
        "published": _iso(article.published),
        "authors": list(article.authors),
        "language": article.language,
        "agency": article.agency,
        "flags": sorted(article.flags),
        "extra": dict(article.extra),
        "text": article.text,
    }


def article_of(row: Mapping[str, Any]) -> Article:
    """Return the article of a row of :func:`article_row`."""
    return Article(
        row["text"],
        id=row["id"],
        title=row["title"],
        url=row["url"],
        site=row["site"],
        published=row["published"],
        authors=tuple(row["authors"]),
        language=row["language"],
        agency=row["agency"],
        flags=frozenset(row["flags"]),
        extra=row["extra"],
    )


def membership(group: Group | None, member: Member | None, *, kept: bool) -> dict[str, Any]:
    """
    Return the columns that say what became of an article.

    Args:
        group: Its group, or None.
        member: Its place in the group, or None.
        kept: Whether it is kept.
    """
    if group is None or member is None:
        return {"kept": kept, **_OUTSIDE_GROUPS}
    return {
        "kept": kept,
        "group": group.id,
        "relation": member.relation,
        "representative": group.representative,
        "jaccard": member.jaccard,
        "containment": member.containment,
    }


def group_row(group: Group) -> dict[str, Any]:
    """Return a group as plain values."""
    return {
        "group": group.id,
        "size": len(group.members),
        "representative": group.representative,
        "members": [
            {
                "id": member.id,
                "relation": member.relation,
                "jaccard": member.jaccard,
                "containment": member.containment,
            }
            for member in group.members
        ],
    }


def removed_row(id: str, span: RemovedSpan) -> dict[str, Any]:
    """Return a removed span of an article as plain values."""
    return {
        "id": id,
        "start": span.start,
        "end": span.end,
        "category": span.category,
        "rule": span.rule,
        "text": span.text,
    }


def error_row(error: ReadError) -> dict[str, Any]:
    """Return an input that could not be read as plain values."""
    return {
        "path": error.path,
        "line": error.line,
        "error": error.reason,
        "message": error.message,
    }


def _iso(published: date | datetime | None) -> str | None:
    return None if published is None else published.isoformat()
