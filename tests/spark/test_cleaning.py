"""The texts of a DataFrame cleaned."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from cleannews import Article, Cleaner, SettingsError, SiteMemory
from cleannews.cleaning.spans import rebuilt

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SITE = "ledger.example"
STORIES = (
    "Rain fell on the hills all week, and the river rose by a metre on Friday.",
    "A bridge was opened on Monday by the mayor, who thanked those that had built it.",
    "理事会は金曜日に港を閉鎖することを決めたと発表した。",
    "The ferry 🚢 stays in the harbour until the storm is over, its captain said.",
)
FURNITURE = "The best of the Ledger in one place 🗞"
AROUND = ("Buy now\n", "Advertisement\r\n\r\n", "Storm closes harbour\n", "\0\x1b\n", "🗞 \u2028")
BEHIND = (f"\n\n{FURNITURE}", "\n\nRead more: Storm closes quay", "\n\nAnzeige", "")
TEXTS = [
    None, "", " \n ", "Advertisement", FURNITURE,
    *(before + story + after for before in AROUND for story in STORIES for after in BEHIND),
]  # fmt: skip
SCHEMA = "number long, body string, headline string, lang string, site string"


@pytest.fixture(scope="module")
def cleaner(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """Return a cleaner that has a memory and a table of its own."""
    table = tmp_path_factory.mktemp("tables") / "own.toml"
    table.write_text(
        '[[rule]]\nid = "ad.own"\nphrases = ["buy now"]\nremove = ["Buy now"]\nkeep = ["Buy"]\n',
        encoding="utf-8",
    )
    memory = SiteMemory.learn(Article(f"{it}\n\n{FURNITURE}", site=SITE) for it in STORIES)
    return Cleaner(memory=memory, rules=[table])


@pytest.fixture(scope="module")
def pages(spark: SparkSession) -> DataFrame:
    """Return articles under other names than the usual ones."""
    titles = ("Storm closes harbour", None, "Rain")
    rows = [
        (at, text, titles[at % 3], ("en", "de", None)[at % 3], f"https://www.{SITE}/")
        for at, text in enumerate(TEXTS)
    ]
    return spark.createDataFrame(rows, SCHEMA)


@pytest.mark.parametrize("partitions", [1, 5])
def test_rows_are_cleaned_as_each_alone(
    pages: DataFrame, cleaner: Cleaner, partitions: int
) -> None:
    """Whatever the partitioning: text and spans are Cleaner.clean's, and the text can be rebuilt."""
    from cleannews.spark import clean

    done = clean(pages.repartition(partitions), cleaner, text="body")
    before = {row.number: row for row in pages.collect()}
    after = {row.number: row for row in done.collect()}
    assert after.keys() == before.keys()
    for number, row in after.items():
        raw = before[number]
        wanted = cleaner.clean(
            Article(raw.body or "", title=raw.headline, language=raw.lang, site=raw.site)
        )
        spans = [
            (it.start, it.end, it.category, it.rule, it.text, it.stories) for it in wanted.removed
        ]
        assert row.body == (None if raw.body is None else wanted.text)
        assert list(map(tuple, row.removed)) == spans
        assert rebuilt(row.body or "", [(it.start, it.text) for it in row.removed]) == (
            raw.body or ""
        )
        assert row[:1] + row[2:-1] == raw[:1] + raw[2:]
    rules = {it.rule for row in after.values() for it in row.removed}
    assert rules >= {"ad.own", "ad.marker", "template.learned", "links.read-more", "headline.title"}


def test_without_a_cleaner_texts_are_cleaned_as_clean_does(spark: SparkSession) -> None:
    """The shipped rules, and no memory."""
    from cleannews.spark import clean

    df = spark.createDataFrame([("Advertisement\nRain fell.",)], "text string")
    (row,) = clean(df).collect()
    assert row.text == "Rain fell."
    assert [(it.rule, it.stories) for it in row.removed] == [("ad.marker", None)]


VALUES = {
    "a": ("boolean", True),
    "b": ("tinyint", 1),
    "c": ("double", 0.5),
    "d": ("decimal(20,3)", Decimal("1.500")),
    "e": ("binary", bytearray(b"\xff\0")),
    "f": ("date", date(2026, 3, 1)),
    "g": ("timestamp", datetime(2026, 3, 1, 8)),  # noqa: DTZ001 (Spark gives naive ones back)
    "h": ("timestamp_ntz", datetime(2026, 3, 1, 8)),  # noqa: DTZ001 (likewise)
    "i": ("map<string,array<int>>", {"k": [1, None]}),
    "j": ("array<struct<x:int,y:string>>", [(1, "z")]),
    "k": ("void", None),
    "l.m`n": ("string", "a name with a dot"),
    "authors": ("array<string>", ["Ann Lee"]),
    "published": ("struct<day:int>", (1,)),
}


def test_other_columns_pass_through(spark: SparkSession) -> None:
    """Whatever their types, names and order; nulls stay nulls."""
    from cleannews.spark import clean

    schema = ", ".join(f"`{name.replace('`', '``')}` {kind}" for name, (kind, _) in VALUES.items())
    row = tuple(value for _, value in VALUES.values())
    df = spark.createDataFrame(
        [(*row, "Advertisement\nRain fell."), (*[None] * len(row), None)], f"{schema}, text string"
    )
    done = clean(df)
    assert done.schema.fields[:-1] == df.schema.fields
    first, second = done.collect()
    assert first[:-2] == df.collect()[0][:-1]
    assert first.text == "Rain fell."
    assert second[:-1] == (None,) * len(df.columns)
    assert second.removed == []


def test_other_columns_may_share_a_name(spark: SparkSession) -> None:
    """After a join there are such; they are told apart by where they stand."""
    from cleannews.spark import clean

    df = spark.sql("SELECT 1 x, 'Advertisement\\nRain fell.' text, 2 x")
    (row,) = clean(df).collect()
    assert row[:3] == (1, "Rain fell.", 2)


def test_a_text_that_is_no_utf_8_is_repaired(spark: SparkSession) -> None:
    """Spark hands on whatever bytes a file has under a column of strings."""
    from cleannews.spark import clean

    data = b"Advertisement\nR\xd8ain"
    df = spark.sql(f"SELECT cast(X'{data.hex()}' AS string) `the.text`")
    (row,) = clean(df, text="the.text").collect()
    assert row["the.text"] == "R\ufffdain"
    assert row.removed[0].text == "Advertisement\n"


def test_nothing_runs_before_an_action(spark: SparkSession) -> None:
    """Cleaning is a step of a plan."""
    from pyspark.errors import PySparkException

    from cleannews.spark import clean

    done = clean(spark.sql("SELECT cast(raise_error('it runs') AS string) text"))
    with pytest.raises(PySparkException, match="it runs"):
        done.collect()


@pytest.mark.parametrize(
    ("columns", "arguments", "error"),
    [
        ("text string, removed int", {}, r"^df is a table that was cleaned; .*'removed': rename"),
        ("text string, Removed int", {}, r"^df is a table that was cleaned"),
        ("body string", {}, r"^text is 'text'; it must be a column, one of 'body'"),
        ("text int", {}, r"^text is 'text' of type int; it must be a column of strings"),
        ("text string", {"text": 1}, r"^text is 1; it must be the name of a column"),
        ("text string", {"cleaner": "bare"}, r"^cleaner is 'bare'; it must be a Cleaner or None"),
    ],
)
def test_what_cannot_be_cleaned_is_told(
    spark: SparkSession, columns: str, arguments: dict[str, Any], error: str
) -> None:
    """Before anything runs, by the name of the argument."""
    from cleannews.spark import clean

    with pytest.raises(SettingsError, match=error):
        clean(spark.createDataFrame([], columns), **arguments)


def test_a_list_is_no_dataframe(spark: SparkSession) -> None:
    """The error says what would do."""
    from cleannews.spark import clean

    with pytest.raises(SettingsError, match=r"^df is \['Rain'\]; it must be a DataFrame of Spark"):
        clean(["Rain"])  # type: ignore[arg-type]
