"""
Candidate pairs judged in rounds: what :mod:`cleannews.grouping.rounds` does, as joins.

A text is named by its place in the order of ``keep``. All rounds go on at once, so that every
text is judged against just those that the local engine judges it against.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cleannews.grouping.rounds import MANY
from cleannews.grouping.verdict import FIRST_LINKED
from cleannews.spark.bounds import Bounds
from cleannews.spark.graph import Depths, Known, known_of, stars_of
from cleannews.spark.link import DataFrame, F
from cleannews.spark.workplace import Workplace

__all__ = ["Judged", "judged_in_rounds"]


class Judged(NamedTuple):
    """
    What is known when the groups are certain.

    Args:
        known: The verdicts, without those of hubs.
        firm: Who is taken and is not only linked: ``text`` and ``other``.
    """

    known: Known
    firm: DataFrame


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
        judged = todo.union(_pair(named, "text", "other"))
    while True:
        fresh = judge(todo)
        found = fresh if found is None else found.union(fresh)
        known = known_of(found, work)
        firm = stars_of(known, None, None, bounds, work)
        asked = _passed_on(known, firm)
        if known.hub_pairs is not None:
            asked = asked.union(_pair(known.hub_pairs, "a", "b"))
        todo = work.keep(asked.distinct().join(judged, ["a", "b"], "left_anti"), "passed-on")
        if todo.isEmpty():
            left = pairs.join(judged, ["a", "b"], "left_anti")
            todo = work.keep(_unsettled(left, firm, known.depths), "left")
            if todo.isEmpty():
                return Judged(known, firm)
        judged = judged.union(todo)


def _pair(rows: DataFrame, one: str, other: str) -> DataFrame:
    """Return two columns of texts as ``a`` and ``b``, the earlier first."""
    return rows.select(F.least(one, other).alias("a"), F.greatest(one, other).alias("b"))


def _passed_on(known: Known, firm: DataFrame) -> DataFrame:
    """Pair texts with what takes or holds those that they are like."""
    relation = F.col("relation")
    like = known.verdicts.where(relation.between(1, FIRST_LINKED - 1)).select("text", "other")
    takers = firm.select(F.col("text").alias("other"), F.col("other").alias("taker"))
    free = like.join(firm.select("text"), "text", "left_anti")
    to_takers = _pair(free.join(takers, "other"), "taker", "text")
    cut = known.verdicts.where("cut").select("text", "other")
    by_turn = known.depths.turns(cut, "other", "turn").groupBy("text")
    holders = by_turn.agg(F.min_by("other", "turn").alias("holder"))
    to_holders = like.join(holders.withColumnRenamed("text", "other"), "other")
    return to_takers.union(_pair(to_holders, "holder", "text")).where("a != b")


def _unsettled(pairs: DataFrame, firm: DataFrame, depths: Depths) -> DataFrame:
    """Leave out the pairs of which neither can take the other any more."""
    taken = depths.turns(firm, "other", "taken").select("text", "taken")
    for side in ("a", "b"):
        of_side = taken.select(F.col("text").alias(side), F.col("taken").alias(f"{side}_taken"))
        pairs = depths.turns(pairs, side, f"{side}_turn").join(of_side, side, "left")
    settled = "a_taken IS NOT NULL AND b_taken IS NOT NULL"
    passed = "coalesce(a_taken < b_turn, false) OR coalesce(b_taken < a_turn, false)"
    return pairs.where(f"NOT (({settled}) OR {passed})").select("a", "b")
