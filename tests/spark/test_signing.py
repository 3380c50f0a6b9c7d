"""Articles signed by executors: their numbers are those of one machine."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import Article, Cleaner
from cleannews.article import named
from cleannews.grouping.dedupe import cuts_of
from cleannews.grouping.origins import Origin
from cleannews.grouping.sources import without
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.signatures.signing import shingle_sets, sign_chunk
from cleannews.spark import signing
from cleannews.spark.arrays import bytes_of, numbers
from cleannews.spark.shipping import ShippedCleaner
from cleannews.spark.signing import SIGNED, Signing
from grouping.planted import story
from property.test_clean import dirty_texts

SHELLS = ("Access denied", "Please enable JavaScript to continue.", "404 Not Found")
REPRINT = f"{' '.join(story(5, 60))}\n\nThis article was originally published in The Gazette."
LONG = " ".join(story(1, 300))
"""Longer than a page that is told to be a shell by what it says."""

VALID = (st.text(max_size=40) | dirty_texts()).map(
    lambda text: text.encode(errors="replace").decode()
)
TEXTS = st.none() | VALID | st.sampled_from([*SHELLS, REPRINT, LONG, "", "\x00"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXTS,
            "title": st.none() | st.sampled_from(["Page not found", "Rain"]) | VALID,
            "site": st.sampled_from([None, "", "apnews.com", "www.gazette.example", "\x00"]),
            "url": st.sampled_from([None, "", "https://a.example/x?utm_source=y", "::", "a\x00b"]),
            "flags": st.sampled_from([None, "", "shell", "undated"]),
            "published": st.sampled_from([None, "", "2026-01-02", "2026-01-02T03:04:05Z", "soon"]),
        }
    ),
    max_size=8,
)
COLUMNS = ("text", "id", "title", "site", "url", "flags", "published")
LARGE = pa.large_string()
KINDS = tuple(it.split()[0] for it in SIGNED.split(", "))

Row = dict[str, str | None]


def batch_of(rows: Sequence[Row], kind: pa.DataType) -> pa.RecordBatch:
    """Return rows with ids, as a slice of more of them."""
    more = [dict.fromkeys(COLUMNS, "before"), *rows, dict.fromkeys(COLUMNS, "behind")]
    schema = pa.schema([(name, kind) for name in COLUMNS])
    return pa.RecordBatch.from_pylist(more, schema).slice(1, len(rows))


def bits(value: int) -> int:
    """Return the number that Spark has for 64 bits."""
    return int(np.uint64(value).view(np.int64))


def check(rows: Sequence[Row], task: Signing, cleaner: Cleaner | None, kind: pa.DataType) -> None:
    """Compare what is signed with what the library makes of the same articles."""
    rows = [{**row, "id": f"n{at}"} for at, row in enumerate(rows)]
    batches = list(task(iter([batch_of(rows, kind)])))
    dicts: list[dict[str, object]] = [{**row, "text": row["text"] or ""} for row in rows]
    articles = [it for _, it in named(dicts) if isinstance(it, Article)]
    texts = [without(it.text, cuts_of(it, cleaner)) for it in articles]
    done = [row for batch in batches for row in batch.to_pylist()]
    assert [row["id"] for row in done] == [row["id"] for row in rows]
    assert [row["text"] for row in done] == texts
    signed = sign_chunk(texts, cuts=task.cuts)
    for name, of in (("key0", signed.keys[:, 0]), ("key1", signed.keys[:, 1])):
        assert [row[name] for row in done] == of.view(np.int64).tolist()
    assert [row["size"] for row in done] == signed.sizes.tolist()
    fullness = shingle_sets(texts)[1] if task.sets else signed.sizes
    assert [row["fullness"] for row in done] == fullness.tolist()
    for row, article in zip(done, articles, strict=True):
        origin = Origin.of(article, read=task.firsts)
        for field in ("url", "site", "outlet", "first"):
            assert row[field] == bits(getattr(origin, field))
        assert (row["instant"], row["own"]) == (origin.instant, origin.own)
    begin = 0
    for batch in batches:
        assert tuple(batch.schema.names) == KINDS
        end = begin + batch.num_rows
        values, starts = bytes_of(batch.column("signature"), np.uint32)
        assert np.diff(starts).tolist() == [PERMUTATIONS] * batch.num_rows
        assert values.reshape(-1, PERMUTATIONS).tolist() == signed.signatures[begin:end].tolist()
        hashes, starts = bytes_of(batch.column("sample"), np.uint64)
        assert np.diff(starts).tolist() == signed.sample_sizes[begin:end].tolist()
        first = int(signed.sample_sizes[:begin].sum())
        assert (hashes >> np.uint64(29)).tolist() == signed.samples[first:][: len(hashes)].tolist()
        begin = end


@pytest.mark.parametrize("kind", [pa.string(), LARGE])
@given(rows=ROWS, sets=st.booleans(), cuts=st.booleans())
def test_rows_are_signed_as_on_one_machine(
    rows: list[Row], kind: pa.DataType, sets: bool, cuts: bool
) -> None:
    """Without Python objects of the texts, of which shells are blank and nulls empty."""
    check(rows, Signing(sets=sets, cuts=cuts), None, kind)


@given(rows=ROWS, sets=st.booleans(), cuts=st.booleans())
def test_who_was_first_is_read_in_the_text(rows: list[Row], sets: bool, cuts: bool) -> None:
    """Where the original is kept."""
    check(rows, Signing(firsts=True, sets=sets, cuts=cuts), None, pa.string())


@given(rows=ROWS, firsts=st.booleans())
def test_cleaned_texts_are_signed(rows: list[Row], firsts: bool) -> None:
    """By a cleaner that came from another process."""
    cleaner = Cleaner()
    task = Signing(ShippedCleaner.of(cleaner), firsts=firsts)
    check(rows, pickle.loads(pickle.dumps(task)), cleaner, LARGE)  # noqa: S301 (as on an executor)


def test_many_rows_are_signed_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch may have more rows than are signed at once."""
    monkeypatch.setattr(signing, "_ROWS", 7)
    texts = [*SHELLS, None, "", *(" ".join(story(at, 40 + at)) for at in range(20))]
    rows: list[Row] = [{**dict.fromkeys(COLUMNS), "text": text} for text in texts]
    for task in (Signing(), Signing(firsts=True)):
        check(rows, task, None, pa.string())
        assert [it.num_rows for it in task(iter([batch_of(rows, LARGE)]))] == [7, 7, 7, 4]


def test_the_shells_are_shells_and_the_reprint_names_who_was_first() -> None:
    """So that the tests above are some."""
    articles = [
        *map(Article, SHELLS),
        Article("Rain fell.", title="Page not found"),
        Article(LONG, flags=frozenset({"shell"})),
    ]
    assert all(cuts_of(it, None) for it in articles)
    assert Origin.of(Article(REPRINT)).first


def test_no_rows_are_signed_to_none() -> None:
    """No batches, and one without rows."""
    assert list(Signing()(iter([]))) == []
    assert list(Signing()(iter([batch_of([], pa.string())]))) == []


def test_numbers_have_no_nulls() -> None:
    """What Spark sorts and joins by."""
    (batch,) = Signing()(iter([batch_of([dict.fromkeys(COLUMNS)], pa.string())]))
    assert numbers(batch, "instant").tolist() == [float("inf")]
    assert [name for name in KINDS if batch.column(name).null_count] == ["id"]
