"""
The texts of pages by one extractor: ``python read_pages.py run_NAME PAGES RESULT``.

It runs under the extractor's own Python, so it imports nothing but the standard library and the
runner, which stands beside it. A runner defines

    PACKAGE = "its name on PyPI"
    def extracted(html, url): ...

where ``extracted`` returns the title, if the extractor names one, and the text, a paragraph a line.
PAGES is a folder with gold.jsonl and the pages that it names.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

_MOST_SAID = 100
"""Characters of an error that are kept."""

Extracted = Callable[[str, str], tuple[str | None, str]]


def read(extracted: Extracted, html: str, url: str) -> dict[str, Any]:
    """
    Return what an extractor makes of a page.

    Args:
        extracted: The extractor.
        html: The page.
        url: Its address.

    >>> read(lambda html, url: ("Rain", "It rained."), "<p>It rained.", "")
    {'title': 'Rain', 'text': 'It rained.', 'error': None}
    """
    try:
        title, text = extracted(html, url)
    except Exception as error:  # noqa: BLE001 (an extractor may raise what it likes)
        said = " ".join(str(error).replace("*", "").split())[:_MOST_SAID]
        return {"title": None, "text": "", "error": f"{type(error).__name__}: {said}"}
    return {"title": title or None, "text": text, "error": None}


def main() -> None:
    """Read all pages and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runner", help="a module beside this file")
    parser.add_argument("pages", type=Path)
    parser.add_argument("result", type=Path)
    args = parser.parse_args()
    runner = importlib.import_module(args.runner)
    found = {}
    with (args.pages / "gold.jsonl").open(encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            html = gzip.decompress((args.pages / page["html"]).read_bytes())
            found[page["html"]] = read(
                runner.extracted, html.decode("utf-8", "replace"), page.get("url") or ""
            )
    result = {"version": version(runner.PACKAGE), "python": sys.version.split()[0], "pages": found}
    args.result.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
