"""
Where a text says that it was first: "This article originally appeared in the Norrick Post".

The phrases lie in reprints.toml, beside texts that name an outlet by them and texts that do not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

__all__ = ["outlet_key", "reprint_table", "reprinted_from"]

_HEAD, _TAIL = 600, 1000
"""Characters at the ends of a text in which it says so."""

_LONGEST_LINE = 400
_CUES = (
    *("riginally ", "first publ", "first app", "eprinted ", "epublished ", "yndicated from"),
    *("zuerst", "abord", "nitialement", "riginalmente", "rimera vez", "riginariamente"),
    *("prima volta", "eerder"),
)
"""What stands in every line that says so; faster than the pattern."""

_NAME = r"(?:the )?(?P<name>(?-i:[A-ZÀ-ÞА-Я])[\w&’'-]*(?: (?-i:[A-ZÀ-ÞА-Я0-9])[\w&’'-]*){0,5}|[\w-]+(?:\.[\w-]+)+)"
_ARTICLE = re.compile(r"^(?:the|le|la|el|il|o|a|der|die|das|de|het)\s+", re.IGNORECASE)
_SAYS_NO_MORE = re.compile(r"[^\w]*(?:$|[.,;:)(]|and\b|under\b|on\b|with\b|here\b|as\b|where\b)")


def reprinted_from(text: str) -> str | None:
    """
    Return the outlet in which a text says that it was first, or None.

    Args:
        text: The text as it was found.

    >>> reprinted_from("Rain fell.\\n\\nThis article originally appeared in the Norrick Post.")
    'Norrick Post'
    """
    for part in (text[-_TAIL:], text[:_HEAD]):
        if not any(cue in part for cue in _CUES):
            continue
        for line in part.splitlines():
            found = _pattern().search(line) if len(line) <= _LONGEST_LINE else None
            if found and _SAYS_NO_MORE.match(line, found.end()):
                return found["name"]
    return None


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """
    Return what the name of an outlet and its site have in common.

    Args:
        name: A name or a registered domain.

    >>> outlet_key("The Norrick Post") == outlet_key("norrickpost.example")
    True
    """
    domain = "." in name and " " not in name
    bare = name.partition(".")[0] if domain else _ARTICLE.sub("", name)
    key = "".join(filter(str.isalnum, bare)).casefold()
    return key.removeprefix("the") if domain and len(key) > len("the") else key


@cache
def _pattern() -> re.Pattern[str]:
    openings = "|".join(it for language in reprint_table() for it in language["openings"])
    return re.compile(rf"\b(?:{openings}) {_NAME}", re.IGNORECASE)


@cache
def reprint_table() -> list[dict[str, Any]]:
    """Return the shipped table, a value for each language."""
    import tomllib

    data = Path(__file__).with_name("reprints.toml").read_text("utf-8")
    languages: list[dict[str, Any]] = tomllib.loads(data)["language"]
    return languages
