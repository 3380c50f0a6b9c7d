"""Who leads equal texts, as executors find it: as one machine does."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.grouping import verdict
from cleannews.grouping.dedupe import _equal_texts
from cleannews.spark import equals
from cleannews.spark.arrays import table
from cleannews.spark.equals import Leading
from spark.batches import cut, in_order, rows_of

COLUMNS = ("key0", "key1", "at", "instant", "c")
DAY = 86400.0
WINDOWS = st.sampled_from([None, 1e-6, 1.0, 2.5, 400.0])
INSTANTS = st.sampled_from([float("inf"), 0.0, -DAY, DAY, 2 * DAY, 3 * DAY + 1, 1e9, 4e15])
HALVES = st.sampled_from([0, 1, (1 << 63) + 5, (1 << 64) - 1])
ROWS = st.lists(st.tuples(HALVES, HALVES, INSTANTS), max_size=40)


@given(ROWS, WINDOWS, st.randoms(use_true_random=False))
def test_the_first_one_within_the_window_leads(
    rows: list[tuple[int, int, float]], window: float | None, chance: random.Random
) -> None:
    """With dates that are unknown and texts without words, which are alone."""
    keys = np.array([row[:2] for row in rows], np.uint64).reshape(-1, 2)
    instants = np.array([row[2] for row in rows], np.float64)
    order = np.array(chance.sample(range(len(rows)), len(rows)), np.int64)
    at = np.empty(len(rows), np.int64)
    at[order] = np.sort(np.array(chance.sample(range(1 << 40), len(rows)), np.int64))
    columns = {"key0": keys[:, 0].copy(), "key1": keys[:, 1].copy(), "at": at, "instant": instants}
    sorted_rows = in_order([table(**columns)], "key0", "key1", "at")
    found = rows_of(Leading(window)(iter(cut(sorted_rows, chance))), COLUMNS)
    leader_of = _equal_texts(keys, order, instants, window)
    wanted = zip(at.tolist(), at[leader_of].tolist(), strict=True)
    assert sorted((row[2], row[4]) for row in found) == sorted(wanted)
    assert [row[:4] for row in found] == rows_of([sorted_rows], COLUMNS[:4])


def test_texts_without_words_are_compared_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, none of them is looked at by its date."""
    looked: list[int] = []

    def within(spans: np.ndarray, window: float | None) -> np.ndarray:
        looked.append(len(spans))
        return verdict.within_window(spans, window)

    monkeypatch.setattr(equals, "within_window", within)
    zeros, days = np.zeros(300, np.int64), np.arange(300) * DAY
    rows = table(key0=zeros, key1=zeros, at=np.arange(300), instant=days)
    found = rows_of(Leading(0.5)(iter([rows.slice(0, 100), rows.slice(100)])), COLUMNS)
    assert [row[4] for row in found] == list(range(300))
    assert sum(looked) == 0
