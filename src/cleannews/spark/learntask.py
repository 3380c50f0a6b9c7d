"""Learning of batches of rows. What is here runs on executors and needs no PySpark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleannews.cleaning.sightings import Full
from cleannews.cleaning.sites import SiteMemory
from cleannews.spark.articles import Reader

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MEMORY", "LearnTask", "memory_of", "merged"]

MEMORY = "memory"
"""The column of memories, as :meth:`~cleannews.SiteMemory.to_bytes` gives them."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnTask:
    """
    Learns of batches.

    Args:
        full: What a memory says that the learned one will be merged into.
    """

    full: Full

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """
        Yield one memory of all rows, or nothing where they teach nothing.

        Args:
            batches: Rows of articles, without ids.
        """
        memory, reader = SiteMemory(), Reader(id=None)
        for batch in batches:
            full = max(self.full, memory.full(), key=lambda it: len(it.sites))
            memory.update(reader.articles(batch), full)
        yield from _batch(memory)


def merged(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """
    Yield one memory of several, or nothing of none.

    Args:
        batches: Rows with a column of memories.
    """
    memory = SiteMemory()
    for batch in batches:
        for cell in batch.column(MEMORY):
            memory.merge(memory_of(cell.as_py()))
    yield from _batch(memory)


def memory_of(data: bytes) -> SiteMemory:
    """
    Return a memory that travelled in a row.

    Args:
        data: What the row has.
    """
    return SiteMemory.from_bytes(data, "the memory of a part")


def _batch(memory: SiteMemory) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    if memory.pages:
        yield pa.RecordBatch.from_pydict({MEMORY: pa.array([memory.to_bytes()], pa.binary())})
