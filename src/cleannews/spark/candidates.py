"""
Candidate pairs: texts that share a band of their signatures, or enough sampled shingles, or an address.

Spark brings the rows of one key together, sorted by the order in which texts lead, and each is
paired with the first few: the rows of a hot key are many, but its pairs grow as they do.
"""

from __future__ import annotations

from cleannews.grouping.containment import SLACK
from cleannews.grouping.lsh import BandPlan
from cleannews.grouping.verdict import LOOSE_CONTAINMENT
from cleannews.settings import DedupeSettings
from cleannews.spark.buckets import FOUND, KEYED, Keys, paired
from cleannews.spark.link import DataFrame, F, Window

__all__ = ["candidate_pairs", "naming_pairs", "version_pairs"]

_WHOLE_FROM = 1 << 24
"""Articles from which on whole hashes are compared, and not 32 bits of them as on one machine: there
each would be shared with several texts by chance."""


def candidate_pairs(leaders: DataFrame, articles: int, settings: DedupeSettings) -> DataFrame:
    """
    Pair texts by their signatures and samples.

    Args:
        leaders: Texts that have shingles and lead equal ones: ``at``, ``signature``, ``sample``.
        articles: How many articles there are.
        settings: The thresholds.

    Returns:
        ``a`` and ``b``, the earlier first; each pair once.
    """
    cuts = settings.containment is not None
    keys = Keys(BandPlan.for_threshold(settings.threshold), cuts, articles >= _WHOLE_FROM)
    keyed = leaders.select("at", "signature", "sample").mapInArrow(keys, KEYED)
    sorted_keys = keyed.repartition("kind", "key").sortWithinPartitions("kind", "key", "at")
    found = sorted_keys.mapInArrow(paired, FOUND)
    pairs = found.groupBy("a", "b").agg(
        F.max("band").alias("band"), F.sum("shared").alias("shared"), F.max("least").alias("least")
    )
    near = F.col("band") == 1
    if settings.containment is not None:
        share = SLACK * min(LOOSE_CONTAINMENT, settings.containment)
        near |= F.col("shared") >= F.lit(share) * F.col("least")
    return pairs.where(near).select("a", "b")


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

    def between(one: str, other: str) -> DataFrame:
        told = pairs.join(says, pairs[one] == says["c"], "left_semi")
        return told.join(named, told[other] == named["c"], "left_semi")

    return between("a", "b").union(between("b", "a")).distinct()
