"""
Stop words: the short words that hold sentences together, and stay when a text is reworded.

Those of all languages are one set: a text is not asked for its language, and a word that means
something in another language does no harm, since candidates are verified.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.fold import tokens
from cleannews.signatures.shingles import token_hash

__all__ = ["STOP_GRAM", "stop_table", "stop_words"]

STOP_GRAM = 8
"""Stop words in an n-gram of them: Stamatatos, Plagiarism detection using stopword n-grams (2011)."""

_PLACES = 4096


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return the stop words of each language, folded."""
    import tomllib

    table = tomllib.loads(Path(__file__).with_name("stopwords.toml").read_text("utf-8"))
    return {language: frozenset(tokens(words)) for language, words in table.items()}


@cache
def stop_table() -> NDArray[np.uint64]:
    """Return the hashes of all stop words, each at its place modulo 4096 or behind it; else 0."""
    table = np.zeros(_PLACES, np.uint64)
    for word in sorted(set().union(*stop_words().values())):
        value = token_hash(word)
        place = value % _PLACES
        while table[place]:
            place = (place + 1) % _PLACES
        table[place] = value
    return table
