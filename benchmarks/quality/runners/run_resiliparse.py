"""
Resiliparse: the plain text of the main content, with its line breaks.
"""

from __future__ import annotations

from importlib import import_module

PACKAGE = "resiliparse"


def extracted(html: str, _url: str) -> tuple[str | None, str]:
    """Return the page's title and the text."""
    tree = import_module("resiliparse.parse.html").HTMLTree.parse(html)
    text = import_module("resiliparse.extract.html2text").extract_plain_text(
        tree, main_content=True, alt_texts=False
    )
    return tree.title, text
