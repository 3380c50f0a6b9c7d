"""
The passages that two texts share, with their places in the texts as they were found.

Runs of five words or more that stand in both, the longest first where there is a choice; a word is
a run of letters, marks and digits, a character where a script has no spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from cleannews.cleaning.normalform import SPACELESS
from cleannews.grouping.sources import Cuts
from cleannews.signatures.fold import fold
from cleannews.signatures.shingles import WORDS

__all__ = ["Passage", "compared_words", "shared_passages", "shared_runs"]

_WORD = re.compile(rf"[{SPACELESS}]|(?:(?![{SPACELESS}])[^\W_])+")
_PLACES = 8
"""Places of five words that are tried, so that no text that repeats itself takes long."""


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A passage that two articles share.

    Args:
        start: Where it begins in the first text as it was found.
        end: Where it ends there; what cleaning removes in between counts along.
        other_start: Where it begins in the other text as it was found.
        other_end: Where it ends there.
        text: The passage in the first text.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    text: str


def shared_passages(
    text: str, other: str, cuts: Cuts = (), other_cuts: Cuts = ()
) -> tuple[Passage, ...]:
    """
    Find what two texts share.

    Args:
        text: A text as it was found.
        other: Another.
        cuts: What of the text is not compared.
        other_cuts: What of the other is not compared.

    Returns:
        The passages in the order of the first text, without overlap there.

    >>> (found,) = shared_passages("Rain fell on the hills today", "Yes: rain fell on the hills")
    >>> found.text, found.start, found.other_start
    ('Rain fell on the hills', 0, 5)
    """
    words, places = compared_words(text, cuts)
    other_words, other_places = compared_words(other, other_cuts)
    found = []
    for at, other_at, length in shared_runs(words, other_words):
        start, end = places[at][0], places[at + length - 1][1]
        other_start, other_end = other_places[other_at][0], other_places[other_at + length - 1][1]
        found.append(Passage(start, end, other_start, other_end, text[start:end]))
    return tuple(found)


def compared_words(text: str, cuts: Cuts = ()) -> tuple[list[str], list[tuple[int, int]]]:
    """
    Return the words that are compared, folded, and their places in the text as it was found.

    Args:
        text: A text as it was found.
        cuts: What of it is not compared.
    """
    kept: list[str] = []
    starts: list[int] = []
    last = 0
    for start, end in (*cuts, (len(text), len(text))):
        if last < start:
            kept.append(text[last:start])
            starts.append(last)
        last = end
    begins = [0, *accumulate(map(len, kept))]

    def found_at(place: int) -> int:
        part = bisect_right(begins, place, hi=len(starts)) - 1
        return starts[part] + place - begins[part]

    found = list(_WORD.finditer("".join(kept)))
    spans = [(found_at(word.start()), found_at(word.end() - 1) + 1) for word in found]
    return [fold(word[0]) for word in found], spans


def shared_runs(words: list[str], other: list[str]) -> Iterator[tuple[int, int, int]]:
    """
    Yield where the passages that two texts share begin in both, and their lengths, in words.

    Args:
        words: The words of a text, folded; the passages come in its order, without overlap there.
        other: Those of another.
    """
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(other) - WORDS + 1):
        seen[tuple(other[at : at + WORDS])].append(at)
    at = behind = 0
    while at <= len(words) - WORDS:
        places = seen.get(tuple(words[at : at + WORDS]), ())
        if not places:
            at += 1
            continue
        nearest = sorted(places, key=lambda place: (place != behind, abs(place - behind)))[:_PLACES]
        length, other_at = max((_length(words, other, at, place), -place) for place in nearest)
        yield at, -other_at, length
        at += length
        behind = length - other_at


def _length(words: list[str], other: list[str], at: int, other_at: int) -> int:
    length = WORDS
    most = min(len(words) - at, len(other) - other_at)
    while length < most and words[at + length] == other[other_at + length]:
        length += 1
    return length
