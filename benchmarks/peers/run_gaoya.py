"""
gaoya: an index of 16 bands of 8, filled and asked in bulk over native threads.

Its query leaves out what has an estimated Jaccard similarity below the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

PACKAGE = "gaoya"


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Index word 5-grams; rayon takes the number of threads from the environment."""
    from gaoya.minhash import MinHashStringIndex

    def linked() -> Iterable[Iterable[int]]:
        index = MinHashStringIndex(
            hash_size=32,
            jaccard_threshold=0.7,
            num_bands=16,
            band_size=8,
            analyzer="word",
            lowercase=True,
            ngram_range=(5, 5),
            id_container="smallvec",
        )
        index.par_bulk_insert_docs(list(range(len(texts))), texts)
        for at, found in enumerate(index.par_bulk_query(texts)):
            yield at, *found

    return linked
