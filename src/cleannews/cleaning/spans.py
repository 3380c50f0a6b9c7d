"""
What a cleaning removed, and how to put it back.

Offsets are half-open ranges of code points into the original text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from cleannews.errors import SettingsError, shown

__all__ = ["CleanedText", "RemovedSpan", "merged", "rebuilt"]


@dataclass(frozen=True, slots=True)
class RemovedSpan:
    """
    One stretch of text that was removed, and why.

    Args:
        start: Offset of its first code point in the original text.
        end: Offset behind its last code point.
        text: The removed text, line breaks included.
        category: The kind of boilerplate, such as "links".
        rule: The rule that removed it, such as "links.more-news".
        stories: In how many stories of its site it stands, where a memory knew it.
    """

    start: int
    end: int
    text: str
    category: str
    rule: str
    stories: int | None = None


@dataclass(frozen=True)
class CleanedText:
    """
    A cleaned text that knows what it was.

    Args:
        original: The text before cleaning.
        removed: The removed spans, sorted, without overlap.
        repeated: Ranges of the original that a memory knows from other stories of the site. What of
            them stays in the text is journalism all the same, but it tells no story from another.

    Raises:
        SettingsError: The spans overlap, are out of order or do not fit the original.

    >>> done = CleanedText("Share\\nRain fell.", (RemovedSpan(0, 6, "Share\\n", "social", "s"),))
    >>> done.text
    'Rain fell.'
    """

    original: str
    removed: tuple[RemovedSpan, ...] = ()
    repeated: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for span in self.removed:
            fits = last <= span.start < span.end <= len(self.original)
            if not fits or self.original[span.start : span.end] != span.text:
                wanted = "spans of the original, sorted and without overlap"
                raise SettingsError("removed", shown(span), wanted)
            last = span.end

    @cached_property
    def not_compared(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the original that count neither for nor against its likeness to another."""
        return merged([*((it.start, it.end) for it in self.removed), *self.repeated])

    @cached_property
    def repeated_in_text(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the cleaned text that a memory knows from other stories of the site."""
        if not self.repeated:
            return ()
        sizes = accumulate((it.end - it.start for it in self.removed), initial=0)
        starts, gone = [it.start for it in self.removed], list(sizes)

        def moved(place: int) -> int:
            """Return where a place of the original is in the text."""
            number = bisect_left(starts, place)  # spans that begin before it
            into = max(0, self.removed[number - 1].end - place) if number else 0
            return place - gone[number] + into

        ranges = ((moved(start), moved(end)) for start, end in self.repeated)
        return merged(it for it in ranges if it[0] < it[1])

    @cached_property
    def text(self) -> str:
        """The original without the removed spans; nothing else is changed."""
        kept = []
        last = 0
        for span in self.removed:
            kept.append(self.original[last : span.start])
            last = span.end
        return "".join([*kept, self.original[last:]])


def merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """
    Return ranges sorted and without overlap.

    Args:
        ranges: Half-open ranges in any order.

    >>> merged([(4, 6), (0, 2), (1, 3)])
    ((0, 3), (4, 6))
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def rebuilt(text: str, removed: Iterable[tuple[int, str]]) -> str:
    """
    Put removed spans back into a cleaned text.

    Args:
        text: The cleaned text.
        removed: For each removed span, sorted, its start in the original text and its text.

    Returns:
        The original text.

    >>> rebuilt("Rain fell.", [(0, "Share\\n")])
    'Share\\nRain fell.'
    """
    parts = []
    used = length = 0
    for start, piece in removed:
        kept = text[used : used + start - length]
        parts += [kept, piece]
        used += len(kept)
        length = start + len(piece)
    return "".join([*parts, text[used:]])
