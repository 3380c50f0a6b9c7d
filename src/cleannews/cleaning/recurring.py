"""
What a memory of sites says of the lines of a text.

A passage counts as furniture from a number of stories that it stands in. The more it reads like
journalism, the more stories it takes: outlets use paragraphs of background again. An address or the
word newsletter gives furniture away; a question, or a label with a colon, may be a subheading that
a site likes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, Self

from cleannews.article import Article
from cleannews.cleaning.lines import Lines, is_sentence, word_count
from cleannews.cleaning.matching import Verdict
from cleannews.cleaning.outlets import headline_key
from cleannews.cleaning.rulebook import Rule

__all__ = [
    "LEARNED",
    "LINE",
    "NEVER",
    "SENTENCE",
    "TEMPLATE",
    "Found",
    "Memory",
    "Recurring",
    "SiteLines",
    "stories_needed",
]

LINE, SENTENCE, TEMPLATE = 1, 2, 3
"""The kinds of passages: a line, a sentence of a line that holds several, a line with a slot."""

LEARNED = Rule("template.learned", ())
"""The rule of what a memory knows as furniture of a site."""

_AT_EDGES = Rule(LEARNED.id, (), mid=False)

NEVER = 1 << 30
"""More stories than any passage stands in."""

_CUE = re.compile(
    r"[\w\]]@|@\w|://|\bwww\.|\bnews-?letters?\b|\bpodcasts?\b|\bemail protected\b", re.IGNORECASE
)
_OPENERS, _LABEL_ENDS = ("(", "[", "（", "【"), (":", "?", "：", "？", "؟", ";")

_FEW_WORDS = 4
"""Lines of so few words are names and subheadings as often as furniture."""

_SHORT = 2, 6
"""Stories for a line that is no prose: of more words, and of a few or with the end of a label."""

_CUED = 2, 3
"""Stories for prose with a cue: a line, and a template or a sentence of a line."""

_CUED_WORDS = 60
"""Words of prose from which a cue takes one story more."""

_PROSE = ((12, 5), (25, 6), (45, 10), (80, 16))
"""Words of prose without a cue, and stories for lines of so many words at most."""

_TEMPLATE = 3
"""Stories for a template of a line that is no prose."""


_REPEATED = 3
"""Stories of a site from which what they share says nothing of what each is about. Two may be versions
of one story."""


_KEPT_LINES = 4096
"""Lines of which is remembered what is asked of them: what a site repeats is asked of again."""


class Recurring(NamedTuple):
    """
    A passage of a text that stands in other stories of its site, too.

    Args:
        line: The number of its line.
        kind: LINE, SENTENCE or TEMPLATE.
        start: Where it begins in the line's content, in code points.
        end: Where it ends.
        stories: In how many stories of the site it stands.
    """

    line: int
    kind: int
    start: int
    end: int
    stories: int


class Memory(Protocol):
    """What a :class:`~cleannews.cleaning.sites.SiteMemory` is asked for."""

    def recurring(self, site: str | None, lines: Sequence[str]) -> list[Recurring]:
        """
        Return the passages of a text that stand in two or more stories of its site.

        Args:
            site: The registered domain of the site, or None, for which nothing is known.
            lines: The lines of the text, without white space around them.
        """
        ...

    def all_recurring(
        self, sites: Sequence[str | None], texts: Sequence[Lines]
    ) -> list[list[Recurring]]:
        """
        Return the passages of texts as :meth:`recurring` does, faster.

        Args:
            sites: The site of each text.
            texts: The lines of each.
        """
        ...


def stories_needed(text: str, kind: int) -> int:
    """
    Return in how many stories of its site a passage must stand to be furniture.

    Args:
        text: The passage, or the line for a template.
        kind: LINE, SENTENCE or TEMPLATE.
    """
    words = text.split()
    if 2 * sum(any(map(str.isdecimal, word)) for word in words) >= len(words):
        return NEVER  # figures: a row of a table
    cued = bool(_CUE.search(text))
    if kind == SENTENCE or is_sentence(text):
        return _needed_for_prose(word_count(text), kind, cued=cued)
    doubtful = _may_be_subheading(text)
    if kind == TEMPLATE:
        return NEVER if doubtful else _TEMPLATE
    return _SHORT[doubtful and not cued]


def _needed_for_prose(words: int, kind: int, *, cued: bool) -> int:
    if cued:
        return _CUED[kind != LINE] + (words > _CUED_WORDS)
    if kind != LINE:
        return NEVER
    return next((stories for most, stories in _PROSE if words <= most), NEVER)


def _holds_anywhere(text: str) -> bool:
    """Tell whether a recurring line goes in mid-story, too, where it may be a subheading."""
    return is_sentence(text) or not _may_be_subheading(text) or bool(_CUE.search(text))


def _may_be_subheading(text: str) -> bool:
    return not text.startswith(_OPENERS) and (
        word_count(text) <= _FEW_WORDS or text.endswith(_LABEL_ENDS)
    )


_stories_needed = lru_cache(maxsize=_KEPT_LINES)(stories_needed)
_holds = lru_cache(maxsize=_KEPT_LINES)(_holds_anywhere)
_key = lru_cache(maxsize=_KEPT_LINES)(headline_key)


class Found(NamedTuple):
    """
    Furniture among the lines of a text.

    Args:
        lines: Verdict and number of stories of whole lines, by their numbers.
        parts: Start, end and number of stories of sentences, by the numbers of their lines.
    """

    lines: dict[int, tuple[Verdict, int]]
    parts: dict[int, list[tuple[int, int, int]]]


class SiteLines:
    """
    Judges lines of one site.

    Args:
        memory: What sites repeat, or None.
        site: The registered domain of the site, or None.
        authors: The names of the authors, which are no furniture.
        hits: What of a text recurs in other stories of the site.
    """

    def __init__(
        self,
        memory: Memory | None,
        site: str | None,
        authors: Collection[str] = (),
        hits: Sequence[Recurring] = (),
    ) -> None:
        self._memory = memory
        self._site = site
        self._authors = set(map(_key, authors)) if memory else set()
        self._hits = hits

    @classmethod
    def of(
        cls, memory: Memory | None, articles: Sequence[Article], texts: Sequence[Lines]
    ) -> list[Self]:
        """
        Return what judges the lines of each of some articles.

        Args:
            memory: What sites repeat, or None.
            articles: The articles.
            texts: The lines of each.
        """
        if memory is None:
            return [cls(None, None) for _ in articles]
        hits = memory.all_recurring([article.site for article in articles], texts)
        return [
            cls(memory, article.site, article.authors, some)
            for article, some in zip(articles, hits, strict=True)
        ]

    def judge_all(self, lines: Sequence[str]) -> Found:
        """
        Find furniture among all lines of the text.

        Args:
            lines: The contents of the lines.
        """
        return self._furniture(lines, self._hits)

    def judge(self, lines: Sequence[str]) -> Found:
        """
        Find furniture, each line by itself.

        Args:
            lines: The contents of lines.
        """
        hits = () if self._memory is None else self._memory.recurring(self._site, lines)
        return self._furniture(lines, hits)

    @property
    def repeated(self) -> list[Recurring]:
        """What of the text stands in so many stories that it tells nothing of this one."""
        return [hit for hit in self._hits if hit.kind != TEMPLATE and hit.stories >= _REPEATED]

    def _furniture(self, lines: Sequence[str], hits: Iterable[Recurring]) -> Found:
        found = Found({}, {})
        for hit in hits:
            text = lines[hit.line]
            part = text[hit.start : hit.end]
            if hit.stories < _stories_needed(part.strip(), hit.kind):
                continue
            if hit.kind == SENTENCE:
                parts = found.parts.setdefault(hit.line, [])
                parts.append((hit.start, hit.start + len(part.rstrip()), hit.stories))
            elif not self._authors or _key(text) not in self._authors:
                rule = LEARNED if _holds(text) else _AT_EDGES
                stories = max(hit.stories, found.lines.get(hit.line, (None, 0))[1])
                found.lines[hit.line] = Verdict(rule), stories
        return found
