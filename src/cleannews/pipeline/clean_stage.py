"""The third stage: articles cleaned, and what is left of their texts signed."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.shells import SHELL
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText
from cleannews.errors import ReadError
from cleannews.grouping.origins import Origin, OriginColumns
from cleannews.grouping.sources import without
from cleannews.io.blocks import Block, blocks_of
from cleannews.io.jsonlines import dump_line, parse, read_lines
from cleannews.pipeline.ledger import Ledger
from cleannews.pipeline.limits import each_timed
from cleannews.pipeline.parts import taken, write_part
from cleannews.pipeline.places import Places
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.rejections import Rejections
from cleannews.pipeline.tables import ERRORS, REMOVED, article_of, removed_row, split_row
from cleannews.pipeline.tally import Columns, Tally
from cleannews.pipeline.workers import Fault, Workers
from cleannews.pipeline.workfolder import CLEANED, IDS, RAW, UNREAD, Counts
from cleannews.settings import CleanSettings
from cleannews.signatures.kernel import must_compile
from cleannews.signatures.signing import sign_chunk

__all__ = ["clean_and_sign"]


_TEXT = "Rain fell on the hills for all of the day.\nMore news: Storm closes harbour"
"""A text to clean before the first one that counts."""


class _Part(NamedTuple):
    """
    What was cleaned of some articles.

    Args:
        cleaned: The articles with their cleaned texts: a part of the stage's file.
        removed: Their removed spans, likewise.
        ids: Their ids, each with what of its cleaned text its site repeats, as lines.
        columns: What is computed of them.
        characters: Characters of the raw texts.
        spans: Removed spans by category.
        lost: Removed characters by category.
    """

    cleaned: Path
    removed: Path
    ids: bytes
    columns: Columns
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
    parts: Path,
    memory: Path | None = None,
    strict: bool = False,
) -> Counts:
    """
    Clean the articles and sign what is left.

    Args:
        work: The work folder.
        settings: How texts are cleaned.
        articles: How many were read.
        workers: Clean the articles.
        progress: Told of every article.
        parts: The folder of parts.
        memory: The file of a memory of sites.
        strict: End with the first article that is rejected.

    Raises:
        RejectedError: It is strict, and an article is rejected.
    """
    if must_compile():
        progress.note("compiling the kernels, once for this machine")
    tally = Tally(work)
    with Ledger(work, "clean-and-sign", (CLEANED, REMOVED, ERRORS, IDS), tally.noted) as ledger:
        if ledger.found is not None:
            tally.restore(ledger.found)
        else:
            ledger[ERRORS].write((work / UNREAD).read_bytes())
        rejections = Rejections(ledger[ERRORS], strict=strict)
        cleaner = partial(_clean_part, parts=parts, settings=settings, memory=memory)
        ready = partial(_ready, settings, memory)
        blocks = ledger.rest(blocks_of(work / RAW))
        done = workers.map(cleaner, blocks, ready, ledger.between)
        for block, part in progress.over(done, articles - tally.articles, _items):
            if isinstance(part, Fault):
                rejections.add(_error(block, part))
                continue
            ledger[CLEANED].write(taken(part.cleaned))
            ledger[REMOVED].write(taken(part.removed))
            ledger[IDS].write(part.ids)
            tally.add(part.columns)
            tally.count(part.characters, part.spans, part.lost)
        tally.save()
    rejected = Counter(row["error"] for row in read_lines(work / ERRORS))
    return {**tally.counts(), "rejected": dict(sorted(rejected.items()))}


def _items(done: tuple[Block, _Part | Fault]) -> int:
    return 1 if isinstance(done[1], Fault) else len(done[1].columns.places.sizes)


def _error(block: Block, fault: Fault) -> ReadError:
    """Return the error of an article that could not be cleaned."""
    row = parse(block.lines()[0])
    return ReadError(fault.reason, row["path"], row["line"], fault.message)


def _clean_part(
    block: Block, *, parts: Path, settings: CleanSettings, memory: Path | None
) -> _Part:
    """Clean some articles."""
    cleaner = _cleaner(settings, memory)
    rows = list(map(parse, block.lines()))
    articles = list(map(article_of, rows))
    cleaned = cleaner.clean_all(articles)
    done = list(each_timed(map(_done, rows, articles, cleaned)))
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
        cleaned=write_part(parts, (data for row in zip(heads, tails, strict=True) for data in row)),
        removed=write_part(
            parts,
            (
                dump_line(removed_row(str(it.article.id), span))
                for it in done
                for span in it.cleaned.removed
            ),
        ),
        ids=b"".join(dump_line([it.article.id, it.cleaned.repeated_in_text]) for it in done),
        columns=Columns(
            Places.of_lines(heads, tails),
            origins.origins(),
            sign_chunk([it.compared for it in done]),
        ),
        characters=sum(len(it.article.text) for it in done),
        spans=spans,
        lost=lost,
    )


@lru_cache(maxsize=1)
def _ready(settings: CleanSettings, memory: Path | None) -> None:
    """Load what cleaning needs, in time that is not an article's."""
    sign_chunk([_cleaner(settings, memory).clean(Article(_TEXT)).text])


@lru_cache(maxsize=1)
def _cleaner(settings: CleanSettings, memory: Path | None) -> Cleaner:
    return Cleaner.of(settings, None if memory is None else SiteMemory.load(memory))


def _done(row: dict[str, object], article: Article, cleaned: CleanedText) -> _Done:
    no_article = SHELL in article.flags
    compared = "" if no_article else without(cleaned.text, cleaned.repeated_in_text)
    return _Done(row, article, cleaned, compared)
