"""
Candidate pairs judged in rounds: what :mod:`cleannews.grouping.rounds` does.

What verdicts decide is found out in one task, by the functions of the local engine, while they are few:
numbers of some megabytes. When they are many it is done as joins. A text is named by its place in the order
of ``keep``. All rounds go on at once, so that every text is judged against just those that the
local engine judges it against.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from cleannews.grouping.rounds import MANY
from cleannews.spark.bounds import Bounds
from cleannews.spark.graph import Depths, Known, known_of, pair_of, passed_on, stars_of
from cleannews.spark.link import DataFrame, F
from cleannews.spark.stars import ASKED, CANDIDATES, JUDGED, KNOWN, TAKEN, VERDICT_ON, asked, taken
from cleannews.spark.workplace import Workplace

__all__ = ["Judged", "judged_in_rounds"]

_NAMES = [column.split()[0] for column in KNOWN.split(", ")]


class Judged(NamedTuple):
    """
    What is known when the groups are certain.

    Args:
        found: The verdicts.
        few: They are few enough for one task.
        bounds: What is few.
        work: Keeps tables.
    """

    found: DataFrame
    few: bool
    bounds: Bounds
    work: Workplace

    def members(self, leading: DataFrame) -> DataFrame:
        """
        Return the verdict on each text that is taken, against who takes it.

        Args:
            leading: ``v``, the texts that stand for texts equal to them, which are not linked to others.
        """
        if self.few:
            leads = leading.select(F.col("v").alias("text"), F.lit(True).alias("leading"))
            rows = self.found.join(leads, "text", "left").fillna(value=False, subset="leading")
            chosen = rows.repartition(1).mapInArrow(taken, TAKEN)
        else:
            known, firm = _decided(self)
            chosen = firm.union(stars_of(known, leading, firm, self.bounds, self.work))
        verdicts = self.found.where("relation > 0")
        figures = verdicts.select("text", "other", "relation", "jaccard", "containment")
        return self.work.keep(chosen.join(figures, ["text", "other"]), "members")


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
        todo = work.keep(pairs.groupBy("b").agg(F.min("a").alias("a")).select("a", "b"), "first")
    found, judged, verdicts = [], [todo], 0
    if named is not None:
        found, verdicts = [named], named.count()
        judged.append(pair_of(named, "text", "other"))
    while True:
        fresh = judge(todo)
        found.append(fresh)
        verdicts += fresh.count()
        state = Judged(
            reduce(DataFrame.union, found), many + verdicts <= bounds.offers, bounds, work
        )
        todo = _next_pairs(state, pairs, reduce(DataFrame.union, judged))
        if todo.isEmpty():
            return state
        judged.append(todo)


def _next_pairs(state: Judged, pairs: DataFrame, judged: DataFrame) -> DataFrame:
    """Return the pairs that are to be judged next; none when the groups are certain."""
    if state.few:
        verdicts = state.found.select("text", "other", "relation", "cut")
        nothing = [F.lit(0).cast("byte"), F.lit(False)]
        kinds = {
            VERDICT_ON: verdicts,
            CANDIDATES: pairs.select("a", "b", *nothing),
            JUDGED: judged.select("a", "b", *nothing),
        }
        of_kinds = [
            it.select(F.lit(kind).cast("byte"), "*").toDF(*_NAMES) for kind, it in kinds.items()
        ]
        rows = reduce(DataFrame.union, of_kinds).repartition(1)
        return state.work.keep(rows.mapInArrow(asked, ASKED), "asked")
    known, firm = _decided(state)
    todo = passed_on(known, firm).distinct().join(judged, ["a", "b"], "left_anti")
    todo = state.work.keep(todo, "passed-on")
    if todo.isEmpty():
        left = pairs.join(judged, ["a", "b"], "left_anti")
        todo = state.work.keep(_unsettled(left, firm, known.depths), "left")
    return todo


def _decided(state: Judged) -> tuple[Known, DataFrame]:
    """Return the verdicts without those of hubs, and who is taken by them for more than a link."""
    known = known_of(state.found, state.work)
    return known, stars_of(known, None, None, state.bounds, state.work)


def _unsettled(pairs: DataFrame, firm: DataFrame, depths: Depths) -> DataFrame:
    """Leave out the pairs of which neither can take the other any more."""
    taken = depths.turns(firm, "other", "taken").select("text", "taken")
    for side in ("a", "b"):
        of_side = taken.select(F.col("text").alias(side), F.col("taken").alias(f"{side}_taken"))
        pairs = depths.turns(pairs, side, f"{side}_turn").join(of_side, side, "left")
    settled = "a_taken IS NOT NULL AND b_taken IS NOT NULL"
    passed = "coalesce(a_taken < b_turn, false) OR coalesce(b_taken < a_turn, false)"
    return pairs.where(f"NOT (({settled}) OR {passed})").select("a", "b")
