"""Fills the template of the page; the only module that knows Jinja2."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cleannews.errors import REASONS
from cleannews.report.findings import Findings
from cleannews.report.grouprows import RELATIONS
from cleannews.settings import KEPT_CATEGORIES

__all__ = ["page"]

_FOLDER = Path(__file__).with_name("page")
_STYLES = ("base.css", "parts.css")
_SCRIPTS = (
    "dom.js",
    "blocks.js",
    "diff.js",
    "list.js",
    "tables.js",
    "articles.js",
    "group.js",
    "groups.js",
    "main.js",
)
_BLOCKS = "@blocks@"

_HIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f"
    "\\ud800-\\udfff\\ufeff\\ufff9-\\ufffb]"
)
"""What is not seen or changes what is seen; dom.js has the same."""


def page(findings: Findings) -> tuple[bytes, bytes]:
    """
    Return the page in two pieces, between which the packed blocks have their place.

    Args:
        findings: What was read of a run.
    """
    style, script = _source(_STYLES), f'(() => {{\n"use strict";\n{_source(_SCRIPTS)}}})();\n'
    values = {
        "it": findings,
        "summary": findings.summary,
        "settings": findings.summary["settings"],
        "style": Markup(style),  # noqa: S704 (the package's own)
        "script": Markup(script),  # noqa: S704 (the package's own)
        "policy": _policy(style, script),
        "blocks": _BLOCKS,
        "reasons": REASONS,
        "relations": RELATIONS,
        "kept_categories": KEPT_CATEGORIES,
    }
    text = _environment().get_template("page.html").render(values)
    before, behind = text.encode("utf-8").split(f"<!-- {_BLOCKS} -->\n".encode())
    return before, behind


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"number": _number, "percent": _percent, "many": _many, "seen": _seen}
    return made


@cache
def _source(names: tuple[str, ...]) -> str:
    return "".join((_FOLDER / name).read_text("utf-8") for name in names)


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: the one style and the one script, and nothing else."""
    hashes = {
        name: b64encode(sha256(it.encode()).digest()).decode()
        for name, it in (("style", style), ("script", script))
    }
    parts = (
        "default-src 'none'",
        f"script-src 'sha256-{hashes['script']}'",
        f"style-src 'sha256-{hashes['style']}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    )
    return "; ".join(parts)


def _number(value: float) -> str:
    return f"{value:,}"


def _percent(value: float) -> str:
    return f"{value:.1%}" if value < 0.9995 else "100%"


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def _seen(value: object) -> Markup:
    """Escape a text from the web, and show the characters in it that are not seen."""
    text, last, parts = str(value), 0, []
    for found in _HIDDEN.finditer(text):
        parts += [Markup.escape(text[last : found.start()])]
        parts += [Markup('<span class="hidden-character">U+{:04X}</span>').format(ord(found[0]))]
        last = found.end()
    return Markup().join([*parts, Markup.escape(text[last:])])
