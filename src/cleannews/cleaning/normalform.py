"""
The normal form of a line, in which phrases are looked for: composed, with plain quotes and spaces.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from unicodedata import is_normalized, normalize

from cleannews.signatures.fold import fold_table

__all__ = [
    "MARK",
    "MARK_WORD",
    "SPACELESS",
    "SPACELESS_LETTER",
    "normal_form",
    "normal_form_with_places",
]

MARK, MARK_WORD = "©", "copyright"
"""A sign that counts as a word."""

SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Letters of scripts that are written without spaces, as the inside of a character class."""

SPACELESS_LETTER = re.compile(f"[{SPACELESS}]")
"""A letter of such a script."""

_WIDTHLESS = "\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad"
_JAMO = "\u1161-\u1175\u11a8-\u11c2"
"""Vowels and last consonants of Korean, which are composed with what stands before them."""

_PLAIN = {
    **dict.fromkeys("‘’‚‛′´ʼ＇", "'"),
    **dict.fromkeys("“”„‟″＂「」『』", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys(_WIDTHLESS, ""),
    MARK: f" {MARK_WORD} ",
    "：": ":",
    "｜": "|",
    "…": "...",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
}

_RESIZED = re.compile(
    f"[{''.join(odd for odd, plain in _PLAIN.items() if len(plain) != 1)}]|^\\s|\\s\\s|\\s$"
)
"""What has another length in the normal form of a line that is composed."""


def normal_form(line: str) -> str:
    """
    Return a line as phrases see it: composed, with plain quotes, dashes and spaces; the case stays.

    Args:
        line: A line's content.

    >>> normal_form("“Don’t”  miss…")
    '"Don\\'t" miss...'
    """
    if not line.isascii():
        for odd, plain in _PLAIN.items():  # faster than str.translate: few lines hold more than two
            if odd in line:
                line = line.replace(odd, plain)
        line = normalize("NFC", line)
    return " ".join(line.split())


def normal_form_with_places(line: str) -> tuple[str, list[int]]:
    """
    Return a line in normal form, and for each of its characters where it comes from.

    Args:
        line: A line's content.

    Returns:
        The normal form; for each character the offset in ``line`` of what it was made of, and
        behind them all the length of ``line``.
    """
    if is_normalized("NFC", line) and not _RESIZED.search(line):
        return normal_form(line), list(range(len(line) + 1))
    out: list[str] = []
    places: list[int] = []
    for cluster in _clusters().finditer(line):
        form, start = cluster[0], cluster.start()
        if cluster["run"]:
            out += form
            places += range(start, cluster.end())
            continue
        for char in form if form.isascii() else _composed(form):
            blank = char.isspace()
            if not (blank and (not out or out[-1] == " ")):
                out.append(" " if blank else char)
                places.append(start)
    if out and out[-1] == " ":
        out.pop()
        places.pop()
    return "".join(out), [*places, len(line)]


@cache
def _clusters() -> re.Pattern[str]:
    """Find characters that stay as they are, or one with all that it may be composed with."""
    marks = fold_table().combining.pattern(below=sys.maxunicode + 1) + _JAMO + _WIDTHLESS
    return re.compile(
        rf"(?P<run>[!-~]+(?![{marks}]))|[\0-\x7f\u3000-\u9fff](?![{marks}])|.[{marks}]*", re.DOTALL
    )


@lru_cache(maxsize=1024)
def _composed(cluster: str) -> str:
    """Return the normal form of a character with its marks, white space around it included."""
    return normal_form(f"-{cluster}-")[1:-1]
