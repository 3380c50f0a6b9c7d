"""
Candidate pairs: texts that share a band of their signatures, or enough sampled shingles, or an address.

Spark brings the rows of one key together, sorted by the order in which texts lead, and each is
paired with the first few: the rows of a hot key are many, but its pairs grow as they do. Hashes
that many texts share are left out at first (:mod:`~cleannews.spark.common`).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cleannews.grouping.containment import SLACK
from cleannews.grouping.kernel import LEADERS
from cleannews.grouping.lsh import BandPlan
from cleannews.grouping.verdict import LOOSE_CONTAINMENT
from cleannews.settings import DedupeSettings
from cleannews.spark.bounds import Bounds
from cleannews.spark.buckets import FOUND, KEYED, Keys, paired
from cleannews.spark.common import BETWEEN, Common, Ranked, SampledKeys, between
from cleannews.spark.link import DataFrame, F, Window
from cleannews.spark.workplace import Workplace

__all__ = ["candidate_pairs", "naming_pairs", "version_pairs"]

_LOOKED_AT, _MOST = 100_000, 1 << 18
"""Texts of which it is counted what is common, and hashes that are taken for it at most."""

_HASHED = "key long, at long"


def candidate_pairs(
    leaders: DataFrame, articles: int, settings: DedupeSettings, bounds: Bounds, work: Workplace
) -> DataFrame:
    """
    Pair texts by their signatures and samples.

    Args:
        leaders: Texts that have shingles and lead equal ones: ``at``, ``signature``, ``sample``.
        articles: How many articles there are.
        settings: The thresholds.
        bounds: From how many articles on which hashes are compared.
        work: Keeps tables.

    Returns:
        ``a`` and ``b``, the earlier first; each pair once.
    """
    plan = BandPlan.for_threshold(settings.threshold)
    sampled = SampledKeys(articles >= bounds.whole)
    if settings.containment is None:
        return _counted(leaders, Keys(plan, sampled, None)).select("a", "b")
    common = Common(SLACK * min(LOOSE_CONTAINMENT, settings.containment))
    if articles >= bounds.common:
        common = _common(leaders, articles, sampled, common.share)
    counted = _counted(leaders, Keys(plan, sampled, common))
    wanted = F.lit(common.share) * F.col("least")
    enough = (F.col("band") == 1) | (F.col("shared") >= wanted)
    if common.carried is None:
        return counted.where(enough).select("a", "b")
    most = F.floor(wanted / 2)
    counted = work.keep(counted.where(enough | (F.col("shared") + most >= wanted)), "shared")
    near = counted.where(enough).select("a", "b")
    undecided = counted.where(~enough)
    again = undecided.join(_left_out(undecided, leaders, sampled, common, work), ["a", "b"])
    return near.union(again.where(F.col("shared") + F.col("more") >= wanted).select("a", "b"))


def _counted(leaders: DataFrame, keys: Keys) -> DataFrame:
    """Return pairs with what they share."""
    keyed = leaders.select("at", "signature", "sample").mapInArrow(keys, KEYED)
    in_order = keyed.repartition("kind", "key").sortWithinPartitions("kind", "key", "at")
    found = in_order.mapInArrow(paired, FOUND).groupBy("a", "b")
    return found.agg(
        F.max("band").alias("band"), F.sum("shared").alias("shared"), F.max("least").alias("least")
    )


def _common(leaders: DataFrame, articles: int, sampled: SampledKeys, share: float) -> Common:
    """Count in some texts which hashes are common."""
    fraction = _LOOKED_AT / max(articles, _LOOKED_AT)
    some = leaders.sample(withReplacement=False, fraction=fraction, seed=1).select("at", "sample")
    counted = some.mapInArrow(sampled, _HASHED).groupBy("key").count().where("count > 1")
    commonest = counted.orderBy(F.col("count").desc(), "key").limit(_MOST).collect()
    if not commonest:
        return Common(share)
    hashes = np.array([row["key"] for row in commonest], np.int64).view(np.uint64)
    order = np.argsort(hashes)
    ranked: Ranked = (hashes[order], order)
    return Common(share, leaders.sparkSession.sparkContext.broadcast(ranked))


def _left_out(
    pairs: DataFrame, leaders: DataFrame, sampled: SampledKeys, common: Common, work: Workplace
) -> DataFrame:
    """Return for pairs ``more``, how many of the hashes that were left out they share."""
    pairs = pairs.select("a", "b")
    samples = leaders.select("at", "sample")
    for side in ("a", "b"):
        of_side = samples.withColumnsRenamed({"at": side, "sample": f"{side}_sample"})
        pairs = pairs.join(of_side, side)
    task = partial(between, sampled=sampled, common=common)
    shared = work.keep(pairs.mapInArrow(task, BETWEEN), "left-out")
    hashed = samples.mapInArrow(sampled, _HASHED)
    hashed = hashed.join(shared.select("key").distinct(), "key", "left_semi")
    rank = F.row_number().over(Window.partitionBy("key").orderBy("at"))
    first = hashed.withColumn("rank", rank).where(F.col("rank") <= LEADERS)
    of_leaders = shared.join(first.select("key", F.col("at").alias("a")), ["key", "a"])
    return of_leaders.groupBy("a", "b").agg(F.count("*").alias("more"))


def version_pairs(leaders: DataFrame) -> DataFrame:
    """
    Pair the latest article of each address with the others of it.

    Args:
        leaders: Texts that have shingles and lead equal ones: ``at``, ``url``, ``instant``.

    Returns:
        As above.
    """
    known = F.when(F.col("instant") == float("inf"), float("-inf")).otherwise(F.col("instant"))
    by_date = Window.partitionBy("url").orderBy(known.desc(), "at")
    latest = F.first("at").over(by_date)
    pairs = leaders.where("url != 0").select(F.col("at").alias("one"), latest.alias("latest"))
    return pairs.where("one != latest").select(
        F.least("one", "latest").alias("a"), F.greatest("one", "latest").alias("b")
    )


def naming_pairs(pairs: DataFrame, articles: DataFrame) -> DataFrame:
    """
    Choose pairs of which one may name the outlet of the other as the first.

    Args:
        pairs: Each pair once.
        articles: With ``c``, ``first`` and ``outlet``.
    """
    speaking = articles.where("first != 0")
    says = speaking.select("c").distinct()
    outlets = speaking.select(F.col("first").alias("outlet")).distinct()
    named = articles.join(outlets, "outlet", "left_semi").select("c").distinct()

    def between_them(one: str, other: str) -> DataFrame:
        told = pairs.join(says, pairs[one] == says["c"], "left_semi")
        return told.join(named, told[other] == named["c"], "left_semi")

    return between_them("a", "b").union(between_them("b", "a")).distinct()
