"""The last stage: the table of articles, and their texts if asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from cleannews.files import written_whole
from cleannews.grouping.result import Group, Member
from cleannews.io.jsonlines import parse, read_lines
from cleannews.pipeline.places import Places
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tables import ARTICLES, GROUPS, TEXTS, membership
from cleannews.pipeline.texttree import TextTree
from cleannews.pipeline.workfolder import CLEANED, IDS, PLACES, Counts

__all__ = ["write"]

_ARTICLES = 256
"""Articles that are written at once."""

_Became = tuple[bytes, bool]
"""What became of an article: its columns, and whether it is kept."""


def write(work: Path, articles: int, progress: Progress, *, texts: bool) -> Counts:
    """
    Write the table of articles, and their texts if asked.

    Args:
        work: The work folder.
        articles: How many articles there are.
        progress: Told of every article.
        texts: Write the kept articles' cleaned texts as files, too.
    """
    known: dict[str, _Became] = {
        member.id: (membership(found, member), member.kept)
        for found in map(_group_of, read_lines(work / GROUPS))
        for member in found.members
    }
    alone: _Became = membership(None, None), True
    written = 0
    tree = TextTree(work / TEXTS) if texts else None
    ids = (id for id, _ in read_lines(work / IDS))
    with written_whole(work / ARTICLES) as file, (work / CLEANED).open("rb") as cleaned:
        parts = Places.read(work / PLACES).parts(_ARTICLES)
        for places in progress.over(parts, articles, lambda it: len(it.sizes)):
            lines = cleaned.read(int(places.sizes.sum()))
            became = [known.get(id, alone) for id in islice(ids, len(places.sizes))]
            file.write(_with_columns(lines, places, became))
            if tree is not None:
                for row in _kept(lines, places, became):
                    tree.write(row["path"], row["line"], row["text"])
                    written += 1
    return {"texts": written} if texts else {}


def _with_columns(lines: bytes, places: Places, became: Sequence[_Became]) -> bytes:
    """Return lines with the columns that say what became of the articles."""
    view, last = memoryview(lines), 0
    pieces: list[bytes | memoryview] = []
    for cut, (columns, _) in zip(places.cuts().tolist(), became, strict=True):
        pieces += view[last:cut], columns
        last = cut
    return b"".join([*pieces, view[last:]])


def _kept(lines: bytes, places: Places, became: Sequence[_Became]) -> Iterator[dict[str, Any]]:
    """Yield the articles that are kept."""
    starts = pairwise(places.starts().tolist())
    for (start, end), (_, kept) in zip(starts, became, strict=True):
        if kept:
            yield parse(lines[start:end])


def _group_of(row: dict[str, Any]) -> Group:
    members = (
        Member(it["id"], it["relation"], it["jaccard"], it["containment"], it["kept"])
        for it in row["members"]
    )
    return Group(row["group"], tuple(members))
