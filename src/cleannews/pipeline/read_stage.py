"""
The first stage: files to lines of JSON, an article each.

Pages are extracted, and what can be told of an article by itself is added: its agency and flags.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cleannews.article import Article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.shells import flags_of_all
from cleannews.errors import ReadError
from cleannews.extraction import extract
from cleannews.io.blocks import Block
from cleannews.io.inputs import InputFile, Inputs
from cleannews.io.jsonlines import dump_line, parse
from cleannews.io.kinds import ARCHIVES
from cleannews.io.readers import Found, cut_lines, pieces_of, pieces_of_block
from cleannews.io.records import Origin, Piece, Record
from cleannews.pipeline.ledger import Ledger
from cleannews.pipeline.limits import each_timed
from cleannews.pipeline.parts import taken, write_part
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rejections import Rejections
from cleannews.pipeline.telling import told
from cleannews.pipeline.workers import Fault, Workers
from cleannews.pipeline.workfolder import RAW, UNREAD, Counts
from cleannews.settings import ReadSettings

__all__ = ["read"]

_FEWEST, _MOST, _BYTES, _MOST_BYTES = 8, 256, 1 << 18, 1 << 22
"""Files or records that are read at a time: few pages, which take long, or many small texts; fewer
where they are large."""

_TEXT = "Rain fell on the hills for all of the day. " * 8
_PAGE = f"<article><h1>Rain</h1><p>{_TEXT}</p></article>"
"""A page to extract before the first one that counts."""

_WITHOUT_PAGES = frozenset({"csv", "json", "jsonl", "parquet", "text"})
"""Formats for which nothing is loaded that extracts."""

_WHOLE = frozenset({"text", "html", "xml"})
"""Formats of files that hold one article."""

_SMALL, _SMALL_PACKED = 1 << 20, 1 << 16
"""Bytes of a file of many articles that is read in one go, and of one that unpacked may be more."""

_PACKED = ARCHIVES | {"parquet", "warc"}


@dataclass(frozen=True, slots=True)
class _Files:
    """Files of which each is read in one go."""

    files: tuple[InputFile, ...]

    def apart(self) -> list[_Files]:
        return [_Files((file,)) for file in self.files]

    def found(self, settings: ReadSettings) -> Iterator[Found]:
        return chain.from_iterable(pieces_of(file, settings) for file in self.files)

    def lost(self, fault: Fault) -> ReadError:
        return ReadError(fault.reason, self.files[0].label, None, fault.message)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a file."""

    file: InputFile
    block: Block

    def apart(self) -> list[_Lines]:
        return [_Lines(self.file, line) for line in self.block.apart()]

    def found(self, settings: ReadSettings) -> Iterator[Found]:  # noqa: ARG002 (as of files)
        return pieces_of_block(Origin.of(self.file), self.block)

    def lost(self, fault: Fault) -> ReadError:
        return ReadError(fault.reason, self.file.label, self.block.number, fault.message)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What was cut of a file before, or why it could not be cut."""

    pieces: tuple[Found, ...]

    def apart(self) -> list[_Pieces]:
        return [_Pieces((piece,)) for piece in self.pieces]

    def found(self, settings: ReadSettings) -> Iterator[Found]:  # noqa: ARG002 (as of files)
        return iter(self.pieces)

    def lost(self, fault: Fault) -> ReadError:
        piece = self.pieces[0]
        if isinstance(piece, Piece):
            return piece.origin.fault(fault.reason, fault.message, piece.line)
        message = f"{fault.message} at {piece}"
        return piece if isinstance(piece, ReadError) else ReadError(fault.reason, "", None, message)


_ToRead = _Files | _Lines | _Pieces


class _Part(NamedTuple):
    """
    What was read of some files or records.

    Args:
        ids: The ids of the articles.
        articles: The articles, a line of JSON each: a part of the stage's file.
        errors: What could not be read, each with the number of articles before it.
        passed: What was passed over, counted by what it is.
        items: How many files or records there were.
    """

    ids: list[str]
    articles: Path | None
    errors: list[tuple[int, ReadError]]
    passed: Counter[str]
    items: int


def read(
    work: Path,
    inputs: Inputs,
    settings: ReadSettings,
    workers: Workers,
    progress: Progress,
    *,
    parts: Path,
    strict: bool = False,
    lasting: bool = False,
) -> Counts:
    """
    Read and extract the articles of all files.

    Args:
        work: The work folder.
        inputs: The files.
        settings: What to read of them, and how.
        workers: Extract the pages.
        progress: Told of every file, or of every record.
        parts: The folder of parts.
        strict: End with the first input that is rejected.
        lasting: Call articles without an id by their address or their text, and not by the place where
            they were read, which may hold others another day.

    Raises:
        RejectedError: It is strict, and an input is rejected.
    """
    seen: set[str] = set()
    articles = renamed = 0
    passed = Counter(inputs.skipped)
    most = settings.limit
    with Ledger(work, "read", (RAW, UNREAD), lambda: [articles, renamed, passed]) as ledger:
        rejections = Rejections(ledger[UNREAD], strict=strict)
        if ledger.found is not None:
            articles, renamed, before = ledger.found
            passed = Counter(before)
            ledger[RAW].seek(0)
            seen.update(parse(line)["id"] for line in ledger[RAW])
        else:
            for fault in inputs.faults:
                rejections.add(fault)
        reader = partial(_read_part, parts=parts, settings=settings, lasting=lasting)
        chunks = ledger.rest(_chunks(inputs.files, settings))
        pages = any(file.kind.format not in _WITHOUT_PAGES for file in inputs.files)
        ready = partial(_ready, pages=pages)
        done = map(_outcome, workers.map(reader, chunks, ready, ledger.between))
        for whole in progress.over(done, _total(inputs, ledger), lambda it: it.items):
            part = whole if most is None else _cut_off(whole, most - articles)
            for _, error in part.errors:
                rejections.add(error)
            passed += part.passed
            if part.articles is not None:
                lines, changed = _with_own_ids(taken(part.articles), part.ids, seen)
                ledger[RAW].write(lines)
                articles += len(part.ids)
                renamed += changed
            if articles == most:
                break
    return {"articles": articles, "skipped": dict(sorted(passed.items())), "renamed_ids": renamed}


def _total(inputs: Inputs, ledger: Ledger) -> int | None:
    """Return how many items are to be read, where that is known before."""
    known = ledger.found is None and all(map(_in_one_go, inputs.files))
    return len(inputs.files) if known else None


def _chunks(files: Iterable[InputFile], settings: ReadSettings) -> Iterator[_ToRead]:
    """Yield what is read at a time."""
    together: list[InputFile] = []
    size = 0
    for file in files:
        if _in_one_go(file):
            together.append(file)
            size += _size(file)
            if _enough(len(together), size):
                yield _Files(tuple(together))
                together, size = [], 0
            continue
        if together:
            yield _Files(tuple(together))
            together, size = [], 0
        yield from _cut(file, settings)
    if together:
        yield _Files(tuple(together))


def _in_one_go(file: InputFile) -> bool:
    if file.kind.format in _WHOLE:
        return True
    packed = file.kind.packing is not None or file.kind.format in _PACKED
    return _size(file) <= (_SMALL_PACKED if packed else _SMALL)


def _enough(count: int, size: int) -> bool:
    few = _FEWEST if size < _MOST_BYTES else 1
    return count == _MOST or (count >= few and size >= _BYTES)


def _cut(file: InputFile, settings: ReadSettings) -> Iterator[_ToRead]:
    """Yield a large file of many articles, some at a time."""
    if file.kind.format == "jsonl":
        for it in cut_lines(file):
            yield _Pieces((it,)) if isinstance(it, ReadError) else _Lines(file, it)
        return
    some: list[Found] = []
    size = 0
    for piece in pieces_of(file, settings):
        some.append(piece)
        size += piece.size if isinstance(piece, Piece) else 0
        if _enough(len(some), size):
            yield _Pieces(tuple(some))
            some, size = [], 0
    if some:
        yield _Pieces(tuple(some))


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:  # whoever reads it will say so
        return 0


def _outcome(done: tuple[_ToRead, _Part | Fault]) -> _Part:
    chunk, part = done
    if isinstance(part, Fault):
        return _Part([], None, [(0, chunk.lost(part))], Counter(), 1)
    return part


def _cut_off(part: _Part, most: int) -> _Part:
    """Return a part with no more articles than wanted, and with no errors behind the last."""
    if len(part.ids) < most:
        return part
    errors = [(before, error) for before, error in part.errors if before < most]
    return part._replace(ids=part.ids[:most], errors=errors)


def _with_own_ids(data: bytes, ids: Sequence[str], seen: set[str]) -> tuple[bytes, int]:
    """
    Give articles whose ids were seen before ids of their own.

    Args:
        data: The articles as lines; there may be more than ids.
        ids: Their ids.
        seen: The ids of articles before; those of these are added.

    Returns:
        The lines, and how many ids were changed.
    """
    fresh = set(ids)
    lines = [*data.split(b"\n")[: len(ids)], b""]
    if len(fresh) == len(ids) and seen.isdisjoint(fresh):
        seen |= fresh
        return b"\n".join(lines), 0
    renamed = 0
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


def _read_part(chunk: _ToRead, *, parts: Path, settings: ReadSettings, lasting: bool) -> _Part:
    """Read some files or records."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    name = _lasting if lasting else _by_place
    rows, errors, passed = told(each_timed(chunk.found(settings)), settings, name)
    items = len(chunk.files) if isinstance(chunk, _Files) else len(rows) + len(errors)
    written = write_part(parts, map(dump_line, rows)) if rows else None
    return _Part([row["id"] for row in rows], written, errors, passed, items)


def _by_place(record: Record, _: Article) -> str:
    """Return the place where an article was read."""
    return record.name


def _lasting(_: Record, article: Article) -> str:
    """Return a name for an article that it has another day, too."""
    data = article.text.encode(errors="surrogatepass")
    return article.url or blake2b(data, digest_size=16).hexdigest()
