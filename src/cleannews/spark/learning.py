"""Learning of the articles of a DataFrame what their sites repeat."""

from __future__ import annotations

from cleannews.cleaning.sightings import NONE_FULL
from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import SettingsError, shown
from cleannews.spark.articles import Reader
from cleannews.spark.frames import article_columns
from cleannews.spark.learntask import MEMORY, LearnTask, memory_of, merged
from cleannews.spark.link import DataFrame, StorageLevel

__all__ = ["learn"]

_TOGETHER = 16
"""Memories that one task merges, about."""

_SCHEMA = f"{MEMORY} binary"


def learn(df: DataFrame, *, text: str = "text", memory: SiteMemory | None = None) -> SiteMemory:
    """
    Learn what sites repeat in different stories.

    Each partition gives a memory of its own, at most some 100 MB; they are merged by tasks, about
    16 at a time, and only the last one comes to the driver. The result depends on nothing but the
    set of articles: :meth:`cleannews.SiteMemory.learn` gives the same. Of a very large DataFrame
    less is sent about with a memory to begin with that was learned from a hundredth of it:
    pages that cannot stay are left out where they lie, and none counts twice.

    Args:
        df: Articles with the texts as they were found; those without a site teach nothing.
        text: The column of the texts.
        memory: A memory to begin with; it stays as it is.

    Raises:
        SettingsError: The column of the texts is missing or holds no strings, or an argument is no
            DataFrame or no SiteMemory.
    """
    if not (memory is None or isinstance(memory, SiteMemory)):
        raise SettingsError("memory", shown(memory), "a SiteMemory or None")
    learned = SiteMemory()
    if memory is not None:
        learned.merge(memory)
    task = LearnTask(NONE_FULL if memory is None else memory.full())
    parts = article_columns(df, Reader(text, None)).mapInArrow(task, _SCHEMA)
    for part in _merged(parts):
        learned.merge(part)
    return learned


def _merged(parts: DataFrame) -> list[SiteMemory]:
    """Return one memory of many, or none of none."""
    level = kept = parts.persist(StorageLevel.DISK_ONLY)
    try:
        left = kept.count()
        while left > 1:
            left = -(-left // _TOGETHER)
            level = level.repartition(left).mapInArrow(merged, _SCHEMA)
        return [memory_of(row[MEMORY]) for row in level.collect()]
    finally:
        kept.unpersist()
