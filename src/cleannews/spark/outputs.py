"""The tables of a run, as a local one writes them, of what its stages on Spark hand on."""

from __future__ import annotations

from cleannews.grouping.result import REPRESENTATIVE
from cleannews.pipeline.tables import TABLES
from cleannews.spark.inputs import type_of
from cleannews.spark.link import DataFrame, F
from cleannews.spark.reading import MEMBERSHIP

__all__ = ["articles_table", "errors_table", "groups_table", "removed_table"]


def articles_table(cleaned: DataFrame, decided: DataFrame, *, only_kept: bool) -> DataFrame:
    """
    Return the articles with what became of them.

    Args:
        cleaned: The articles, cleaned.
        decided: What became of each.
        only_kept: Leave out those that are dropped.
    """
    members = decided.where("group IS NOT NULL").select("id", *MEMBERSHIP)
    found = cleaned.join(members, "id", "left").withColumn("kept", F.coalesce("kept", F.lit(True)))
    return _as_table(found.where("kept") if only_kept else found, "articles")


def groups_table(decided: DataFrame) -> DataFrame:
    """
    Return the groups of two or more, the largest first.

    Args:
        decided: What became of each article.
    """
    member = F.struct(
        (F.col("relation") != REPRESENTATIVE).alias("behind"),
        *("id", "relation", "jaccard", "containment", "kept"),
    )
    found = (
        decided.where("group IS NOT NULL")
        .groupBy("group", "representative")
        .agg(F.count("*").alias("size"), F.sort_array(F.collect_list(member)).alias("members"))
        .withColumn("members", F.transform("members", lambda it: it.dropFields("behind")))
        .withColumn("stored", F.lit(None))
    )
    return _as_table(found.orderBy(F.desc("size"), "group"), "groups")


def removed_table(cleaned: DataFrame) -> DataFrame:
    """
    Return the removed spans.

    Args:
        cleaned: The articles, cleaned.
    """
    spans = cleaned.select("id", F.explode("removed").alias("span")).select("id", "span.*")
    return _as_table(spans, "removed")


def errors_table(read: DataFrame, files: DataFrame) -> DataFrame:
    """
    Return what could not be read.

    Args:
        read: What was read, and why something was not.
        files: What each file of the inputs is.
    """
    of_files = files.where("error IS NOT NULL").withColumn("line", F.lit(None))
    tables = (_as_table(it, "errors") for it in (read.where("error IS NOT NULL"), of_files))
    return next(tables).unionByName(next(tables))


def _as_table(found: DataFrame, table: str) -> DataFrame:
    """Return the columns of a table, of its types and in its order."""
    return found.select(
        [F.col(it.name).cast(type_of(it.kind)).alias(it.name) for it in TABLES[table]]
    )
