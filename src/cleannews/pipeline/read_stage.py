"""
The first stage: files to lines of JSON, an article each.

Pages are extracted, and what can be told of an article by itself is added: its agency and flags.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from cleannews.article import Article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.shells import flags_of_all
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract
from cleannews.io.blocks import Block
from cleannews.io.inputs import InputFile, Inputs
from cleannews.io.jsonlines import dump_line, parse
from cleannews.io.records import Html, Record, cut_lines, read_block, read_records
from cleannews.pipeline.ledger import Ledger
from cleannews.pipeline.limits import each_timed
from cleannews.pipeline.parts import taken, write_part
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rejections import Rejections
from cleannews.pipeline.tables import article_row
from cleannews.pipeline.workers import Fault, Workers
from cleannews.pipeline.workfolder import RAW, UNREAD, Counts

__all__ = ["read"]

_FEWEST, _MOST, _BYTES = 8, 256, 1 << 18
"""Files that are read at a time: few pages, which take long to extract, or many small texts."""

_TEXT = "Rain fell on the hills for all of the day. " * 8
_PAGE = f"<article><h1>Rain</h1><p>{_TEXT}</p></article>"
"""A page to extract before the first one that counts."""

_WITHOUT_PAGES = frozenset({"json", "jsonl", "text"})
"""Formats for which nothing is loaded that extracts."""

Found = tuple[InputFile, Record | ReadError]
"""A record, or why there is none, with the file that it is from."""


@dataclass(frozen=True, slots=True)
class _Files:
    """Files of which each is read as a whole."""

    files: tuple[InputFile, ...]

    def apart(self) -> list[_Files]:
        return [_Files((file,)) for file in self.files]

    def found(self) -> Iterator[Found]:
        return ((file, record) for file in self.files for record in read_records(file))

    def lost(self, fault: Fault) -> ReadError:
        return ReadError(fault.reason, str(self.files[0].path), None, fault.message)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a file."""

    file: InputFile
    block: Block

    def apart(self) -> list[_Lines]:
        return [_Lines(self.file, line) for line in self.block.apart()]

    def found(self) -> Iterator[Found]:
        return ((self.file, record) for record in read_block(self.file, self.block))

    def lost(self, fault: Fault) -> ReadError:
        return ReadError(fault.reason, str(self.file.path), self.block.number, fault.message)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """The rest of a file of lines, or all of it, that cannot be read."""

    file: InputFile
    error: ReadError

    def apart(self) -> list[_Unreadable]:
        return [self]

    def found(self) -> Iterator[Found]:
        return iter([(self.file, self.error)])

    def lost(self, fault: Fault) -> ReadError:  # noqa: ARG002 (there is nothing to lose)
        return self.error


_ToRead = _Files | _Lines | _Unreadable


class _Part(NamedTuple):
    """
    What was read of some files or lines.

    Args:
        ids: The ids of the articles.
        articles: The articles, a line of JSON each: a part of the stage's file.
        errors: What could not be read.
        items: How many files or lines there were.
    """

    ids: list[str]
    articles: Path | None
    errors: list[ReadError]
    items: int


def read(
    work: Path,
    inputs: Inputs,
    workers: Workers,
    progress: Progress,
    *,
    parts: Path,
    site_from_dir: bool,
    strict: bool = False,
) -> Counts:
    """
    Read and extract the articles of all files.

    Args:
        work: The work folder.
        inputs: The files.
        workers: Extract the pages.
        progress: Told of every file, or of every line.
        parts: The folder of parts.
        site_from_dir: Take the first folder of a file's name as the outlet.
        strict: End with the first input that is rejected.

    Raises:
        RejectedError: It is strict, and an input is rejected.
    """
    seen: set[str] = set()
    articles = renamed = 0
    in_lines = any(file.format == "jsonl" for file in inputs.files)
    with Ledger(work, "read", (RAW, UNREAD), lambda: [articles, renamed]) as ledger:
        rejections = Rejections(ledger[UNREAD], strict=strict)
        if ledger.found is not None:
            articles, renamed = ledger.found
            ledger[RAW].seek(0)
            seen.update(parse(line)["id"] for line in ledger[RAW])
        else:
            for fault in inputs.faults:
                rejections.add(fault)
        reader = partial(_read_part, parts=parts, site_from_dir=site_from_dir)
        chunks = ledger.rest(_chunks(inputs.files))
        pages = any(file.format not in _WITHOUT_PAGES for file in inputs.files)
        ready = partial(_ready, pages=pages)
        done = map(_outcome, workers.map(reader, chunks, ready, ledger.between))
        total = None if in_lines or ledger.found is not None else len(inputs.files)
        for part in progress.over(done, total, lambda it: it.items):
            for error in part.errors:
                rejections.add(error)
            if part.articles is not None:
                lines, changed = _with_own_ids(taken(part.articles), part.ids, seen)
                ledger[RAW].write(lines)
                articles += len(part.ids)
                renamed += changed
    skipped = dict(sorted(inputs.skipped.items()))
    return {"articles": articles, "skipped": skipped, "renamed_ids": renamed}


def _chunks(files: Iterable[InputFile]) -> Iterator[_ToRead]:
    """Yield what is read at a time."""
    for in_lines, some in groupby(files, key=lambda file: file.format == "jsonl"):
        if not in_lines:
            yield from map(_Files, _together(some))
            continue
        for file in some:
            for it in cut_lines(file):
                yield _Unreadable(file, it) if isinstance(it, ReadError) else _Lines(file, it)


def _together(files: Iterable[InputFile]) -> Iterator[tuple[InputFile, ...]]:
    some: list[InputFile] = []
    size = 0
    for file in files:
        some.append(file)
        size += _size(file)
        if len(some) == _MOST or (len(some) >= _FEWEST and size >= _BYTES):
            yield tuple(some)
            some, size = [], 0
    if some:
        yield tuple(some)


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:  # whoever reads it will say so
        return 0


def _outcome(done: tuple[_ToRead, _Part | Fault]) -> _Part:
    chunk, part = done
    return _Part([], None, [chunk.lost(part)], 1) if isinstance(part, Fault) else part


def _with_own_ids(data: bytes, ids: Sequence[str], seen: set[str]) -> tuple[bytes, int]:
    """
    Give articles whose ids were seen before ids of their own.

    Args:
        data: The articles as lines.
        ids: Their ids.
        seen: The ids of articles before; those of these are added.

    Returns:
        The lines, and how many ids were changed.
    """
    fresh = set(ids)
    if len(fresh) == len(ids) and seen.isdisjoint(fresh):
        seen |= fresh
        return data, 0
    renamed = 0
    lines = data.split(b"\n")
    for at, id in enumerate(ids):
        if id in seen:
            row = parse(lines[at])
            where = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
            while row["id"] in seen:
                row["id"] = f"{row['id']}@{where}"
            seen.add(row["id"])
            lines[at] = dump_line(row)[:-1]
            renamed += 1
        seen.add(id)
    return b"\n".join(lines), renamed


@cache
def _ready(*, pages: bool) -> None:
    """Load what reading needs, in time that is not an article's."""
    article = extract(_PAGE) if pages else Article(_TEXT)
    flags_of_all([(article.text, article.title, article.url)])
    agency_of(article)


def _read_part(chunk: _ToRead, *, parts: Path, site_from_dir: bool) -> _Part:
    """Read some files or lines."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    read: list[tuple[int, Record, Article]] = []
    errors: list[tuple[int, ReadError]] = []
    for at, (file, record) in enumerate(each_timed(chunk.found())):
        if isinstance(record, ReadError):
            errors.append((at, record))
            continue
        try:
            article = _article(record, file.folder if site_from_dir else None)
            read.append((at, record, article))
        except ReadError as error:
            errors.append((at, error))
    flags = flags_of_all([(it.text, it.title, it.url) for _, _, it in read])
    ids: list[str] = []
    lines: list[bytes] = []
    for (at, record, article), more in zip(read, flags, strict=True):
        row = _row(record, article, more)
        try:
            lines.append(dump_line(row))
            ids.append(row["id"])
        except ValueError as error:
            errors.append((at, ReadError("invalid-json", record.path, record.line, str(error))))
    in_order = [error for _, error in sorted(errors, key=itemgetter(0))]
    items = len(chunk.files) if isinstance(chunk, _Files) else len(ids) + len(errors)
    return _Part(ids, write_part(parts, lines) if lines else None, in_order, items)


def _article(record: Record, outlet: str | None) -> Article:
    """Return a record's article, of an outlet if one is given; raise ReadError if it has none."""
    article = record.content
    if isinstance(article, Html):
        try:
            article = extract(article.data)
        except ExtractionError as error:
            raise ReadError(error.reason, record.path, record.line, error.message) from None
    return replace(article, site=outlet) if outlet else article


def _row(record: Record, article: Article, flags: frozenset[str]) -> dict[str, Any]:
    """Return an article as plain values, with what is told of it."""
    return {
        **article_row(article, record.path, record.line),
        "id": record.name if article.id is None else article.id,
        "agency": agency_of(article),
        "flags": sorted(article.flags | flags),
    }
