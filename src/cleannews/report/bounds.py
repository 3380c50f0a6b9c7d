"""
How much of a run its report shows, and what is drawn where not all of it fits.

What is drawn depends on the ids alone, so that two reports on one run are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

__all__ = ["Bounds", "draw"]

_DRAWS = 1 << 64


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    What a report shows at most.

    Args:
        groups: Groups; half of them the largest, the others drawn.
        members: Members of one group.
        texts: Bytes of articles' texts, about.
        one_text: Characters of one article's text.
        group_texts: Members of one group whose texts are there.
        rows: Rows of a table, such as that of rules or of pairs of outlets.
        errors: Inputs that were rejected.
        first: Cases in each of the lists to read first.
    """

    groups: int = 100_000
    members: int = 500
    texts: int = 24_000_000
    one_text: int = 50_000
    group_texts: int = 25
    rows: int = 1_000
    errors: int = 1_000
    first: int = 12


def draw(id: str) -> float:
    """
    Return an id's lot, a number from 0 up to 1: those of the lowest lots are drawn.

    Args:
        id: The id of an article or a group.
    """
    digest = blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8, person=b"report").digest()
    return int.from_bytes(digest) / _DRAWS
