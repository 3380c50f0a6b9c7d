"""
Text to tokens, by a shipped table and not by the running Python's Unicode database.

The specification, which any implementation can reproduce from ``fold_table.txt``:

1. **Fold.** Each code point is replaced by its ``fold`` entry: compatibility decomposition
   (NFKD) and case folding to a fixed point, without characters that have no meaning of their
   own (Unicode format characters, variation selectors, fillers). Hangul syllables decompose by
   the arithmetic of the Unicode Standard, section 3.12. What then is of no class separates.
   Marks stay with their letter; runs of marks of a canonical combining class above 0 are
   sorted by it, stably, so the NFC and NFD forms of a text fold alike.
2. **Words.** A word is a longest run of code points of class ``w`` (letters, digits, marks).
3. **Spaceless scripts.** A longest run of letters of class ``s`` with the marks behind them
   (Chinese, Japanese, Thai ...) becomes its overlapping character 3-grams, a letter with its
   marks counting as one character; a run shorter than that is one token.

Source: Unicode Standard Annex 15 (normalization forms), Unicode Standard chapter 3.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["CHARACTERS", "SCHEME", "FoldTable", "fold", "fold_table", "tokens"]

SCHEME = "cleannews-1"
"""The name of fold table, tokens, shingle hash and signature together."""

CHARACTERS = 3
"""Characters in a token of a script that is written without spaces."""

_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_LEAD, _VOWEL, _TAIL = 0x1100, 0x1161, 0x11A7
_VOWELS, _TAILS = 21, 28
_FIRST_SPACELESS = "\u0e00"
"""No letter of a script that is written without spaces comes before this one."""

_FIRST_ASTRAL = 0x10000
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Code point ranges in ascending order, each with a value."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    value: tuple[str, ...]

    def get(self, code: int) -> str:
        """Return the value of the range that holds a code point, or ""."""
        at = bisect_right(self.first, code) - 1
        return self.value[at] if at >= 0 and code <= self.last[at] else ""

    def spans(self) -> Iterator[tuple[int, int, str]]:
        """Yield the first code point of each range, the one behind its last, and its value."""
        for first, last, value in self.rows():
            yield first, last + 1, value

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """Yield the first and the last code point of each range, and its value."""
        yield from zip(self.first, self.last, self.value, strict=True)

    def pattern(self, *, below: int) -> str:
        """Return the ranges below a code point as a character class."""
        spans = [(first, stop - 1) for first, stop, _ in self.spans() if first < below]
        return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in spans)


class _Translation(dict[int, str | int]):
    """
    A mapping for str.translate that works out what a code point becomes when it occurs.

    Args:
        folds: The foldings as the table writes them: code points in hexadecimal digits.
        classes: The classes of characters.
    """

    def __init__(self, folds: dict[int, str], classes: _Ranges) -> None:
        super().__init__()
        self._classes = classes
        self.folds = folds

    def __missing__(self, code: int) -> str | int:
        if code in self.folds:
            becomes = [int(digits, 16) for digits in self.folds[code].split()]
            self[code] = "".join(chr(it) if self._classes.get(it) else " " for it in becomes)
        elif _HANGUL_FIRST <= code <= _HANGUL_LAST:
            lead, rest = divmod(code - _HANGUL_FIRST, _VOWELS * _TAILS)
            vowel, tail = divmod(rest, _TAILS)
            jamo = chr(_LEAD + lead) + chr(_VOWEL + vowel)
            self[code] = jamo + chr(_TAIL + tail) if tail else jamo
        else:
            self[code] = code if self._classes.get(code) else " "
        return self[code]


@dataclass(frozen=True, slots=True)
class FoldTable:
    """
    The shipped table, ready for use.

    Args:
        unicode_version: The Unicode version it was made from.
        translation: Code point to its folding, separators to a space, for str.translate.
        classes: "s" for letters of spaceless scripts, "w" for other word characters.
        combining: The canonical combining class of each mark.
    """

    unicode_version: str
    translation: _Translation
    classes: _Ranges
    combining: _Ranges

    def foldings(self) -> Iterator[tuple[int, str]]:
        """Yield every code point that folding changes, and what it becomes."""
        for code in (*self.translation.folds, *range(_HANGUL_FIRST, _HANGUL_LAST + 1)):
            yield code, str(self.translation[code])


@cache
def fold_table() -> FoldTable:
    """Return the table, read from the package at the first call."""
    version = ""
    folds: dict[int, str] = {}
    rows: dict[str, list[tuple[int, int, str]]] = {"class": [], "mark": []}
    for line in Path(__file__).with_name("fold_table.txt").read_text("ascii").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "fold":
            code, _, becomes = rest.partition(" ")
            folds[int(code, 16)] = becomes
        elif kind in rows:
            first, last, value = rest.split()
            rows[kind].append((int(first, 16), int(last, 16), value))
        elif kind == "unicode":
            version = rest
    classes, combining = _ranges(rows["class"]), _ranges(rows["mark"])
    return FoldTable(
        unicode_version=version,
        translation=_Translation(folds, classes),
        classes=classes,
        combining=combining,
    )


@cache
def _marks(*, astral: bool) -> re.Pattern[str]:
    """Find marks in a row that may be sorted, those of the astral planes only if asked."""
    combining = fold_table().combining
    moving = _ranges([row for row in combining.rows() if row[2] != "0"])
    below = sys.maxunicode + 1 if astral else _FIRST_ASTRAL
    return re.compile(f"[{moving.pattern(below=below)}]{{2,}}")


def fold(text: str) -> str:
    """
    Fold a text: step 1 of the specification above.

    Args:
        text: Any str.

    Returns:
        The folded words; one or more spaces stand for whatever separates them.

    >>> fold("Ｃａｆｅ\\u0301-STRASSE") == fold("Café Straße")
    True
    """
    folded = text.translate(fold_table().translation)
    if folded.isascii():
        return folded
    return _marks(astral=bool(_ASTRAL.search(folded))).sub(_in_canonical_order, folded)


def tokens(text: str) -> list[str]:
    """
    Cut a text into tokens: steps 2 and 3 of the specification above.

    Args:
        text: Any str.

    >>> tokens("Port shut: 港は閉鎖")
    ['port', 'shut', '港は閉', 'は閉鎖']
    """
    found: list[str] = []
    for word in fold(text).split():
        if max(word) < _FIRST_SPACELESS:
            found.append(word)
        else:
            found += _pieces(word)
    return found


def _pieces(word: str) -> Iterator[str]:
    """Yield the runs of a word that are not spaceless, and the 3-grams of those that are."""
    table = fold_table()
    plain, run = list[str](), list[list[str]]()
    for char in word:
        if table.classes.get(ord(char)) == "s":
            if plain:
                yield "".join(plain)
            plain = []
            run.append([char])
        elif run and table.combining.get(ord(char)):
            run[-1].append(char)
        else:
            yield from _grams(run)
            plain.append(char)
            run = []
    yield from _grams(run)
    if plain:
        yield "".join(plain)


def _grams(run: list[list[str]]) -> Iterator[str]:
    letters = ["".join(letter) for letter in run]
    for at in range(max(1, len(letters) - CHARACTERS + 1) if letters else 0):
        yield "".join(letters[at : at + CHARACTERS])


def _in_canonical_order(run: re.Match[str]) -> str:
    combining = fold_table().combining
    return "".join(sorted(run.group(), key=lambda mark: int(combining.get(ord(mark)))))


def _ranges(rows: list[tuple[int, int, str]]) -> _Ranges:
    first, last, value = zip(*sorted(rows), strict=True)
    return _Ranges(first, last, value)
