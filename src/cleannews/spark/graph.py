"""
Verdicts to groups, in rounds: what :mod:`~cleannews.grouping.hubs` and
:mod:`~cleannews.grouping.stars` do, as joins.

A text is named by its place in the order of ``keep``. In a round of the stars each text that
nobody before it can take any more, and whose offers nobody before it can take, leads: the
smallest undecided neighbour. What is left of long chains is decided in one task.
"""

from __future__ import annotations

from typing import NamedTuple

from cleannews.grouping.hubs import LOOSE, STORIES
from cleannews.grouping.verdict import ABRIDGED, FIRST_LINKED
from cleannews.spark.bounds import Bounds
from cleannews.spark.link import Column, DataFrame, F
from cleannews.spark.stars import HUB, TAKEN, hubs_in, taken_in_order
from cleannews.spark.workplace import Workplace

__all__ = ["Depths", "Known", "known_of", "pair_of", "passed_on", "stars_of"]

_DEPTH_BITS = 54
"""Bits of a place; the depth of a text, how many ever fuller ones hold it, stands above them."""


class Depths(NamedTuple):
    """
    How deep texts are cut from others.

    Args:
        table: ``v``, a text, and ``depth``, for those that are cut from any; None where none is.
    """

    table: DataFrame | None

    def turns(self, rows: DataFrame, name: str, turn: str) -> DataFrame:
        """
        Add the place of a text in the order in which texts lead: what is cut comes behind what holds it.

        Args:
            rows: Any rows.
            name: The column that names a text.
            turn: The column to add.
        """
        if self.table is None:
            return rows.withColumn(turn, F.col(name))
        deep = self.table.select(F.col("v").alias(name), "depth")
        depth = F.coalesce("depth", F.lit(0)).cast("long")
        place = F.shiftleft(depth, _DEPTH_BITS) + F.col(name)
        return rows.join(deep, name, "left").withColumn(turn, place).drop("depth")


class Known(NamedTuple):
    """
    Verdicts without those by which a hub would take the stories that stand in it.

    Args:
        verdicts: The verdicts.
        depths: How deep texts are cut from others.
        hub_pairs: ``a`` and ``b``, stories in one hub to be compared with each other; None where
            there is no hub.
    """

    verdicts: DataFrame
    depths: Depths
    hub_pairs: DataFrame | None


def known_of(found: DataFrame, work: Workplace) -> Known:
    """
    Look for hubs, and find out in which order texts lead.

    Args:
        found: The verdicts on every verified pair.
        work: Keeps tables.
    """
    hubs = _hubs(found, work)
    if hubs is None:
        return Known(found, _depths(found, work), None)
    pages = hubs.select("page").distinct()
    loose = F.col("relation").isin(*LOOSE)
    rest = found.where(loose)
    for side in ("text", "other"):
        rest = rest.join(pages.withColumnRenamed("page", side), side, "left_anti")
    columns = found.columns
    verdicts = work.keep(found.where(~loose).union(rest.select(columns)), "without-hubs")
    some = hubs.where(F.col("turn") < STORIES).withColumnsRenamed({"story": "a", "turn": "first"})
    pairs = some.join(hubs, "page").where("turn > first").select("a", F.col("story").alias("b"))
    return Known(verdicts, _depths(verdicts, work), pairs)


def _hubs(found: DataFrame, work: Workplace) -> DataFrame | None:
    """Return the stories of the pages that are hubs."""
    cut = (F.col("relation") == ABRIDGED) & F.col("cut")
    inside = found.where(cut).select(F.col("other").alias("page"), "text")
    pages = inside.groupBy("page").count().where(F.col("count") >= STORIES).select("page")
    held = work.keep(inside.join(pages, "page", "left_semi"), "held")
    if held.isEmpty():
        return None
    both = held.join(found.select("text", "other"), "text")
    others = held.withColumnRenamed("text", "other")
    alike = both.join(others, ["page", "other"], "left_semi").select("page", "text", "other")
    rows = held.withColumn("other", F.col("page")).union(alike)
    hubs = work.keep(rows.groupBy("page").applyInArrow(hubs_in, HUB), "hubs")
    return None if hubs.isEmpty() else hubs


def _depths(verdicts: DataFrame, work: Workplace) -> Depths:
    """Raise depths until none changes, as :func:`cleannews.grouping.stars.leading_places` does."""
    cut = work.keep(verdicts.where("cut").select("text", "other").distinct(), "cut")
    deep = F.coalesce("depth", F.lit(0)) + 1
    depths, before = None, 0
    while True:
        if depths is None:
            raised = cut.groupBy("text").agg(F.lit(1).alias("depth"))
        else:
            known = depths.withColumnRenamed("v", "other")
            raised = (
                cut.join(known, "other", "left").groupBy("text").agg(F.max(deep).alias("depth"))
            )
        raised = work.keep(raised.withColumnRenamed("text", "v"), "depths")
        now = raised.agg(F.sum("depth")).collect()[0][0] or 0
        if now == before:
            return Depths(depths)
        depths, before = raised, now


def stars_of(
    known: Known, leading: DataFrame | None, firm: DataFrame | None, bounds: Bounds, work: Workplace
) -> DataFrame:
    """
    Let each free text in turn take every free text that it may stand for.

    Args:
        known: The verdicts.
        leading: ``v``, the texts that stand for texts equal to them, which are not linked to others.
        firm: Who is taken already, and is not only linked; None to find out just that.
        bounds: When what is left is decided in one task.
        work: Keeps tables.

    Returns:
        Rows of :data:`~cleannews.spark.stars.TAKEN`.
    """
    offers = known.verdicts.select("text", "other", "relation")
    if firm is None or leading is None:
        offers = offers.where(F.col("relation").between(1, FIRST_LINKED - 1))
    else:
        offers = offers.where(F.col("relation") >= FIRST_LINKED)
        taken = firm.select("text")
        held = taken.union(firm.select("other")).union(leading.select("v")).distinct()
        offers = offers.join(held, "text", "left_anti")
        offers = offers.join(taken.withColumnRenamed("text", "other"), "other", "left_anti")
    offers = known.depths.turns(offers.select("text", "other"), "other", "turn")
    left = work.keep(offers.select("text", "other", "turn"), "offers")
    decided = []
    for _ in range(bounds.rounds):
        if left.count() <= bounds.offers:
            break
        won = work.keep(_won(left), "won")
        decided.append(won)
        touched = won.select("text").union(won.select(F.col("other").alias("text"))).distinct()
        for side in ("text", "other"):
            left = left.join(touched.withColumnRenamed("text", side), side, "left_anti")
        left = work.keep(left.select("text", "other", "turn"), "left")
    rest = left.repartition(1).mapInArrow(taken_in_order, TAKEN)
    for some in decided:
        rest = rest.union(some)
    return work.keep(rest, "taken")


def _won(offers: DataFrame) -> DataFrame:
    """Return the offers of the texts that lead in this round: nobody before them has a say in any."""
    sides = offers.select(F.col("text").alias("v"), "turn").union(offers.select("other", "turn"))
    least = sides.groupBy("v").agg(F.min("turn").alias("least"))

    def first(side: str) -> DataFrame:
        mine: Column = F.col("turn") == F.col("least")
        of_side = offers.join(least.withColumnRenamed("v", side), side)
        return of_side.select(F.col("other").alias("leader"), mine.alias("mine"))

    asked = (
        first("text").union(first("other")).groupBy("leader").agg(F.bool_and("mine").alias("all"))
    )
    leaders = asked.where("all").select(F.col("leader").alias("other"))
    return offers.join(leaders, "other", "left_semi").select("text", "other")


def pair_of(rows: DataFrame, one: str, other: str) -> DataFrame:
    """
    Return two columns of texts as ``a`` and ``b``, the earlier first.

    Args:
        rows: Any rows.
        one: A column that names texts.
        other: Another.
    """
    return rows.select(F.least(one, other).alias("a"), F.greatest(one, other).alias("b"))


def passed_on(known: Known, firm: DataFrame) -> DataFrame:
    """
    Pair texts with what takes or holds those that they are like, as
    :func:`cleannews.grouping.rounds.passed_on` does; and what stands in one hub.

    Args:
        known: The verdicts.
        firm: Who is taken for more than a link.
    """
    relation = F.col("relation")
    like = known.verdicts.where(relation.between(1, FIRST_LINKED - 1)).select("text", "other")
    takers = firm.select(F.col("text").alias("other"), F.col("other").alias("taker"))
    free = like.join(firm.select("text"), "text", "left_anti")
    to_takers = pair_of(free.join(takers, "other"), "taker", "text")
    cut = known.verdicts.where("cut").select("text", "other")
    by_turn = known.depths.turns(cut, "other", "turn").groupBy("text")
    holders = by_turn.agg(F.min_by("other", "turn").alias("holder"))
    to_holders = like.join(holders.withColumnRenamed("text", "other"), "other")
    asked = to_takers.union(pair_of(to_holders, "holder", "text")).where("a != b")
    return asked if known.hub_pairs is None else asked.union(pair_of(known.hub_pairs, "a", "b"))
