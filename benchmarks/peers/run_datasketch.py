"""datasketch: sketches from its batch path, an index of 16 bands of 8, candidates checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from shingling import shingled

PACKAGE = "datasketch"
THRESHOLD = 0.7


def encoded(text: str) -> list[bytes]:
    """Return the shingles of a text as the library takes them."""
    return [shingle.encode() for shingle in shingled(text)]


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Shingle, sketch, index, ask, check; the library has one thread."""
    from datasketch import MinHash, MinHashLSH

    def linked() -> Iterable[Iterable[int]]:
        sketches = list(MinHash.generator(map(encoded, texts), num_perm=128, seed=1))
        index = MinHashLSH(num_perm=128, params=(16, 8))
        for at, sketch in enumerate(sketches):
            index.insert(at, sketch, check_duplication=False)
        for at, sketch in enumerate(sketches):
            found: Any = index.query(sketch)
            for other in found:
                if other > at and sketch.jaccard(sketches[other]) >= THRESHOLD:
                    yield at, other

    return linked
