"""
goose3: its cleaned text, with its defaults.
"""

from __future__ import annotations

from importlib import import_module

PACKAGE = "goose3"


def extracted(html: str, _url: str) -> tuple[str | None, str]:
    """Return the title and the text; with an address it would fetch the page."""
    with import_module("goose3").Goose() as goose:
        article = goose.extract(raw_html=html)
        return article.title, article.cleaned_text
