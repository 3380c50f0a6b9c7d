"""The third stage: articles cleaned, and what is left of their texts signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText
from cleannews.errors import ReadError
from cleannews.files import written_whole
from cleannews.grouping.origins import Origin, OriginColumns, Origins
from cleannews.grouping.sources import without
from cleannews.io.blocks import Block, blocks_of
from cleannews.io.jsonlines import dump_line, parse, read_lines
from cleannews.pipeline.parts import taken, write_part
from cleannews.pipeline.places import Places
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tables import (
    ERRORS,
    REMOVED,
    article_of,
    error_row,
    removed_row,
    split_row,
)
from cleannews.pipeline.workers import Fault, Workers
from cleannews.pipeline.workfolder import CLEANED, IDS, PLACES, RAW, SIGNATURES, UNREAD, Counts
from cleannews.settings import CleanSettings
from cleannews.signatures.batch import BatchBuilder
from cleannews.signatures.kernel import must_compile
from cleannews.signatures.signing import SignedTexts, sign_chunk

__all__ = ["clean_and_sign"]


class _Part(NamedTuple):
    """
    What was cleaned of some articles.

    Args:
        cleaned: The articles with their cleaned texts: a part of the stage's file.
        removed: Their removed spans, likewise.
        ids: Their ids, each with what of its cleaned text its site repeats, as lines.
        places: Where the articles stand among these.
        origins: Where they are from.
        signed: What is computed of their cleaned texts.
        characters: Characters of the raw texts.
        spans: Removed spans by category.
        lost: Removed characters by category.
    """

    cleaned: Path
    removed: Path
    ids: bytes
    places: Places
    origins: Origins
    signed: SignedTexts
    characters: int
    spans: Counter[str]
    lost: Counter[str]


class _Done(NamedTuple):
    """One article as it was found, as it is compared, and with what went."""

    row: dict[str, object]
    article: Article
    cleaned: CleanedText
    compared: str


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
    spans: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    characters = 0
    places, origins, builder = [Places.none()], [OriginColumns().origins()], BatchBuilder()
    if must_compile():
        progress.note("compiling the kernels, once for this machine")
    with ExitStack() as stack:
        cleaned, removed, errors, ids = (
            stack.enter_context(written_whole(work / name))
            for name in (CLEANED, REMOVED, ERRORS, IDS)
        )
        errors.write((work / UNREAD).read_bytes())
        cleaner = partial(_clean_part, work=work, settings=settings, memory=memory)
        parts = workers.map(cleaner, blocks_of(work / RAW))
        for block, part in progress.over(parts, articles, _items):
            if isinstance(part, Fault):
                errors.write(_error_line(block, part))
                continue
            cleaned.write(taken(part.cleaned))
            removed.write(taken(part.removed))
            ids.write(part.ids)
            places.append(part.places)
            origins.append(part.origins)
            builder.add(part.signed)
            characters += part.characters
            spans += part.spans
            lost += part.lost
        builder.batch().save(work / SIGNATURES)
        _save(work / PLACES, Places.of(places), origins)
    rejected = Counter(row["error"] for row in read_lines(work / ERRORS))
    return {
        "articles": sum(len(part.sizes) for part in places),
        "rejected": dict(sorted(rejected.items())),
        "characters": characters,
        "removed": {
            category: {"spans": spans[category], "characters": lost[category]}
            for category in sorted(spans)
        },
    }


def _items(done: tuple[Block, _Part | Fault]) -> int:
    return 1 if isinstance(done[1], Fault) else len(done[1].places.sizes)


def _error_line(block: Block, fault: Fault) -> bytes:
    """Return the error of an article that could not be cleaned."""
    row = parse(block.lines()[0])
    return dump_line(error_row(ReadError(fault.reason, row["path"], row["line"], fault.message)))


def _save(path: Path, places: Places, origins: Iterable[Origins]) -> None:
    columns = Origins(*map(np.concatenate, zip(*origins, strict=True)))
    np.savez(path, **places._asdict(), **columns._asdict())


def _clean_part(block: Block, *, work: Path, settings: CleanSettings, memory: Path | None) -> _Part:
    """Clean some articles."""
    cleaner = _cleaner(settings, memory)
    rows = list(map(parse, block.lines()))
    articles = list(map(article_of, rows))
    done = list(map(_done, rows, articles, cleaner.clean_all(articles)))
    heads, tails = zip(
        *(split_row({**it.row, "text": it.cleaned.text}) for it in done), strict=True
    )
    origins, spans, lost = OriginColumns(), Counter[str](), Counter[str]()
    for it in done:
        origins.add(Origin.of(it.article))
        for span in it.cleaned.removed:
            spans[span.category] += 1
            lost[span.category] += span.end - span.start
    return _Part(
        cleaned=write_part(work, (data for row in zip(heads, tails, strict=True) for data in row)),
        removed=write_part(
            work,
            (
                dump_line(removed_row(str(it.article.id), span))
                for it in done
                for span in it.cleaned.removed
            ),
        ),
        ids=b"".join(dump_line([it.article.id, it.cleaned.repeated_in_text]) for it in done),
        places=Places.of_lines(heads, tails),
        origins=origins.origins(),
        signed=sign_chunk([it.compared for it in done]),
        characters=sum(len(it.article.text) for it in done),
        spans=spans,
        lost=lost,
    )


@lru_cache(maxsize=1)
def _cleaner(settings: CleanSettings, memory: Path | None) -> Cleaner:
    return Cleaner.of(settings, None if memory is None else SiteMemory.load(memory))


def _done(row: dict[str, object], article: Article, cleaned: CleanedText) -> _Done:
    no_article = SHELL in article.flags
    compared = "" if no_article else without(cleaned.text, cleaned.repeated_in_text)
    return _Done(row, article, cleaned, compared)
