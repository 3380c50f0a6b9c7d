"""
What a page's own tree adds to an extraction: what to leave out of it, and what it lost.

Other articles below the first and lists of nothing but links are cut from the tree before the
extraction. After it, the standfirst is put back if the page's description tells which paragraph it
is, and so are paragraphs that the page's structured data count among the article's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from cleannews.cleaning.outlets import headline_key
from cleannews.markup import by_tag

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["completed", "embedded_article", "prune"]

_ARTICLE_CHARACTERS = 500
"""Characters from which an article element beside the first is an article, not a teaser."""

_LINKED = 0.9
"""The share of an item's letters within links from which it is nothing but a link."""

_FEWEST_LINKS = 2
_LINK_CHARACTERS = 15
"""Characters of the links of a list, on average, from which they are headlines."""

_STANDFIRST = 30, 1000
"""Characters of a standfirst, spaces left out."""

_PARAGRAPH = 30
"""Characters of a paragraph that is put back, spaces left out."""

_LONGEST_BLOCK, _LONGEST_STATED = 20_000, 200_000
"""Characters of a paragraph, and of a body in structured data with its spaces left out, that are
looked at."""

_STANDFIRST_NAME = re.compile(
    r"(?:^|[\s_-])(?:article)?(?:standfirst|lead|lede|intro|introduction|teaser|vorspann|chapo|chapeau"
    r"|entradilla|bajada|copete|sottotitolo|occhiello|sommario|ingress|abstract|summary|subtitle"
    r"|sub-?headline|deck|dek|excerpt)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names that pages give to the element of a standfirst."""

_ENDS = (".", "!", "?", "…", "。", "”", "»", '"')

_STANDFIRST_BLOCKS = ("h1", "p", "h2", "h3", "h4", "div", "span", "strong", "section")
_MOST_CHILDREN = 40
_TEXT_BLOCKS = ("p", "h2", "h3", "li", "blockquote")
_ASIDE = ("aside", "nav", "footer", "script", "style", "form", "figure", "noscript")

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
"""A string of a script in the form of JSON, taken whole, so that no text is looked at twice."""

_LITERAL_CHARACTERS = 400
_PARAGRAPHS = 3
"""What the HTML of an article in a script has at least."""


def prune(tree: HtmlElement) -> None:
    """
    Cut from a page what is not its article: further articles, and lists of nothing but links.

    Args:
        tree: The page; it is changed.
    """
    found = by_tag(tree, "article", "ul", "ol")
    lists = filter(_is_link_list, [*found["ul"], *found["ol"]])
    for element in [*_further_articles(found["article"]), *lists]:
        if element.getparent() is not None:
            element.drop_tree()


def _further_articles(articles: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Return the articles with headings of their own below the first one that has one."""
    found = [
        article
        for article in articles
        if next(article.iterancestors("article"), None) is None
        and next(article.iter("h1"), None) is not None
    ]
    if len(found) < 2:
        return []
    return [it for it in found if len(it.text_content()) >= _ARTICLE_CHARACTERS][1:]


def _is_link_list(element: HtmlElement) -> bool:
    items = list(element.iterchildren("li"))
    if len(items) < _FEWEST_LINKS:
        return False
    links = list(takewhile(bool, map(_link_text, items)))
    told = sum(map(len, links)) >= _LINK_CHARACTERS * len(links)
    return len(links) == len(items) and told


def _link_text(item: HtmlElement) -> str:
    """Return the text of an item that is nothing but a link, else ""."""
    if _is_link(item):
        return _flat(item[0])
    links = list(item.iter("a"))
    text = _flat(item) if links else ""
    linked = sum(len(_flat(link)) for link in links)
    return text if text and linked >= _LINKED * len(text) else ""


def _is_link(item: HtmlElement) -> bool:
    """Tell whether an item holds a link as its child and, but for white space, nothing else."""
    if len(item) != 1 or item[0].tag != "a":
        return False
    return not f"{item.text or ''}{item[0].tail or ''}".strip()


def _flat(element: HtmlElement) -> str:
    text = element.text_content() if len(element) else element.text or ""
    return " ".join(text.split())


def completed(tree: HtmlElement, text: str, descriptions: Iterable[str], stated: str) -> str:
    """
    Put back what an extraction lost.

    Args:
        tree: The page.
        text: The extracted text, a paragraph on each line.
        descriptions: What the page gives as its description in its metadata.
        stated: The body of the article as its structured data give it, or "".

    Returns:
        The text with the standfirst before it and lost paragraphs in their places.
    """
    if stated:
        text = _with_lost_paragraphs(tree, text, headline_key(stated))
    return _with_standfirst(tree, text, [headline_key(it) for it in descriptions])


def _with_standfirst(tree: HtmlElement, text: str, descriptions: Sequence[str]) -> str:
    """
    Put the standfirst before the text.

    It stands before the article, and is the page's description, or behind the heading with a class
    that says what it is. The whole text is folded only for a page that has such a paragraph.
    """
    shortest, longest = _STANDFIRST
    wanted = [key for key in descriptions if len(key) >= shortest]
    headed = False
    before = []
    for element, block in _blocks(tree, _STANDFIRST_BLOCKS):
        headed |= element.tag == "h1"
        if len(block) < shortest and block.isascii():
            continue  # its key is no longer than itself
        key = headline_key(block[:_LONGEST_BLOCK])
        if len(key) < shortest:
            continue
        if len(block) > _LONGEST_BLOCK or block in text:
            return text  # the article has begun
        before.append(key)
        described = any(key.startswith(it) or it.startswith(key) for it in wanted)
        if len(key) <= longest and (described or (headed and _is_named_standfirst(element, block))):
            held = headline_key(text)
            return text if any(it in held for it in before) else f"{block}\n{text}"
    return text


def _is_named_standfirst(element: HtmlElement, text: str) -> bool:
    named = [element, element.getparent()]
    names = " ".join(f"{it.get('class', '')} {it.get('id', '')}" for it in named if it is not None)
    return bool(_STANDFIRST_NAME.search(names)) and text.endswith(_ENDS)


def _with_lost_paragraphs(tree: HtmlElement, text: str, stated: str) -> str:
    held = headline_key(text)
    if not len(held) < len(stated) <= _LONGEST_STATED:
        return text
    lines = text.split("\n")
    places = {headline_key(line): at for at, line in enumerate(lines)}
    added: dict[int, list[str]] = {}
    last = -1
    for _, block in _blocks(tree, _TEXT_BLOCKS):
        key = headline_key(block[:_LONGEST_BLOCK])
        if len(held) > 2 * len(stated):
            break
        if key in places:
            last = max(last, places[key])
        elif len(key) >= _PARAGRAPH and key in stated and key not in held:
            held += key
            added.setdefault(last, []).append(block)
    kept = added.get(-1, [])
    for at, line in enumerate(lines):
        kept += [line, *added.get(at, [])]
    return "\n".join(kept)


def _blocks(tree: HtmlElement, tags: Sequence[str]) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the blocks of the page that hold no other, outside menus, asides and scripts, as text."""
    beside: set[HtmlElement] = set()
    for element in tree.iter(*tags, *_ASIDE):
        if element in beside:
            continue
        if element.tag in _ASIDE:
            beside.update(element.iter(*tags, *_ASIDE))
        elif not len(element) or (
            len(element) <= _MOST_CHILDREN
            and next(element.iterdescendants(*_TEXT_BLOCKS, *_ASIDE), None) is None
        ):
            text = _flat(element)
            if text:
                yield element, text


def embedded_article(tree: HtmlElement) -> str | None:
    """
    Return the HTML of an article that a page keeps in a script, to be shown by it.

    Args:
        tree: The page.

    Returns:
        Of the strings of its scripts the longest that holds paragraphs, or None.
    """
    found = (
        _decoded(literal[1])
        for script in tree.iter("script")
        for literal in _LITERAL.finditer(script.text or "")
        if len(literal[1]) >= _LITERAL_CHARACTERS
    )
    articles = [html for html in found if html.count("<p") >= _PARAGRAPHS]
    return max(articles, key=len, default=None)


def _decoded(literal: str) -> str:
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return ""
