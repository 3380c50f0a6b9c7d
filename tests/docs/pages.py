"""The pages of the documentation and what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["DOCS", "PAGES", "ROOT", "Block", "anchors", "blocks", "links"]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

NOT_RUN = re.compile(r"<!-- not run: (.+) -->\s*")
ANCHOR = re.compile(r"[^\w\- ]")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    """
    A block of code.

    Attributes:
        language: What its fence names.
        text: What stands in it.
        line: The line of its fence, counted from 1.
        not_run: The reason, where a mark before it says that it is not run.
    """

    language: str
    text: str
    line: int
    not_run: str | None


def blocks(page: Path) -> list[Block]:
    """
    Return the blocks of code of a page.

    Args:
        page: The page.
    """
    found = []
    before = ""
    for token in _tokens(page):
        if token.type == "fence":
            mark = NOT_RUN.fullmatch(before)
            line = (token.map or [0])[0] + 1
            found.append(Block(token.info.strip(), token.content, line, mark and mark[1]))
        before = token.content if token.type == "html_block" else ""
    return found


def links(page: Path) -> list[str]:
    """
    Return where the links and pictures of a page lead.

    Args:
        page: The page.
    """
    inner = [part for token in _tokens(page) for part in token.children or ()]
    found = [part.attrs.get("href") or part.attrs.get("src") for part in inner]
    return [str(it) for it in found if it]


def anchors(page: Path) -> set[str]:
    """
    Return the anchors of a page's headings, as GitHub and the site make them.

    Args:
        page: The page.
    """
    tokens = _tokens(page)
    headings = [tokens[at + 1] for at, it in enumerate(tokens) if it.type == "heading_open"]
    texts = ["".join(part.content for part in it.children or ()) for it in headings]
    return {ANCHOR.sub("", text.lower()).strip().replace(" ", "-") for text in texts}


def _tokens(page: Path) -> list[Token]:
    return _MARKDOWN.parse(page.read_text(encoding="utf-8"))
