"""The fourth stage: articles grouped by their signatures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cleannews.files import written_whole
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.detailkernel import details_of
from cleannews.grouping.sources import Cuts
from cleannews.io.jsonlines import dump_line, read_lines
from cleannews.pipeline.columnfiles import mapped_columns, mapped_places
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rowtexts import RowTexts
from cleannews.pipeline.tables import GROUPS, group_row
from cleannews.pipeline.workfolder import CLEANED, IDS, Counts
from cleannews.settings import DedupeSettings
from cleannews.signatures.kernel import must_compile

__all__ = ["group"]


def group(work: Path, settings: DedupeSettings, articles: int, progress: Progress) -> Counts:
    """
    Group the articles by their signatures.

    Args:
        work: The work folder.
        settings: What counts as a duplicate and which copy is kept.
        articles: How many articles there are.
        progress: Told of every article.
    """
    ids: list[str] = []
    repeated: dict[int, Cuts] = {}
    for at, (id, ranges) in enumerate(progress.over(read_lines(work / IDS), articles)):
        ids.append(id)
        if ranges:
            repeated[at] = ranges
    if must_compile(details_of):
        progress.note("compiling the kernels of grouping, once for this machine")
    origins, batch = mapped_columns(work)
    with (work / CLEANED).open("rb") as cleaned:
        texts = RowTexts(cleaned, mapped_places(work).starts(), repeated)
        result = group_signed(batch, texts, ids, origins, settings)
    with written_whole(work / GROUPS) as file:
        for found in result.groups:
            file.write(dump_line(group_row(found)))
    relations = Counter(member.relation for found in result.groups for member in found.members[1:])
    return {
        "groups": len(result.groups),
        "grouped": sum(len(found.members) for found in result.groups),
        "relations": dict(sorted(relations.items())),
        "kept": len(result.kept),
        "dropped": len(result.dropped),
    }
