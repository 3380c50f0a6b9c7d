"""What the usual scrapers write is read as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import trafilatura

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Record

Store = Callable[[str, str | bytes], Path]
Read = Callable[[Path], list[Record | ReadError]]
Articles = Callable[[Path], list[Article]]
Errors = Callable[[Path], list[ReadError]]

URL = "https://www.ulmentalerbote.example/wasserwerk"
PAGE = "ulmentalerbote.example/wasserwerk.html"


@pytest.fixture
def page(corpus_samples: Path) -> bytes:
    """A page of the sample corpus."""
    return (corpus_samples / PAGE).read_bytes()


@pytest.mark.parametrize(("kind", "suffix"), [("json", "json"), ("xml", "xml"), ("xmltei", "xml")])
def test_output_of_trafilatura_is_an_article(
    store: Store, articles: Articles, page: bytes, kind: str, suffix: str
) -> None:
    """Text, title, address, outlet, date and authors come through in each of its formats."""
    output = trafilatura.extract(page, output_format=kind, with_metadata=True, url=URL)
    plain = trafilatura.extract(page, output_format="txt", with_metadata=False)
    assert output
    assert plain
    (article,) = articles(store(f"a.{suffix}", output))
    assert article.text.splitlines() == plain.splitlines()
    assert article.title == "Hollerstadt muss nach Rohrbruch eine Woche lang Wasser sparen"
    assert article.url
    assert article.site == "ulmentalerbote.example"
    assert article.published == date(2026, 4, 10)
    assert article.authors == ("Ruprecht Dornseif",)


def test_lists_tables_and_line_breaks_of_trafilatura_are_text(
    store: Store, articles: Articles
) -> None:
    """Each block is a line, whatever is marked within it."""
    document = (
        '<?xml version="1.0"?><doc title="Storm" author="A. Bee; C. Dee" date="2026-03-01"'
        ' categories="news" sitename="News" source="https://news.example/1">'
        "<main><head>Harbour <hi rend='#b'>closed</hi></head><p>Rain<lb/>fell &amp; fell."
        "</p><list><item>one</item><item>two <ref target='x'>linked</ref></item></list>"
        "<quote><p>So it is.</p></quote><table><row><cell>1</cell><cell>2</cell></row></table>"
        "</main><comments><p>Nice!</p></comments></doc>"
    )
    (article,) = articles(store("a.xml", document))
    assert article.text.splitlines() == [
        "Harbour closed",
        "Rain fell & fell.",
        "- one",
        "- two linked",
        "So it is.",
        "1 2",
    ]
    assert (article.url, article.site) == ("https://news.example/1", "news.example")
    assert article.authors == ("A. Bee", "C. Dee")
    assert article.extra == {"categories": "news", "sitename": "News", "comments": "Nice!"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<rss><item/></rss>", "format"),
        ("<doc><main><p>Rain", "invalid-xml"),
        ("Rain", "invalid-xml"),
        ("<doc title='x'/>", "empty"),
        ("<doc>" + "<p>" * 100_000, "invalid-xml"),
    ],
)
def test_other_xml_is_reported(store: Store, errors: Errors, document: str, reason: str) -> None:
    """XML that was asked for by its name, and is no article, says why not."""
    (error,) = errors(store("a.xml", document))
    assert error.reason == reason


def test_entities_are_not_unfolded(store: Store, read: Read, tmp_path: Path) -> None:
    """A billion laughs are no text, and no file is read by an entity."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    document = (
        f'<!DOCTYPE doc [{laughs}<!ENTITY f SYSTEM "file://{secret}">]>'
        "<doc title='x'><main><p>Rain &l11; &f;</p></main></doc>"
    )
    (found,) = read(store("a.xml", document))
    assert "secret" not in str(found)
    assert len(str(found)) < 5000


def test_output_of_news_please_is_an_article(store: Store, articles: Articles) -> None:
    """Its fields have their names, and dates that are missing are the word None."""
    row = {
        "authors": ["A. Bee"],
        "date_download": "2026-03-02 08:00:00",
        "date_modify": "None",
        "date_publish": "2026-03-01 12:00:00",
        "description": "A storm.",
        "filename": "x.json",
        "image_url": None,
        "language": "en",
        "localpath": None,
        "source_domain": "news.example",
        "maintext": "Rain fell.",
        "text": None,
        "title": "Storm",
        "title_page": None,
        "title_rss": None,
        "url": "https://www.news.example/1",
    }
    (article,) = articles(store("a.json", json.dumps(row)))
    assert (article.text, article.title) == ("Rain fell.", "Storm")
    assert article.site == "news.example"
    assert article.published == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert article.authors == ("A. Bee",)
    assert article.extra["date_download"] == "2026-03-02 08:00:00"
    (undated,) = articles(store("b.json", json.dumps({**row, "date_publish": "None"})))
    assert (undated.published, undated.flags) == (None, frozenset())


def test_output_of_fundus_is_an_article(store: Store, articles: Articles) -> None:
    """Its bodies of sections become text with a paragraph on each line."""
    row = {
        "title": "Storm",
        "body": {
            "summary": ["A storm came."],
            "sections": [
                {"headline": [], "paragraphs": ["Rain fell.", "Hail fell."]},
                {"headline": ["After"], "paragraphs": ["Sun."]},
            ],
        },
        "authors": ["A. Bee"],
        "publishing_date": "2026-03-01 12:00:00+01:00",
        "topics": ["weather"],
        "free_access": True,
        "publisher": "The Ledger",
    }
    (article,) = articles(store("a.json", json.dumps([row], indent=4)))
    assert article.text.split("\n\n") == [
        "A storm came.",
        "Rain fell.",
        "Hail fell.",
        "After",
        "Sun.",
    ]
    assert article.published == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert (article.title, article.site) == ("Storm", "The Ledger")
    assert article.extra == {"topics": ["weather"], "free_access": True}


def test_name_of_an_outlet_yields_to_its_address(store: Store, articles: Articles) -> None:
    """Of an article with an address the outlet is the domain; its name travels."""
    row = {"text": "Rain.", "publication": "The Ledger", "url": "https://ledger.example/1"}
    (article,) = articles(store("a.json", json.dumps(row)))
    assert (article.site, article.extra) == ("ledger.example", {"publication": "The Ledger"})


def test_json_lines_that_are_called_json_are_read(store: Store, articles: Articles) -> None:
    """Many sets of articles are published so."""
    rows = [{"text": "Rain."}, {"text": "Hail."}]
    found = articles(store("a.json", "\n".join(map(json.dumps, rows))))
    assert [it.text for it in found] == ["Rain.", "Hail."]


@pytest.mark.parametrize("key", ["articles", "results", "Nachrichten"])
def test_list_within_an_object_is_read(store: Store, read: Read, key: str) -> None:
    """Programs that answer with articles put them under a key, beside counts."""
    answer = {
        "status": "ok",
        "total": 2,
        key: [{"content": "Rain."}, {"content": "Hail."}],
        "x": [],
    }
    found = read(store("a.json", json.dumps(answer, indent=2)))
    assert [(it.line, it.name) for it in found if isinstance(it, Record)] == [
        (1, "a.json:1"),
        (2, "a.json:2"),
    ]


def test_file_of_fundus_is_read(store: Store, articles: Articles) -> None:
    """It holds a list for each publisher; what one of them sent no article for is not in it."""
    rows = {
        "The Ledger": [{"title": "Storm", "body": {"summary": [], "sections": SECTIONS}}],
        "The Gazette": [{"title": "Hail", "body": {"summary": ["Hail."], "sections": []}}] * 2,
    }
    found = articles(store("a.json", json.dumps(rows, indent=4)))
    assert [(it.title, it.text) for it in found] == [
        ("Storm", "Rain fell."),
        ("Hail", "Hail."),
        ("Hail", "Hail."),
    ]


SECTIONS = [{"headline": [], "paragraphs": ["Rain fell."]}]


@pytest.mark.parametrize(
    "answer",
    [
        {"articles": [{"x": 1}], "others": [{"y": 1}]},
        {"articles": [{"text": "Rain."}], "others": [{"y": 1}]},
        {"articles": [{"text": "Rain."}], "others": [{"text": "Hail."}], "count": 2},
        {"articles": []},
        {"articles": [1]},
    ],
)
def test_object_without_a_list_of_articles_is_reported(
    store: Store, errors: Errors, answer: object
) -> None:
    """Nothing is guessed where more than one list may be meant."""
    (error,) = errors(store("a.json", json.dumps(answer)))
    assert (error.reason, error.line) == ("no-text", None)
