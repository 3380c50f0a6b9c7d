"""The pipeline for Scrapy: real crawls of a small site, and items of every kind."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import attrs
import pydantic
import pytest
import scrapy
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

from cleannews import open_index
from cleannews.errors import ArticleError, CleannewsError, StoreError
from cleannews.integrations.crawlsettings import MARKS, CrawlSettings
from cleannews.integrations.scrapy import CleanNewsPipeline, DuplicateItem
from grouping.planted import story

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "scrapy.md").read_text(encoding="utf-8")
SPIDER = GUIDE.split("```python\n")[1].split("```")[0]
HARBOUR, MARKET = (" ".join(story(seed, 80)) + "." for seed in (1, 2))
LONGER = f"{MARKET}\n\n{' '.join(story(3, 30))}."
FURNITURE = "More news: Storm closes the harbour"


class Site:
    """A site of stories on the loopback address, whose pages a test may change."""

    def __init__(self) -> None:
        self.pages = {"/a/harbour": HARBOUR, "/a/market": MARKET, "/b/harbour": HARBOUR}
        self.delay = 0.0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(site.delay)
                body = site.page(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.start = f"http://127.0.0.1:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str) -> str:
        """Return a page."""
        if path == "/":
            links = "".join(
                f'<a class="story" href="{it}">{it}</a>' for it in [*self.pages, "/about"]
            )
            return f"<html><body>{links}</body></html>"
        if path not in self.pages:
            return "<html><body><h1>About</h1></body></html>"
        lines = [*self.pages[path].split("\n\n"), FURNITURE]
        return f"<h1>{path}</h1><article>{''.join(f'<p>{it}</p>' for it in lines)}</article>"


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a site that is being served."""
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


def command(folder: Path, site: Site, *options: str) -> list[str]:
    (folder / "news.py").write_text(SPIDER, encoding="utf-8")
    return [
        *(sys.executable, "-m", "scrapy", "runspider", "news.py"),
        *("-a", f"start={site.start}", "-O", "stories.jsonl"),
        *("-s", "TELNETCONSOLE_ENABLED=0", "-s", "CONCURRENT_REQUESTS=1"),
        *options,
    ]


def crawled(folder: Path, site: Site, *options: str) -> tuple[list[dict[str, Any]], str]:
    """Crawl with the spider of the guide; return its items and its log."""
    done = subprocess.run(
        command(folder, site, *options),
        cwd=folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=500,
    )
    path = folder / "stories.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(it) for it in text.splitlines()], done.stderr


def stats_of(log: str) -> dict[str, float]:
    found = re.findall(r"'cleannews/([^']+)': ([\d.e-]+)", log)
    return {name: float(value) for name, value in found if name not in {"seconds", "waiting_max"}}


SELECT = "TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor"


@pytest.mark.parametrize("options", [(), ("-s", SELECT)], ids=["asyncio", "select"])
def test_two_crawls_of_a_site(tmp_path: Path, site: Site, options: tuple[str, ...]) -> None:
    """The guide's own spider: copies are dropped; the next crawl has what is new or changed only."""
    items, log = crawled(tmp_path, site, *options)
    assert "Traceback" not in log
    assert "Deprecat" not in log
    bodies = sorted(it["body"] for it in items if it["body"])
    assert bodies == sorted([HARBOUR, MARKET])
    assert [it["url"] for it in items if not it["body"]] == [f"{site.start}about"]
    counted = stats_of(log)
    assert {name: counted[name] for name in ("articles", "kept", "dropped", "passed/no-text")} == {
        "articles": 3,
        "kept": 2,
        "dropped": 1,
        "passed/no-text": 1,
    }
    assert counted["duplicates/copy"] == 1
    assert counted["removed_chars/links"] == counted["removed_chars"] > 3 * len(FURNITURE)
    assert re.search(r"Dropped: copy of 'http://[^']+' \(Jaccard 1.00, containment 1.00\)", log)

    site.pages["/a/market"] = LONGER
    items, log = crawled(tmp_path, site, *options)
    (new,) = (it for it in items if it["body"])
    assert (new["body"], new["cleannews_relation"]) == (LONGER, "version")
    assert new["cleannews_match"] == new["url"]
    assert new["cleannews_duplicate"] is False
    assert stats_of(log)["seen"] == 2
    assert stats_of(log)["related/version"] == 1


def test_a_crawl_that_is_interrupted_leaves_a_sound_index(tmp_path: Path, site: Site) -> None:
    """Ctrl-C once: what was written is known, and a second crawl brings the rest."""
    for at in range(60):
        site.pages[f"/c/{at}"] = " ".join(story(100 + at, 60)) + "."
    site.delay = 0.1
    args = command(tmp_path, site)
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(args, cwd=tmp_path, stderr=log, stdin=subprocess.DEVNULL)
        while (tmp_path / "log").read_text().count("Scraped from") < 5:
            assert running.poll() is None
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        running.wait(timeout=300)
    lines = (tmp_path / "stories.jsonl").read_text().splitlines()
    first = {json.loads(it)["url"] for it in lines if json.loads(it)["body"]}
    assert 0 < len(first) < 62
    assert not (tmp_path / "seen.db-wal").exists(), "the index was closed"
    site.delay = 0
    items, _ = crawled(tmp_path, site)
    second = {it["url"] for it in items if it["body"]}
    assert not first & second
    assert len(first | second) == 62


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("CLEANNEWS_INDXE=seen.db", "CLEANNEWS_INDXE is no setting; it must be CLEANNEWS_INDEX"),
        ("CLEANNEWS_DISABLE=links.nothing", "CLEANNEWS_DISABLE is ['links.nothing']"),
        ("CLEANNEWS_INDEX=no/folder/seen.db", "no/folder/seen.db cannot be opened"),
    ],
)
def test_a_wrong_setting_ends_the_crawl(tmp_path: Path, site: Site, option: str, told: str) -> None:
    """Before the first page, whether it is found at once or when the rules are read."""
    items, log = crawled(tmp_path, site, "-s", option)
    assert told in log
    assert items == []
    assert "Crawled (200)" not in log


class ScrapyItem(scrapy.Item):
    """A scrapy.Item."""

    url = scrapy.Field()
    body = scrapy.Field()
    cleannews_match = scrapy.Field()


@dataclasses.dataclass
class DataItem:
    """A dataclass."""

    url: str
    body: str
    cleannews_match: str | None = None


@attrs.define
class AttrsItem:
    """An attrs class."""

    url: str
    body: str
    cleannews_match: str | None = None


class PydanticItem(pydantic.BaseModel):
    """A pydantic model."""

    url: str
    body: str
    cleannews_match: str | None = None


KINDS = [dict, ScrapyItem, DataItem, AttrsItem, PydanticItem]


def made_crawler(settings: dict[str, Any]) -> Any:
    """Return as much of a crawler as a pipeline needs."""
    crawler = SimpleNamespace(settings=Settings(settings), signals=SignalManager())
    crawler.stats = MemoryStatsCollector(crawler)  # type: ignore[arg-type]
    return crawler


def processed(settings: dict[str, Any], *items: Any, then: Any = None) -> tuple[list[Any], Any]:
    """Return what becomes of items, an exception where one is raised, and the stats."""
    crawler = made_crawler(settings)
    pipeline = CleanNewsPipeline.from_crawler(crawler)

    async def run() -> list[Any]:
        await pipeline.open_spider()
        done = await asyncio.gather(*map(pipeline.process_item, items), return_exceptions=True)
        if then is not None:
            await then(pipeline)
        await pipeline.close_spider()
        return done

    done = asyncio.run(run())
    found = {
        key.removeprefix("cleannews/"): value
        for key, value in crawler.stats.get_stats().items()
        if key.startswith("cleannews/")
    }
    return done, found


@pytest.mark.parametrize("kind", KINDS)
def test_items_of_every_kind(tmp_path: Path, kind: Any) -> None:
    """Their text is cleaned and written back; a duplicate is marked as far as they can hold it."""
    items = [kind(url=f"https://{it}.example/", body=f"{HARBOUR}\n\n{FURNITURE}") for it in "ab"]
    settings = {"CLEANNEWS_INDEX": tmp_path / "seen.db", "CLEANNEWS_DUPLICATES": "mark"}
    done, stats = processed(settings, *items)
    assert [one is it for one, it in zip(done, items, strict=True)] == [True, True]
    get = (lambda it, name: it[name]) if kind in {dict, ScrapyItem} else getattr
    assert [get(it, "body") for it in items] == [HARBOUR, HARBOUR]
    assert get(items[1], "cleannews_match") == "https://a.example/"
    assert (stats["kept"], stats["duplicates/copy"]) == (1, 1)
    assert stats["waiting_max"] == 2


def test_what_is_no_article_passes_untouched() -> None:
    """No text, another class, a page in the place of a text, a text too long, a consent wall."""
    items = [
        {"price": 3},
        DataItem("https://a.example/", HARBOUR),
        {"body": "<!doctype html><p>Rain"},
        {"body": "x" * 2000},
        {"body": "Please enable JavaScript to view this page."},
        {"html": "<html><body></body></html>"},
        object(),
    ]
    before = [dict(it) if isinstance(it, dict) else repr(it) for it in items]
    settings = {"CLEANNEWS_MAX_CHARACTERS": "1999", "CLEANNEWS_ITEMS": "builtins.dict"}
    done, stats = processed(settings, *items)
    assert [dict(it) if isinstance(it, dict) else repr(it) for it in done] == before
    assert stats["passed"] == len(items)
    assert {it for it in stats if it.startswith("passed/")} == {
        *("passed/no-text", "passed/other", "passed/html", "passed/too-large", "passed/shell")
    }


def test_a_page_is_extracted_and_its_fields_filled() -> None:
    """The text has its place, and what is empty is filled; a list of texts is one text."""
    paragraphs = "".join(f"<p>{' '.join(story(it, 40))}.</p>" for it in range(5))
    page = (
        f"<html><head><title>Rain</title></head><body><article>{paragraphs}</article></body></html>"
    )
    fields = {"html": "body", "text": "story", "title": "headline"}
    item = {"body": page, "headline": "", "authors": ["A. Writer"]}
    listed: dict[str, Any] = {"story": [HARBOUR, FURNITURE], "url": ["https://a.example/"]}
    settings = {"CLEANNEWS_FIELDS": fields, "CLEANNEWS_MARKS": '{"removed": "gone"}'}
    _, stats = processed(settings, item, listed)
    assert stats["extracted"] == 1
    assert " ".join(story(3, 40)) in str(item["story"])
    assert (item["body"], item["headline"], item["authors"]) == (page, "Rain", ["A. Writer"])
    assert listed["story"] == HARBOUR
    assert [it["category"] for it in listed["gone"] if isinstance(it, dict)] == ["links"]


def test_what_was_seen_is_dropped_or_marked(tmp_path: Path) -> None:
    """The same id with the same text, in another crawl."""
    settings = {"CLEANNEWS_INDEX": str(tmp_path / "seen.db")}
    item = {"url": "https://a.example/", "body": HARBOUR}
    assert processed(settings, dict(item))[0] == [item]
    (error,), stats = processed(settings, dict(item))
    assert isinstance(error, DuplicateItem)
    assert str(error) == "seen before: 'https://a.example/'"
    assert (stats["seen"], stats["dropped"]) == (1, 1)
    (marked,), _ = processed(settings | {"CLEANNEWS_SEEN": "mark"}, dict(item))
    assert marked == item | {"cleannews_seen": True}


def test_what_a_site_repeats_is_learned_in_the_crawl(tmp_path: Path) -> None:
    """A line that no rule knows goes once it stood in some stories of one site."""
    line = "Seven readers of the harbour gazette write to us on every weekday."
    items = [
        {"url": f"https://a.example/{it}", "body": f"{' '.join(story(it, 40))}.\n\n{line}"}
        for it in range(20, 28)
    ]
    settings = {"CLEANNEWS_INDEX": tmp_path / "seen.db", "CLEANNEWS_LEARN": "true"}
    done, stats = processed(settings, *items)
    assert line in done[0]["body"]
    assert line not in done[-1]["body"]
    assert stats["removed_chars/template"] >= len(line)


def test_an_article_that_a_later_pipeline_fails_on_is_forgotten(tmp_path: Path) -> None:
    """It is new the next time; one that was put out, and a duplicate that is dropped, stay."""
    place = tmp_path / "seen.db"
    items = [
        {"url": f"https://{name}.example/", "body": body}
        for name, body in (("a", HARBOUR), ("b", MARKET), ("c", MARKET))
    ]

    async def then(pipeline: CleanNewsPipeline) -> None:
        await pipeline._lost(items[0], ValueError("a full database"))
        pipeline._scraped(items[1])
        await pipeline._lost(items[1], ValueError("not in the pipelines any more"))

    _, stats = processed({"CLEANNEWS_INDEX": place}, *items, then=then)
    assert stats["forgotten"] == 1
    with open_index(place, cleaner=_cleaner()) as index:
        assert not index.group("https://a.example/")
        assert index.group("https://b.example/") == ("https://b.example/", "https://c.example/")


def _cleaner() -> Any:
    from cleannews import Cleaner

    return Cleaner()


@pytest.mark.parametrize("policy", ["raise", "pass"])
def test_an_index_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    """By default the item is an error; else it passes, cleaned."""

    def full(*_: object) -> None:
        raise StoreError("seen.db", "cannot grow: the disk is full", "free some space")

    monkeypatch.setattr("cleannews.index.base.Index.answer", full)
    settings = {"CLEANNEWS_INDEX": tmp_path / "seen.db", "CLEANNEWS_ON_ERROR": policy}
    (done,), stats = processed(settings, {"body": f"{HARBOUR}\n{FURNITURE}"})
    assert stats["errors"] == 1
    if policy == "raise":
        assert isinstance(done, StoreError)
    else:
        assert FURNITURE not in done["body"]


def test_the_crawl_goes_on_while_articles_are_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop turns many times while one article takes long, and articles keep their order."""
    turns, order = [0], []

    def slow(_: Any, found: Any) -> Any:
        order.append(found.fields["text"])
        time.sleep(0.1)
        raise ArticleError("slow", "nothing", "wait")

    async def tick() -> None:
        while True:
            turns[0] += 1
            await asyncio.sleep(0.001)

    async def run() -> None:
        await pipeline.open_spider()
        ticking = asyncio.ensure_future(tick())
        some = [pipeline.process_item({"body": str(it)}) for it in range(9)]
        await asyncio.gather(*some, return_exceptions=True)
        ticking.cancel()
        await pipeline.close_spider()

    monkeypatch.setattr("cleannews.integrations.desk.Desk.take", slow)
    pipeline = CleanNewsPipeline.from_crawler(made_crawler({}))
    asyncio.run(run())
    assert order == [str(it) for it in range(9)]
    assert turns[0] > 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("THRESHOLD", "high"), ("THRESHOLD", 2), ("TTL", -1), ("FIELDS", {"words": "a"})),
        *(("FIELDS", "{"), ("FIELDS", {"text": "a", "html": "a"}), ("MARKS", {"match": 3})),
        *(("MARKS", {"mach": "m"}), ("SEEN", "keep"), ("PROFILE", "mild"), ("DROP", ["copies"])),
        *(
            ("ITEMS", ["no.such.Item"]),
            ("LEARN", "yes"),
            ("ENABLED", "maybe"),
            ("MAX_CHARACTERS", 0),
            ("KEEP", 3),
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, value: Any) -> None:
    """With its setting, before anything is opened."""
    with pytest.raises(CleannewsError, match=f"CLEANNEWS_{name} is "):
        CleanNewsPipeline.from_crawler(made_crawler({f"CLEANNEWS_{name}": value}))


def test_a_pipeline_that_is_off_is_not_configured() -> None:
    """Scrapy leaves it out."""
    with pytest.raises(NotConfigured, match="CLEANNEWS_ENABLED"):
        CleanNewsPipeline.from_crawler(made_crawler({"CLEANNEWS_ENABLED": "0"}))


def test_the_guide_lists_every_setting_with_its_default() -> None:
    """And no other; every mark is told of, too."""
    found = dict(re.findall(r"^\| `CLEANNEWS_(\w+)` \| `([^`]+)` \|", GUIDE, re.MULTILINE))
    defaults = {
        it.name.upper(): getattr(CrawlSettings(), it.name)
        for it in dataclasses.fields(CrawlSettings)
    }
    plain = {
        name: list(it) if isinstance(it, tuple) else {} if name == "MARKS" else it
        for name, it in defaults.items()
    }
    assert found == {
        name: json.dumps(it) if isinstance(it, str | list) else repr(it)
        for name, it in plain.items()
    }
    assert [it for it in MARKS if f"`{it}`" not in GUIDE and f'"{it}"' not in GUIDE] == []


def test_without_scrapy_the_extra_is_named(tmp_path: Path) -> None:
    """Importing the pipeline says what to install; importing the package around it loads nothing."""
    (tmp_path / "scrapy.py").write_text("raise ImportError('no scrapy')")
    source = (
        "import sys, cleannews.integrations\n"
        "assert not {'scrapy', 'twisted', 'itemadapter'} & sys.modules.keys()\n"
        "import cleannews.integrations.scrapy"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "scrapy is not installed; pip install 'cleannews[scrapy]'" in done.stderr


def test_one_module_imports_scrapy() -> None:
    """And what comes with it."""
    found = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if re.search(
            r"^\s*(?:from|import) (?:scrapy|twisted|itemadapter)\b", path.read_text(), re.MULTILINE
        )
    ]
    assert found == ["scrapy.py"]
