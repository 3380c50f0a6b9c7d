"""
The stages of a run: read and extract, learn, clean and sign, group, write.

Each reads what the stages before it left in the work folder, writes files that are whole or
absent, and returns what it counted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import ReadError
from cleannews.files import written_whole
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.detailkernel import details_of
from cleannews.grouping.origins import OriginColumns, Origins
from cleannews.grouping.result import Group, Member
from cleannews.grouping.sources import Cuts
from cleannews.io.inputs import InputFile, Inputs
from cleannews.io.jsonlines import dump_line, parse, read_lines
from cleannews.io.records import Line, split_lines
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rowtexts import RowTexts
from cleannews.pipeline.tables import (
    ARTICLES,
    ERRORS,
    GROUPS,
    REMOVED,
    TEXTS,
    error_row,
    group_row,
    membership,
)
from cleannews.pipeline.tasks import Item, ReadLine, clean_lines, learn_lines, read_items
from cleannews.pipeline.texttree import TextTree
from cleannews.pipeline.workers import Fault, Workers
from cleannews.settings import CleanSettings, DedupeSettings
from cleannews.signatures.batch import BatchBuilder, SignatureBatch
from cleannews.signatures.kernel import must_compile
from cleannews.signatures.signing import unpack

__all__ = ["MEMORY", "UNREAD", "Counts", "clean_and_sign", "group", "learn", "read", "write"]

Counts = dict[str, Any]
"""What a stage counted, as plain values."""

_RAW, UNREAD = "raw.jsonl", "unread.jsonl"
_CLEANED, _PLACES = "cleaned.jsonl", "places.npz"
_IDS, _SIGNATURES = "ids.jsonl", "signatures.npz"
MEMORY = "memory.npz"
"""The file of the memory that a run learns."""

_FILES, _ARTICLES = 8, 256
"""Files and articles in a worker's chunk."""

_PAGES = 4096
"""Pages that are put into a memory at once."""

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """
    Cut items into lists.

    Args:
        items: Any iterable.
        size: Items in a list; the last may have fewer.
    """
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def read(
    work: Path, inputs: Inputs, workers: Workers, progress: Progress, *, site_from_dir: bool
) -> Counts:
    """
    Read and extract the articles of all files.

    Args:
        work: The work folder.
        inputs: The files.
        workers: Extract the pages.
        progress: Told of every file.
        site_from_dir: Take the first folder of a file's name as the outlet.
    """
    seen: set[str] = set()
    articles = renamed = 0
    in_lines = any(file.format == "jsonl" for file in inputs.files)
    with written_whole(work / _RAW) as raw, written_whole(work / UNREAD) as errors:
        for fault in inputs.faults:
            errors.write(dump_line(error_row(fault)))
        found = _read_all(inputs.files, workers, site_from_dir=site_from_dir)
        for outcomes in progress.over(found, None if in_lines else len(inputs.files)):
            for outcome in outcomes:
                if isinstance(outcome, ReadError):
                    errors.write(dump_line(error_row(outcome)))
                    continue
                line = outcome.line
                if outcome.id in seen:
                    line = _with_new_id(line, seen)
                    renamed += 1
                else:
                    seen.add(outcome.id)
                articles += 1
                raw.write(line)
    skipped = dict(sorted(inputs.skipped.items()))
    return {"articles": articles, "skipped": skipped, "renamed_ids": renamed}


def _read_all(
    files: Sequence[InputFile], workers: Workers, *, site_from_dir: bool
) -> Iterator[Iterable[ReadLine | ReadError]]:
    """Yield what each file, or each line of a file of lines, holds."""
    reader = partial(read_items, site_from_dir=site_from_dir)
    for item, outcomes in workers.map(reader, _chunks_to_read(files)):
        if not isinstance(outcomes, Fault):
            yield outcomes
        elif isinstance(item, Line):
            path = str(item.file.path)
            yield [ReadError(outcomes.reason, path, item.number, outcomes.message)]
        elif isinstance(item, InputFile):
            yield [ReadError(outcomes.reason, str(item.path), None, outcomes.message)]


def _chunks_to_read(files: Sequence[InputFile]) -> Iterator[Sequence[Item]]:
    for in_lines, some in groupby(files, key=lambda file: file.format == "jsonl"):
        if in_lines:
            yield from batched((line for file in some for line in split_lines(file)), _ARTICLES)
        else:
            yield from batched(some, _FILES)


def _with_new_id(line: bytes, seen: set[str]) -> bytes:
    """Return an article whose id was seen before with an id of its own."""
    row = parse(line)
    where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
    while row["id"] in seen:
        row["id"] = f"{row['id']}@{where}"
    seen.add(row["id"])
    return dump_line(row)


def learn(
    work: Path, memory: Path | None, articles: int, workers: Workers, progress: Progress
) -> Counts:
    """
    Learn what the sites of the articles repeat in different stories.

    Args:
        work: The work folder.
        memory: The file of a memory to begin with.
        articles: How many were read.
        workers: Find the passages of the articles.
        progress: Told of every article.
    """
    learned = SiteMemory() if memory is None else SiteMemory.load(memory)
    if must_compile():
        progress.note("compiling the kernels, once for this machine")
    with (work / _RAW).open("rb") as raw:
        found = workers.map(learn_lines, batched(raw, _ARTICLES))
        pages = (page for _, page in progress.over(found, articles) if not isinstance(page, Fault))
        for some in batched(pages, _PAGES):
            learned.update_packed(some)
    learned.save(work / MEMORY)
    return {"learned": learned.counts()}


def clean_and_sign(
    work: Path,
    settings: CleanSettings,
    articles: int,
    workers: Workers,
    progress: Progress,
    *,
    memory: Path | None = None,
) -> Counts:
    """
    Clean the articles and sign what is left.

    Args:
        work: The work folder.
        settings: How texts are cleaned.
        articles: How many were read.
        workers: Clean the articles.
        progress: Told of every article.
        memory: The file of a memory of sites.
    """
    counted: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    heads, columns = array("q"), OriginColumns()
    characters = 0
    if must_compile():
        progress.note("compiling the kernels, once for this machine")
    with ExitStack() as stack:
        cleaned, removed, errors, ids = (
            stack.enter_context(written_whole(work / name))
            for name in (_CLEANED, REMOVED, ERRORS, _IDS)
        )
        errors.write((work / UNREAD).read_bytes())
        builder = BatchBuilder()
        found = workers.map(
            partial(clean_lines, settings=settings, memory=memory),
            batched(stack.enter_context((work / _RAW).open("rb")), _ARTICLES),
        )
        for some in batched(progress.over(found, articles), _ARTICLES):
            signed = []
            for line, done in some:
                if isinstance(done, Fault):
                    row = parse(line)
                    error = ReadError(done.reason, row["path"], row["line"], done.message)
                    errors.write(dump_line(error_row(error)))
                    continue
                cleaned.write(done.head + done.tail)
                removed.write(done.removed)
                ids.write(dump_line([done.id, done.repeated]))
                heads.append(len(done.head))
                columns.add(done.origin)
                signed.append(done.signed)
                characters += done.characters
                for category, spans, size in done.lost:
                    counted[category] += spans
                    lost[category] += size
            builder.add(unpack(signed))
        builder.batch().save(work / _SIGNATURES)
        np.savez(work / _PLACES, heads=np.array(heads), **columns.origins()._asdict())
    rejected = Counter(row["error"] for row in read_lines(work / ERRORS))
    return {
        "articles": len(heads),
        "rejected": dict(sorted(rejected.items())),
        "characters": characters,
        "removed": {
            category: {"spans": counted[category], "characters": lost[category]}
            for category in sorted(counted)
        },
    }


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
    for at, (id, ranges) in enumerate(progress.over(read_lines(work / _IDS), articles)):
        ids.append(id)
        if ranges:
            repeated[at] = ranges
    if must_compile(details_of):
        progress.note("compiling the kernels of grouping, once for this machine")
    batch = SignatureBatch.load(work / _SIGNATURES)
    with np.load(work / _PLACES) as places, (work / _CLEANED).open("rb") as cleaned:
        origins = Origins(*(places[name] for name in Origins._fields))
        result = group_signed(batch, RowTexts(cleaned, repeated), ids, origins, settings)
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


def write(work: Path, articles: int, progress: Progress, *, texts: bool) -> Counts:
    """
    Write the table of articles, and their texts if asked.

    Args:
        work: The work folder.
        articles: How many articles there are.
        progress: Told of every article.
        texts: Write the kept articles' cleaned texts as files, too.
    """
    members = {
        member.id: (found, member)
        for found in map(_group_of, read_lines(work / GROUPS))
        for member in found.members
    }
    alone = membership(None, None)
    written = 0
    tree = TextTree(work / TEXTS) if texts else None
    with np.load(work / _PLACES) as places:
        heads = places["heads"].tolist()
    with written_whole(work / ARTICLES) as file, (work / _CLEANED).open("rb") as cleaned:
        rows = zip(read_lines(work / _IDS), heads, cleaned, strict=True)
        for (id, _), head, line in progress.over(rows, articles):
            kept, columns = True, alone
            if id in members:
                found, member = members[id]
                kept = member.kept
                columns = membership(found, member)
            file.write(line[:head] + columns + line[head:])
            if tree is not None and kept:
                row = parse(line)
                tree.write(row["path"], row["line"], row["text"])
                written += 1
    return {"texts": written} if texts else {}


def _group_of(row: dict[str, Any]) -> Group:
    members = (
        Member(it["id"], it["relation"], it["jaccard"], it["containment"], it["kept"])
        for it in row["members"]
    )
    return Group(row["group"], tuple(members))
