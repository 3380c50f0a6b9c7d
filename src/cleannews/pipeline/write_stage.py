"""The last stage: the tables in the run's format, and the kept articles' texts if asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from cleannews.grouping.result import Group, Member
from cleannews.io.jsonlines import parse, read_lines
from cleannews.pipeline.places import Places
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tablefiles import TableFormat, written_table
from cleannews.pipeline.tables import GROUPS, TABLES, TEXTS, membership
from cleannews.pipeline.texttree import TextTree
from cleannews.pipeline.workfolder import CLEANED, IDS, PLACES, Counts

__all__ = ["Became", "Finished", "finished_articles", "write"]

_ARTICLES = 256
"""Articles that are written at once."""

_BYTES = 1 << 20
"""Bytes of another table that are written at once."""


class Became(NamedTuple):
    """
    What became of an article.

    Args:
        columns: The columns that say so, as they stand in a line of JSON.
        kept: Whether it is kept.
    """

    columns: bytes
    kept: bool


class Finished(NamedTuple):
    """
    Some articles, one behind the other.

    Args:
        lines: They, in lines of JSON.
        places: Where they stand in these.
        became: What became of each.
    """

    lines: bytes
    places: Places
    became: Sequence[Became]

    def joined(self, *, only_kept: bool = False) -> bytes:
        """
        Return the lines with the columns that say what became of the articles.

        Args:
            only_kept: Leave out the articles that are dropped.
        """
        view = memoryview(self.lines)
        starts = self.places.starts().tolist()
        ranges = zip(starts, self.places.cuts().tolist(), starts[1:], strict=False)
        pieces: list[bytes | memoryview] = []
        for (start, cut, end), (columns, kept) in zip(ranges, self.became, strict=True):
            if kept or not only_kept:
                pieces += view[start:cut], columns, view[cut:end]
        return b"".join(pieces)

    def rows(self, *, only_kept: bool = False) -> Iterator[dict[str, Any]]:
        """
        Yield the articles as plain values.

        Args:
            only_kept: Leave out the articles that are dropped.
        """
        return map(parse, self.joined(only_kept=only_kept).split(b"\n")[:-1])


def write(
    work: Path,
    articles: int,
    progress: Progress,
    format: TableFormat,
    *,
    texts: bool = False,
    only_kept: bool = False,
) -> Counts:
    """
    Write the tables, and the kept articles' texts if asked.

    Args:
        work: The work folder; it holds the other tables as lines of JSON.
        articles: How many articles there are.
        progress: Told of every article.
        format: How the tables are written.
        texts: Write the kept articles' cleaned texts as files, too.
        only_kept: Leave the dropped articles out of the table of articles.
    """
    written = 0
    tree = TextTree(work / TEXTS)
    parts = finished_articles(work)
    with written_table(work, "articles", format) as sink:
        for part in progress.over(parts, articles, lambda it: len(it.became)):
            sink.write(part.joined(only_kept=only_kept))
            for row in part.rows(only_kept=True) if texts else ():
                tree.write(row["path"], row["line"], row["text"])
                written += 1
    for table in TABLES:
        if table != "articles" and format != TableFormat("jsonl"):
            _rewrite(work, table, format)
    return {"texts": written} if texts else {}


def finished_articles(work: Path) -> Iterator[Finished]:
    """
    Yield the articles of a run, some at a time, in the order of the inputs.

    Args:
        work: The work folder.
    """
    known = {
        member.id: Became(membership(found, member), member.kept)
        for found in map(_group_of, read_lines(work / GROUPS))
        for member in found.members
    }
    alone = Became(membership(None, None), kept=True)
    ids = (id for id, _ in read_lines(work / IDS))
    with (work / CLEANED).open("rb") as cleaned:
        for places in Places.read(work / PLACES).parts(_ARTICLES):
            lines = cleaned.read(int(places.sizes.sum()))
            became = [known.get(id, alone) for id in islice(ids, len(places.sizes))]
            yield Finished(lines, places, became)


def _rewrite(work: Path, table: str, format: TableFormat) -> None:
    """Write a table that stands in the work folder as lines of JSON in another format."""
    source = work / TableFormat("jsonl").file(table)
    with source.open("rb") as lines, written_table(work, table, format) as sink:
        while some := lines.readlines(_BYTES):
            sink.write(b"".join(some))


def _group_of(row: dict[str, Any]) -> Group:
    members = (
        Member(it["id"], it["relation"], it["jaccard"], it["containment"], it["kept"])
        for it in row["members"]
    )
    return Group(row["group"], tuple(members))
