"""
Candidate pairs judged in rounds: what :mod:`cleannews.grouping.rounds` does, as joins.

A text is named by its place in the order of ``keep``. All rounds go on at once, so that every
text is judged against just those that the local engine judges it against.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cleannews.grouping.rounds import MANY
from cleannews.spark.bounds import Bounds
from cleannews.spark.decisions import Decision, decision_on
from cleannews.spark.graph import Depths, pair_of
from cleannews.spark.link import DataFrame, F
from cleannews.spark.workplace import Workplace

__all__ = ["Judged", "judged_in_rounds"]


class Judged(NamedTuple):
    """
    What is known when the groups are certain.

    Args:
        found: The verdicts.
        decision: What they decide.
    """

    found: DataFrame
    decision: Decision


def judged_in_rounds(
    judge: Callable[[DataFrame], DataFrame],
    pairs: DataFrame,
    named: DataFrame | None,
    bounds: Bounds,
    work: Workplace,
) -> Judged:
    """
    Judge pairs of texts until the groups are certain.

    Args:
        judge: Returns the verdicts on pairs.
        pairs: ``a`` and ``b``, the earlier first; each pair once.
        named: The verdicts on pairs that are judged already.
        bounds: When what is left to decide goes into one task.
        work: Keeps tables.
    """
    many, followers = pairs.agg(F.count("*"), F.count_distinct("b")).collect()[0]
    todo = pairs
    if many > MANY * followers:
        todo = pairs.groupBy("b").agg(F.min("a").alias("a")).select("a", "b")
    todo = work.keep(todo, "pairs-to-judge")
    found, judged = named, todo
    if named is not None:
        judged = todo.union(pair_of(named, "text", "other"))
    while True:
        fresh = judge(todo)
        found = fresh if found is None else found.union(fresh)
        decision = decision_on(found, bounds, work)
        todo = decision.asked.distinct().join(judged, ["a", "b"], "left_anti")
        todo = work.keep(todo, "passed-on")
        if todo.isEmpty():
            left = pairs.join(judged, ["a", "b"], "left_anti")
            todo = work.keep(_unsettled(left, decision.firm, decision.depths), "left")
            if todo.isEmpty():
                return Judged(found, decision)
        judged = judged.union(todo)


def _unsettled(pairs: DataFrame, firm: DataFrame, depths: Depths) -> DataFrame:
    """Leave out the pairs of which neither can take the other any more."""
    taken = depths.turns(firm, "other", "taken").select("text", "taken")
    for side in ("a", "b"):
        of_side = taken.select(F.col("text").alias(side), F.col("taken").alias(f"{side}_taken"))
        pairs = depths.turns(pairs, side, f"{side}_turn").join(of_side, side, "left")
    settled = "a_taken IS NOT NULL AND b_taken IS NOT NULL"
    passed = "coalesce(a_taken < b_turn, false) OR coalesce(b_taken < a_turn, false)"
    return pairs.where(f"NOT (({settled}) OR {passed})").select("a", "b")
