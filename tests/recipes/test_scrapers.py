"""
What Fundus and news-please themselves give is read as the recipes say.

Both need packages older than ours, so CI runs these tests in an environment of their own, with
CLEANNEWS_SCRAPERS set: there a missing package fails.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cleannews import open_index
from cleannews.article import as_article
from cleannews.io import Record, find_inputs, read_records
from recipes.conftest import LIBRARY, STORM, Run
from recipes.newsstand import page
from recipes.test_recipes import news_please


def needs(package: str) -> pytest.MarkDecorator:
    """Return what skips a test where a package is not installed, unless it has to be there."""
    missing = find_spec(package) is None and "CLEANNEWS_SCRAPERS" not in os.environ
    return pytest.mark.skipif(missing, reason=f"{package} is not installed: see .ci/run")


CRAWLED = '''
from datetime import UTC, date, datetime
import json
from fundus import Crawler, PublisherCollection
from fundus.scraping.article import Article
from fundus.scraping.html import HTML, WebSourceInfo

PUBLISHER = PublisherCollection.us.WashingtonTimes
STORIES = {stories!r}


def parsed(name, title, paragraphs):
    """Return what Fundus makes of a page of a publisher."""
    data = dict(headline=title, author=dict(name="Ada Quill"), datePublished="2026-03-01T08:30:00+01:00")
    html = "<html lang=en><script type='application/ld+json'>" + json.dumps(
        dict(data, **{{"@type": "NewsArticle"}})
    ) + "</script><h1>" + title + "</h1><div class=bigtext>" + "".join(
        "<p>" + it + "</p>" for it in paragraphs
    ) + "</div></html>"
    url = PUBLISHER.domain + "news/" + name
    info = WebSourceInfo(publisher=PUBLISHER.name, type="RSSFeed", url=PUBLISHER.domain)
    page = HTML(url, url, html, datetime(2026, 3, 2, tzinfo=UTC), info)
    return Article(html=page, **PUBLISHER.parser(date(2026, 3, 2)).parse(html, "raise"))


Crawler.crawl = lambda self, **named: [parsed(*it) for it in STORIES]
'''
"""In the place of the network, of which Fundus fetches below Python: real articles of a real parser."""

STORIES = [
    ("storm", "Storm closes harbour", STORM),
    ("copy", "Storm closes harbour", [*STORM, "Read more: Market to open on Saturday"]),
    ("library", "Library opens on Sundays", LIBRARY),
]


@needs("fundus")
def test_fundus(run: Run, tmp_path: Path) -> None:
    """Articles of Fundus are looked up and cleaned; their fields go where the recipe says."""
    assert run("Fundus", before=CRAWLED.format(stories=STORIES)) == [
        f"Storm closes harbour | {STORM[0]}",
        f"Library opens on Sundays | {LIBRARY[0]}",
    ]
    import cleannews

    with open_index(tmp_path / "seen.db", cleaner=cleannews.Cleaner()) as index:
        first, _ = [row.article() for row in index.rows()]
        assert len(index.group(str(first.id))) == 2
    assert first.url == "https://www.washingtontimes.com/news/storm"
    assert first.site == "washingtontimes.com"
    assert first.published == datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    assert first.text.split("\n\n") == STORM


@needs("fundus")
def test_fields_of_fundus(tmp_path: Path) -> None:
    """to_json() is an article, with its plain text, and so is what crawl(save_to_file=...) writes."""
    names: dict[str, Any] = {}
    exec(CRAWLED.format(stories=STORIES), names)  # noqa: S102 (it is the text above)
    found = [names["parsed"](*it) for it in STORIES]
    article = as_article(found[0].to_json())
    assert article.text == found[0].plaintext
    assert (article.title, article.authors) == ("Storm closes harbour", ("Ada Quill",))
    assert article.extra == {"free_access": True}
    told = as_article({**found[0].to_json(), "publisher": found[0].publisher})
    assert told.site == "The Washington Times"
    path = tmp_path / "news.json"  # as CrawlerBase.crawl writes it
    saved = {found[0].publisher: found[:1], "The Ledger": found[1:]}
    path.write_text(json.dumps(saved, default=lambda it: it.to_json(), indent=4))
    (file,) = find_inputs([path], without=tmp_path / "out").files
    records = [it for it in read_records(file) if isinstance(it, Record)]
    assert [getattr(it.content, "title", None) for it in records] == [it[1] for it in STORIES]


@needs("newsplease")
@pytest.mark.filterwarnings("ignore")
def test_news_please() -> None:
    """What it extracts is an article, and the rows of the recipe's test have its fields."""
    from newsplease import NewsPlease

    url = "http://quay.example/storm"
    html = page("Storm closes harbour", STORM, "2026-03-01T08:30:00+02:00").decode()
    found = NewsPlease.from_html(html, url=url, fetch_images=False)
    for row in found.get_serializable_dict(), found.get_dict():
        article = as_article(row)
        assert article.text.splitlines()[:4] == STORM
        assert (article.title, article.site) == ("Storm closes harbour", "quay.example")
        assert (article.url, article.language) == (url, "en")
        assert article.published == datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "the zone is dropped"
        assert "date_download" in article.extra
    undated = {**found.get_serializable_dict(), "date_publish": "None"}
    assert as_article(undated).published is None
    written = news_please(url, "Storm", STORM, "2026-03-01 08:30:00")
    assert {*written, "text"} == set(found.get_dict())
