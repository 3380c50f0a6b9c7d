"""
Live tickers: pages that are written on while something happens, and change from hour to hour.

Told by their address, by their headline together with entries, or by entries alone: paragraphs that
begin with a time of day. A ticker is an article, so it is only flagged.
"""

from __future__ import annotations

import re

__all__ = ["LIVE", "is_live"]

LIVE = "live"
"""The flag of a live ticker."""

_ADDRESS = re.compile(
    r"/(?:live|liveblogs?|live-?blogs?|live-?updates?|live-?tickers?|newsticker|ticker|minute-by-minute"
    r"|en-?direct|direct|en-?vivo|directo|ao-?vivo|diretta|diretta-live|na-zywo|relacja|onlain|online-?live)(?=[/?#]|$)"
    r"|[/-](?:live-?blog|live-?updates?|live-?ticker|minute-by-minute|en-direct|en-vivo|ao-vivo)(?=[-/.?#]|$)",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"\b(?:live ?blog|live updates?|live ?ticker|newsticker|minute by minute|as it happened|en direct|en vivo"
    r"|ao vivo|in diretta|liveblogg|suora lähetys|na żywo|онлайн-трансляция|прямой эфир)\b|^live\s?[:|–-]",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"[^\w\n]{0,3}(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d|[.:/]\d)\s{0,2}"
    r"(?:[ap]\.?\s?m\.?|uhr|gmt|bst|utc|cet|cest|[ecmp][sd]?t)?\b"
    r"(?P<said>[^\n]*)",
    re.IGNORECASE,
)

_ENTRIES, _WITH_HEADLINE = 6, 3
"""Entries that make a ticker, alone and under a headline that says so."""

_WORDS = 12
"""Words of an entry: programmes and fixtures have fewer behind their times."""

_NEAR = 2
"""Lines behind a time alone on its line in which the entry begins."""


def is_live(text: str, title: str | None = None, url: str | None = None) -> bool:
    """
    Tell whether an article is a live ticker.

    Args:
        text: The text as it was found.
        title: The headline.
        url: The address.

    >>> is_live("Rain fell.", url="https://news.example/live/storm")
    True
    >>> is_live("10:30 The ferry sails.")
    False
    """
    if url and _ADDRESS.search(url):
        return True
    said = title is not None and _HEADLINE.search(title) is not None
    lines = list(filter(None, map(str.strip, text.splitlines())))
    entries = 0
    for at, line in enumerate(lines):
        found = None if line[0].isalpha() else _ENTRY.match(line)
        if found:
            behind = (
                found["said"] if found["said"].strip() else " ".join(lines[at + 1 : at + _NEAR])
            )
            entries += len(behind.split()) >= _WORDS
    return entries >= (_WITH_HEADLINE if said else _ENTRIES)
