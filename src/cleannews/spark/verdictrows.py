"""Pairs of texts judged on an executor, by the very function of the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.origins import Origins
from cleannews.grouping.verdict import verdicts
from cleannews.settings import DedupeSettings
from cleannews.spark.arrays import numbers, table

__all__ = ["OF_TEXT", "VERDICT", "Judging"]

VERDICT = "text long, other long, jaccard double, containment double, relation byte, cut boolean"
"""The columns of :class:`~cleannews.grouping.verdict.Verdicts`."""

OF_TEXT = ("size", "instant", "url", "text")
"""What must be known of each text of a pair."""


@dataclass(frozen=True, slots=True)
class Judging:
    """
    Judges the pairs of a partition.

    Args:
        settings: The thresholds.
    """

    settings: DedupeSettings

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """
        Judge pairs.

        Args:
            batches: Record batches of ``a``, ``b``, the names of two texts, and for each of them
                the columns of :data:`OF_TEXT`, as ``a_size`` and so on.

        Yields:
            Record batches of :data:`VERDICT`.
        """
        for batch in batches:
            if batch.num_rows:
                yield self._judged(batch)

    def _judged(self, batch: Any) -> Any:
        names, chosen, places = np.unique(
            np.concatenate([numbers(batch, "a"), numbers(batch, "b")]),
            return_index=True,
            return_inverse=True,
        )
        rows = batch.num_rows

        def both(name: str) -> NDArray[Any]:
            return np.concatenate([numbers(batch, f"a_{name}"), numbers(batch, f"b_{name}")])[
                chosen
            ]

        columns = [batch.column(f"{side}_text") for side in "ab"]
        texts = [columns[at // rows][at % rows].as_py() for at in chosen.tolist()]
        none = np.zeros(len(names), np.uint64)
        url = both("url").view(np.uint64)
        own = np.zeros(len(names), np.bool_)
        origins = Origins(both("instant"), url, none, none, none, own)
        pairs = np.sort(places.reshape(2, rows).T, axis=1)
        found = verdicts(both("size"), texts, origins, pairs, self.settings)
        return table(
            text=names[found.text],
            other=names[found.other],
            jaccard=found.jaccard,
            containment=found.containment,
            relation=found.relation,
            cut=found.cut,
        )
