"""The contract: Spark returns the rows that the local engine returns, whatever it is given."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleannews import Cleaner, DuplicateIdError, SettingsError, SiteMemory
from cleannews.settings import DedupeSettings
from spark.contract import differences, frame, rows_of, rows_of_files
from spark.corpora import WINDOW, Rows, corpus, part

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


SETTINGS: dict[str, tuple[int, dict[str, Any]]] = {
    "by default": (1, {}),
    "fullest": (
        7,
        {
            "keep": "fullest",
            "prefer": ("tribune.example", "https://www.quay.example"),
            "drop": ("copy", "reworded"),
        },
    ),
    "original": (2, {"keep": "original", "window": WINDOW}),
    "copies only": (
        3,
        {"containment": None, "threshold": 0.4, "window": WINDOW + 1 / 3600, "drop": ()},
    ),
}
"""Partitions and settings."""


def shuffled(rows: Rows, seed: int) -> Rows:
    """Return rows in another order."""
    return random.Random(seed).sample(rows, len(rows))  # noqa: S311 (no secret)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_generated_corpora(spark: SparkSession, name: str) -> None:
    """All of them at once, under each of the settings, in several orders and partitionings."""
    from cleannews.spark import dedupe

    partitions, settings = SETTINGS[name]
    rows = shuffled(corpus(), partitions)
    found = rows_of(dedupe(frame(spark, rows, partitions), **settings))
    assert differences(found, corpus(), **settings) == []


def test_what_is_little_goes_the_way_of_much(spark: SparkSession) -> None:
    """Rounds in which many texts lead at once, common hashes last, and hashes compared whole."""
    from cleannews.spark.articles import Reader
    from cleannews.spark.bounds import Bounds
    from cleannews.spark.dedupe import grouped

    rows = [row for name in ("hubs", "reprints") for row in part(name)]
    settings = DedupeSettings(keep="original")
    bounds = Bounds(offers=0, rounds=4, common=0, whole=0)
    found = grouped(frame(spark, rows, 2), Reader(), None, settings, bounds=bounds)
    assert differences(rows_of(found), rows, keep="original") == []


def test_the_sample_corpus_cleaned(spark: SparkSession, corpus_samples: Path) -> None:
    """With a cleaner that has learned what its sites repeat."""
    from cleannews.spark import dedupe

    rows = rows_of_files(corpus_samples)
    assert len(rows) > 50
    cleaner = Cleaner(memory=SiteMemory.learn(rows))
    settings: dict[str, Any] = {"cleaner": cleaner, "keep": "original"}
    found = rows_of(dedupe(frame(spark, rows, 3), **settings))
    assert differences(found, rows, **settings) == []


@pytest.mark.parametrize(
    ("name", "cleaner"),
    [("allsides", None), ("reuters21578", Cleaner())],
    ids=["as found", "clean"],
)
def test_real_articles(
    spark: SparkSession, real_data: Path, name: str, cleaner: Cleaner | None
) -> None:
    """Each set in full."""
    from cleannews.spark import dedupe

    rows = rows_of_files(real_data / f"articles/{name}.jsonl.gz")
    assert len(rows) > 18_000
    found = rows_of(dedupe(frame(spark, rows, 4), cleaner=cleaner))
    assert differences(found, rows, cleaner=cleaner) == []


def test_columns_of_other_names_and_types(spark: SparkSession) -> None:
    """Whole numbers as ids, times and days as dates, and a table with columns of other names."""
    from cleannews.spark import dedupe

    text = str(part("near")[0]["text"])
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = [noon + timedelta(days=WINDOW, microseconds=at - 3) for at in range(8)]
    values: list[tuple[Any, ...]] = [
        (100 - at, f"{text} {at % 4}", it, None) for at, it in enumerate([noon, *times])
    ]
    values += [(200 - at, f"{text} {at}", None, date(2026, 3, at)) for at in range(1, 8)]
    values.append((300, None, None, None))
    table = spark.createDataFrame(
        values, "number long, words string, published timestamp, date date"
    )
    found = rows_of(dedupe(table, text="words", id="number", window=WINDOW))
    rows = [
        {"id": number, "text": words or "", "published": time, "date": day}
        for number, words, time, day in values
    ]
    assert differences(found, rows, window=WINDOW) == []
    assert {row["relation"] for row in found} > {"copy"}


def test_ids_that_come_twice_are_refused(spark: SparkSession) -> None:
    """The id is named."""
    from cleannews.spark import dedupe

    rows = part("reprints")
    with pytest.raises(DuplicateIdError, match="reprints-3"):
        dedupe(frame(spark, [*rows, {**rows[0], "id": "reprints-3"}], 3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "body"},
        {"id": "key"},
        {"threshold": 0},
        {"containment": 2},
        {"keep": "latest"},
        {"drop": {"twin"}},
        {"window": -1},
        {"prefer": "quay.example"},
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_at_the_door(
    spark: SparkSession, wrong: dict[str, Any]
) -> None:
    """No job has run then."""
    from cleannews.spark import dedupe

    table = frame(spark, part("reprints"), 2)
    context = spark.sparkContext
    context.setJobGroup("door", str(wrong))
    try:
        with pytest.raises(SettingsError):
            dedupe(table, **wrong)
        assert not context.statusTracker().getJobIdsForGroup("door")
    finally:
        context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]
