"""The fourth stage: articles grouped by their signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cleannews.files import written_whole
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.detailkernel import details_of
from cleannews.grouping.sources import Cuts
from cleannews.io.jsonlines import dump_line, read_lines
from cleannews.pipeline.columnfiles import mapped_columns, mapped_places
from cleannews.pipeline.index_stage import Seen, seen_in
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rowtexts import RowTexts
from cleannews.pipeline.storedgroups import with_stored
from cleannews.pipeline.tables import GROUPS, group_row
from cleannews.pipeline.workfolder import CLEANED, IDS, MATCHED, Counts
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch
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
        seen = seen_in(work) if (work / MATCHED).exists() else []
        if seen:
            batch = _undecided(batch, seen)
        groups = group_signed(batch, texts, ids, origins, settings).groups
    stored: set[str] = set()
    if seen:
        groups, stored = with_stored(groups, ids, seen)
    with written_whole(work / GROUPS) as file:
        for found in groups:
            file.write(dump_line(group_row(found, stored=found.id in stored)))
    relations = Counter(member.relation for found in groups for member in found.members[1:])
    dropped = sum(not member.kept for found in groups for member in found.members)
    return {
        "groups": len(groups),
        "grouped": sum(len(found.members) - (found.id in stored) for found in groups),
        "relations": dict(sorted(relations.items())),
        "kept": len(ids) - dropped,
        "dropped": dropped,
        **_of_index(seen, stored),
    }


def _of_index(seen: Sequence[Seen], stored: Collection[str]) -> Counts:
    """Count what the index says of the articles."""
    if not seen:
        return {}
    gone = sum(it.match is not None and it.match.duplicate and not it.known for it in seen)
    known = sum(it.known for it in seen)
    counts = {"known": known, "duplicates": gone, "groups": len(stored), "new": len(seen) - known}
    return {"index": counts}


def _undecided(batch: SignatureBatch, seen: Sequence[Seen]) -> SignatureBatch:
    """Return the signatures of articles, where those say nothing that the index decides alone."""
    rest = np.array([not it.decided for it in seen])
    return replace(
        batch,
        keys=np.where(rest[:, None], batch.keys, np.uint64(0)),
        sizes=np.where(rest, batch.sizes, 0),
    )
