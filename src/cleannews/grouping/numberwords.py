"""
Numbers that are written out, and days and months that have no capital: details, as others are.

Those of all languages are one set: a text is not asked for its language.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.fold import fold, tokens
from cleannews.signatures.shingles import token_hash

__all__ = ["NumberTable", "date_words", "number_table", "number_words"]

_PLACES = 2048


class NumberTable(NamedTuple):
    """
    The words as hashes, each at its place modulo 2048 or behind it; else 0.

    Args:
        words: uint64, shape (2048,): the hashes of the words.
        values: uint64, shape (2048,): those of the digits that they stand for; of a day or month,
            of the word.
    """

    words: NDArray[np.uint64]
    values: NDArray[np.uint64]


@cache
def number_words() -> dict[str, str]:
    """Return the digits that each word stands for; the words folded."""
    found = _tables()["numbers"]
    return {word: digits for digits, words in found.items() for word in tokens(words)}


@cache
def date_words() -> frozenset[str]:
    """Return the names of days and months, folded."""
    return frozenset(word for words in _tables()["dates"].values() for word in tokens(words))


def _tables() -> dict[str, dict[str, str]]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("numberwords.toml").read_text("utf-8"))


@cache
def number_table() -> NumberTable:
    """Return the table for the compiled code, made at the first call."""
    words, values = np.zeros(_PLACES, np.uint64), np.zeros(_PLACES, np.uint64)
    means = {**{word: word for word in date_words()}, **number_words()}
    for word, meant in sorted(means.items()):
        value = token_hash(word)
        place = value % _PLACES
        while words[place]:
            place = (place + 1) % _PLACES
        words[place], values[place] = value, token_hash(fold(meant))
    return NumberTable(words, values)
