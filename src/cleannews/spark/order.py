"""
The order in which articles lead, as a number each: see :mod:`cleannews.grouping.order`.
"""

from __future__ import annotations

from cleannews.grouping.origins import name_hash
from cleannews.settings import DedupeSettings
from cleannews.spark.link import Column, DataFrame, F, Window

__all__ = ["in_order", "latest_first", "named_as_first", "signed_64"]


def signed_64(value: int) -> int:
    """Return the number of the same 64 bits that Spark can hold, which has none without a sign."""
    return value - (1 << 64) if value >= 1 << 63 else value


def in_order(
    articles: DataFrame, original: Column, settings: DedupeSettings, name: str
) -> DataFrame:
    """
    Sort articles by ``keep``, and number them.

    Args:
        articles: With ``id`` and the columns of where they are from.
        original: Whether an article is the own copy of who wrote it.
        settings: The order.
        name: The column for the numbers, which rise but leave gaps.

    Returns:
        The articles with their numbers; to be written down, or they may change.
    """
    prefer = tuple(settings.prefer)
    preferred = F.lit(len(prefer))
    for place, site in reversed(list(enumerate(prefer))):
        wanted = F.lit(signed_64(name_hash(site)))
        preferred = F.when(F.col("site") == wanted, place).otherwise(preferred)
    keys = {
        "earliest": [F.col("instant")],
        "fullest": [-F.col("fullness"), F.col("instant")],
        "original": [~original, F.col("instant"), -F.col("size")],
    }[settings.keep]
    first = [preferred] if prefer else []  # a mere number would name a column
    ordered = articles.orderBy(*first, *keys, F.col("id"))
    return ordered.withColumn(name, F.monotonically_increasing_id())


def latest_first(articles: DataFrame) -> DataFrame:
    """
    Let the versions of one address change places, so that the latest leads.

    Args:
        articles: With ``place``, ``url`` and ``instant``.
    """
    many = F.count("*").over(Window.partitionBy("url")) > 1
    several = articles.where("url != 0").withColumn("many", many).where("many").drop("many")
    unknown = F.col("instant") == float("inf")
    newest = F.when(unknown, F.col("instant")).otherwise(-F.col("instant"))
    by_place = Window.partitionBy("url").orderBy("place")
    by_date = Window.partitionBy("url").orderBy(newest, "place")
    places = several.select("url", "place", F.row_number().over(by_place).alias("turn"))
    changed = several.withColumn("turn", F.row_number().over(by_date)).drop("place")
    moved = changed.join(places, ["url", "turn"]).select("at", F.col("place").alias("moved"))
    return (
        articles.join(moved, "at", "left")
        .withColumn("place", F.coalesce("moved", "place"))
        .drop("moved")
    )


def named_as_first(articles: DataFrame, named: DataFrame) -> DataFrame:
    """
    Find the articles of outlets that an article like them names as the first.

    Args:
        articles: With ``at``, ``c``, ``outlet`` and ``first``.
        named: The verdicts, ``text`` and ``other``, by ``c``.

    Returns:
        Their ``at``.
    """
    says = articles.where("first != 0").select("c", "first").distinct()
    told = named.join(says, named["text"] == says["c"]).select(F.col("other").alias("c"), "first")
    wanted = says.union(told).distinct().withColumnRenamed("first", "outlet")
    return articles.join(wanted, ["c", "outlet"], "left_semi").select("at")
