"""
The outlet behind an address: its registered domain.

Archives, caches and AMP mirrors hold other people's pages, so their addresses are unwrapped
first. Where one registrable suffix ends is the Public Suffix List's business (package ``tld``).
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

__all__ = ["canonical_url", "site_of", "site_of_url", "unwrapped"]

_ARCHIVE_PATH = re.compile(r"^/web/\d{4,14}(?:[a-z]{2}_)?/(.+)$", re.DOTALL)
_AMP_PATH = re.compile(r"^/(?:amp|[acivr])/(s/)?([^/]+\.[^/]+/?.*)$", re.DOTALL)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")
_NO_HOST = re.compile(r"[\x00-\x20\x7f-\xa0#%/<>?@\\^|\s]")
"""What no host holds: the forbidden code points of the WHATWG URL standard, and other spaces."""

_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_GOOGLE = re.compile(r"^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$")
_CACHE_QUERY = re.compile(r"^cache:(?:[\w-]+:(?!//))?(.+)$", re.DOTALL)
_TRACKER = re.compile(
    r"^(?:(?:dc|fbc|gc|twc|yc|ysc|ttc|sc)lid|(?:click|gbra|wbra|msclk|igsh|partner)id|igsh|gclsrc"
    r"|(?:ads?|at|mc|ga|gs|itm|mkt|ml|mtm|ns|oly|pk|utm|vero|wt)_.*|ref(?:errer|erer|_.*)?|src|source"
    r"|via|share|shared|smid|smtyp|sref|cmp|cmpid|cid|s_cid|ocid|ncid|ito|emc|xtor|feed|rss|amp"
    r"|outputtype|taid|soc_(?:src|trk)|guccounter|guce_.*|session(?:id)?|campaign(?:_id)?|medium)$",
    re.IGNORECASE,
)
"""Parameters that tell where a reader comes from."""

_PLAIN = re.compile(
    r"https?://(?:www\.)?(?![^/]*(?:google|archive\.org|ampproject|xn--))"
    r"(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?P<path>/[^?#\s]*)(?:#.*)?"
)
"""An address that is no wrapper and has no parameters, as most are."""

_MAX_WRAPPERS = 3
_SHORTEST_DOMAIN = 2
_LONGEST_HOST = 253
"""Characters of a host, by RFC 1035."""

_LONGEST_KEPT = 2048
"""Characters of a name or an address that is remembered."""


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
    return _remembered_site(text) if len(text) <= _LONGEST_KEPT else _site(text)


def _site(text: str) -> str | None:
    return site_of_url(text) or (text if _is_name(text) else None)


_remembered_site = lru_cache(maxsize=65536)(_site)


def _is_name(text: str) -> bool:
    return bool(text) and text[0] not in ":/" and not _ADDRESS.match(text)


def site_of_url(url: str | None) -> str | None:
    """
    Return the outlet that an address belongs to.

    Args:
        url: An address, with or without its scheme, or a host.

    Returns:
        The registered domain in lower case, or None where there is no host.

    >>> site_of_url("/news/today") is None
    True
    """
    text = (url or "").strip()
    if not text:
        return None
    host = _host(unwrapped(_with_scheme(text)))
    named = _ADDRESS.match(text) or (host and _DOMAIN.match(host))
    return _registered(host) if host and named else None


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
        url = inner if _ADDRESS.match(inner) else f"https://{inner}"
    return url


def canonical_url(url: str | None) -> str | None:
    """
    Return what the addresses of one page have in common.

    Wrappers, scheme, "www.", fragment, a slash at the end and parameters that only track the reader
    are left out; other parameters stay, sorted. courlan does the same, but loads a client for the
    network with it.

    Args:
        url: An address.

    Returns:
        The host and what follows it; None where there is no host or no more than that, as the
        address of a front page is no article's.

    >>> canonical_url("http://www.news.example/rain/?utm_source=feed#top")
    'news.example/rain'
    >>> canonical_url("https://news.example/") is None
    True
    """
    if plain := _PLAIN.fullmatch(url or ""):
        path = plain["path"].rstrip("/")
        return f"{plain['host'].lower()}{path}" if path else None
    text = unwrapped(_with_scheme((url or "").strip()))
    host = _host(text)
    if not host:
        return None
    rest = text.partition("//")[2].partition("#")[0]
    path, _, query = rest.partition("/")[2].partition("?")
    query = _without_trackers(query) if query else ""
    path = path.rstrip("/")
    if not path and not query:
        return None
    return f"{host.removeprefix('www.')}/{path}{'?' if query else ''}{query}"


def _without_trackers(query: str) -> str:
    kept = (it for it in parse_qsl(query, keep_blank_values=True) if not _TRACKER.search(it[0]))
    return urlencode(sorted(kept), errors="surrogatepass")


def _with_scheme(text: str) -> str:
    return text if _ADDRESS.match(text) else f"//{text}"


def _inner(url: str) -> str | None:
    host = _host(url) or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if host in {"web.archive.org", "archive.org"} and (found := _ARCHIVE_PATH.match(rest)):
        return found.group(1)
    is_amp = host == "cdn.ampproject.org" or host.endswith(".cdn.ampproject.org")
    is_amp = is_amp or (bool(_GOOGLE.match(host)) and rest.startswith("/amp/"))
    if is_amp and (found := _AMP_PATH.match(rest)):
        return found.group(2)
    if host == "webcache.googleusercontent.com":
        cached = _CACHE_QUERY.match(unquote(parse_qs(parts.query).get("q", [""])[0]))
        return cached[1].split("+")[0].split(" ")[0] if cached else None
    return None


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    host = (host or "").rstrip(".").lower()
    if not 0 < len(host) <= _LONGEST_HOST or _NO_HOST.search(host):
        return None
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


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
    labels = (found or host).split(".")
    while len(labels) > _SHORTEST_DOMAIN and labels[0] == "www":
        labels.pop(0)
    return ".".join(labels if found else labels[-_SHORTEST_DOMAIN:])
