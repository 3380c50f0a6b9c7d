"""Figures for groups and lines, against slow twins and worked examples."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import metrics

Groups = dict[Hashable, Hashable | None]
GROUPS = st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=9).map(
    lambda names: dict(enumerate(names))
)


def together(groups: Groups, a: Hashable, b: Hashable) -> bool:
    """Tell whether two items share a group."""
    return a == b or (groups.get(a) is not None and groups.get(a) == groups.get(b))


@given(GROUPS, GROUPS)
def test_pair_scores_agree_with_counting_pairs(found: Groups, true: Groups) -> None:
    """Precision and recall are those of a loop over all pairs."""
    pairs = list(itertools.combinations({**found, **true}, 2))
    joined = {pair for pair in pairs if together(found, *pair)}
    wanted = {pair for pair in pairs if together(true, *pair)}
    hits = len(joined & wanted)
    scores = metrics.pair_scores(found, true)
    assert scores.precision == (hits / len(joined) if joined else 1)
    assert scores.recall == (hits / len(wanted) if wanted else 1)


@given(GROUPS, GROUPS)
def test_b_cubed_agrees_with_counting_items(found: Groups, true: Groups) -> None:
    """The means are those of a loop over all items."""
    items = list({**found, **true})
    precision = recall = 0.0
    for item in items:
        near = {it for it in items if together(found, item, it)}
        right = {it for it in items if together(true, item, it)}
        precision += len(near & right) / len(near)
        recall += len(near & right) / len(right)
    scores = metrics.b_cubed(found, true)
    assert scores.precision == pytest.approx(precision / len(items))
    assert scores.recall == pytest.approx(recall / len(items))


@given(GROUPS, GROUPS)
def test_the_rand_index_agrees_with_counting_pairs(found: Groups, true: Groups) -> None:
    """By the pairs that are together in both, in one only and in neither."""
    pairs = list(itertools.combinations({**found, **true}, 2))
    kinds = [(together(found, *pair), together(true, *pair)) for pair in pairs]
    both, neither = kinds.count((True, True)), kinds.count((False, False))
    one, other = kinds.count((True, False)), kinds.count((False, True))
    below = (both + one) * (one + neither) + (both + other) * (other + neither)
    expected = 2 * (both * neither - one * other) / below if below else 1
    assert metrics.adjusted_rand(found, true) == pytest.approx(expected)


@given(GROUPS)
def test_a_grouping_agrees_with_itself(groups: Groups) -> None:
    """Names of groups do not matter."""
    renamed = {item: None if name is None else f"group {name}" for item, name in groups.items()}
    assert metrics.pair_scores(groups, renamed) == (1, 1, 1)
    assert metrics.b_cubed(groups, renamed) == pytest.approx((1, 1, 1))
    assert metrics.adjusted_rand(groups, renamed) == pytest.approx(1)


@given(GROUPS, GROUPS)
def test_the_rand_index_is_symmetric(found: Groups, true: Groups) -> None:
    """It does not matter which of the two is the right one."""
    assert metrics.adjusted_rand(found, true) == pytest.approx(metrics.adjusted_rand(true, found))


def test_a_worked_rand_index() -> None:
    """The example of Hubert and Arabie's formula by hand."""
    found = dict(zip("abcdef", (1, 1, 1, 2, 2, 2), strict=True))
    true = dict(zip("abcdef", (1, 1, 2, 2, 3, 3), strict=True))
    assert metrics.adjusted_rand(found, true) == pytest.approx(
        (2 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15)
    )


def test_labels_are_counted_one_by_one_and_in_sum() -> None:
    """Every label has its own line, and those that belong together or apart a sum."""
    pairs = [
        ("a", "b", "copy"),
        ("a", "c", "abridged"),
        ("b", "c", "template"),
        ("a", "x", "update"),
    ]
    counts = metrics.labelled_pairs({"a": 1, "b": 1, "c": 1}, pairs)
    assert counts["together"] == (2, 2)
    assert counts["apart"] == (1, 1)
    assert counts["update"] == (0, 1)


def test_lines_that_nobody_removed() -> None:
    """Nothing found and nothing to find is right."""
    assert metrics.line_scores([], []) == (1, 1, 1)
    assert metrics.line_scores([1], []) == (0, 1, 0)


@pytest.mark.parametrize(
    ("hits", "every", "low", "high"),
    [(0, 10, 0, 0.278), (10, 10, 0.722, 1), (5, 10, 0.237, 0.763), (0, 0, 0, 1)],
)
def test_intervals_of_shares(hits: int, every: int, low: float, high: float) -> None:
    """Few items say little, also where all or none have it."""
    assert metrics.wilson_interval(hits, every) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize(("hits", "every"), [(-1, 3), (4, 3)])
def test_an_interval_of_nonsense_is_refused(hits: int, every: int) -> None:
    """The error says what was given."""
    with pytest.raises(ValueError, match=f"{hits} hits of {every}"):
        metrics.wilson_interval(hits, every)


def test_metrics_need_nothing_else() -> None:
    """The module loads without the rest of the package and without numpy."""
    code = "import sys, cleannews.metrics; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"numpy", "numba", "cleannews.grouping"} & loaded
