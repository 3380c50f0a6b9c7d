"""Batches of rows cleaned, as executors do it."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cleannews import Article, Cleaner, SiteMemory
from cleannews.cleaning.spans import rebuilt
from cleannews.spark.articles import Reader
from cleannews.spark.cleantask import CleanTask
from cleannews.spark.shipping import ShippedCleaner
from property.test_clean import LANGUAGES, SITES, TITLES, dirty_texts

VALID = dirty_texts().map(lambda text: text.encode(errors="replace").decode())
ROWS = st.fixed_dictionaries(
    {
        "body": st.none() | VALID,
        "headline": TITLES.map(lambda title: title and title.encode(errors="replace").decode()),
        "lang": LANGUAGES,
        "site": SITES,
    }
)
KINDS = {"body": pa.string(), "headline": pa.string(), "lang": pa.string(), "site": pa.string()}


@given(st.lists(ROWS, max_size=5))
def test_rows_are_cleaned_as_articles_are(rows: list[dict[str, str | None]]) -> None:
    """Text and spans are those of Cleaner.clean, with a memory, and the text can be rebuilt."""
    articles = [
        Article(it["body"] or "", title=it["headline"], language=it["lang"], site=it["site"])
        for it in rows
    ]
    cleaner = Cleaner(memory=SiteMemory.learn(articles))
    task = CleanTask(Reader("body", None), tuple(KINDS), ShippedCleaner.of(cleaner))
    batch = pa.RecordBatch.from_pylist(rows, pa.schema(KINDS))
    (done,) = task([batch])
    for row, before, article in zip(done.to_pylist(), rows, articles, strict=True):
        wanted = cleaner.clean(article)
        assert row["body"] == (None if before["body"] is None else wanted.text)
        assert row["removed"] == [
            {
                "start": it.start,
                "end": it.end,
                "category": it.category,
                "rule": it.rule,
                "text": it.text,
                "stories": it.stories,
            }
            for it in wanted.removed
        ]
        spans = [(it["start"], it["text"]) for it in row["removed"]]
        assert rebuilt(row["body"] or "", spans) == (before["body"] or "")
        assert {**row, "body": before["body"]} == {**before, "removed": row["removed"]}


def test_strings_keep_their_type() -> None:
    """Where Spark takes large strings, it wants the same back."""
    task = CleanTask(Reader(id=None), ("text",), ShippedCleaner.of(Cleaner()))
    text = pa.array(["Advertisement\nRain fell."], pa.large_string())
    (done,) = task([pa.RecordBatch.from_arrays([text], ["text"])])
    assert done.schema.field("text").type == pa.large_string()
    assert done.schema.field("removed").type.value_type.field("text").type == pa.large_string()
