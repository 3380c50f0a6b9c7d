"""
The library over the labelled data: what is counted for each article, page and pair, by halves.
"""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.quality.halves import Figures, by_halves, half_of
from benchmarks.quality.line_scores import LineCounts, count_lines, line_scores
from benchmarks.quality.page_scores import Body, PageCounts, count_page, page_scores
from benchmarks.quality.pair_scores import (
    PairCounts,
    count_pair,
    dropped_though_longer,
    loose_members,
    pair_scores,
)
from benchmarks.quality.string_scores import StringCounts, count_strings, string_scores

import cleannews
from cleannews.sitenames import site_of_url

Record = dict[str, Any]
ByHalves = dict[str, Figures]

ALLSIDES = "allsides"
REUTERS = "reuters21578"


def records(path: Path) -> list[Record]:
    """
    Return the lines of a file of JSON Lines.

    Args:
        path: The file, gzipped if its name says so.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def _articles(data: Path, name: str) -> tuple[cleannews.Article, ...]:
    return tuple(
        cleannews.Article(
            one["text"],
            id=one["id"],
            title=one.get("title"),
            url=one.get("url"),
            site=one.get("site"),
        )
        for one in records(data / f"articles/{name}.jsonl.gz")
    )


@cache
def _memory(data: Path, name: str) -> cleannews.SiteMemory:
    return cleannews.SiteMemory.learn(_articles(data, name))


def measure_lines(data: Path, *, remember: bool = False) -> ByHalves:
    """
    Clean the articles whose boilerplate is marked; the outlet is in one of the halves.

    Args:
        data: The folder of CLEANNEWS_DATA.
        remember: Whether a memory is learned from all articles before.
    """
    articles = {article.id: article for article in _articles(data, ALLSIDES)}
    memory = _memory(data, ALLSIDES) if remember else None
    marked = records(data / "labels/lines-allsides.jsonl")
    return by_halves(
        [
            (half_of(articles[one["id"]].site), _cleaned(articles[one["id"]], one, memory))
            for one in marked
        ],
        line_scores,
    )


def _cleaned(
    article: cleannews.Article, marked: Record, memory: cleannews.SiteMemory | None
) -> LineCounts:
    clean = partial(cleannews.clean, title=article.title, site=article.site, memory=memory)
    done = clean(article.text)
    return count_lines(
        article.text,
        marked["remove"],
        marked["neutral"],
        [(span.start, span.end) for span in done.removed],
        unstable=clean(done.text).text != done.text,
    )


def extracted(html: bytes, url: str | None) -> tuple[str, bool]:
    """
    Return the cleaned text of a page, and whether it was refused.

    Args:
        html: The page.
        url: Its address.
    """
    try:
        article = cleannews.extract(html, url=url)
    except cleannews.ExtractionError:
        return "", True
    return cleannews.clean(article.text, title=article.title, site=article.site).text, False


def gold_pages(data: Path) -> Iterator[tuple[Record, Body]]:
    """
    Read the pages whose body is known, without their HTML.

    Args:
        data: The folder of CLEANNEWS_DATA.

    Yields:
        The line of each page, and its body.
    """
    for page in records(data / "pages/fundus/gold.jsonl"):
        body = Body.of(page)
        if body.paragraphs:
            yield page, body


def measure_pages(data: Path) -> ByHalves:
    """
    Extract and clean the pages whose body is known; the publisher is in one of the halves.

    Args:
        data: The folder of CLEANNEWS_DATA.
    """
    counted: list[tuple[str | None, PageCounts]] = []
    for page, body in gold_pages(data):
        html = gzip.decompress((data / "pages/fundus" / page["html"]).read_bytes())
        text, failed = extracted(html, page.get("url"))
        counted.append((half_of(page["publisher"]), count_page(body, text, failed=failed)))
    return by_halves(counted, page_scores)


def measure_strings(data: Path) -> ByHalves:
    """
    Extract and clean the pages with strings to look for; the domain is in one of the halves.

    The few pages whose address is not known are in none.

    Args:
        data: The folder of CLEANNEWS_DATA.
    """
    archive = data / "pages/trafilatura.tar.xz"
    listed = json.loads(next(_members(archive, "evaldata.json"))[1])
    pages: dict[str, list[str]] = {}
    for url, entry in listed.items():
        pages.setdefault(entry["file"], []).append(url)
    counted: dict[str, tuple[str | None, StringCounts]] = {}
    for name, html in _members(archive, ".html"):
        for url in pages.get(name, ()):
            text, failed = extracted(html, url)
            entry = listed[url]
            counts = count_strings(text, entry["with"], entry["without"], failed=failed)
            counted[url] = half_of(site_of_url(url)), counts
    return by_halves(counted.values(), string_scores)


def _members(archive: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    """Read files of an archive in its own order, since going back means to unpack it again."""
    with tarfile.open(archive, "r|xz") as members:
        for member in members:
            file = members.extractfile(member) if member.name.endswith(ending) else None
            if file is not None:
                yield member.name.rpartition("/")[2], file.read()


def measure_pairs(data: Path, name: str) -> ByHalves:
    """
    Clean and group all articles; a pair is in a half if the outlets of both articles are.

    Args:
        data: The folder of CLEANNEWS_DATA.
        name: The name of the articles; those without an outlet are in no half.
    """
    articles = _articles(data, name)
    memory = _memory(data, name)
    cleaned = [_without_boilerplate(article, memory) for article in articles]
    result = cleannews.dedupe(cleaned)
    groups = [
        (str(group.representative), [member.id for member in group.members])
        for group in result.groups
    ]
    group_of = {member: group for group, members in groups for member in members}
    sites = {str(article.id): article.site for article in articles}
    counted: list[tuple[str | None, PairCounts]] = [
        (
            half_of(sites[pair["a"]], sites[pair["b"]]),
            count_pair(pair["label"], pair["a"], pair["b"], group_of),
        )
        for pair in records(data / f"labels/pairs-{name}.jsonl")
    ]
    figures = by_halves(counted, pair_scores)
    figures["all"] |= _of_groups(cleaned, groups, set(result.dropped))
    return figures


def _without_boilerplate(
    article: cleannews.Article, memory: cleannews.SiteMemory
) -> cleannews.Article:
    done = cleannews.clean(article.text, title=article.title, site=article.site, memory=memory)
    return cleannews.Article(
        done.text, id=article.id, title=article.title, url=article.url, site=article.site
    )


def _of_groups(
    articles: Sequence[cleannews.Article], groups: list[tuple[str, list[str]]], dropped: set[str]
) -> Figures:
    texts = {str(article.id): article.text for article in articles}
    return {
        "loose_members": loose_members(texts, groups),
        "dropped_though_longer": dropped_though_longer(texts, groups, dropped),
    }
