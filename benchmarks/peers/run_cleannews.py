"""cleannews: copies only, as the other libraries look for them, or as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleannews import Deduplication

PACKAGE = "cleannews"


def prepared(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Group copies; texts cut from others are not looked for."""
    from cleannews import dedupe

    return lambda: positions(dedupe(texts, containment=None))


def prepared_with_cuts(
    texts: list[str], _threads: int, _folder: Path
) -> Callable[[], Iterable[Iterable[int]]]:
    """Group by the library's defaults: copies, and texts cut from others."""
    from cleannews import dedupe

    return lambda: positions(dedupe(texts))


def positions(result: Deduplication) -> Iterable[Iterable[int]]:
    """Return the groups as positions, which are what texts have for ids."""
    return [[int(member.id) for member in group.members] for group in result.groups]
