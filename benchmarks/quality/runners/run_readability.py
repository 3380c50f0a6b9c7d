"""
readability-lxml: its summary is HTML; of this the text, a line for each block.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

PACKAGE = "readability-lxml"

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small"  # noqa: SIM905
    " span strike strong sub sup time tt u var wbr".split()
)


def extracted(html: str, url: str) -> tuple[str | None, str]:
    """Return the title and the text of the summary."""
    document = import_module("readability").Document(html, url=url or None)
    return document.title(), text_of(document.summary(html_partial=True))


def text_of(html: str) -> str:
    """
    Return the text of HTML, a line for each block.

    Args:
        html: A page or a part of one.

    >>> text_of("<div><h2>Rain</h2>It <b>rained</b> in<br>May.<p>And \\n in June.</p></div>")
    'Rain\\nIt rained in\\nMay.\\nAnd in June.'
    """
    tree = import_module("lxml.html").fragment_fromstring(html, create_parent="div")
    lines = (" ".join(line.split()) for line in "".join(_pieces(tree)).split("\0"))
    return "\n".join(filter(None, lines))


def _pieces(node: Any) -> Iterator[str]:
    """Yield the text of a node, with a NUL where a block starts or ends."""
    if not isinstance(node.tag, str):  # a comment
        return
    edge = "" if node.tag in _INLINE else "\0"
    yield edge
    yield node.text or ""
    for child in node:
        yield from _pieces(child)
        yield child.tail or ""
    yield edge
