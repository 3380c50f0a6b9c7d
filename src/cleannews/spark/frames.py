"""DataFrames at the door: what is asked of their columns, and what travels with their work."""

from __future__ import annotations

from cleannews.cleaning.cleaner import Cleaner
from cleannews.errors import SettingsError, shown
from cleannews.spark.articles import Reader
from cleannews.spark.link import Column, DataFrame, F
from cleannews.spark.shipping import Packed, ShippedCleaner

__all__ = ["article_columns", "check", "column", "ship", "valid_text"]

_TEXTS = ("string", "char", "varchar")
"""How the names of types of strings begin."""


def article_columns(df: DataFrame, reader: Reader) -> DataFrame:
    """
    Choose the columns that hold fields of an article, with texts in valid UTF-8.

    Args:
        df: Articles.
        reader: Says which columns those of the texts and ids are.

    Returns:
        These two under their usual names, ``text`` and ``id``, and the others as they are: a name
        with a dot cannot go into ``mapInArrow``.

    Raises:
        SettingsError: As for :func:`check`.
    """
    check(df, reader)
    usual = {reader.text: valid_text(reader.text).alias("text")}
    if reader.id is not None:
        usual[reader.id] = column(reader.id).alias("id")
    return df.select(*(usual.get(it, column(it)) for it in reader.columns(df.columns)))


def check(df: DataFrame, reader: Reader) -> None:
    """
    Refuse what has no columns of articles.

    Args:
        df: Articles.
        reader: Reads them.

    Raises:
        SettingsError: ``df`` is no DataFrame, a column that is needed is missing or stands twice,
            or the texts are no strings.
    """
    if not isinstance(df, DataFrame):
        raise SettingsError("df", shown(df), "a DataFrame of Spark")
    if df.isStreaming:
        raise SettingsError("df", "a stream, which has no end", "a DataFrame of a table or files")
    reader.columns(df.columns)
    kind = dict(df.dtypes)[reader.text]
    if not kind.startswith(_TEXTS):
        raise SettingsError("text", f"{shown(reader.text)} of type {kind}", "a column of strings")


def valid_text(name: str) -> Column:
    """
    Return a column of strings in valid UTF-8: what is none becomes U+FFFD.

    Args:
        name: Its name.
    """
    return F.make_valid_utf8(column(name))


def column(name: str) -> Column:
    """
    Return the column of a name, whatever characters it has.

    Args:
        name: Its name.
    """
    return F.col("`" + name.replace("`", "``") + "`")


def ship(df: DataFrame, cleaner: Cleaner) -> ShippedCleaner:
    """
    Pack a cleaner for the executors, its memory as a broadcast where the session has such.

    Args:
        df: What it will clean.
        cleaner: The cleaner.

    Raises:
        SettingsError: It is none.
        RuleTableError: The file of a rule table cannot be read any more.
    """
    if not isinstance(cleaner, Cleaner):
        raise SettingsError("cleaner", shown(cleaner), "a Cleaner or None")
    context = getattr(df.sparkSession, "sparkContext", None)  # Spark Connect has none
    return ShippedCleaner.of(cleaner, Packed if context is None else context.broadcast)
