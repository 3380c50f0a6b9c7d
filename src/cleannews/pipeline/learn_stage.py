"""The second stage: what the sites of the articles repeat in different stories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleannews.article import Article
from cleannews.cleaning.sightings import Full
from cleannews.cleaning.sites import SiteMemory
from cleannews.io.blocks import Block, blocks_of
from cleannews.io.jsonlines import parse
from cleannews.pipeline.limits import each_timed
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.workers import Fault, Workers
from cleannews.pipeline.workfolder import MEMORY, RAW, Counts
from cleannews.signatures.kernel import must_compile

__all__ = ["learn"]


@dataclass(frozen=True, slots=True)
class _Pages:
    """Articles to learn from, and the sites of which few are still wanted."""

    block: Block
    full: Full

    def apart(self) -> list[_Pages]:
        return [_Pages(line, self.full) for line in self.block.apart()]


class _Part(NamedTuple):
    """
    What was learned of some articles.

    Args:
        memory: A memory of them alone.
        items: How many they are.
    """

    memory: SiteMemory
    items: int


def learn(
    work: Path, learned: SiteMemory, articles: int, workers: Workers, progress: Progress
) -> Counts:
    """
    Learn what the sites of the articles repeat in different stories.

    Args:
        work: The work folder.
        learned: A memory to begin with; it grows.
        articles: How many were read.
        workers: Find the passages of the articles.
        progress: Told of every article.
    """
    if must_compile():
        progress.note("compiling the kernels, once for this machine")
    chunks = (_Pages(block, learned.full()) for block in blocks_of(work / RAW))
    parts = map(_outcome, workers.map(_learn_part, chunks, _ready))
    for part in progress.over(parts, articles, lambda it: it.items):
        learned.merge(part.memory)
    learned.save(work / MEMORY)
    return {"learned": learned.counts()}


def _outcome(done: tuple[_Pages, _Part | Fault]) -> _Part:
    """Return what was learned; nothing of an article that cannot be learned from."""
    _, part = done
    return _Part(SiteMemory(), 1) if isinstance(part, Fault) else part


@cache
def _ready() -> None:
    """Load what learning needs, in time that is not an article's."""
    SiteMemory.learn([Article("Rain fell.", site="a.example")])


def _learn_part(pages: _Pages) -> _Part:
    """Learn of some articles."""
    rows = [parse(line) for line in each_timed(pages.block.lines())]
    some = (Article(row["text"], site=row["site"]) for row in rows if row["site"] is not None)
    return _Part(SiteMemory.learn(some, pages.full), len(rows))
