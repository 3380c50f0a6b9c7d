"""
Slow, obvious twins of what the library does fast.

They are written to be believed: no numpy, no tables of ours, one step after the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

MASK = (1 << 64) - 1

SPACELESS = (
    "THAI",
    "LAO",
    "MYANMAR",
    "KHMER",
    "TAI LE",
    "NEW TAI LUE",
    "TAI THAM",
    "BALINESE",
    "JAVANESE",
    "HIRAGANA",
    "KATAKANA",
    "BOPOMOFO",
    "CJK",
    "YI SYLLABLE",
)


def folded(text: str) -> str:
    """Fold by the running Python's Unicode database: NFKD and case folding to a fixed point."""
    text = "".join(char for char in text if not ignored(char))
    while True:
        again = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        again = "".join(char for char in again if not ignored(char))
        if again == text:
            return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in text)
        text = again


def ignored(char: str) -> bool:
    """Tell whether a character leaves no trace."""
    code = ord(char)
    return (
        unicodedata.category(char) == "Cf"
        or code in {0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5}
        or 0x180B <= code <= 0x180F
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    )


def spaceless(char: str) -> bool:
    """Tell by its name whether a character is a letter of a script written without spaces."""
    name = unicodedata.name(char, "")
    return unicodedata.category(char)[0] == "L" and name.startswith(SPACELESS)


def tokens(text: str) -> list[str]:
    """Cut a text into words, and into character 3-grams where the script has no spaces."""
    found: list[str] = []
    for word in folded(text).split():
        run: list[str] = []  # letters of a spaceless script, each with its marks
        plain = ""
        for char in word:
            if spaceless(char):
                if plain:
                    found.append(plain)
                    plain = ""
                run.append(char)
            elif run and unicodedata.category(char)[0] == "M":
                run[-1] += char
            else:
                found += grams(run)
                run = []
                plain += char
        found += grams(run)
        if plain:
            found.append(plain)
    return found


def grams(run: Sequence[str]) -> list[str]:
    """Return the overlapping 3-grams of a run; a shorter run is one token."""
    if not run:
        return []
    if len(run) < 3:
        return ["".join(run)]
    return ["".join(run[at : at + 3]) for at in range(len(run) - 2)]


def token_hash(token: str) -> int:
    """64-bit FNV-1a over code points."""
    value = 0xCBF29CE484222325
    for char in token:
        value = ((value ^ ord(char)) * 0x100000001B3) & MASK
    return value


def mixed(value: int) -> int:
    """Finish a hash by MurmurHash3's 64-bit finalizer."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value ^= value >> 33
        value = (value * factor) & MASK
    return value ^ (value >> 33)


def shingle_hashes(text: str) -> set[int]:
    """Hash every word 5-gram of a text."""
    hashes = [token_hash(token) for token in tokens(text)]
    found = set()
    for at in range(len(hashes) - 4):
        value = 0
        for hashed in hashes[at : at + 5]:
            value = (value * 0x9E3779B97F4A7C15 + hashed) & MASK
        found.add(mixed(value))
    return found


def text_key(text: str) -> list[int]:
    """Return the two numbers that texts share when they are equal after folding."""
    hashes = [token_hash(token) for token in tokens(text)]
    halves = []
    for step in (0x9E3779B97F4A7C15, 0xD1342543DE82EF95):
        value = len(hashes)
        for hashed in hashes:
            value = (value * step + hashed) & MASK
        halves.append(mixed(value) if hashes else 0)
    return halves


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the word 5-grams of a text themselves."""
    words = tokens(text)
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def jaccard(a: Iterable[object], b: Iterable[object]) -> float:
    """Return shared elements ÷ elements in either set; 0 for two empty sets."""
    first, second = set(a), set(b)
    return len(first & second) / len(first | second) if first | second else 0.0


def share_held(part: Iterable[object], whole: Iterable[object]) -> float:
    """Return the share of a set's elements that stand in another; 0 for an empty set."""
    first, second = set(part), set(whole)
    return len(first & second) / len(first) if first else 0.0


def band_probability(jaccard_: float, bands: int, rows: int) -> float:
    """Return the chance that at least one band of a pair agrees."""
    missed = 1.0
    for _ in range(bands):
        missed *= 1 - jaccard_**rows
    return 1 - missed
