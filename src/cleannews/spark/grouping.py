"""
The order of the steps from signed articles to groups: that of :mod:`cleannews.grouping.dedupe`.

Articles are named by numbers: ``row`` as they were signed; ``at``, the place in the order in which they
lead; ``c``, the ``at`` of the first of those that are equal; ``place``, as ``at`` when it is known who had an
article first and the latest version of each address leads; ``v``, the least ``place`` of those that are
equal, by which all of them are known to whoever judges and groups.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleannews.grouping.result import REPRESENTATIVE
from cleannews.grouping.verdict import EDITION, RELATION_NAMES
from cleannews.settings import DedupeSettings
from cleannews.spark.bounds import Bounds
from cleannews.spark.candidates import candidate_pairs, naming_pairs, version_pairs
from cleannews.spark.equals import Leading
from cleannews.spark.link import Column, DataFrame, F
from cleannews.spark.order import in_order, latest_first, named_as_first
from cleannews.spark.rounds import judged_in_rounds
from cleannews.spark.verdictrows import OF_TEXT, VERDICT, Judging
from cleannews.spark.workplace import Workplace

__all__ = ["Grouping"]

_HEAVY = ("signature", "sample", "text")
"""The columns of signed articles that are many bytes each."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """
    Groups articles by their signatures.

    Args:
        signed: Rows of :data:`~cleannews.spark.signing.SIGNED`, with ``row``.
        settings: What counts as a duplicate and which copy is kept.
        bounds: When what is left to decide goes into one task.
        work: Keeps tables.
    """

    signed: DataFrame
    settings: DedupeSettings
    bounds: Bounds
    work: Workplace

    def rows(self) -> DataFrame:
        """Return what became of each article: see :func:`cleannews.spark.dedupe`."""
        articles = self._led(self._in_order(self.signed.drop(*_HEAVY), F.col("own"), "at"))
        articles = self.work.keep(articles, "articles")
        pairs = self._candidates(articles)
        articles = articles.withColumn("place", F.col("at"))
        named = None
        if self.settings.keep == "original":
            naming = self.work.keep(naming_pairs(pairs, articles), "naming")
            named = self._judged(naming, self._texts(naming, articles, F.col("c")), "named")
            pairs = pairs.join(naming, ["a", "b"], "left_anti")
            articles = self._in_order_of_original(articles, named)
        if not articles.where("url != 0").isEmpty():
            articles = self.work.keep(latest_first(articles), "latest-first")
        classes = articles.groupBy("c").agg(F.min("place").alias("v"), F.count("*").alias("many"))
        classes = self.work.keep(classes, "classes")
        pairs = self.work.keep(_renamed(pairs, classes, "a", "b", ordered=True), "pairs")
        if named is not None:
            named = self.work.keep(_renamed(named, classes, "text", "other"), "named-again")
        texts = self._texts(pairs, articles.join(classes, "c"), F.col("v"), named)
        judged = judged_in_rounds(
            lambda some: self._judged(some, texts, "verdicts"), pairs, named, self.bounds, self.work
        )
        leading = classes.where("many > 1").select("v")
        return self._became(articles.join(classes, "c"), judged.members(leading))

    def _in_order(self, articles: DataFrame, original: Column, name: str) -> DataFrame:
        return self.work.keep(in_order(articles, original, self.settings, name), f"order-{name}")

    def _in_order_of_original(self, articles: DataFrame, named: DataFrame) -> DataFrame:
        """Order articles anew when it is known who had which of them first."""
        first = named_as_first(articles, named).withColumn("named", F.lit(True))
        known = articles.drop("place").join(first, "at", "left")
        original = F.col("own") | F.coalesce("named", F.lit(False))
        return self._in_order(known, original, "place").drop("named")

    def _led(self, articles: DataFrame) -> DataFrame:
        """Add who leads those that are equal; a text without words is alone."""
        alone = F.when((F.col("key0") == 0) & (F.col("key1") == 0), F.col("at")).otherwise(0)
        dealt = articles.repartition("key0", "key1", alone).sortWithinPartitions(
            "key0", "key1", "at"
        )
        schema = ", ".join(f"{name} {kind}" for name, kind in dealt.dtypes)
        led = dealt.mapInArrow(Leading(self.settings.window), f"{schema}, c long")
        return led.drop("key0", "key1")

    def _candidates(self, articles: DataFrame) -> DataFrame:
        leaders = articles.where("at = c AND size > 0")
        signatures = self.signed.select("row", "signature", "sample")
        heavy = leaders.select("row", "at").join(signatures, "row").drop("row")
        heavy = self.work.keep(heavy, "leaders")  # they are looked at up to four times
        count = self.signed.count()
        found = candidate_pairs(heavy, count, self.settings, self.bounds, self.work)
        return self.work.keep(found.union(version_pairs(leaders)).distinct(), "candidates")

    def _texts(
        self, pairs: DataFrame, articles: DataFrame, name: Column, named: DataFrame | None = None
    ) -> DataFrame:
        """
        Return what must be known of the texts of pairs to judge them.

        Args:
            pairs: The pairs.
            articles: With the columns by which a text is named.
            name: How the pairs name it.
            named: Verdicts whose texts may be asked of, too.
        """
        wanted = pairs.select(F.col("a").alias("v")).union(pairs.select("b"))
        if named is not None:
            wanted = wanted.union(named.select("text")).union(named.select("other"))
        leading = articles.where("at = c").withColumn("v", name)
        chosen = leading.join(wanted.distinct(), "v", "left_semi")
        known = chosen.select("v", "row", "size", "instant", "url")
        texts = known.join(self.signed.select("row", "text"), "row").select("v", *OF_TEXT)
        return self.work.keep(texts, "texts")

    def _judged(self, pairs: DataFrame, texts: DataFrame, name: str) -> DataFrame:
        """Return the verdicts on pairs."""
        for side in ("a", "b"):
            of_side = texts.withColumnsRenamed({it: f"{side}_{it}" for it in OF_TEXT})
            pairs = pairs.join(of_side.withColumnRenamed("v", side), side)
        return self.work.keep(pairs.mapInArrow(Judging(self.settings), VERDICT), name)

    def _became(self, articles: DataFrame, taken: DataFrame) -> DataFrame:
        """Return a row for each article."""
        leaders = taken.select(F.col("other").alias("v"), F.lit(True).alias("leads")).distinct()
        members = taken.withColumnsRenamed({"text": "v", "other": "leader"})
        known = articles.select("id", "place", "v", "many").join(members, "v", "left")
        known = known.join(leaders, "v", "left")
        absorbed, first = F.col("leader").isNotNull(), F.col("place") == F.col("v")
        grouped = absorbed | (F.col("many") > 1) | F.coalesce("leads", F.lit(False))
        names = F.create_map(*(F.lit(it) for pair in enumerate(RELATION_NAMES) for it in pair))
        own = F.when(first, REPRESENTATIVE).otherwise("copy")
        relation = F.when(absorbed, names[F.col("relation")]).when(grouped, own)
        edition = F.coalesce("relation", F.lit(0)) == EDITION
        stays = ~relation.isin(*self.settings.drop) | edition

        def figure(name: str) -> Column:
            return F.when(absorbed, F.col(name)).when(grouped, 1.0).alias(name)

        rows = known.select(
            "id",
            F.when(grouped, F.coalesce("leader", "v")).alias("head"),
            F.coalesce(stays, F.lit(True)).alias("kept"),
            relation.alias("relation"),
            figure("jaccard"),
            figure("containment"),
        )
        heads = articles.where("place = v").select(
            F.col("v").alias("head"), F.col("id").alias("group")
        )
        named = rows.join(heads, "head", "left")
        figures = ("kept", "relation", "jaccard", "containment")
        result = named.select("id", "group", F.col("group").alias("representative"), *figures)
        return self.work.keep(result, "result", last=True)


def _renamed(
    rows: DataFrame, classes: DataFrame, one: str, other: str, *, ordered: bool = False
) -> DataFrame:
    """Return rows that name texts by ``v``, where they named them by ``c``."""
    columns = rows.columns
    for side in (one, other):
        names = classes.select(F.col("c").alias(side), F.col("v").alias("name"))
        rows = rows.join(names, side).drop(side).withColumnRenamed("name", side)
    if ordered:
        return rows.select(F.least(one, other).alias(one), F.greatest(one, other).alias(other))
    return rows.select(columns)
