"""
What verdicts decide: in one task by the functions of the local engine while they are few, which is numbers of
some megabytes, and as joins when they are many.
"""

from __future__ import annotations

from typing import NamedTuple

from cleannews.spark.bounds import Bounds
from cleannews.spark.graph import Depths, Known, known_of, passed_on, stars_of
from cleannews.spark.link import DataFrame, F
from cleannews.spark.stars import ASKED, DECIDED, DEPTH, FIRM, TAKEN, decided, taken
from cleannews.spark.workplace import Workplace

__all__ = ["Decision", "decision_on", "members"]


class Decision(NamedTuple):
    """
    What is decided so far.

    Args:
        firm: Who is taken for more than a link: ``text`` and ``other``.
        asked: Pairs that must be judged, some of which may be judged already: ``a`` and ``b``.
        depths: How deep texts are cut from others.
        known: The verdicts without those of hubs; None where one task decides.
    """

    firm: DataFrame
    asked: DataFrame
    depths: Depths
    known: Known | None


def decision_on(found: DataFrame, bounds: Bounds, work: Workplace) -> Decision:
    """
    Find out who is taken and which pairs must be judged.

    Args:
        found: The verdicts.
        bounds: How many of them go into one task.
        work: Keeps tables.
    """
    if found.count() > bounds.offers:
        known = known_of(found, work)
        firm = stars_of(known, None, None, bounds, work)
        return Decision(firm, passed_on(known, firm), known.depths, known)
    rows = work.keep(found.repartition(1).mapInArrow(decided, DECIDED), "decided")

    def of_kind(kind: int, a: str, b: str) -> DataFrame:
        return rows.where(F.col("kind") == kind).select(F.col("a").alias(a), F.col("b").alias(b))

    depths = Depths(of_kind(DEPTH, "v", "depth"))
    return Decision(of_kind(FIRM, "text", "other"), of_kind(ASKED, "a", "b"), depths, None)


def members(
    found: DataFrame, decision: Decision, leading: DataFrame, bounds: Bounds, work: Workplace
) -> DataFrame:
    """
    Return the verdict on each text that is taken, against who takes it.

    Args:
        found: The verdicts.
        decision: What they decide.
        leading: ``v``, the texts that stand for texts equal to them, which are not linked to others.
        bounds: When what is left is decided in one task.
        work: Keeps tables.
    """
    if decision.known is None:
        leads = leading.select(F.col("v").alias("text"), F.lit(True).alias("leading"))
        rows = found.join(leads, "text", "left").fillna(value=False, subset="leading")
        chosen = rows.repartition(1).mapInArrow(taken, TAKEN)
    else:
        linked = stars_of(decision.known, leading, decision.firm, bounds, work)
        chosen = decision.firm.union(linked)
    verdicts = found.where("relation > 0")
    figures = verdicts.select("text", "other", "relation", "jaccard", "containment")
    return work.keep(chosen.join(figures, ["text", "other"]), "members")
