"""Cleaning the texts of a DataFrame."""

from __future__ import annotations

from cleannews.cleaning.cleaner import Cleaner
from cleannews.errors import SettingsError
from cleannews.spark.articles import Reader
from cleannews.spark.cleantask import REMOVED, CleanTask
from cleannews.spark.frames import check, ship, valid_text
from cleannews.spark.link import DataFrame, F

__all__ = ["clean"]

_SPANS = (
    "array<struct<`start`: int, `end`: int, category: string, rule: string, "
    "text: string, stories: int>>"
)


def clean(df: DataFrame, cleaner: Cleaner | None = None, *, text: str = "text") -> DataFrame:
    """
    Remove what is not journalism from the texts of a DataFrame.

    Each row is cleaned alone, with the title, site and language that it has under the usual names;
    nothing runs before an action. Every removal can be undone: the spans of a row are sorted and
    count in code points of the text as it was, so from the first to the last, put each span's
    ``text`` back where it begins, at ``start``. Text that is not UTF-8 is repaired first: what is
    none becomes U+FFFD.

    Args:
        df: Articles.
        cleaner: How they are cleaned; by default as :func:`cleannews.clean` does it.
        text: The column of the texts. A null stays one.

    Returns:
        All columns as they are, but the texts cleaned, and behind them the column ``removed``: an
        array of spans with ``start``, ``end`` (half open), ``category``, ``rule``, ``text``, and
        ``stories``, in how many stories of its site it stands, where a memory knew it.

    Raises:
        SettingsError: The column of the texts is missing or holds no strings, a column
            ``removed`` is there, or an argument is no DataFrame or no Cleaner.
        RuleTableError: The file of a rule table of the cleaner cannot be read any more.
    """
    reader = Reader(text, None)
    check(df, reader)
    if REMOVED in map(str.lower, df.columns):
        wanted = f"one without a column {REMOVED!r}: rename it, for the spans take its name"
        raise SettingsError("df", "a table that was cleaned", wanted)
    names = tuple(df.columns)
    task = CleanTask(reader, names, ship(df, Cleaner() if cleaner is None else cleaner))
    rows = df.withColumn(text, valid_text(text))
    rows = rows.toDF(*(f"c{at}" for at in range(len(names))))  # mapInArrow takes no names with dots
    schema = rows.withColumn(REMOVED, F.lit(None).cast(_SPANS)).schema
    return rows.mapInArrow(task, schema).toDF(*names, REMOVED)
