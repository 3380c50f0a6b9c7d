"""
A page of HTML to an article, through trafilatura.

trafilatura finds the body; the page's own metadata (headings, meta tags, JSON-LD) gives the
headline, the time of publication and the language, and every spelling of the headline that the
page holds is kept out of the text.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cleannews.article import Article
from cleannews.cleaning.lines import Lines, cuts
from cleannews.cleaning.outlets import OutletNames, headline_key
from cleannews.cleaning.shells import flags_of
from cleannews.cleaning.spans import CleanedText, RemovedSpan
from cleannews.cleaning.story import TITLE_RULE
from cleannews.cleaning.titles import LONGEST_TITLE, Headline
from cleannews.dates import parse_published
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import ArticleError, ExtractionError, shown
from cleannews.markup import (
    MOST_CHARACTERS,
    by_tag,
    excess_of_source,
    excess_of_tree,
    has_many_blocks,
    is_too_deep,
    page_tree,
)
from cleannews.pages import completed, embedded_article, prune
from cleannews.sitenames import site_of, site_of_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Extractor", "extract"]

Extractor = Callable[[str, str | None], str | None]
"""Finds the body of a page: source and address in, text out."""

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
)
_TITLE_META = ("og:title", "twitter:title", "dc.title", "parsely-title")
_DESCRIPTION_META = ("og:description", "description", "twitter:description")
_LANGUAGE_META = ("content-language", "og:locale", "dc.language", "language")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*[|｜ㅣ]\s*|\s+[-–—•·»]\s+|[-–—]")
_MAX_JSON = 1_000_000
_MAX_BROKEN_JSON = 50_000
"""Characters of a page's JSON-LD that is no JSON: trafilatura searches it in quadratic time."""

_MAX_JSON_NODES = 2000
_MAX_HEADINGS = 5
_MAX_VALUES = 20
"""Titles, dates or descriptions of a page that are looked at."""

_LONGEST_DATE, _LONGEST_DESCRIPTION = 100, 5000
_MAX_BYTES = 4 * MOST_CHARACTERS
_SHORTEST_HEADLINE = 4
_TOP_LINES = 5


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    extractor: Extractor | None = None,
    charset: str | None = None,
) -> Article:
    """
    Extract the article of a page.

    Args:
        html: The page, as bytes in any declared or undeclared encoding, or as text.
        url: The address it was found at; else the page's canonical address is taken.
        extractor: Finds the body in the place of trafilatura: a function of the page's source and
            its address that returns text with a paragraph on each line, or None. Title, time and
            the rest are read from the page as ever.
        charset: The encoding that the server declared; it counts where the bytes are no UTF-8.

    Returns:
        The article: text, title, url, site, published, authors and language as far as the page
        tells. The text never holds the headline. Its flags hold "shell" for a page that is no
        article (a consent wall, a robot check, a missing page) and "truncated" for one whose rest
        is for subscribers.

    Raises:
        ExtractionError: There is no article in it; ``reason`` says why.
        ArticleError: An argument is of the wrong type.
    """
    if url is not None and not isinstance(url, str):
        raise ArticleError("url is no str", shown(url), "give an address or None")
    source = _text_of(html, url, charset)
    tree = _parsed(source, url)
    page = _Page.read(tree)
    if extractor is None:
        found, body = _extracted(tree, url, page)
    else:
        found, body = _metadata(tree, url), extractor(source, url) or ""
    address = url or found.url or None
    site = site_of_url(address) or site_of(found.hostname) or site_of(found.sitename)
    told = found.title if found.title and len(found.title) <= LONGEST_TITLE else None
    title = page.headline(told, [site, found.sitename])
    if title:
        body = _without_headline(body, title, [*page.headings, *page.titles, told], site)
    if not body.strip():
        if is_too_deep(tree):
            raise ExtractionError("too-deep", "its elements are nested too deep to be read", url)
        raise ExtractionError("no-text", "no article was found in the page", url)
    return Article(
        body,
        title=title,
        url=address,
        site=site,
        published=page.published or parse_published(found.date),
        authors=tuple(name for name in (found.author or "").split("; ") if name),
        language=page.language,
        flags=flags_of(body, title),
    )


def _without_headline(text: str, title: str, others: Iterable[str | None], site: str | None) -> str:
    """
    Remove the lines that are the headline, and those near the top that are another spelling.

    Args:
        text: The text of the page.
        title: The headline; it goes wherever it stands.
        others: Other headlines that the page gives; long ones go wherever they stand.
        site: The outlet.
    """
    lines = Lines(text)
    chosen = Headline(title, site)
    gone = chosen.equal_lines(lines.texts, chosen.likely_lines(lines))
    for other in (Headline(it, site) for it in dict.fromkeys(others) if it and it != title):
        equal = other.equal_lines(lines.texts, other.likely_lines(lines))
        gone.update(at for at in equal if other.is_long or at < _TOP_LINES)
    spans = (
        RemovedSpan(start, end, text[start:end], "headline", TITLE_RULE)
        for _, start, end in cuts(lines, gone)
    )
    return CleanedText(text, tuple(spans)).text


def _text_of(html: bytes | str, url: str | None, charset: str | None) -> str:
    if isinstance(html, str):
        if not html.strip():
            raise ExtractionError("empty", "there is nothing in it", url)
        return html
    if not isinstance(html, bytes | bytearray):
        raise ArticleError("html is neither bytes nor str", shown(html), "give a page's source")
    if len(html) > _MAX_BYTES:
        raise ExtractionError("too-large", f"it has more than {_MAX_BYTES:,} bytes", url)
    try:
        return decoded(bytes(html), html=True, charset=charset)
    except DecodingError as error:
        raise ExtractionError(error.reason, error.message, url) from None


def _parsed(source: str, url: str | None) -> HtmlElement:
    if excess := excess_of_source(source):
        raise ExtractionError("too-large", excess, url)
    tree = page_tree(source)
    if tree is None:
        raise ExtractionError("not-html", "it is not an HTML page", url)
    if excess := excess_of_tree(tree):
        raise ExtractionError("too-large", excess, url)
    return tree


def _extracted(tree: HtmlElement, url: str | None, page: _Page) -> tuple[Any, str]:
    """Return what trafilatura knows of a page, and the body with what it lost."""
    prune(tree)
    found = _trafilatura(tree, url)
    if found is not None:
        body = found.text or ""
        return found, completed(tree, body, page.descriptions, page.body) if body else ""
    embedded = embedded_article(tree)
    inner = embedded and _trafilatura(_parsed(f"<article>{embedded}</article>", url), url)
    return _metadata(tree, url), (inner and inner.text) or ""


def _trafilatura(tree: HtmlElement, url: str | None) -> Any:
    from trafilatura import bare_extraction

    fast = has_many_blocks(tree)  # or justext looks at each with all of its neighbours
    return bare_extraction(tree, url=url, fast=fast, include_comments=False, with_metadata=True)


def _metadata(tree: HtmlElement, url: str | None) -> Any:
    from trafilatura.metadata import extract_metadata

    return extract_metadata(tree, default_url=url)


@dataclass(frozen=True, slots=True)
class _Page:
    """
    What a page says of itself.

    Args:
        headings: The texts of its h1 elements.
        titles: Headlines in its meta tags, JSON-LD and title element, in this order.
        dates: Publication dates in its JSON-LD, meta tags and time elements, in this order.
        language: The declared language, if it is a language tag.
        descriptions: What its meta tags and JSON-LD give as its description.
        body: The body of the article in its JSON-LD, or "".
    """

    headings: tuple[str, ...]
    titles: tuple[str, ...]
    dates: tuple[str, ...]
    language: str | None
    descriptions: tuple[str, ...]
    body: str

    @classmethod
    def read(cls, tree: HtmlElement) -> _Page:
        """Read a parsed page."""
        found = by_tag(tree, "meta", "script", "h1", "title", "time")
        meta = _meta(found["meta"])
        nodes = list(_json_nodes(_linked_data(found["script"])))
        headings = [_flat(node.text_content()) for node in found["h1"][:_MAX_HEADINGS]]
        page_title = [_flat(node.text_content()) for node in found["title"][:1]]
        times = [node.get("datetime", "") for node in found["time"][:1]]
        titles = [*(_texts(nodes, "headline")), *(meta.get(name, "") for name in _TITLE_META)]
        dates = [*_texts(nodes, "datePublished"), *(meta.get(name, "") for name in _PUBLISHED_META)]
        root = tree.getroottree().getroot()
        languages = [root.get("lang") or "", *(meta.get(name, "") for name in _LANGUAGE_META)]
        languages += _texts(nodes, "inLanguage")
        return cls(
            headings=_kept(headings, LONGEST_TITLE),
            titles=_kept([*titles, *page_title], LONGEST_TITLE),
            dates=_kept([*dates, *times], _LONGEST_DATE),
            language=next(
                (tag for tag in _kept(languages, _LONGEST_DATE) if _LANGUAGE.match(tag)), None
            ),
            descriptions=_kept(
                [
                    *(meta.get(name, "") for name in _DESCRIPTION_META),
                    *_texts(nodes, "description"),
                ],
                _LONGEST_DESCRIPTION,
            ),
            body=max(_texts(nodes, "articleBody"), key=len, default=""),
        )

    def headline(self, found: str | None, outlets: Iterable[str | None]) -> str | None:
        """
        Choose the headline: a heading that the page's titles confirm, else the first title.

        Args:
            found: The title that trafilatura found.
            outlets: Domain and name of the outlet, which are no part of the headline.
        """
        names = OutletNames(outlets)
        titles = [*self.titles, *([found] if found else [])]
        keys = [headline_key(title) for title in titles]
        for heading in self.headings:
            key = headline_key(heading)
            confirmed = any(key in other and 2 * len(key) >= len(other) for other in keys)
            if confirmed and len(key) >= _SHORTEST_HEADLINE and not names.holds(heading):
                return names.cut(heading)
        best = next((title for title in [found, *titles] if title and not names.holds(title)), None)
        if best is None:
            best = self.headings[0] if self.headings else None
        return best and names.cut(_without_outlet(best, titles))

    @property
    def published(self) -> datetime | date | None:
        """The time of publication: the first time that the page states, else the first day."""
        day = None
        for stated in self.dates:
            found = parse_published(stated)
            if isinstance(found, datetime):
                return found
            day = day or found
        return day


def _without_outlet(title: str, others: list[str]) -> str:
    """Cut what follows the last separator where another title of the page lacks it."""
    key = headline_key(title)
    for other in sorted(others, key=len, reverse=True):
        other_key = headline_key(other)
        if other_key != key and key.startswith(other_key) and len(other_key) * 2 > len(key):
            rest = title[len(other) :]
            if _SUFFIX.match(rest) and title.startswith(other):
                return other
    return title


def _meta(tags: Iterable[HtmlElement]) -> dict[str, str]:
    """Return the contents of meta tags by name in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for node in tags:
        name = node.get("property") or node.get("name") or node.get("itemprop")
        name = name or node.get("http-equiv") or ""
        found.setdefault(name.lower(), _flat(node.get("content") or ""))
    return found


def _linked_data(scripts: Iterable[HtmlElement]) -> Iterator[Any]:
    """
    Yield what stands in the JSON-LD of a page, and empty scripts that nobody should look at again.

    Those are too long, too deep, or no JSON and many. trafilatura reads other types, too.
    """
    broken = 0
    for script in scripts:
        kind = (script.get("type") or "").lower()
        if "+json" not in kind:
            continue
        source = script.text or ""
        try:
            if len(source) <= _MAX_JSON:
                value = json.loads(source, strict=False)
                if "ld+json" in kind:
                    yield value
                continue
        except RecursionError:
            pass
        except ValueError:
            broken += len(source)
            if broken <= _MAX_BROKEN_JSON:
                continue
        script.text = None


def _json_nodes(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the objects in values, outer ones first."""
    pending = deque(values)
    for _ in range(_MAX_JSON_NODES):
        if not pending:
            return
        node = pending.popleft()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            yield node
            pending += [value for value in node.values() if isinstance(value, list | dict)]


def _texts(nodes: list[dict[str, Any]], key: str) -> list[str]:
    return [
        _flat(value) for node in nodes[:_MAX_JSON_NODES] if isinstance(value := node.get(key), str)
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _kept(texts: Iterable[str], longest: int) -> tuple[str, ...]:
    """Return the first texts that are neither empty nor too long to be what they should be."""
    found = dict.fromkeys(text for text in texts if 0 < len(text) <= longest)
    return tuple(found)[:_MAX_VALUES]
