"""Equal texts on an executor: which of them leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleannews.grouping.verdict import within_window
from cleannews.spark.arrays import numbers

__all__ = ["Leading"]

_Leaders = list[tuple[int, float]]


class Leading:
    """
    Adds to rows the column ``c``: the place of the article that leads those equal to it.

    That is the first one within the window, as :func:`~cleannews.grouping.dedupe.dedupe` takes them.

    Args:
        window: Days that may lie between two articles that are one; None for any number.
    """

    def __init__(self, window: float | None) -> None:
        self._window = window

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """
        Find who leads.

        Args:
            batches: Record batches with ``key0``, ``key1``, ``at`` and ``instant``, sorted by the
                first three.

        Yields:
            The same with ``c``.
        """
        before: tuple[int, int] | None = None
        leaders: _Leaders = []
        for batch in batches:
            if not batch.num_rows:
                continue
            keys = np.column_stack([numbers(batch, "key0"), numbers(batch, "key1")])
            at, instant = numbers(batch, "at"), numbers(batch, "instant")
            runs = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
            ends = np.r_[runs[1:], len(at)]
            led = np.repeat(at[runs], ends - runs)
            goes_on = before == tuple(keys[0].tolist())
            several = (ends - runs > 1) | (runs == 0) | (ends == len(at))
            for run in np.flatnonzero(several & keys[runs].any(axis=1)).tolist():
                if run > 0 or not goes_on:
                    leaders = []
                part = slice(runs[run], ends[run])
                led[part] = self._led(leaders, at[part], instant[part])
            none = ~keys.any(axis=1)
            led[none] = at[none]
            before = (int(keys[-1, 0]), int(keys[-1, 1]))
            yield pa.RecordBatch.from_arrays(
                [*batch.columns, pa.array(led)], names=[*batch.schema.names, "c"]
            )

    def _led(
        self, leaders: _Leaders, at: NDArray[np.int64], instant: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return who leads equal texts; those that no leader is near lead, too."""
        if self._window is None:
            leaders[:] = leaders or [(int(at[0]), float(instant[0]))]
            return np.full(len(at), leaders[0][0])
        led = at.copy()
        for row, now in enumerate(instant.tolist()):
            spans = np.array([(then, now) for _, then in leaders]).reshape(-1, 2)
            near = np.flatnonzero(within_window(spans, self._window))
            if len(near):
                led[row] = leaders[near[0]][0]
            else:
                leaders.append((int(at[row]), now))
        return led
