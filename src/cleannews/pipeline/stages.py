"""
The stages of a run: read and extract, clean and sign, group, write.

Each reads what the stages before it left in the work folder, writes files that are whole or
absent, and returns what it counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from cleannews.dates import instant, parse_published
from cleannews.errors import ReadError
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.result import Group, Member
from cleannews.io.files import written_whole
from cleannews.io.inputs import InputFile, Inputs
from cleannews.io.jsonlines import dump_line, parse, read_lines
from cleannews.pipeline.progress import Progress
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
from cleannews.pipeline.tasks import Row, clean_lines, read_file, read_files
from cleannews.pipeline.texttree import TextTree
from cleannews.pipeline.workers import Fault, Workers
from cleannews.settings import CleanSettings, DedupeSettings
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.kernel import must_compile

__all__ = ["Counts", "clean_and_sign", "group", "read", "write"]

Counts = dict[str, Any]
"""What a stage counted, as plain values."""

_RAW, _UNREAD = "raw.jsonl", "unread.jsonl"
_CLEANED, _SIGNATURES = "cleaned.jsonl", "signatures.npz"
_PAGES, _ARTICLES = 32, 256
"""Pages and articles in a worker's chunk."""

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
    with written_whole(work / _RAW) as raw, written_whole(work / _UNREAD) as errors:
        for fault in inputs.faults:
            errors.write(dump_line(error_row(fault)))
        found = _read_all(inputs.files, workers, site_from_dir=site_from_dir)
        for outcomes in progress.over(found, len(inputs.files)):
            for outcome in outcomes:
                if isinstance(outcome, ReadError):
                    errors.write(dump_line(error_row(outcome)))
                    continue
                renamed += _make_id_unique(outcome, seen)
                articles += 1
                raw.write(dump_line(outcome))
    skipped = dict(sorted(inputs.skipped.items()))
    return {"articles": articles, "skipped": skipped, "renamed_ids": renamed}


def _read_all(
    files: Sequence[InputFile], workers: Workers, *, site_from_dir: bool
) -> Iterator[Iterable[Row | ReadError]]:
    """Yield what each file holds: pages by the workers, everything else here, row by row."""
    reader = partial(read_files, site_from_dir=site_from_dir)
    for is_page, some in groupby(files, key=lambda file: file.format == "html"):
        if not is_page:
            yield from (read_file(file, site_from_dir=site_from_dir) for file in some)
            continue
        for file, outcomes in workers.map(reader, batched(some, _PAGES)):
            if isinstance(outcomes, Fault):
                yield [ReadError(outcomes.reason, str(file.path), None, outcomes.message)]
            else:
                yield outcomes


def _make_id_unique(row: Row, seen: set[str]) -> bool:
    """Give an article whose id was seen before an id of its own; tell whether it was."""
    id = first = row["id"]
    where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
    while id in seen:
        id = f"{id}@{where}"
    seen.add(id)
    row["id"] = id
    return bool(id != first)


def clean_and_sign(
    work: Path, settings: CleanSettings, articles: int, workers: Workers, progress: Progress
) -> Counts:
    """
    Clean the articles and sign what is left.

    Args:
        work: The work folder.
        settings: How texts are cleaned.
        articles: How many were read.
        workers: Clean the articles.
        progress: Told of every article.
    """
    spans: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    characters = kept = 0

    def texts(
        raw: BinaryIO, cleaned: BinaryIO, removed: BinaryIO, errors: BinaryIO
    ) -> Iterator[str]:
        nonlocal characters, kept
        cleaner = partial(clean_lines, settings=settings)
        found = workers.map(cleaner, batched(raw, _ARTICLES))
        for line, done in progress.over(found, articles):
            if isinstance(done, Fault):
                row = parse(line)
                error = ReadError(done.reason, row["path"], row["line"], done.message)
                errors.write(dump_line(error_row(error)))
                continue
            cleaned.write(done.line)
            removed.write(done.removed)
            characters += done.characters
            kept += 1
            spans.update(done.spans)
            lost.update(done.lost)
            yield done.text

    if must_compile():
        progress.note("compiling the signature kernel, once for this machine")
    with ExitStack() as stack:
        outputs = [
            stack.enter_context(written_whole(work / name)) for name in (_CLEANED, REMOVED, ERRORS)
        ]
        outputs[2].write((work / _UNREAD).read_bytes())
        raw = stack.enter_context((work / _RAW).open("rb"))
        sign(texts(raw, *outputs)).save(work / _SIGNATURES)
    rejected = Counter(row["error"] for row in read_lines(work / ERRORS))
    return {
        "articles": kept,
        "rejected": dict(sorted(rejected.items())),
        "characters": characters,
        "removed": {
            category: {"spans": spans[category], "characters": lost[category]}
            for category in sorted(spans)
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
    ids, instants = [], []
    for row in progress.over(read_lines(work / _CLEANED), articles):
        ids.append(row["id"])
        instants.append(instant(parse_published(row["published"])))
    result = group_signed(SignatureBatch.load(work / _SIGNATURES), ids, instants, settings)
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


def write(
    work: Path, settings: DedupeSettings, articles: int, progress: Progress, *, texts: bool
) -> Counts:
    """
    Write the table of articles, and their texts if asked.

    Args:
        work: The work folder.
        settings: Tells which relations are dropped.
        articles: How many articles there are.
        progress: Told of every article.
        texts: Write the kept articles' cleaned texts as files, too.
    """
    members = {
        member.id: (found, member)
        for found in map(_group_of, read_lines(work / GROUPS))
        for member in found.members
    }
    written = 0
    tree = TextTree(work / TEXTS) if texts else None
    with written_whole(work / ARTICLES) as file:
        for row in progress.over(read_lines(work / _CLEANED), articles):
            found, member = members.get(row["id"], (None, None))
            kept = member is None or member.relation not in settings.drop
            extra = row.pop("extra")
            file.write(dump_line({**row, **membership(found, member, kept=kept), "extra": extra}))
            if tree is not None and kept:
                tree.write(row["path"], row["line"], row["text"])
                written += 1
    return {"texts": written} if texts else {}


def _group_of(row: dict[str, Any]) -> Group:
    members = (
        Member(item["id"], item["relation"], item["jaccard"], item["containment"])
        for item in row["members"]
    )
    return Group(row["group"], tuple(members))
