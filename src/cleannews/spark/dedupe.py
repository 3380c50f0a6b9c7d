"""Deduplication on Spark: what is asked for, checked at the door, and the articles signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cleannews.cleaning.cleaner import Cleaner
from cleannews.errors import DuplicateIdError, SettingsError
from cleannews.settings import DedupeSettings
from cleannews.spark.articles import Reader
from cleannews.spark.bounds import Bounds
from cleannews.spark.frames import article_columns, ship
from cleannews.spark.grouping import Grouping
from cleannews.spark.link import DataFrame, F
from cleannews.spark.signing import SIGNED, Signing
from cleannews.spark.workplace import Workplace

__all__ = ["dedupe", "grouped"]

_DEFAULTS = DedupeSettings()
_BOUNDS = Bounds()


def dedupe(
    df: DataFrame,
    *,
    text: str = "text",
    id: str = "id",
    cleaner: Cleaner | None = None,
    threshold: float = _DEFAULTS.threshold,
    containment: float | None = _DEFAULTS.containment,
    keep: str = _DEFAULTS.keep,
    drop: Collection[str] = _DEFAULTS.drop,
    prefer: Iterable[str] = (),
    window: float | None = None,
    work: str | None = None,
) -> DataFrame:
    """
    Group the copies of one article and say which of them to keep, as :func:`cleannews.dedupe` does.

    The groups are the same, for any partitioning. Columns named as scrapers name the fields of an
    article (title, url, site, published ...) are read, others are not.

    Args:
        df: The articles. It is read once, and each row needs an id of its own.
        text: The column of the texts; null is an empty text.
        id: The column of the ids.
        cleaner: Cleans each text before it is compared; by default none does.
        threshold: The Jaccard similarity of word 5-grams from which two articles are copies.
        containment: The share of an article's word 5-grams that must stand in another for it
            to be abridged from it; None to look for copies only.
        keep: Which of a group is kept: "earliest", "fullest" or "original".
        drop: The relations whose members are dropped.
        prefer: Sites whose copies are kept before others, the first one first.
        window: Days that may lie between two articles that are one, where both dates are known.
        work: A folder for what lies between the steps, that the driver and all executors can write,
            such as one on HDFS or S3; by default the checkpoint folder of the session, and in local
            mode a temporary one. The result stays there, the rest goes.

    Returns:
        A row for each article: id, group, representative, kept, relation, jaccard and containment,
        which are null outside groups but for ``kept``; read from files in ``work``.

    Raises:
        SettingsError: An argument is out of its range, a column is missing, or ``work`` is needed.
        DuplicateIdError: Two articles carry one id.
    """
    settings = DedupeSettings(threshold, containment, keep, drop, prefer, window)
    return grouped(df, Reader(text, id), cleaner, settings, work=work)


def grouped(
    df: DataFrame,
    reader: Reader,
    cleaner: Cleaner | None,
    settings: DedupeSettings,
    *,
    work: str | None = None,
    bounds: Bounds = _BOUNDS,
) -> DataFrame:
    """
    Group articles as :func:`dedupe` does.

    Args:
        df: The articles.
        reader: Reads them.
        cleaner: Cleans each text before it is compared, or None.
        settings: What counts as a duplicate and which copy is kept.
        work: As above.
        bounds: When what is left to decide goes into one task.
    """
    chosen = article_columns(df, reader)
    signing = Signing(
        None if cleaner is None else ship(df, cleaner),
        firsts=settings.keep == "original",
        sets=settings.keep == "fullest",
        cuts=settings.containment is not None,
    )
    with Workplace(df.sparkSession, work) as place:
        signed = chosen.mapInArrow(signing, SIGNED)
        signed = signed.withColumn("row", F.monotonically_increasing_id())
        signed = place.keep(signed, "signed")
        _check_ids(signed)
        return Grouping(signed, settings, bounds, place).rows()


def _check_ids(signed: DataFrame) -> None:
    """Refuse rows without an id, and ids that come twice."""
    counted = signed.groupBy("id").count().where("count > 1 OR id IS NULL").limit(1).collect()
    if not counted:
        return
    name, times = counted[0]
    if name is None:
        raise SettingsError("id", f"a column with {times} rows that have none", "one for each row")
    raise DuplicateIdError(name)
