"""
What a cleaning removed, against spans that a reader marked.

A span to remove is found when 90 % of it is gone. What no mark covers is content; neutral spans are
told, not judged. Only letters and digits count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
Mark = tuple[int, int, str]

FOUND = 0.9
"""The share of a span that must be gone."""

COMMON = 5
"""Spans of a kind from which on it counts for the mean over kinds."""


@dataclass(frozen=True, slots=True)
class LineCounts:
    """
    What was counted in one article; all but spans are letters and digits.

    Args:
        found: The kind of each span to remove, and whether it was found.
        gone: Removed of what spans to remove hold.
        must: What they hold.
        content: What no span covers.
        lost: Removed of the content.
        neutral: What neutral spans hold.
        neutral_gone: Removed of it.
        unstable: Whether a second cleaning removed more.
    """

    found: tuple[tuple[str, bool], ...]
    gone: int
    must: int
    content: int
    lost: int
    neutral: int
    neutral_gone: int
    unstable: bool = False


def count_lines(
    text: str,
    remove: Sequence[Mark],
    neutral: Sequence[Mark],
    removed: Iterable[Span],
    *,
    unstable: bool = False,
) -> LineCounts:
    """
    Count what was removed of one article.

    Args:
        text: The article before it was cleaned.
        remove: Spans that should go, with their kind; they may overlap.
        neutral: Spans that may go or stay; where both overlap, the text should go.
        removed: What was removed.
        unstable: Whether a second cleaning removed more.

    >>> counts = count_lines("Ad Rain.", [(0, 2, "ad")], [], [(0, 4)])
    >>> counts.found, counts.content, counts.lost
    ((('ad', True),), 4, 1)
    """
    gone = _covered(removed)
    solid = {at for at, letter in enumerate(text) if letter.isalnum()}
    asked = _covered((start, end) for start, end, _ in remove)
    unjudged = _covered((start, end) for start, end, _ in neutral) - asked
    spans = [(kind, solid.intersection(range(start, end))) for start, end, kind in remove]
    spans = [(kind, span) for kind, span in spans if span]
    content = solid - asked - unjudged
    return LineCounts(
        found=tuple((kind, len(span & gone) >= FOUND * len(span)) for kind, span in spans),
        gone=sum(len(span & gone) for _, span in spans),
        must=sum(len(span) for _, span in spans),
        content=len(content),
        lost=len(content & gone),
        neutral=len(solid & unjudged),
        neutral_gone=len(solid & unjudged & gone),
        unstable=unstable,
    )


def _covered(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def line_scores(articles: Sequence[LineCounts]) -> dict[str, float]:
    """
    Return the figures of articles.

    Args:
        articles: What was counted in each.

    >>> found = line_scores([count_lines("Ad Rain.", [(0, 2, "ad")], [], [])])
    >>> found["span_recall"], found["content_lost"]
    (0.0, 0.0)
    """
    spans = [span for article in articles for span in article.found]
    kinds, found = Counter(kind for kind, _ in spans), Counter(kind for kind, hit in spans if hit)
    common = [found[kind] / total for kind, total in kinds.items() if total >= COMMON]
    return {
        "articles": len(articles),
        "spans": len(spans),
        "span_recall": found.total() / max(1, len(spans)),
        "char_recall": _share(articles, "gone", "must"),
        "kind_mean": sum(common) / max(1, len(common)),
        "content_lost": _share(articles, "lost", "content"),
        "articles_hurt": sum(article.lost > 0 for article in articles),
        "neutral_removed": _share(articles, "neutral_gone", "neutral"),
        "unstable": sum(article.unstable for article in articles),
    }


def _share(articles: Sequence[LineCounts], part: str, whole: str) -> float:
    parts, wholes = (sum(getattr(one, name) for one in articles) for name in (part, whole))
    return float(parts / max(1, wholes))
