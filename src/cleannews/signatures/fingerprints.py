"""
Fingerprints of texts: what an index keeps of each, and what it asks of a new one.

Of the word 5-grams and n-grams of stop words of a stored text those are kept that are the least of some
window of them, the more the shorter the text is: about 40 and 16 of an article of 650 words. Of a
new text many more are looked up, all of a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded, starts_of
from cleannews.signatures.stopwords import stop_table
from cleannews.signatures.winnowkernel import fingerprints_of

__all__ = ["Fingerprint", "fingerprints"]

_KEPT, _ASKED = 1, 2


class Fingerprint(NamedTuple):
    """
    What is computed of one text.

    Args:
        key: Two 64-bit numbers, equal for texts that are equal after folding; zeros for a text
            without words.
        size: Word 5-grams of the text, equal ones too.
        hashes: uint32: the different hashes of its word 5-grams and n-grams of stop words.
        asked: uint32: those of them that are looked up.
        kept: uint32: those of them that an index keeps.
    """

    key: tuple[int, int]
    size: int
    hashes: NDArray[np.uint32]
    asked: NDArray[np.uint32]
    kept: NDArray[np.uint32]


def fingerprints(texts: Sequence[str]) -> list[Fingerprint]:
    """
    Compute the fingerprints of texts in this thread.

    Args:
        texts: Some texts.
    """
    keys, counts, sizes, hashes, flags = fingerprints_of(
        *encoded(texts), fold_arrays(), stop_table()
    )
    starts = starts_of(sizes).tolist()
    found = []
    for (first, second), count, begin, end in zip(
        keys.tolist(), counts.tolist(), starts, starts[1:], strict=False
    ):
        of_text, wanted = hashes[begin:end], flags[begin:end]
        asked, kept = of_text[wanted >= _ASKED], of_text[(wanted & _KEPT) > 0]
        found.append(Fingerprint((first, second), count, of_text, asked, kept))
    return found
