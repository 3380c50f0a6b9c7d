"""
Repeated headlines.

With a title every repeat in the head and the tail of the text goes; in mid-story only a line
equal to a headline of five words or more, since a shorter one may be a subheading. Without a
title, of equal headline-like lines in the head the first stays.

Two spellings of a headline share letters and figures: another figure makes another headline. A
line that only resembles it, cut or misspelt, is told apart from one that equals it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from cleannews.cleaning.gluedtitles import GluedHeadline, one_i
from cleannews.cleaning.lines import Lines, is_sentence, word_count
from cleannews.cleaning.normalform import SPACELESS, SPACELESS_LETTER
from cleannews.cleaning.outlets import ACCENTS, MID_STORY_WORDS, OutletNames, headline_key
from cleannews.signatures.fold import fold

__all__ = ["ELLIPSES", "HEAD_LINES", "LONGEST_TITLE", "Headline", "is_headline_like"]

LONGEST_TITLE = 1000
"""Characters; what is longer is no headline."""

HEAD_LINES = 8
"""Lines kept from the top of a text among which a headline is looked for twice."""

_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"(?:(?<=\s)[-−](?=\d))?\d+|[$€£¥₹₩₽₺₴%‰]")
_GROUPED = re.compile(r"(?<=\d)[,.’' ](?=\d{3}(?!\d))")
_FOLDED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufb00-\ufefc０-９Ａ-Ｚａ-ｚ\uff65-\uff9f]")
_RELOWERED = re.compile(f"{_FOLDED.pattern[:-1]}\u0307ı]")
"""Characters by which a line in lower case has another spelling, too."""

_RELOWERED_BYTES = b"\x81\x84\x8b\x8c\x8d\x8e\x8f\xad\xc4\xcc\xef"
"""Bytes of which a text in UTF-8 with such characters, or the two below, holds some."""

_LOWERED_TO_ASCII = tuple(char.encode() for char in "\u0130\u212a")
"""Characters, in UTF-8, whose small letters are those of ASCII: İ, and the sign of the kelvin."""

_MAY_CHANGE = re.compile("[^\0-\x7f‘’“”–—…«»\xa0]")
"""Characters that may have another form elsewhere, or be a mark of the letter before them."""

_UNSTEADY = "σςßาາ"
"""Letters that change at a word's end, in capitals or with a mark before them."""

_FEWEST_WORDS, _MOST_WORDS = 3, 30
_NO_HEADLINE_END = (".", ":", "：", ",", ";", "。", "…")
_STOPS = (".", "。", "।", "۔", "։", "።")
ELLIPSES = ("...", "…", "[...]", "[…]")
_BULLETS = ("-", "–", "—", "•", "*", "·", "▪", "■", "●", "►", ">")
_MOST_LETTERS_IN_ONE = 4
"""Letters that one character of a line may stand for, as ligatures do."""

_MOST_ADDED = 80
"""Characters that names and marks may add to a headline."""

_FEWEST_LETTERS, _LETTERS_A_SLIP, _MOST_SLIPS = 20, 12, 3
"""Letters of a misspelt or cut headline, letters for each slip, and the slips in all."""

_SWAPPED, _LOST, _OTHER = 5, 6, 8
"""Letters of a word in which two may be swapped, one be lost or added, one be another."""

_DENSE = rf"[{SPACELESS}\u0590-\u08ff\u1100-\u11ff]"
"""Letters of scripts in whose short words another letter makes another word."""

_FIXED = re.compile(rf"{_DENSE}|\d|kein|nicht|never|nothing|without|cannot|jamais|nunca|никогда")
"""What no word with a slip holds: such letters, figures, negations."""


def _spelling(text: str) -> tuple[str, ...]:
    """
    Return what two spellings of one headline share: its letters, and its figures in their order.

    >>> _spelling("Storm costs 1,500") == _spelling("STORM COSTS 1500")
    True
    >>> _spelling("Storm costs 1.5 million") == _spelling("Storm costs 15 million")
    False
    """
    text = unicodedata.normalize("NFKC", html.unescape(text))
    return one_i(headline_key(text)), *_FIGURE.findall(_GROUPED.sub("", text))


def _without_accents(spelling: tuple[str, ...]) -> tuple[str, ...]:
    return ACCENTS.sub("", spelling[0]), *spelling[1:]


def _lowered(text: str, *, bare: bool) -> str:
    """Return a text in lower case, in which runs are looked for; bare means without accents."""
    low = text.lower()
    if low.isascii():
        return low
    if bare or _FOLDED.search(low):
        low = fold(low)
    return one_i(ACCENTS.sub("", low) if bare else low)


def _runs(title: str) -> list[str]:
    """Return the runs of letters of a headline that it has in whatever spelling."""
    low = _lowered(html.unescape(title), bare=title.isupper())
    if not low.isascii():
        low = unicodedata.normalize("NFC", low)
    if _MAY_CHANGE.search(low):
        pairs = zip(low, f"{low[1:]} ", strict=True)
        low = "".join(char if _is_steady(char, behind) else " " for char, behind in pairs)
    return [it for it in _WORD.findall(low) if it.isalpha() and len(it) > 1 + it.isascii()]


def _is_steady(char: str, behind: str) -> bool:
    """Tell whether a letter has one form only, whatever its case and the mark behind it."""
    plain = char not in _UNSTEADY and unicodedata.normalize("NFKD", char) == char
    return plain and char.isalpha() and not unicodedata.combining(behind)


@lru_cache(maxsize=256)
def _outlet(site: str | None) -> OutletNames:
    return OutletNames([site])


class Headline:
    """
    A headline in the spellings under which a text may repeat it.

    Args:
        title: The headline, perhaps with the outlet's name before or behind it.
        site: The outlet's domain or name, which tells such a name apart from the headline.
    """

    def __init__(self, title: str, site: str | None = None) -> None:
        self._outlet = _outlet(site)
        self._core = self._outlet.core(title)
        self._title = title
        self._shouted = title.isupper()
        self._longest = 2 * len(title) + _MOST_ADDED
        runs = _runs(self._core)
        self._runs = sorted(runs, key=len, reverse=True)
        self._is_spaceless = not self._core.isascii() and bool(
            SPACELESS_LETTER.search("".join(runs))
        )
        self._first_runs = runs[:MID_STORY_WORDS]
        plain = () if self._is_spaceless else filter(str.isascii, self._runs)
        self._probes = [run.encode("ascii") for run in plain]
        self.is_long = word_count(self._core) >= MID_STORY_WORDS

    def likely_lines(self, lines: Lines) -> Sequence[int]:
        """
        Return the numbers of the lines that may hold this headline: no other does.

        Args:
            lines: The lines of a text.
        """
        if not self._probes:
            return range(len(lines))
        data, odd = lines.data, False
        if not lines.text.isascii():
            odd = any(map(data.__contains__, _RELOWERED_BYTES))
            if self._shouted or (odd and any(char in data for char in _LOWERED_TO_ASCII)):
                return range(len(lines))
        low = data.lower()
        longest, *others = self._probes
        found: set[int] = set()
        at = low.find(longest)
        while at >= 0:
            end = low.find(b"\n", at)
            line = low[low.rfind(b"\n", 0, at) + 1 : None if end < 0 else end]
            if all(map(line.__contains__, others)):
                found.add(low.count(b"\n", 0, at))
            at = low.find(longest, end) if end >= 0 else -1
        if odd:
            found.update(
                at
                for at, text in enumerate(lines.texts)
                if len(text) <= self._longest and not text.isascii() and _RELOWERED.search(text)
            )
        return sorted(found)

    def equal_lines(self, lines: Sequence[str], some: Iterable[int]) -> set[int]:
        """
        Return the numbers of the lines that are this headline, as :meth:`equals` says.

        Args:
            lines: The contents of lines.
            some: The numbers of those that may be.
        """
        shortest, longest = len(self._core) // _MOST_LETTERS_IN_ONE, self._longest
        return {
            at for at in some if shortest < len(lines[at]) <= longest and self.equals(lines[at])
        }

    def glued_lines(
        self, lines: Sequence[str], some: Iterable[int]
    ) -> dict[int, list[tuple[int, int]]]:
        """
        Find this headline run together with paragraphs, as :meth:`glued` does.

        Args:
            lines: The contents of lines.
            some: The numbers of those that may hold it.

        Returns:
            The numbers of the lines that hold it so, with its places.
        """
        near = self._glued.near(lines, some) if self.is_long and some else ()
        return {at: found for at in near if (found := self.glued(lines[at]))}

    def _may_be_in(self, line: str) -> bool:
        """Tell whether a line can hold the headline at all, quickly."""
        low = line.lower()
        if self._holds_runs(low):
            return True
        if low.isascii() or len(line) > self._longest:
            return False
        other = _lowered(line, bare=self._shouted)
        return other != low and self._holds_runs(other)

    def _holds_runs(self, low: str) -> bool:
        if self._is_spaceless:
            low = "".join(low.split())
        for run in self._runs:  # noqa: SIM110 (a generator costs more than what it yields)
            if run not in low:
                return False
        return True

    def equals(self, line: str) -> bool:
        """
        Tell whether a line is this headline: in other case, quotes, dashes or spaces, twice
        in a row, with the outlet's name or with a kicker.

        Args:
            line: A line's content.
        """
        if not 0 < len(line) <= self._longest or not self._may_be_in(line):
            return False
        if not self._key or self._key not in _without_accents(_spelling(line))[0]:
            return False
        return any(map(self._is_spelt, self._outlet.variants(line)))

    @cached_property
    def _key(self) -> str:
        return _without_accents(_spelling(self._core))[0]

    @cached_property
    def _spellings(self) -> set[tuple[str, ...]]:
        once = {_spelling(self._title), _spelling(self._core)}
        return once | {(it[0] * 2, *it[1:] * 2) for it in once if len(it[0]) > MID_STORY_WORDS}

    def _is_spelt(self, part: str) -> bool:
        if part.endswith(_STOPS) and not (self.is_long or self._core.endswith(_STOPS)):
            return False  # it may be a short sentence
        spelling = _spelling(part)
        if self._shouted or part.isupper():
            return _without_accents(spelling) in map(_without_accents, self._spellings)
        return spelling in self._spellings

    def resembles(self, line: str) -> bool:
        """
        Tell whether a line is this headline cut off or misspelt, or this one is cut off.

        Such a line may mean something else, so it counts for the headline in the head only.

        Args:
            line: A line's content.

        >>> Headline("Storm closes harbour of Norrick").resembles("Strom closes harbour of Norrick")
        True
        """
        if not 0 < len(line) <= self._longest or line.startswith(_BULLETS):
            return False
        if line.endswith((":", "：")) or (is_sentence(line) and not line.endswith(ELLIPSES)):
            return False
        low = _lowered(line, bare=self._shouted)
        if 2 * sum(run in low for run in self._first_runs) < len(self._first_runs):
            return False
        return any(
            _is_beginning(part, self._core)
            or (_is_beginning(self._core, part) and word_count(part) <= _MOST_WORDS)
            or _is_misspelt(part, self._core)
            for part in self._outlet.variants(line)
        )

    def glued(self, line: str) -> list[tuple[int, int]]:
        """
        Find this headline run together with the paragraph that it stands before or behind.

        Args:
            line: A line's content.

        Returns:
            Start and end of the headline in the line, at most one.
        """
        if not self.is_long or not self._glued.is_long or not self._may_be_in(line):
            return []
        return self._glued.places(line)

    @cached_property
    def _glued(self) -> GluedHeadline:
        return GluedHeadline(self._core)


def _is_beginning(cut: str, whole: str) -> bool:
    """Tell whether a headline that ends in an ellipsis is the beginning of another."""
    if not cut.rstrip().endswith(ELLIPSES) or word_count(cut) < MID_STORY_WORDS:
        return False
    (key, *figures), (other, *others) = _spelling(cut), _spelling(whole)
    fewest = _FEWEST_LETTERS // (2 if re.search(_DENSE, key) else 1)
    return len(key) >= fewest and other.startswith(key) and others[: len(figures)] == figures


def _is_misspelt(text: str, title: str) -> bool:
    """Tell whether a text is a headline but for a few slips."""
    words, others = (one_i(fold(html.unescape(it))).split() for it in (text, title))
    letters = len("".join(words))
    most = min(_MOST_SLIPS, letters // _LETTERS_A_SLIP)
    if len(words) != len(others) or letters < _FEWEST_LETTERS:
        return False
    wrong = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    same = _spelling(text)[1:] == _spelling(title)[1:]
    return same and 0 < len(wrong) <= most and all(_is_slip(*pair) for pair in wrong)


def _is_slip(word: str, other: str) -> bool:
    """
    Tell whether a long word is another with one slip between its first and its last letter.

    >>> _is_slip("habrour", "harbour"), _is_slip("backs", "lacks"), _is_slip("depends", "defends")
    (True, False, False)
    """
    short, long = sorted((word, other), key=len)
    if _FIXED.search(f"{word} {other}") or word[0] != other[0] or word[-1] != other[-1]:
        return False
    if len(short) < len(long):
        without_one = (long[:at] + long[at + 1 :] for at in range(1, len(long) - 1))
        return len(short) >= _LOST and short in without_one
    wrong = [at for at, pair in enumerate(zip(word, other, strict=True)) if pair[0] != pair[1]]
    if len(wrong) == 1:
        return len(short) >= _OTHER
    swapped = len(wrong) == 2 and wrong[1] - wrong[0] == 1 and sorted(short) == sorted(long)
    return swapped and len(short) >= _SWAPPED


def is_headline_like(text: str) -> bool:
    """
    Tell whether a line could be a headline: some words, no sentence, no label, no list item.

    Args:
        text: A line's content.
    """
    return (
        _FEWEST_WORDS <= word_count(text) <= _MOST_WORDS
        and not text.endswith(_NO_HEADLINE_END)
        and not text.startswith(_BULLETS)
        and 2 * sum(char.isdigit() for char in text) < len(text)
        and not is_sentence(text)
    )
