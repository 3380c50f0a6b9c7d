"""Cleaning batches of rows. What is here runs on executors and needs no PySpark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleannews.cleaning.cleaner import Cleaner
from cleannews.spark.articles import Reader
from cleannews.spark.shipping import ShippedCleaner

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["REMOVED", "CleanTask"]

REMOVED = "removed"
"""The column of what was removed."""

_WHOLE, _TEXT = "int32", "text"
"""Types of what a span has: numbers, and strings as the texts are."""

_SPAN = {
    "start": _WHOLE,
    "end": _WHOLE,
    "category": _TEXT,
    "rule": _TEXT,
    "text": _TEXT,
    "stories": _WHOLE,
}


@dataclass(frozen=True, slots=True)
class CleanTask:
    """
    Cleans the texts of batches.

    Args:
        reader: Reads their rows.
        names: The names of their columns, which may have others in batches.
        shipped: Cleans them.
    """

    reader: Reader
    names: tuple[str, ...]
    shipped: ShippedCleaner

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """
        Yield batches with their texts cleaned, and what was removed behind all other columns.

        Args:
            batches: Rows with a column of texts.
        """
        cleaner = self.shipped.cleaner()
        for batch in batches:
            yield self._cleaned(batch, cleaner)

    def _cleaned(self, batch: pa.RecordBatch, cleaner: Cleaner) -> pa.RecordBatch:
        import pyarrow as pa

        rows = batch.rename_columns(self.names)
        done = list(cleaner.clean_all(self.reader.articles(rows)))
        at = self.names.index(self.reader.text)
        before = batch.column(at)
        texts = [
            it.text if there else None
            for it, there in zip(done, before.is_valid().to_pylist(), strict=True)
        ]
        types = {_WHOLE: pa.int32(), _TEXT: before.type}
        spans = pa.list_(pa.struct([(name, types[kind]) for name, kind in _SPAN.items()]))
        removed = [
            [{name: getattr(span, name) for name in _SPAN} for span in it.removed] for it in done
        ]
        columns = [*batch.columns, pa.array(removed, spans)]
        columns[at] = pa.array(texts, before.type)
        return pa.RecordBatch.from_arrays(columns, [*batch.schema.names, REMOVED])
