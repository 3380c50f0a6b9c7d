"""
The text of a page, against strings that must and must not be in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.quality.page_scores import f1


@dataclass(frozen=True, slots=True)
class StringCounts:
    """
    What was counted on one page.

    Args:
        hit: Strings of the article that the text holds.
        want: Strings of the article.
        wrong: Strings of the surroundings that the text holds.
        avoid: Strings of the surroundings.
        failed: Whether there was no text at all, by an error.
    """

    hit: int
    want: int
    wrong: int
    avoid: int
    failed: bool = False


def count_strings(
    text: str, wanted: Sequence[str], unwanted: Sequence[str], *, failed: bool = False
) -> StringCounts:
    """
    Look for strings in the text of a page.

    Args:
        text: The text.
        wanted: Strings of the article.
        unwanted: Strings of its surroundings.
        failed: Whether the text is empty because of an error.

    >>> count_strings("Rain fell. Read more", ["Rain", "Snow"], ["Read more"])
    StringCounts(hit=1, want=2, wrong=1, avoid=1, failed=False)
    """
    return StringCounts(
        hit=sum(string in text for string in wanted),
        want=len(wanted),
        wrong=sum(string in text for string in unwanted),
        avoid=len(unwanted),
        failed=failed,
    )


def string_scores(pages: Sequence[StringCounts]) -> dict[str, float]:
    """
    Return the figures of pages: every string counts the same.

    Args:
        pages: What was counted on each.

    >>> found = string_scores([StringCounts(3, 4, 1, 5)])
    >>> found["precision"], found["recall"], found["f1"]
    (0.75, 0.75, 0.75)
    """
    hit = sum(page.hit for page in pages)
    wrong = sum(page.wrong for page in pages)
    precision = hit / max(1, hit + wrong)
    recall = hit / max(1, sum(page.want for page in pages))
    return {
        "pages": len(pages),
        "precision": precision,
        "recall": recall,
        "f1": f1(precision, recall),
        "unwanted": wrong,
        "failed": sum(page.failed for page in pages),
    }
