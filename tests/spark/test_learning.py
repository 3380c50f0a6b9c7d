"""What sites repeat, learned of a DataFrame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleannews import Article, SettingsError, SiteMemory
from cleannews.io.inputs import find_inputs
from cleannews.io.readers import read_records
from cleannews.io.records import Record

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEMA = "body string, url string, site string"


@pytest.fixture(scope="module")
def articles(corpus_samples: Path) -> list[Article]:
    """Return the articles of the samples that are not in pages."""
    files = find_inputs([corpus_samples], corpus_samples / "out").files
    records = [it for file in files for it in read_records(file) if isinstance(it, Record)]
    return [it.content for it in records if isinstance(it.content, Article)]


@pytest.fixture(scope="module")
def pages(spark: SparkSession, articles: list[Article]) -> DataFrame:
    """Return them as rows."""
    return spark.createDataFrame([(it.text, it.url, it.site) for it in articles], SCHEMA)


@pytest.mark.parametrize("partitions", [1, 3, 7, 18])
def test_the_memory_is_that_of_the_articles(
    pages: DataFrame, articles: list[Article], partitions: int, tmp_path: Path
) -> None:
    """The file is the same for any partitioning, also where memories are merged twice."""
    from cleannews.spark import learn

    learned = learn(pages.repartition(partitions), text="body")
    learned.save(tmp_path / "spark")
    whole = SiteMemory.learn(articles)
    whole.save(tmp_path / "here")
    assert (tmp_path / "spark").read_bytes() == (tmp_path / "here").read_bytes()
    assert learned.digest() == whole.digest()
    assert learned.counts()["recurring"] > 0


def test_a_memory_to_begin_with_grows(pages: DataFrame, articles: list[Article]) -> None:
    """The result knows its pages, too; itself it stays as it is."""
    from cleannews.spark import learn

    before = SiteMemory.learn([*articles[:9], Article("Rain fell.", site="quay.example")])
    digest = before.digest()
    whole = SiteMemory.learn([*articles, Article("Rain fell.", site="quay.example")])
    assert learn(pages, text="body", memory=before).digest() == whole.digest()
    assert before.digest() == digest


def test_what_teaches_nothing_gives_an_empty_memory(spark: SparkSession) -> None:
    """No rows, no sites and no texts."""
    from cleannews.spark import learn

    df = spark.createDataFrame([("Rain fell.", None), (None, None)], "text string, site string")
    for some in (df, df.limit(0), df.select("text")):
        assert learn(some).digest() == SiteMemory().digest()


def test_nothing_stays_behind(spark: SparkSession, pages: DataFrame) -> None:
    """What lies between the levels of merging is let go."""
    from cleannews.spark import learn

    learn(pages, text="body")
    assert not spark.sparkContext._jsc.getPersistentRDDs()


@pytest.mark.parametrize(
    ("columns", "arguments", "error"),
    [
        ("body string", {}, r"^text is 'text'; it must be a column, one of 'body'"),
        ("text binary", {}, r"^text is 'text' of type binary; it must be a column of strings"),
        (
            "text string",
            {"memory": "sites"},
            r"^memory is 'sites'; it must be a SiteMemory or None",
        ),
    ],
)
def test_what_cannot_be_learned_is_told(
    spark: SparkSession, columns: str, arguments: dict[str, Any], error: str
) -> None:
    """Before anything runs, by the name of the argument."""
    from cleannews.spark import learn

    with pytest.raises(SettingsError, match=error):
        learn(spark.createDataFrame([], columns), **arguments)
