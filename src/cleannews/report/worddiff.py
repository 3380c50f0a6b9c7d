"""
Two texts word by word: what both have, what one has, and what stands elsewhere in the other.

Words are compared as the grouping compares them, folded; what stands between them goes
with the word before, but an opening mark.
The longest common subsequence is found by RapidFuzz (Hyyrö 2004, bit-parallel).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from cleannews.grouping.shared import compared_words, shared_runs

__all__ = ["MOST_WORDS", "Difference", "Piece", "word_difference"]

MOST_WORDS = 20_000
"""Words of a text that are compared: twice as many take four times the time and memory."""

_LEAST = 3
"""Fewer equal words between two changes are no more than chance, if no passage is shared there."""


class Piece(NamedTuple):
    """
    A stretch of one or both texts.

    Args:
        kind: "shared" for a passage of five words or more that both have, "equal" for fewer words,
            "removed" for what only the other text has, "added" for what only this one has; "moved from"
            and "moved to" for shared passages that stand at different places of the two.
        text: The stretch, as it stands in this text; of what is removed, in the other.
        words: How many words it has.
    """

    kind: str
    text: str
    words: int


class Difference(NamedTuple):
    """
    The way from one text to another.

    Args:
        pieces: The pieces; all but "removed" and "moved from" make up this text, all but "added" and
            "moved to" the other, up to what is between its words.
        uncompared: The words of this text behind those compared.
        other_uncompared: Those of the other.
    """

    pieces: tuple[Piece, ...]
    uncompared: int
    other_uncompared: int


def word_difference(other: str, text: str) -> Difference:
    """
    Tell how a text differs from another.

    Args:
        other: The text to begin from: of a member of a group, its representative's.
        text: The text that is told of.

    >>> [piece[:2] for piece in word_difference("Rain fell on Monday.", "Rain fell on Sunday.").pieces]
    [('equal', 'Rain fell on '), ('removed', 'Monday.'), ('added', 'Sunday.')]
    """
    left, right = _Words(other), _Words(text)
    for at, other_at, length in shared_runs(right.folded, left.folded):
        right.shared[at : at + length] = left.shared[other_at : other_at + length] = [True] * length
    pieces = [
        *([Piece("equal", right.head, 0)] if right.head else []),
        *_merged(_pieces(left, right)),
    ]
    return Difference(tuple(pieces), right.uncompared, left.uncompared)


class _Words:
    """The words of a text that are compared."""

    def __init__(self, text: str) -> None:
        folded, places = compared_words(text)
        ends = [0, *(end for _, end in places)]
        starts = [_begin(text, end, start) for (start, _), end in zip(places, ends, strict=False)]
        self.uncompared = max(0, len(folded) - MOST_WORDS)
        self.folded = folded[:MOST_WORDS]
        self._text = text
        self._starts = [*starts, len(text)][: len(self.folded) + 1]
        self.shared = [False] * len(self.folded)
        self.head = text[: self._starts[0]]

    def text(self, start: int, end: int) -> str:
        return self._text[self._starts[start] : self._starts[end]]


def _pieces(left: _Words, right: _Words) -> Iterator[Piece]:
    for kind, i, j, m, n in _steps(left, right):
        if kind == "equal":
            yield from _runs(right, m, n, "equal", "shared")
        else:
            yield from _runs(left, i, j, "removed", "moved from")
            yield from _runs(right, m, n, "added", "moved to")


def _runs(words: _Words, start: int, end: int, apart: str, shared: str) -> Iterator[Piece]:
    """Yield a stretch in pieces that are shared or are not."""
    at = start
    while at < end:
        last = at
        while last < end and words.shared[last] == words.shared[at]:
            last += 1
        yield Piece(shared if words.shared[at] else apart, words.text(at, last), last - at)
        at = last


def _begin(text: str, end: int, start: int) -> int:
    """Return where a word begins with the marks before it: those behind white space, or at the head."""
    between = text[end:start]
    bare = between.rstrip()
    spaced = any(map(str.isspace, bare))
    if len(bare) < len(between) or not bare or not (spaced or end == 0):
        return start
    return start - len(between.rsplit(None, 1)[-1])


_Step = tuple[str, int, int, int, int]


def _steps(left: _Words, right: _Words) -> list[_Step]:
    """Return stretches that are equal, and stretches of either text between them."""
    numbers: dict[str, int] = {}
    first, second = (
        [numbers.setdefault(word, len(numbers)) for word in it.folded] for it in (left, right)
    )
    found: list[_Step] = []
    opcodes = Indel.opcodes(first, second)
    for at, step in enumerate(opcodes):
        kind = step.tag
        i, j, m, n = step.src_start, step.src_end, step.dest_start, step.dest_end
        inner = 0 < at < len(opcodes) - 1
        chance = kind == "equal" and n - m < _LEAST and inner and not any(right.shared[m:n])
        changed = kind != "equal" or chance
        if changed and found and found[-1][0] == "changed":
            _, begin, _, other_begin, _ = found[-1]
            found[-1] = "changed", begin, j, other_begin, n
        else:
            found.append(("changed" if changed else "equal", i, j, m, n))
    return found


def _merged(pieces: Iterator[Piece]) -> Sequence[Piece]:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].kind == piece.kind:
            last = merged.pop()
            piece = Piece(piece.kind, last.text + piece.text, last.words + piece.words)  # noqa: PLW2901
        merged.append(piece)
    return merged
