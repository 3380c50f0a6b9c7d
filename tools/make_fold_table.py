"""
Write src/cleannews/signatures/fold_table.txt from this Python's Unicode database.

    python tools/make_fold_table.py

The table is shipped so that signatures do not depend on the Python that runs them. Making it
anew with a newer Unicode version may change signatures: raise SCHEME with it.
"""

from __future__ import annotations

import sys
import unicodedata
from itertools import groupby
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/cleannews/signatures/fold_table.txt"

SPACELESS_BLOCKS = (
    (0x0E00, 0x0E7F),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x1B00, 0x1B7F),  # Balinese
    (0x2E80, 0x2FDF),  # CJK and Kangxi radicals
    (0x3005, 0x3007),  # iteration mark, closing mark, zero
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3031, 0x303C),  # kana repeat marks
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3100, 0x312F),  # Bopomofo
    (0x31A0, 0x31BF),  # Bopomofo extended
    (0x31F0, 0x31FF),  # Katakana phonetic extensions
    (0x3400, 0x4DBF),  # CJK extension A
    (0x4E00, 0x9FFF),  # CJK
    (0xA000, 0xA4CF),  # Yi
    (0xA980, 0xA9DF),  # Javanese
    (0xA9E0, 0xA9FF),  # Myanmar extended B
    (0xAA60, 0xAA7F),  # Myanmar extended A
    (0xF900, 0xFAFF),  # CJK compatibility
    (0x1B000, 0x1B16F),  # Kana supplement and extensions
    (0x20000, 0x323AF),  # CJK extensions B to H
)
IGNORED = (
    0x034F,  # combining grapheme joiner
    0x115F,  # Hangul fillers
    0x1160,
    0x3164,
    0xFFA0,
    0x17B4,  # Khmer inherent vowels
    0x17B5,
    *range(0x180B, 0x1810),  # Mongolian variation selectors
    *range(0xFE00, 0xFE10),  # variation selectors
    *range(0xE0100, 0xE01F0),
)
HANGUL = range(0xAC00, 0xD7A4)  # decomposed by arithmetic, not by table


def is_ignored(code: int) -> bool:
    """Tell whether a code point leaves no trace in a folded text."""
    return code in IGNORED or unicodedata.category(chr(code)) == "Cf"


def folded(code: int) -> str:
    """Fold one code point: compatibility decomposition and case folding to a fixed point."""
    text = chr(code)
    while True:
        again = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        if again == text:
            return "".join(char for char in text if not is_ignored(ord(char)))
        text = again


def word_class(code: int) -> str:
    """Return "s" (a letter of a spaceless script), "w" (other word characters) or ""."""
    category = unicodedata.category(chr(code))
    if category[0] not in "LNM" or is_ignored(code):
        return ""
    spaceless = any(first <= code <= last for first, last in SPACELESS_BLOCKS)
    return "s" if spaceless and (category[0] == "L" or category == "Nl") else "w"


def ranges(kind: dict[int, str]) -> list[tuple[int, int, str]]:
    """Join neighbouring code points of one class to ranges."""
    found = []
    for _, run in groupby(enumerate(sorted(kind)), lambda item: (item[1] - item[0], kind[item[1]])):
        codes = [code for _, code in run]
        found.append((codes[0], codes[-1], kind[codes[0]]))
    return found


def lines() -> list[str]:
    """Return the table's lines."""
    every = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    assigned = [code for code in every if unicodedata.category(chr(code)) != "Cn"]
    out = [
        "# Made by tools/make_fold_table.py; do not edit.",
        f"unicode {unicodedata.unidata_version}",
        "# fold CODE [CODE ...]: what a code point becomes; none: it vanishes",
    ]
    for code in assigned:
        if code in HANGUL:
            continue
        result = "" if is_ignored(code) else folded(code)
        if result != chr(code):
            out.append(" ".join(["fold", f"{code:04X}", *(f"{ord(char):04X}" for char in result)]))
    out.append("# class FIRST LAST w|s: word characters; s are letters of spaceless scripts")
    classes = {code: kind for code in assigned if (kind := word_class(code))}
    out += [f"class {first:04X} {last:04X} {kind}" for first, last, kind in ranges(classes)]
    out.append("# mark FIRST LAST CCC: combining marks with their canonical combining class")
    marks = {
        code: str(unicodedata.combining(chr(code)))
        for code in assigned
        if unicodedata.category(chr(code))[0] == "M" and not is_ignored(code)
    }
    out += [f"mark {first:04X} {last:04X} {kind}" for first, last, kind in ranges(marks)]
    return out


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines()) + "\n", encoding="ascii")
    print(f"{TARGET.name}: {len(lines())} lines, Unicode {unicodedata.unidata_version}")
