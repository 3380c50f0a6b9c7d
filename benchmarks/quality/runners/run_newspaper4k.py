"""
newspaper4k: an article of HTML that is at hand, without its images.
"""

from __future__ import annotations

from importlib import import_module

PACKAGE = "newspaper4k"


def extracted(html: str, url: str) -> tuple[str | None, str]:
    """Return the title and the text."""
    newspaper = import_module("newspaper")
    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return article.title, article.text
