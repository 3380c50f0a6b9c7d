"""Shingles for the libraries that leave making them to their user."""

from __future__ import annotations

import re

__all__ = ["shingled"]

_WORDS = re.compile(r"\w+")


def shingled(text: str) -> list[str]:
    """
    Return the word 5-grams of a text, or all its words if they are fewer.

    >>> shingled("One two three four five six.")
    ['one two three four five', 'two three four five six']
    """
    words = _WORDS.findall(text.lower())
    if len(words) < 5:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[at:] for at in range(5)), strict=False)))
