"""
rensa in full-set mode: sketches and candidates in batches, candidates checked by their sketches.

Its faster "rho" mode samples 15 token positions of a long text and names no partners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from shingling import shingled

PACKAGE = "rensa"
THRESHOLD = 0.7


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Shingle, sketch, index, ask, check; rayon takes the threads from the environment."""
    from rensa import RMinHash, RMinHashLSH

    def linked() -> Iterable[Iterable[int]]:
        shingles = [shingled(text) for text in texts]
        sketches = RMinHash.from_token_sets(shingles, num_perm=128, seed=42)
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=16)
        index.insert_many(sketches)
        for at, found in enumerate(index.query_all(sketches)):
            for other in found:
                if other > at and sketches[at].jaccard(sketches[other]) >= THRESHOLD:
                    yield at, other

    return linked
