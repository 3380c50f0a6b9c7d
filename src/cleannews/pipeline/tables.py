"""
The rows that a run writes, and reads back: articles, groups, removed spans, errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io.columns import Column
from cleannews.io.jsonlines import dump_line

if TYPE_CHECKING:
    from cleannews.cleaning.spans import RemovedSpan
    from cleannews.grouping.result import Group, Member

__all__ = [
    "ARTICLES",
    "ERRORS",
    "GROUPS",
    "PARQUET",
    "REMOVED",
    "REPORT",
    "SUMMARY",
    "TABLES",
    "TEXTS",
    "article_of",
    "article_row",
    "error_row",
    "group_row",
    "membership",
    "removed_row",
    "split_row",
]

ARTICLES, GROUPS = "articles.jsonl", "groups.jsonl"
REMOVED, ERRORS = "removed.jsonl", "errors.jsonl"
SUMMARY, TEXTS, PARQUET = "summary.json", "texts", "parquet"
REPORT = "report.html"

_MEMBER = (
    Column("id"),
    Column("relation"),
    Column("jaccard", "number"),
    Column("containment", "number"),
    Column("kept", "truth"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "articles": (
        Column("id"),
        Column("path"),
        Column("line", "whole"),
        Column("title"),
        Column("url"),
        Column("site"),
        Column("published"),
        Column("authors", "texts"),
        Column("language"),
        Column("agency"),
        Column("flags", "texts"),
        Column("text"),
        Column("kept", "truth"),
        Column("group"),
        Column("relation"),
        Column("representative"),
        Column("jaccard", "number"),
        Column("containment", "number"),
        Column("extra", "json"),
    ),
    "groups": (
        Column("group"),
        Column("size", "whole"),
        Column("representative"),
        Column("members", _MEMBER),
        Column("stored", "truth", sparse=True),
    ),
    "removed": (
        Column("id"),
        Column("start", "whole"),
        Column("end", "whole"),
        Column("category"),
        Column("rule"),
        Column("text"),
        Column("stories", "whole", sparse=True),
    ),
    "errors": (Column("path"), Column("line", "whole"), Column("error"), Column("message")),
}
"""The tables that a run writes, in the order in which they are written, and their columns."""


def article_row(article: Article, path: str, line: int | None) -> dict[str, Any]:
    """
    Return an article as plain values.

    Args:
        article: The article.
        path: The file it was read from.
        line: The record in it, from 1, or None.

    The stages hand articles on in this form, but with "extra" as the text of a JSON object.
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
    """Return the article of a row that the first stage wrote, without its extra fields."""
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
    )


def split_row(row: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """
    Write an article in two parts, between which :func:`membership` has its place.

    Args:
        row: A row that the first stage wrote, in which "extra" is the text of a JSON object.

    Returns:
        The two parts of a line of JSON, the fields of the source in the second, as they were
        written; together they are a line, too.
    """
    fields = {name: value for name, value in row.items() if name != "extra"}
    extra = row["extra"].encode(errors="backslashreplace")
    return dump_line(fields)[:-2], b',"extra":' + extra + b"}\n"


def membership(group: Group | None, member: Member | None) -> bytes:
    """
    Return the columns that say what became of an article, as they stand in a line of JSON.

    Args:
        group: Its group, or None.
        member: Its place in the group, or None.
    """
    columns: dict[str, Any] = {
        "kept": member is None or member.kept,
        "group": group and group.id,
        "relation": member and member.relation,
        "representative": group and group.representative,
        "jaccard": member and member.jaccard,
        "containment": member and member.containment,
    }
    return b"," + dump_line(columns)[1:-2]


def group_row(group: Group, *, stored: bool = False) -> dict[str, Any]:
    """
    Return a group as plain values.

    Args:
        group: The group.
        stored: The representative is in the index, and is no article of the run.
    """
    row = {
        "group": group.id,
        "size": len(group.members),
        "representative": group.representative,
        "members": [
            {
                "id": member.id,
                "relation": member.relation,
                "jaccard": member.jaccard,
                "containment": member.containment,
                "kept": member.kept,
            }
            for member in group.members
        ],
    }
    return {**row, "stored": True} if stored else row


def removed_row(id: str, span: RemovedSpan) -> dict[str, Any]:
    """Return a removed span of an article as plain values; "stories" only where they tell."""
    row = {
        "id": id,
        "start": span.start,
        "end": span.end,
        "category": span.category,
        "rule": span.rule,
        "text": span.text,
    }
    return row if span.stories is None else {**row, "stories": span.stories}


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
