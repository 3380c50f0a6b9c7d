"""cleannews as it comes: copies, and texts cut from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

PACKAGE = "cleannews"


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Group by the library's defaults."""
    from cleannews import dedupe

    def grouped() -> Iterable[Iterable[int]]:
        for group in dedupe(texts).groups:
            yield (int(member.id) for member in group.members)

    return grouped
