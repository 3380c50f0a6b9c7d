"""Links within the documentation lead somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs.pages import PAGES, ROOT, anchors, links

ALL = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page leads to a file, and to a heading if it names one."""
    assert broken(page) == []


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    found = []
    for link in links(page):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        missing = not target.exists()
        if missing or (parts.fragment and parts.fragment not in anchors(target)):
            found.append(link)
    return found


def test_broken_links_are_found(tmp_path: Path) -> None:
    """A file, a heading and a picture that are not there are named; those that are there are not."""
    page = tmp_path / "page.md"
    page.write_text(
        "# One `two`: three\n\n[a](page.md) [b](#one-two-three) [c](https://quay.example/#no)\n\n"
        "[d](gone.md) [e](#gone) [f](page.md#gone) ![g](gone.png)\n"
    )
    assert broken(page) == ["gone.md", "#gone", "page.md#gone", "gone.png"]
