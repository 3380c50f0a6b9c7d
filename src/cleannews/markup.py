"""
The source of a page to its tree.

What trafilatura's own loader does, with two differences. The source is not searched a second time
for what a document cannot hold. And every element is a plain one: the loader's parser asks a
function of Python for the class of each element whenever one is touched, which costs a twentieth
of an extraction and tells apart only forms, labels and the like.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

__all__ = [
    "MOST_CHARACTERS",
    "by_tag",
    "excess_of_source",
    "excess_of_tree",
    "has_many_blocks",
    "is_too_deep",
    "page_tree",
]

MOST_CHARACTERS = 10_000_000
"""Characters of a source."""

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a document cannot hold; the parser would stop there."""

_REFERENCE = re.compile(r"&#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}));?")
_BEGINNING = 50
_REPAIRED = 4096
"""Characters of a source among which the loader repairs its first lines."""

_MOST_ATTRIBUTES = 5000
_LONG_TAG = 4 * _MOST_ATTRIBUTES
_VALUE = r"""=\s*+(?:"[^"]*+"|'[^']*+')?+"""
_TAG, _VALUES = re.compile(rf"<[A-Za-z](?:[^>=]++|{_VALUE})*+"), re.compile(_VALUE)
_ATTRIBUTE = re.compile(r"[^\s/]++")
"""What parts the attributes of a tag once white space stands for their values."""

_MANY_BLOCKS, _MOST_ELEMENTS, _MOST_CHILDREN, _DEEPEST = 10_000, 50_000, 10_000, 200
"""Of 1,248 news pages none has more than 2.3 million bytes, 11,000 elements, 1,200 children of one
element, and a depth of 43."""

_BLOCKS = (
    *("blockquote", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "form", "legend"),
    *("li", "option", "p", "pre", "table", "td", "textarea", "th", "tr", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "br"),
)
_FEWEST_ELEMENTS = 2
"""What the root of a page holds at least that does not say at once that it is HTML."""


def page_tree(source: str) -> HtmlElement | None:
    """
    Parse a page.

    Args:
        source: The page as text.

    Returns:
        Its root, without comments; None where it is no page of HTML.

    >>> page_tree("<html><body><p>Rain&#1; fell.</p></body></html>").text_content()
    'Rain fell.'
    """
    from trafilatura.utils import is_dubious_html, repair_faulty_html

    source = _storable(source)
    beginning = source[:_BEGINNING].lower()
    end = source.find("\n", _REPAIRED) + 1 or len(source)
    tree = _parsed(repair_faulty_html(source[:end], beginning) + source[end:])
    if tree is None or not len(tree):
        return None
    return None if is_dubious_html(beginning) and len(tree) < _FEWEST_ELEMENTS else tree


def excess_of_source(source: str) -> str | None:
    """
    Say what a source has more of than any page, so that it is not parsed.

    The parser's time grows with the square of the attributes of a tag.

    Args:
        source: The page as text.

    >>> excess_of_source("<p " + " ".join(f"a{number}" for number in range(6000)) + ">")
    'a tag has more than 5,000 attributes'
    """
    if len(source) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS:,} characters"
    for found in _TAG.finditer(source):
        start, end = found.span()
        if end - start > _LONG_TAG:
            attributes = _ATTRIBUTE.findall(_VALUES.sub(" ", source[start:end]))
            if len(attributes) > _MOST_ATTRIBUTES:
                return f"a tag has more than {_MOST_ATTRIBUTES:,} attributes"
    return None


def excess_of_tree(tree: HtmlElement) -> str | None:
    """
    Say what a page has more of than any news page, so that nothing is looked for in it.

    trafilatura's time grows with the square of the children of one element.

    Args:
        tree: The page.
    """
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return f"it has more than {_MOST_ELEMENTS:,} elements"
    if tree.xpath(f"boolean(//*/*[{_MOST_CHILDREN + 1}])"):
        return f"an element has more than {_MOST_CHILDREN:,} children"
    return None


def is_too_deep(tree: HtmlElement) -> bool:
    """
    Tell whether elements are nested deeper than in any news page; the parser soon gives up.

    Args:
        tree: The page.
    """
    return bool(tree.xpath(f"boolean({'/*' * (_DEEPEST + 1)})"))


def has_many_blocks(tree: HtmlElement) -> bool:
    """
    Tell whether a page has more paragraphs than any news page.

    Args:
        tree: The page.
    """
    return sum(1 for _ in tree.iter(*_BLOCKS)) > _MANY_BLOCKS


def by_tag(tree: HtmlElement, *tags: str) -> dict[str, list[HtmlElement]]:
    """
    Return the elements of some tags, found in one walk over a tree.

    Args:
        tree: A page.
        tags: The tags.

    Returns:
        For each tag its elements in the order of the page.
    """
    found: dict[str, list[HtmlElement]] = {tag: [] for tag in tags}
    for element in tree.iter(*tags):
        found[element.tag].append(element)
    return found


def _parsed(source: str) -> HtmlElement | None:
    tree = _parsed_form(source)
    return tree if tree is not None and len(tree) else _parsed_form(source.encode())


def _parsed_form(source: str | bytes) -> HtmlElement | None:
    """Parse a str, which must not declare its encoding, or bytes, which may."""
    from lxml.etree import LxmlError
    from lxml.html import fromstring

    try:
        return fromstring(source, parser=_parser())
    except (ValueError, LxmlError):
        return None


@cache
def _parser() -> HTMLParser:
    from lxml.etree import ElementDefaultClassLookup
    from lxml.html import HtmlElement, HTMLParser

    parser = HTMLParser(
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg] # lxml-stubs lack it
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _storable(source: str) -> str:
    """Return a source without what a document cannot hold, and without references to it."""
    if "&#" in source and not all(map(_fits, set(_REFERENCE.findall(source)))):
        source = _REFERENCE.sub(_allowed, source)
    return _FORBIDDEN.sub(_replaced, source) if _holds_forbidden(source) else source


def _holds_forbidden(source: str) -> bool:
    """Tell whether a source holds what a document cannot, faster than the pattern does."""
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return True
    return (
        len(data.translate(None, _CONTROLS)) < len(data) or "\ufffe" in source or "\uffff" in source
    )


def _replaced(forbidden: re.Match[str]) -> str:
    """Return U+FFFD for a lone surrogate, which stands for a lost character, else nothing."""
    return "\ufffd" if "\ud800" <= forbidden.group() <= "\udfff" else ""


def _allowed(reference: re.Match[str]) -> str:
    """Return a character reference, or nothing if it stands for what a document cannot hold."""
    return reference.group() if _fits(reference.groups()) else ""


def _fits(reference: tuple[str | None, ...]) -> bool:
    """Tell whether a document can hold the character of a decimal or a hexadecimal number."""
    digits, hexadecimal = reference
    code = int(digits) if digits else int(hexadecimal or "0", 16)
    return code <= sys.maxunicode and not _FORBIDDEN.match(chr(code))
