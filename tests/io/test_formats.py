"""What a file of each format holds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Html, Record

Store = Callable[[str, str | bytes], Path]
Read = Callable[[Path], list[Record | ReadError]]
Articles = Callable[[Path], list[Article]]

PACKED = pytest.mark.parametrize("suffix", ["", ".gz"])


def lines(*rows: Any) -> str:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


@PACKED
def test_text_file_is_one_article(store: Store, read: Read, suffix: str) -> None:
    """A .txt file is the text of one article, named by its path."""
    path = store(f"a.txt{suffix}", "Rain fell.\n")
    assert read(path) == [Record(str(path), None, path.name, Article("Rain fell.\n"))]


def test_text_keeps_its_line_ends_and_spaces(store: Store, articles: Articles) -> None:
    """Nothing in a text is repaired while it is read."""
    text = "\n\n  Rain\tfell.\r\n\r\nIt\rstopped. \n\n"
    assert [article.text for article in articles(store("a.txt", text))] == [text]


def test_text_has_no_title(store: Store, articles: Articles) -> None:
    """The first line of a text file is text."""
    (article,) = articles(store("a.txt", "Storm closes harbour\n\nRain fell."))
    assert (article.title, article.text[:5]) == (None, "Storm")


@PACKED
@pytest.mark.parametrize("name", ["a.html", "a.htm"])
def test_page_comes_as_its_bytes(store: Store, read: Read, name: str, suffix: str) -> None:
    """A page is handed on as it was found, still to be extracted."""
    page = b"<html><body>\xe9</body></html>"
    path = store(name + suffix, page)
    assert read(path) == [Record(str(path), None, path.name, Html(page))]


@PACKED
def test_json_object_is_one_article(store: Store, read: Read, suffix: str) -> None:
    """A .json file with an object is one article, named by its path."""
    path = store(f"a.json{suffix}", '{"text": "Rain fell."}')
    assert read(path) == [Record(str(path), None, path.name, Article("Rain fell."))]


@PACKED
def test_json_list_is_an_article_a_row(store: Store, read: Read, suffix: str) -> None:
    """The rows of a list are counted from 1."""
    path = store(f"a.json{suffix}", '[{"text": "Rain."}, {"text": "Hail."}]')
    assert read(path) == [
        Record(str(path), 1, f"{path.name}:1", Article("Rain.")),
        Record(str(path), 2, f"{path.name}:2", Article("Hail.")),
    ]


@PACKED
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_json_lines_are_an_article_a_line(store: Store, read: Read, name: str, suffix: str) -> None:
    """The lines of a JSON Lines file are counted from 1."""
    path = store(name + suffix, lines({"text": "Rain."}, {"text": "Hail."}))
    assert read(path) == [
        Record(str(path), 1, f"{path.name}:1", Article("Rain.")),
        Record(str(path), 2, f"{path.name}:2", Article("Hail.")),
    ]


def test_blank_lines_count_but_are_no_rows(store: Store, read: Read) -> None:
    """An empty line between rows is passed over, and line numbers stay those of the file."""
    path = store("a.jsonl", '\n{"text": "Rain."}\r\n  \n{"text": "Hail."}')
    assert [found.line for found in read(path)] == [2, 4]


def test_joined_gzip_members_are_read_to_the_end(tmp_path: Path, articles: Articles) -> None:
    """Compressed files that were simply joined are one file."""
    path = tmp_path / "a.jsonl.gz"
    members = [gzip.compress(lines({"text": text}).encode()) for text in ("Rain.", "Hail.")]
    path.write_bytes(b"".join(members))
    assert [article.text for article in articles(path)] == ["Rain.", "Hail."]


@pytest.mark.parametrize("key", ["text", "body", "content", "maintext"])
def test_names_of_the_text(store: Store, articles: Articles, key: str) -> None:
    """Each usual name of the text is read."""
    (article,) = articles(store("a.jsonl", lines({key: "Rain fell."})))
    assert (article.text, article.extra) == ("Rain fell.", {})


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("title", "title", "Storm"),
        ("headline", "title", "Storm"),
        ("url", "url", "https://news.example/1"),
        ("link", "url", "https://news.example/1"),
        ("site", "site", "news.example"),
        ("source", "site", "news.example"),
        ("language", "language", "en"),
        ("lang", "language", "en"),
        ("id", "id", "n-1"),
        ("agency", "agency", "dpa"),
    ],
)
def test_names_of_other_fields(
    store: Store, articles: Articles, key: str, field: str, value: str
) -> None:
    """Each usual name of a field is read into that field and not kept twice."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", key: value})))
    assert (getattr(article, field), article.extra) == (value, {})


@pytest.mark.parametrize("key", ["published", "publish_date", "date", "date_publish"])
def test_names_of_the_date(store: Store, articles: Articles, key: str) -> None:
    """Each usual name of the date of publication is read."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", key: "2026-03-01"})))
    assert (article.published, article.extra) == (date(2026, 3, 1), {})


@pytest.mark.parametrize("names", [["A. Author", "B. Author"], "A. Author"])
def test_authors_are_a_list_or_one_name(store: Store, articles: Articles, names: Any) -> None:
    """Authors come as a list of names or as one name."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", "authors": names})))
    assert article.authors == (tuple(names) if isinstance(names, list) else (names,))


def test_first_of_two_names_wins(store: Store, articles: Articles) -> None:
    """Where a row has two names of one field, the other one travels in extra."""
    row = {"body": "Hail.", "text": "Rain."}
    (article,) = articles(store("a.jsonl", lines(row)))
    assert (article.text, article.extra) == ("Rain.", {"body": "Hail."})


def test_null_counts_as_missing(store: Store, articles: Articles) -> None:
    """A field that is null leaves its place to the next name."""
    row = {"text": None, "body": "Rain.", "title": None}
    (article,) = articles(store("a.jsonl", lines(row)))
    assert (article.text, article.title) == ("Rain.", None)


def test_unknown_fields_travel_in_extra(store: Store, articles: Articles) -> None:
    """What has no place in an article is kept with its value."""
    other = {"tags": ["a", {"b": None}], "kept": False, "path": "/x", "score": 1.5, "": "y"}
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", **other})))
    assert article.extra == other


def test_number_serves_as_an_id(store: Store, articles: Articles) -> None:
    """An id that is a whole number becomes text."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", "id": 17})))
    assert article.id == "17"


def test_field_of_a_wrong_type_travels_in_extra(store: Store, articles: Articles) -> None:
    """A title that is no text does not cost the article."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", "title": ["x"], "url": 3})))
    assert (article.title, article.url, article.extra) == (None, None, {"title": ["x"], "url": 3})


def test_date_that_is_none_is_flagged(store: Store, articles: Articles) -> None:
    """A date that cannot be read is kept as it is, under a flag."""
    (article,) = articles(store("a.jsonl", lines({"text": "Rain.", "date": "soon"})))
    assert article.published is None
    assert article.flags == {"undated"}
    assert article.extra == {"published": "soon"}


def test_row_may_be_a_text(store: Store, articles: Articles) -> None:
    """A row that is a str is the text of an article."""
    (article,) = articles(store("a.jsonl", '"Rain fell."\n'))
    assert article.text == "Rain fell."
