"""
The outlet behind an address: its registered domain.

Archives, caches and AMP mirrors hold other people's pages, so their addresses are unwrapped
first. Where one registrable suffix ends is the Public Suffix List's business (package ``tld``).
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["site_of", "unwrapped"]

_ARCHIVE_PATH = re.compile(r"^/web/\d{4,14}(?:[a-z]{2}_)?/(.+)$", re.DOTALL)
_AMP_PATH = re.compile(r"^/(?:amp|[acivr])/(s/)?([^/]+\.[^/]+/?.*)$", re.DOTALL)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")
_MAX_WRAPPERS = 3


def site_of(name_or_url: str | None) -> str | None:
    """
    Return the outlet that a name, a host or an address belongs to.

    Args:
        name_or_url: "https://www.news.example/a", "www.news.example" or a plain name.

    Returns:
        The registered domain in lower case, private suffixes of the Public Suffix List
        counted; a plain name as it is; None for nothing.

    >>> site_of("https://edition.news.co.uk/world?id=1")
    'news.co.uk'
    >>> site_of("https://web.archive.org/web/20200101000000/http://www.news.example/a")
    'news.example'
    >>> site_of("The Evening Star")
    'The Evening Star'
    """
    text = (name_or_url or "").strip()
    if not text:
        return None
    if "://" in text:
        host = _host(unwrapped(text))
        return _registered(host) if host else None
    host = _host(f"//{text}")
    return _registered(host) if host and _DOMAIN.match(host) else text


def unwrapped(url: str) -> str:
    """
    Return the address of the page that an archive, cache or AMP address stands for.

    Args:
        url: Any address.

    Returns:
        The inner address, or ``url`` itself when it wraps nothing.
    """
    for _ in range(_MAX_WRAPPERS):
        inner = _inner(url)
        if inner is None:
            break
        url = inner if "://" in inner else f"https://{inner}"
    return url


def _inner(url: str) -> str | None:
    host = _host(url) or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if host in {"web.archive.org", "archive.org"} and (found := _ARCHIVE_PATH.match(rest)):
        return found.group(1)
    is_amp = host.endswith("cdn.ampproject.org") or (
        host.startswith(("www.google.", "google.")) and rest.startswith("/amp/")
    )
    if is_amp and (found := _AMP_PATH.match(rest)):
        return found.group(2)
    if host == "webcache.googleusercontent.com":
        query = parse_qs(parts.query).get("q", [""])[0]
        return unquote(query.split(":", 2)[2]) if query.count(":") >= 2 else None
    return None


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.rstrip(".").lower() if host else None


@lru_cache(maxsize=65536)
def _registered(host: str) -> str:
    from tld import get_fld

    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return host
    found = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    return found or ".".join(host.removeprefix("www.").split(".")[-2:])
