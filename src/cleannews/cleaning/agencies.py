"""
Which agency wrote an article: read from its byline, dateline, tail and copyright line.

The agencies lie in agencies.toml, beside texts that they wrote and texts that only name them. A
picture's credit and "contributed to this report" say nothing of who wrote a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path

from cleannews.article import Article

__all__ = ["Agency", "agencies", "agency_of", "is_agency_site"]

_HEAD, _TAIL = 1500, 600
"""Characters at the ends of a text in which its agency is named."""

_HEAD_LINES, _TAIL_LINES = 12, 8
"""Lines with words that are looked at there."""

_LONGEST_BYLINE, _PLACE_LENGTH = 90, 80
"""Characters of a byline, and in which the tag of a dateline begins."""

_AUTHORS = 40
"""Authors that are looked at."""

_NO_CREDIT = 3
"""Words from which a name alone on its line is no picture's credit."""

_MARKS = ("©", "opyright", "OPYRIGHT", "(c)", "(C)")
_FIRST = ("published", "appeared", "report by")

_PLACE = r"(?P<place>[A-ZÀ-ÞА-Я][^\n()]{0,60}[ ,.\]]\s*)?"
_COPYRIGHT = r"(?:copyright ?(?:©|\(c\))?|(?:©|\(c\)) ?(?:copyright)?)"
_FULL = re.compile(r"[ -]")
"""In names of several words; a short one behind a bare "©" is mostly the credit of a picture."""

_DASH = r"(?:\.?\s?(?:-{1,2}|[–—])|:)\s"
_REPORTED = re.compile(r"^\(?Reporting by [^\n]{3,200}; ?(?:\w+ )?editing by ", re.IGNORECASE)
"""The end of what Reuters writes."""


@dataclass(frozen=True, slots=True)
class Agency:
    """
    An agency, and how articles name it.

    Args:
        name: Its name.
        tags: How it stands in datelines and behind the last sentence, in this case.
        names: How it stands in bylines and copyright lines, in any case.
        sites: Its own sites.
        written: Texts that it wrote.
        mentioned: Texts that name it and that others wrote.
        bare: A tag in its datelines needs no dash behind it.
        authors: How it stands alone among the authors, where that is no name in a byline.
    """

    name: str
    tags: tuple[str, ...]
    names: tuple[str, ...]
    sites: tuple[str, ...]
    written: tuple[str, ...]
    mentioned: tuple[str, ...]
    bare: bool = False
    authors: tuple[str, ...] = ()


def agency_of(article: Article) -> str | None:
    """
    Return the agency that wrote an article, or None.

    Args:
        article: The article, with its text as it was found.

    Returns:
        What the article declares, or else the name of the agency that its authors, its text or
        its site name as who wrote it.

    >>> agency_of(Article("NORRICK, Jan 5 (Reuters) - The harbour was closed."))
    'Reuters'
    >>> agency_of(Article("The harbour was closed, the minister told Reuters."))
    """
    if article.agency:
        return article.agency
    named = next(filter(None, map(_author, article.authors[:_AUTHORS])), None)
    return named or _by_text(article.text) or _by_site().get(article.site)


def is_agency_site(site: str | None) -> bool:
    """
    Tell whether a site is an agency's own.

    Args:
        site: A registered domain.
    """
    return site in _by_site()


def _author(name: str) -> str | None:
    name = name.strip()
    found = _byline(name)
    return _agency(found) if found else _by_author().get(name)


def _byline(text: str) -> re.Match[str] | None:
    ends = text.casefold().endswith(_byline_ends())
    return _patterns().byline.fullmatch(text) if ends else None


def _agency(found: re.Match[str]) -> str:
    """Return the agency of the tag or name that was found, the last group in every pattern."""
    return _by_name()[found[found.lastgroup or 0].casefold()]


def _by_text(text: str) -> str | None:
    head, tail = text[:_HEAD], text[-_TAIL:]
    in_head = partial(_in_head, first=_holds(head, _FIRST))
    in_tail = partial(_in_tail, first=_holds(tail, _FIRST), marked=_holds(tail, _MARKS))
    first_lines = _filled(head.splitlines(), _HEAD_LINES)
    last_lines = _filled(reversed(tail.splitlines()), _TAIL_LINES)
    return next(filter(None, chain(map(in_head, first_lines), map(in_tail, last_lines))), None)


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _in_head(line: str, *, first: bool) -> str | None:
    """Return who wrote a text by a line of its head; ``first`` if a word of these is there."""
    place = line[:_PLACE_LENGTH]
    if ("(" in place or "/" in place) and (found := _patterns().dateline.match(line)):
        return None if _spells_out(found) else _agency(found)
    found = _byline(line) if len(line) < _LONGEST_BYLINE else None
    if found and (found["by"] or (not found["person"] and len(line.split()) >= _NO_CREDIT)):
        return _agency(found)
    return _first_in(line) if first else None


def _spells_out(dateline: re.Match[str]) -> bool:
    """Tell whether what stands before a tag is what it is short for: "Aam Aadmi Party (AAP)"."""
    place, tag = dateline["place"] or "", dateline[dateline.lastgroup or 0]
    initials = "".join(word[0] for word in place.split() if word[0].isupper())
    return "," not in place and initials.endswith(tag.upper())


def _in_tail(line: str, *, first: bool, marked: bool) -> str | None:
    """Return who wrote a text by a line of its tail; the rest says which words are there."""
    patterns = _patterns()
    if line.rstrip(".").endswith((")", "/")) and (found := patterns.ending.search(line)):
        return _agency(found)
    if marked and _holds(line, _MARKS) and (found := patterns.copyright.search(line)):
        return _agency(found)
    if _REPORTED.match(line):
        return "Reuters"
    return _first_in(line) if first else None


def _first_in(line: str) -> str | None:
    """Return where a line says that the text was first."""
    found = _patterns().first.search(line) if _holds(line, _FIRST) else None
    return _agency(found) if found else None


def _filled(lines: Iterable[str], most: int) -> Iterator[str]:
    """Yield the first lines with words."""
    for line, _ in zip(filter(None, map(str.strip, lines)), range(most), strict=False):
        yield line


@dataclass(frozen=True, slots=True)
class _Patterns:
    """
    How texts name who wrote them.

    Args:
        dateline: A place and a tag at the beginning of a line, and text behind them.
        byline: A whole line, or an author.
        first: A sentence that says where the text was first.
        ending: A tag at the end of a line.
        copyright: A copyright line.
    """

    dateline: re.Pattern[str]
    byline: re.Pattern[str]
    first: re.Pattern[str]
    ending: re.Pattern[str]
    copyright: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    tags = [tag for agency in agencies() for tag in agency.tags]
    tag, slashed = _either("tag", tags), _either("slashed", tags)
    bare = _either("bare", (tag for agency in agencies() if agency.bare for tag in agency.tags))
    names = [name for agency in agencies() for name in agency.names]
    name, full = _either("name", names), _either("full", filter(_FULL.search, names))
    dated, doubly = _either("dated", names), _either("doubly", names)
    return _Patterns(
        dateline=re.compile(
            rf"{_PLACE}(?:\({tag}(?:/[\w-]{{1,20}})*\){_DASH}|\({bare}\) (?=[A-Z“\"‘'])|/{slashed}/[. ])"
        ),
        byline=re.compile(
            rf"(?P<by>(?:By|Von|Par|Por|Di|Av|Door|Autor:) )?(?P<person>(?-i:(?:[A-ZÀ-Þ][\w.'’-]{{0,20}} ?){{1,4}})(?:, | \| | - ))?"
            rf"(?:the )?{name}(?: Staff| (?:Staff )?Writer)?",
            re.IGNORECASE,
        ),
        first=re.compile(
            rf"\b(?:(?:originally|first) (?:published|appeared) (?:on|at|in|by)|republished from|report by) (?:the )?{name}(?= under| was first|[.,]|$)",
            re.IGNORECASE,
        ),
        ending=re.compile(rf"(?:^|(?<=[.!?…\"”»] ))[(/]{tag}[)/]\.?$"),
        copyright=re.compile(
            rf"(?:^|(?<=[.!?&] ))(?:{_COPYRIGHT}[ ,]*(?:\d{{4}}[ ,]*(?:the )?{name}\b|(?:the )?{full}\b"
            rf"|{dated},? \d{{4}}\b)|© copyright {doubly}\b)",
            re.IGNORECASE,
        ),
    )


def _either(group: str, words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?P<{group}>{'|'.join(map(re.escape, longest_first))})"


@cache
def _byline_ends() -> tuple[str, ...]:
    return (
        " writer",
        " staff",
        *{name.casefold() for agency in agencies() for name in agency.names},
    )


@cache
def _by_author() -> dict[str, str]:
    return {author: agency.name for agency in agencies() for author in agency.authors}


@cache
def _by_name() -> dict[str, str]:
    return {
        word.casefold(): agency.name
        for agency in agencies()
        for word in (*agency.names, *agency.tags)
    }


@cache
def _by_site() -> dict[str | None, str]:
    return {site: agency.name for agency in agencies() for site in agency.sites}


@cache
def agencies() -> tuple[Agency, ...]:
    """Return the agencies of the shipped table."""
    import tomllib

    table = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text("utf-8"))
    return tuple(
        Agency(
            name=entry["name"],
            tags=tuple(entry["tags"]),
            names=tuple(entry["names"]),
            sites=tuple(entry["sites"]),
            written=tuple(entry["written"]),
            mentioned=tuple(entry["mentioned"]),
            bare=entry.get("bare", False),
            authors=tuple(entry.get("authors", ())),
        )
        for entry in table["agency"]
    )
