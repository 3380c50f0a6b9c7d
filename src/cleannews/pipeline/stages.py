"""
The stages of a run: read and extract, clean and sign, group, write.

Each reads what the stages before it left in the work folder, writes files that are whole or
absent, and returns what it counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.dates import instant, parse_published
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.result import Group, Member
from cleannews.io.files import written_whole
from cleannews.io.inputs import InputFile, Inputs
from cleannews.io.jsonlines import dump_line, read_lines
from cleannews.io.records import Html, Record, read_records
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tables import (
    ARTICLES,
    ERRORS,
    GROUPS,
    REMOVED,
    TEXTS,
    article_of,
    article_row,
    error_row,
    group_row,
    membership,
    removed_row,
)
from cleannews.pipeline.texttree import TextTree
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.kernel import must_compile

__all__ = ["Counts", "clean_and_sign", "group", "read", "write"]

Counts = dict[str, Any]
"""What a stage counted, as plain values."""

_RAW, _CLEANED, _SIGNATURES = "raw.jsonl", "cleaned.jsonl", "signatures.npz"


def read(work: Path, inputs: Inputs, progress: Progress, *, site_from_dir: bool) -> Counts:
    """
    Read and extract the articles of all files.

    Args:
        work: The work folder.
        inputs: The files.
        progress: Told of every file.
        site_from_dir: Take the first folder of a file's name as the outlet.
    """
    rejected: Counter[str] = Counter()
    seen: set[str] = set()
    articles = renamed = 0
    with written_whole(work / _RAW) as raw, written_whole(work / ERRORS) as errors:

        def reject(error: ReadError) -> None:
            rejected[error.reason] += 1
            errors.write(dump_line(error_row(error)))

        for fault in inputs.faults:
            reject(fault)
        for file in progress.over(inputs.files):
            for record in read_records(file):
                if isinstance(record, ReadError):
                    reject(record)
                    continue
                try:
                    article = _article(record, file, site_from_dir=site_from_dir)
                    named = _with_own_id(article, record, seen)
                    raw.write(dump_line(article_row(named, record.path, record.line)))
                except ReadError as error:
                    reject(error)
                except ValueError as error:
                    reject(ReadError("invalid-json", record.path, record.line, str(error)))
                else:
                    renamed += named.id != article.id
                    articles += 1
    return {
        "articles": articles,
        "rejected": dict(sorted(rejected.items())),
        "skipped": dict(sorted(inputs.skipped.items())),
        "renamed_ids": renamed,
    }


def _article(found: Record, file: InputFile, *, site_from_dir: bool) -> Article:
    """Return a record's article with an id, or raise what keeps it from being read."""
    article = found.content
    if isinstance(article, Html):
        try:
            article = extract(article.data)
        except ExtractionError as error:
            raise ReadError(error.reason, found.path, found.line, error.message) from None
    if article.id is None:
        article = replace(article, id=found.name)
    if site_from_dir and file.folder:
        article = replace(article, site=file.folder)
    return article


def _with_own_id(article: Article, record: Record, seen: set[str]) -> Article:
    """Give an article whose id was seen before an id of its own."""
    id = str(article.id)
    where = record.path if record.line is None else f"{record.path}:{record.line}"
    while id in seen:
        id = f"{id}@{where}"
    seen.add(id)
    return article if id == article.id else replace(article, id=id)


def clean_and_sign(work: Path, cleaner: Cleaner, articles: int, progress: Progress) -> Counts:
    """
    Clean the articles and sign what is left.

    Args:
        work: The work folder.
        cleaner: Cleans the articles.
        articles: How many there are.
        progress: Told of every article.
    """
    removed: dict[str, Counter[str]] = {"spans": Counter(), "characters": Counter()}
    characters = 0

    def texts(cleaned: Any, spans: Any) -> Iterator[str]:
        nonlocal characters
        for row in progress.over(read_lines(work / _RAW), articles):
            done = cleaner.clean(article_of(row))
            characters += len(done.original)
            for span in done.removed:
                removed["spans"][span.category] += 1
                removed["characters"][span.category] += len(span.text)
                spans.write(dump_line(removed_row(row["id"], span)))
            cleaned.write(dump_line({**row, "text": done.text}))
            yield done.text

    if must_compile():
        progress.note("compiling the signature kernel, once for this machine")
    with ExitStack() as stack:
        cleaned = stack.enter_context(written_whole(work / _CLEANED))
        spans = stack.enter_context(written_whole(work / REMOVED))
        sign(texts(cleaned, spans)).save(work / _SIGNATURES)
    return {
        "characters": characters,
        "removed": {
            category: {kind: counter[category] for kind, counter in removed.items()}
            for category in sorted(removed["spans"])
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
