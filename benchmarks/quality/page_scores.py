"""
The text of a page, against its known body.

Word 4-grams (of characters where the script has no spaces) are compared as bags.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

GRAM = 4
LOST = 0.5
"""A paragraph of whose 4-grams a smaller share is left is lost."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Body:
    """
    What a page should give.

    Args:
        paragraphs: Its summary and paragraphs.
        headings: The headings between them; they may be left or not.
        headline: The headline, which should not be in the text.
    """

    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    headline: str

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> Body:
        """
        Return the body that a line of gold.jsonl holds.

        Args:
            page: The line.

        >>> page = {"title": "T", "sections": [{"headline": ["H"], "paragraphs": ["P"]}]}
        >>> Body.of(page | {"summary": ["S"]})
        Body(paragraphs=('S', 'P'), headings=('H',), headline='T')
        """
        sections = page.get("sections") or []
        summary = page.get("summary") or []
        return cls(
            (*summary, *(text for one in sections for text in one.get("paragraphs") or [])),
            tuple(text for one in sections for text in one.get("headline") or []),
            page.get("title") or "",
        )


@dataclass(frozen=True, slots=True)
class PageCounts:
    """
    What was counted on one page.

    Args:
        precision: The share of the text that the body holds.
        recall: The share of the body that the text holds.
        headline_left: Whether a line of the text is the headline and nothing else.
        paragraphs: Paragraphs of the body.
        lost: Those that the text lacks.
        failed: Whether there was no text at all, by an error.
    """

    precision: float
    recall: float
    headline_left: bool
    paragraphs: int
    lost: int
    failed: bool = False


def tokens(text: str) -> list[str]:
    """
    Return the words of a text, its characters where there are no spaces.

    Args:
        text: Any text.

    >>> tokens("It's RAINING!"), tokens("雨が2 mm")
    (['it', 's', 'raining'], ['雨', 'が', '2', 'm', 'm'])
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = _BETWEEN.sub(" ", folded).strip()
    return list(words.replace(" ", "")) if _CJK.search(words) else words.split()


def grams(text: str) -> Counter[tuple[str, ...]]:
    """
    Return the bag of 4-grams of a text; one shorter gram if it has fewer words.

    Args:
        text: Any text.

    >>> sorted(grams("one two three four five"))
    [('one', 'two', 'three', 'four'), ('two', 'three', 'four', 'five')]
    >>> sorted(grams("one two")), sorted(grams("..."))
    ([('one', 'two')], [])
    """
    words = tokens(text)
    count = max(1, len(words) - GRAM + 1) if words else 0
    return Counter(tuple(words[at : at + GRAM]) for at in range(count))


def joined(text: str) -> str:
    """
    Return the words of a text without what stands between them.

    Args:
        text: Any text.

    >>> joined("It's raining!")
    'itsraining'
    """
    return "".join(tokens(text))


def count_page(body: Body, text: str, *, failed: bool = False) -> PageCounts:
    """
    Compare the text of a page with its body.

    Args:
        body: What it should be.
        text: What it is.
        failed: Whether the text is empty because of an error.

    >>> count_page(Body(("Rain fell on all hills.",), (), "Rain"), "Rain\\nRain fell on all hills.")
    PageCounts(precision=0.6666666666666666, recall=1.0, headline_left=True, paragraphs=1, lost=0, failed=False)
    """
    want, got = grams(" ".join((*body.headings, *body.paragraphs))), grams(text)
    common = (want & got).total()
    headline = joined(body.headline)
    known = set(map(joined, (*body.paragraphs, *body.headings)))
    paragraphs = [one for one in body.paragraphs if tokens(one)]
    whole = joined(text)
    return PageCounts(
        precision=common / max(1, got.total()),
        recall=common / max(1, want.total()),
        headline_left=bool(headline)
        and headline not in known
        and headline in set(map(joined, text.splitlines())),
        paragraphs=len(paragraphs),
        lost=sum(_is_lost(one, got, whole) for one in paragraphs),
        failed=failed,
    )


def _is_lost(paragraph: str, got: Counter[tuple[str, ...]], whole: str) -> bool:
    wanted = grams(paragraph)
    return sum(gram in got for gram in wanted) < LOST * len(wanted) and (
        joined(paragraph) not in whole
    )


def page_scores(pages: Sequence[PageCounts]) -> dict[str, float]:
    """
    Return the figures of pages: means of precision and recall, F1 of the means, sums.

    Args:
        pages: What was counted on each.

    >>> found = page_scores([PageCounts(1, 1, False, 2, 0), PageCounts(0, 0, True, 2, 2)])
    >>> found["f1"], found["headlines_left"], found["paragraphs_lost"]
    (0.5, 1, 2)
    """
    precision = fmean(page.precision for page in pages)
    recall = fmean(page.recall for page in pages)
    return {
        "pages": len(pages),
        "paragraphs": sum(page.paragraphs for page in pages),
        "precision": precision,
        "recall": recall,
        "f1": f1(precision, recall),
        "headlines_left": sum(page.headline_left for page in pages),
        "paragraphs_lost": sum(page.lost for page in pages),
        "failed": sum(page.failed for page in pages),
    }


def f1(precision: float, recall: float) -> float:
    """
    Return the harmonic mean of precision and recall.

    Args:
        precision: From 0 to 1.
        recall: From 0 to 1.

    >>> f1(0.5, 1.0), f1(0, 0)
    (0.6666666666666666, 0.0)
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
