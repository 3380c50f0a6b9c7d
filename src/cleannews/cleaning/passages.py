"""
Boilerplate within a line: sentences at its end, markers between sentences, links glued into it.

A part goes only where what is left is still a line of prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter

from cleannews.cleaning.matching import Matcher
from cleannews.cleaning.normalform import (
    SPACELESS_LETTER,
    normal_form,
    normal_form_with_places,
)
from cleannews.cleaning.rulebook import Rule

__all__ = ["glued_links", "parts_of", "sentence_starts", "trimmed"]

_SENTENCE_END = re.compile(
    r"[.!?…][\"')\]]*(?:[ ]+(?=[\"'(\[@#]*[^\Wa-z_]|copyright )|(?<=[a-z][.!?])(?=[A-Z][a-z]+ ))|[。！？][」』）]*"
)
"""Where a sentence ends in a line in normal form; also where the space behind it was lost."""

_OPENERS, _CLOSERS = {"(", "["}, {")", "]"}
_STARTS_ANEW = re.compile(r" ?[\"'(\[]*[^\Wa-z_]")
_ENDS, _AFTER_END = ".!?:…。！？", "\"')]"

_MANY_MARKS = re.compile(r"[^\w\s\0-\x7f]{256}")
"""Marks in a row that no language has; the time to compose them grows with the square of their number."""

_GLUED = re.compile(
    r"(?P<last>\b[A-Z][\w'’-]{1,30}),? (?P<links>(?:[\w.'’()“”\"-]{1,30},? ){1,7}?(?P=last)(?:,? (?:Jr|Sr)\.|,? I{2,3}\b)?"
    r"(?=[A-Z0-9'‘“\"\[])[^\n]{8,600}? MORE)(?= |[.,;:)]|'s |’s |$)"
)
"""A name, the name in full, headlines glued to it, and the word that ends them."""


_END_OF_LINKS = len(" MORE") + len("'s ")
"""Characters that are looked at from the last word that may end such headlines."""


def sentence_starts(line: str) -> list[int]:
    """
    Return where the sentences of a line begin.

    Args:
        line: A line in normal form.
    """
    return [0, *(found.end() for found in _SENTENCE_END.finditer(line) if found.end() < len(line))]


def parts_of(text: str, matchers: Sequence[Matcher]) -> list[tuple[int, int, Rule]]:
    """
    Find what matchers take from within a line.

    Args:
        text: A line's content.
        matchers: Matchers of rules for parts of lines, in their order.

    Returns:
        Start, end and rule of each part in ``text``, in order, without overlap.
    """
    if not matchers or _MANY_MARKS.search(text):
        return []
    plain = normal_form(text)
    phrases = [*_sentences(plain, matchers), *_markers(plain, matchers)]
    if not phrases:
        return []
    form, places = normal_form_with_places(text)
    if form != plain:
        return []
    found: list[tuple[int, int, Rule]] = []
    for start, end, rule in phrases:
        begin, stop = trimmed(text, places[start], places[end])
        at = bisect_left(
            found, stop, key=itemgetter(0)
        )  # behind the last one that begins before it
        if at and begin < (other := found[at - 1][0]) and text[other:stop].isspace():
            at, stop = at - 1, other  # the part behind took the space before it
        if begin < stop and (at == 0 or found[at - 1][1] <= begin):
            found.insert(at, (begin, stop, rule))
    return found


def _sentences(line: str, matchers: Sequence[Matcher]) -> Iterator[tuple[int, int, Rule]]:
    """Yield the sentences at the end of a line that are phrases, the last first."""
    some = [matcher for matcher in matchers if matcher.rule.shape == "sentence"]
    end = len(line)
    for start in reversed(sentence_starts(line)) if some else ():
        sentence = f" {line[start:end].rstrip(' .!…。)')}"
        rule = next((it.rule for it in some if it.pattern.fullmatch(sentence)), None)
        if rule is None:
            return
        yield start, end, rule
        end = start


def _markers(line: str, matchers: Sequence[Matcher]) -> Iterator[tuple[int, int, Rule]]:
    """Yield the phrases that stand in brackets or between two sentences."""
    last = len(line.rstrip(" .:"))
    for matcher in matchers:
        if matcher.rule.shape != "inline":
            continue
        for found in matcher.pattern.finditer(f" {line}"):
            start, end = max(found.start() - 1, 0), found.end() - 1
            if _is_within_word(line, end):
                continue
            while not line[start].isalnum():
                start += 1
            if line[start - 1 : start] in _OPENERS and line[end : end + 1] in _CLOSERS:
                yield start - 1, end + 1, matcher.rule
            elif not line[start].islower() and _is_behind_end(line, start):
                behind = _without_dots(line, end)
                if behind >= last or _STARTS_ANEW.match(line, behind):
                    yield start, behind, matcher.rule


def _is_within_word(line: str, at: int) -> bool:
    """Tell whether a word of a script with spaces goes on at a place."""
    behind = line[at : at + 1]
    return line[at - 1].isalnum() and behind.isalnum() and not SPACELESS_LETTER.match(behind)


def _is_behind_end(line: str, start: int) -> bool:
    """Tell whether a place in a line is its beginning, or where a sentence or a label has ended."""
    start -= start > 0 and line[start - 1] == " "
    if start == 0:
        return True
    while start > 1 and line[start - 1] in _AFTER_END:
        start -= 1
    return line[start - 1] in _ENDS


def _without_dots(line: str, at: int) -> int:
    """Return the place behind the full stops and colons that stand at a place."""
    while at < len(line) and line[at] in ".:":
        at += 1
    return at


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """
    Let a part take the white space on one of its sides along.

    Args:
        text: A line's content.
        start: Where the part begins.
        end: Where it ends.

    Returns:
        Where what goes begins and ends.
    """
    while end < len(text) and text[end].isspace():
        end += 1
    if end == len(text):
        while start and text[start - 1].isspace():
            start -= 1
    elif not (start == 0 or text[start - 1].isspace()):
        while end > start and text[end - 1].isspace():
            end -= 1
    return start, end


def glued_links(text: str) -> list[tuple[int, int]]:
    """
    Find headlines that are glued to the full name of a linked person, up to the word MORE.

    Args:
        text: A line's content.

    Returns:
        Start and end of each such run in ``text``, the full name and the space before it included.

    >>> line = "Sen. Jane Roe Jane Elizabeth RoePoll shows tight race Governor signs budget MORE said"
    >>> [line[:start] + line[end:] for start, end in glued_links(line)]
    ['Sen. Jane Roe said']
    """
    last = text.rfind(" MORE")
    if last < 0:
        return []
    runs = _GLUED.finditer(text, 0, last + _END_OF_LINKS)
    return [(found.start("links") - 1, found.end("links")) for found in runs]
