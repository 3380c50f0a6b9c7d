"""The recipes run as they stand, and do what they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleannews import Article, Cleaner, open_index, open_run
from recipes.conftest import LIBRARY, RECIPES, STORM, Run, blocks
from recipes.newsstand import Stand, page

URLS = [
    "http://quay.example/storm",
    "http://ledger.example/cranes",
    "http://ledger.example/library",
    "http://ledger.example/empty",
    "http://ledger.example/gone",
]


def test_every_recipe_is_run() -> None:
    """No block of code in the recipes is passed over by these tests."""
    text = RECIPES.read_text(encoding="utf-8")
    names = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert names == [
        "A loop over trafilatura",
        "Fundus",
        "news-please",
        "A poller of feeds",
        "asyncio",
        "A nightly merge",
    ]
    assert [len(blocks(name, "python")) for name in names] == [1] * 6
    assert text.count("```") == 2 * (6 + sum(len(blocks(name, "sh")) for name in names))


def test_a_loop_over_trafilatura(run: Run, newsstand: Stand, tmp_path: Path) -> None:
    """Of two copies one is written, cleaned; what cannot be had is told; nothing is read twice."""
    (tmp_path / "urls.txt").write_text("\n".join(URLS))
    copy, empty, gone = run("A loop over trafilatura")
    assert copy == f"{URLS[1]} is copy of {URLS[0]}"
    assert "no article was found" in empty
    assert gone == f"{URLS[4]} was not fetched"
    rows = [json.loads(it) for it in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert [(it["url"], it["text"].splitlines()) for it in rows] == [
        (URLS[0], STORM),
        (URLS[2], LIBRARY),
    ]
    newsstand.asked.clear()
    assert len(run("A loop over trafilatura")) == 2
    assert {url for url, _ in newsstand.asked} == {URLS[3], URLS[4]}
    assert len((tmp_path / "articles.jsonl").read_text().splitlines()) == 2


def test_output_of_bare_extraction(newsstand: Stand) -> None:
    """What trafilatura found is an article, with its address, outlet and date."""
    import trafilatura

    html = newsstand.pages[URLS[0]].decode()
    found = trafilatura.bare_extraction(html, url=URLS[0], with_metadata=True)
    assert isinstance(found, trafilatura.settings.Document)
    with open_index(":memory:") as index:
        index.add(found.as_dict())
        (row,) = index.rows()
    article = row.article()
    assert (article.url, article.site) == (URLS[0], "quay.example")
    assert article.text.splitlines()[-5:-1] == STORM
    assert str(article.published)[:10] == "2026-03-01"


def news_please(url: str, title: str, paragraphs: list[str], published: str) -> dict[str, Any]:
    """Return what JsonFileStorage of news-please 1.6 writes."""
    return {
        "authors": ["Ada Quill"],
        "date_download": "2026-03-02 06:00:00",
        "date_modify": "2026-03-02 06:00:00",
        "date_publish": published,
        "description": None,
        "filename": "x.html",
        "image_url": None,
        "language": "en",
        "localpath": "data/2026/03/02/x.html",
        "title": title,
        "title_page": title,
        "title_rss": None,
        "source_domain": url.split("/")[2],
        "maintext": "\n".join(paragraphs),
        "url": url,
    }


@pytest.fixture
def news_please_data(newsstand: Stand, tmp_path: Path) -> None:
    """A folder as news-please leaves it: pages, and an article of each."""
    folder = tmp_path / "news-please-repo" / "data" / "2026" / "03"
    folder.mkdir(parents=True)
    for day, url, title, story in [
        (1, URLS[0], "Storm closes harbour of Tarnmouth", STORM),
        (2, URLS[1], "Two cranes fall into the harbour", ["Advertisement", *STORM]),
        (3, URLS[2], "Library opens on Sundays", LIBRARY),
    ]:
        path = folder / f"{url.rsplit('/', 1)[1]}.html"
        path.write_bytes(newsstand.pages[url])
        row = news_please(url, title, story, f"2026-03-0{day} 08:30:00")
        path.with_suffix(".html.json").write_text(json.dumps(row, ensure_ascii=False))


@pytest.mark.usefixtures("news_please_data")
def test_news_please_by_the_command(run: Run, tmp_path: Path) -> None:
    """The JSON is read, and the pages beside it are not."""
    run("news-please", "sh")
    rows = list(open_run(tmp_path / "out").articles())
    assert [(it["url"], it["kept"]) for it in rows] == [
        (URLS[1], False),
        (URLS[2], True),
        (URLS[0], True),
    ]
    assert {(it["site"], it["language"]) for it in rows} == {
        ("quay.example", "en"),
        ("ledger.example", "en"),
    }
    assert rows[0]["published"].startswith("2026-03-02T08:30:00")


@pytest.mark.usefixtures("news_please_data")
def test_news_please_in_python(run: Run) -> None:
    """The copies are one group."""
    assert run("news-please") == [
        "[('storm.html.json', 'representative'), ('cranes.html.json', 'copy')]"
    ]


def feed(*urls: str) -> bytes:
    """Return a feed."""
    items = "".join(f"<item><title>x</title><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def test_a_poller_of_feeds(run: Run, newsstand: Stand, tmp_path: Path) -> None:
    """The second time nothing is new; broken feeds and pages stop nothing, and are tried again."""
    feeds = [f"http://{it}/feed.xml" for it in ("broken.example", "quay.example", "ledger.example")]
    (tmp_path / "feeds.txt").write_text("\n".join([*feeds, "http://nowhere.invalid/feed.xml"]))
    newsstand.pages |= {
        feeds[0]: b"<html><body>503, sorry",
        feeds[1]: feed(URLS[0], URLS[0]),
        feeds[2]: feed(URLS[1], URLS[4], URLS[2]),
    }
    first = run("A poller of feeds")
    assert [it for it in first if it.startswith("new")] == [
        "new: Storm closes harbour of Tarnmouth",
        "new: Library opens on Sundays",
    ]
    assert [it.split()[0] for it in first if "cannot be read" in it] == [
        feeds[0],
        "http://nowhere.invalid/feed.xml",
    ]
    newsstand.asked.clear()
    assert [it for it in run("A poller of feeds") if "cannot be read" not in it] == []
    assert (feeds[1], 304) in newsstand.asked
    assert (feeds[2], 200) in newsstand.asked, "a page of it failed"
    assert {it for it in newsstand.asked if it[0] in URLS} == {(URLS[4], 404)}
    newsstand.pages[URLS[4]] = page("A late story of the ferry", [it[::-1] for it in LIBRARY])
    assert "new: A late story of the ferry" in run("A poller of feeds")
    run("A poller of feeds")
    assert newsstand.asked[-1] == (feeds[2], 304)


def test_asyncio(run: Run, tmp_path: Path) -> None:
    """Answers come in the order of the addresses, and articles were added in it."""
    (tmp_path / "urls.txt").write_text("\n".join(URLS))
    assert run("asyncio") == [
        f"{URLS[0]} NoneType ",
        f"{URLS[1]} Match copy",
        f"{URLS[2]} NoneType ",
        f"{URLS[3]} ExtractionError ",
        f"{URLS[4]} HTTPStatusError ",
    ]
    with open_index(tmp_path / "seen.db", cleaner=Cleaner()) as index:
        assert [row.known.id for row in index.rows()] == [URLS[0], URLS[2]]
        assert index.group(URLS[0]) == (URLS[0], URLS[1])


@pytest.fixture
def days(tmp_path: Path) -> list[Article]:
    """Two indexes of a day, of articles of which the first and third go to one of them."""
    today = datetime.now(UTC)
    old = datetime(2020, 1, 1, tzinfo=UTC)
    articles = [
        Article("\n".join(STORM), url=URLS[0], title="Storm", published=today),
        Article("\n".join(["Advertisement", *STORM]), url=URLS[1], published=today),
        Article("\n".join(LIBRARY), url=URLS[2], published=today),
        Article("\n".join(it[::-1] for it in STORM), url=URLS[3], published=old),
    ]
    for name, first in ("a", 1), ("b", 0):  # the copy is met by a before b meets the story
        with open_index(tmp_path / f"seen-{name}.db", cleaner=Cleaner()) as index:
            list(index.add_many(articles[first::2]))
    return articles


def merged(tmp_path: Path) -> list[tuple[str, str]]:
    """Return the ids and texts of the merged index."""
    with open_index(tmp_path / "all.db", cleaner=Cleaner()) as index:
        return [(row.known.id, row.known.text) for row in index.rows()]


def test_a_nightly_merge(run: Run, days: list[Article], tmp_path: Path) -> None:
    """By commands and in Python it is the index to which all were added in this order."""
    run("A nightly merge", "sh")
    by_commands = merged(tmp_path)
    with open_index(tmp_path / "one.db", cleaner=Cleaner()) as one:
        list(one.add_many([days[1], days[3], days[0], days[2]]))
        one.expire(before=datetime(2021, 1, 1, tzinfo=UTC))
        assert by_commands == [(row.known.id, row.known.text) for row in one.rows()]
    assert by_commands == [(URLS[1], "\n".join(STORM)), (URLS[2], "\n".join(LIBRARY))]
    answers = [json.loads(it) for it in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert [it["match"] and it["match"]["id"] for it in answers] == [None, None, URLS[1], None]
    run("A nightly merge")
    assert merged(tmp_path) == by_commands, "a second merge changes nothing"
    (tmp_path / "all.db").unlink()
    assert run("A nightly merge") == [f"{URLS[0]} is copy of {URLS[1]}"]
    assert merged(tmp_path) == by_commands
