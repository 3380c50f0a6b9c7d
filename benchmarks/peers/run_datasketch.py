"""datasketch: sketches from its batch path, an index of 16 bands of 8, candidates checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PACKAGE = "datasketch"
THRESHOLD = 0.7
_WORDS = re.compile(r"\w+")


def shingled(text: str) -> list[bytes]:
    """Return the word 5-grams of a text, or all its words if they are fewer."""
    words = _WORDS.findall(text.lower())
    if len(words) < 5:
        return [" ".join(words).encode()]
    grams = map(" ".join, zip(*(words[at:] for at in range(5)), strict=False))
    return [gram.encode() for gram in grams]


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Shingle, sketch, index, ask, check; the library has one thread."""
    from datasketch import MinHash, MinHashLSH

    def linked() -> Iterable[Iterable[int]]:
        sketches = list(MinHash.generator(map(shingled, texts), num_perm=128, seed=1))
        index = MinHashLSH(num_perm=128, params=(16, 8))
        for at, sketch in enumerate(sketches):
            index.insert(at, sketch, check_duplication=False)
        for at, sketch in enumerate(sketches):
            found: Any = index.query(sketch)
            for other in found:
                if other > at and sketch.jaccard(sketches[other]) >= THRESHOLD:
                    yield at, other

    return linked
