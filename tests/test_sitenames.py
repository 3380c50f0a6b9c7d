"""The outlet behind a name, a host or an address."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleannews.sitenames import canonical_url, site_of, unwrapped

STORY = "https://www.harbour.example/news/quay?id=7"
ARCHIVED = f"https://web.archive.org/web/20260301103000/{STORY}"

PARTS = st.sampled_from(
    [
        *("http://", "https://", "//", "www.", "news", ".", "example", "co.uk", ":", "80", "@"),
        *("/", "?", "#", "%00", "%", "\0", "\n", " ", "é", "xn--", "ß", "℀", "::1", "\\", "_"),
        *("web.archive.org/web/2020/", "www.google.com/amp/s/", "x.cdn.ampproject.org/c/s/"),
        *("webcache.googleusercontent.com/search?q=cache:", "127.0.0.1", "localhost", "[", "]"),
    ]
)


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("https://www.harbour.example/a", "harbour.example"),
        ("http://harbour.example", "harbour.example"),
        ("https://news.sport.harbour.example/a/b", "harbour.example"),
        ("https://HARBOUR.Example/A", "harbour.example"),
        ("https://harbour.example./a", "harbour.example"),
        ("https://harbour.example:8443/a", "harbour.example"),
        ("https://reader:secret@www.harbour.example/a", "harbour.example"),
        ("ftp://files.harbour.example/a", "harbour.example"),
        ("https://harbour.example?id=1", "harbour.example"),
        ("https://harbour.example#top", "harbour.example"),
        ("  https://www.harbour.example/a\n", "harbour.example"),
        ("www.harbour.example", "harbour.example"),
        ("harbour.example", "harbour.example"),
        ("harbour.example/news/a", "harbour.example"),
        ("www.harbour.example:8080/a?b", "harbour.example"),
        ("WWW.HARBOUR.EXAMPLE", "harbour.example"),
    ],
)
def test_scheme_www_port_user_and_path_are_dropped(name: str, site: str) -> None:
    """What surrounds the registered domain is no part of the outlet."""
    assert site_of(name) == site


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("https://www.harbour.co.uk/a", "harbour.co.uk"),
        ("https://edition.harbour.com.au", "harbour.com.au"),
        ("https://www.city.kawasaki.jp/", "city.kawasaki.jp"),
        ("https://co.uk/", "co.uk"),
        ("https://harbourwatch.blogspot.com/2026/03/quay.html", "harbourwatch.blogspot.com"),
        ("https://www.harbourwatch.blogspot.com/", "harbourwatch.blogspot.com"),
        ("https://docs.harbourwatch.github.io/a", "harbourwatch.github.io"),
        ("https://github.io/", "github.io"),
    ],
)
def test_the_public_suffix_list_says_where_a_domain_begins(name: str, site: str) -> None:
    """Suffixes of several parts count, private ones too."""
    assert site_of(name) == site


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("http://192.168.0.1/a", "192.168.0.1"),
        ("http://192.168.0.1:8080/a", "192.168.0.1"),
        ("192.168.0.1", "192.168.0.1"),
        ("http://[2001:db8::1]:8080/a", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("http://localhost/a", "localhost"),
        ("http://localhost:8000/a", "localhost"),
        ("localhost", "localhost"),
    ],
)
def test_hosts_without_a_domain_stay_whole(name: str, site: str) -> None:
    """Numbers and local names are not cut as domains are."""
    assert site_of(name) == site


@pytest.mark.parametrize(
    "name",
    ["The Evening Star", "BBC", "St. Aldate's Gazette", "U.S. Harbour News", "港湾日報", "-"],
)
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    """A name that is no host is the outlet."""
    assert site_of(f"  {name} ") == name


@pytest.mark.parametrize("name", [None, "", "  \n", "http://", "://", "https:///a", "http://[a"])
def test_nothing_is_no_outlet(name: str | None) -> None:
    """An empty name or an address without a host gives nothing."""
    assert site_of(name) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://www.bücher.example/a", "https://bücher.example"),
        ("https://www.bücher.de/a", "www.bücher.de"),
        ("https://BÜCHER.de", "https://bücher.de"),
        ("https://www.bücher.de/a", "https://www.xn--bcher-kva.de/a"),
    ],
)
def test_spellings_of_an_international_domain_are_one_outlet(first: str, second: str) -> None:
    """Letters beyond ASCII are one site in any case and in either encoding."""
    assert site_of(first) == site_of(second)


@pytest.mark.parametrize(
    "url",
    [
        ARCHIVED,
        f"http://web.archive.org/web/2026/{STORY}",
        f"https://web.archive.org/web/20260301103000id_/{STORY}",
        f"https://web.archive.org/web/20260301103000if_/{STORY}",
        "https://web.archive.org/web/20260301103000/www.harbour.example/a",
        f"https://web.archive.org/web/2025/https://web.archive.org/web/2026/{STORY}",
        "https://www-harbour-example.cdn.ampproject.org/c/s/www.harbour.example/a",
        "https://www-harbour-example.cdn.ampproject.org/v/s/www.harbour.example/a?amp_js_v=0.1",
        "https://cdn.ampproject.org/c/www.harbour.example/a",
        "https://www.google.com/amp/s/www.harbour.example/a",
        "https://www.google.co.uk/amp/amp.harbour.example/a",
        "https://webcache.googleusercontent.com/search?q=cache:Ab3_x:www.harbour.example/a+quay",
        f"https://webcache.googleusercontent.com/search?q=cache:Ab3_x:{STORY}&hl=en",
        "https://webcache.googleusercontent.com/search?q=cache%3AAb3%3Ahttps%3A%2F%2Fharbour.example",
        "https://web.archive.org/web/2026/https://www.google.com/amp/s/www.harbour.example/a",
    ],
)
def test_archives_mirrors_and_caches_are_unwrapped(url: str) -> None:
    """The outlet is the one whose page an archive, AMP or cache address holds."""
    assert site_of(url) == "harbour.example"


@pytest.mark.parametrize(
    "url",
    [
        f"web.archive.org/web/2026/{STORY}",
        f"https://www.google.com/amp/s/web.archive.org/web/2026/{STORY}",
        "https://www.google.com/amp/s/www.harbour.example/a?from=https://other.example/b",
        "https://x.cdn.ampproject.org/c/s/www.harbour.example/a?from=https://other.example/b",
        "www.harbour.example/a?from=https://other.example/b",
    ],
    ids=["archive", "archive in AMP", "AMP with a query", "AMP cache with a query", "query"],
)
def test_an_address_without_a_scheme_may_hold_one_with_a_scheme(url: str) -> None:
    """A scheme further back in an address is not taken for its own."""
    assert site_of(url) == "harbour.example"


@pytest.mark.parametrize(
    "url",
    [
        f"https://webcache.googleusercontent.com/search?q=cache:{STORY}",
        "https://webcache.googleusercontent.com/search?q=cache:www.harbour.example/a",
    ],
)
def test_a_cache_address_needs_no_key(url: str) -> None:
    """The word `cache:` alone may stand before the cached address."""
    assert site_of(url) == "harbour.example"


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://web.archive.org/", "archive.org"),
        ("https://archive.org/details/quay", "archive.org"),
        ("https://www.google.com/search?q=quay", "google.com"),
        ("https://www.google.evil.example/amp/s/www.harbour.example/a", "evil.example"),
        ("https://harbour.example/amp/s/other.example/a", "harbour.example"),
        ("https://harbour.example/web/2026/https://other.example/a", "harbour.example"),
        ("https://harbour.example/?from=https://web.archive.org/web/2026/a", "harbour.example"),
    ],
)
def test_what_wraps_nothing_stays(url: str, site: str) -> None:
    """Pages of an archive itself and look-alikes elsewhere are not unwrapped."""
    assert site_of(url) == site


def test_an_address_relative_to_a_scheme_has_a_host() -> None:
    """Two slashes begin a host as they do in a link."""
    assert site_of("//www.harbour.example/a") == "harbour.example"


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        (ARCHIVED, STORY),
        (STORY, STORY),
        ("https://www.google.com/amp/s/harbour.example/a?b=1", "https://harbour.example/a?b=1"),
        ("no address", "no address"),
    ],
)
def test_unwrapping_gives_the_inner_address(url: str, inner: str) -> None:
    """The address inside comes out whole, and what wraps nothing is returned unchanged."""
    assert unwrapped(url) == inner


@given(st.text() | st.lists(PARTS, max_size=8).map("".join))
def test_no_name_raises(name: str) -> None:
    """Any text gives an outlet that is not empty, or nothing."""
    site = site_of(name)
    assert site is None or site.strip()


@given(st.lists(st.sampled_from(["www", "news", "co", "uk", "com", "example"]), min_size=1))
@example(["www", "www", "example"])
def test_the_outlet_of_an_outlet_is_itself(labels: list[str]) -> None:
    """Reading a site once more changes nothing."""
    site = site_of(f"https://{'.'.join(labels)}/a")
    assert site_of(site) == site


@given(st.text())
def test_the_outlet_of_any_name_is_itself(name: str) -> None:
    """Reading a site once more changes nothing, whatever it came from."""
    site = site_of(name)
    assert site_of(site) == site


PAGE = "news.example/world/rain"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.news.example/world/rain/",
        "http://news.example/world/rain#comments",
        "//news.example/world/rain?utm_source=feed&utm_medium=rss",
        "https://news.example/world/rain?fbclid=x&gclid=y&igsh=z&ref=home&cmpid=7",
        "https://web.archive.org/web/20200101000000/http://www.news.example/world/rain",
        "https://news-example.cdn.ampproject.org/c/s/news.example/world/rain",
        "HTTPS://NEWS.example:443/world/rain",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    """Scheme, www, trackers, fragments and wrappers do not make another page."""
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/show?page=2&id=7&utm_id=x", "news.example/show?id=7&page=2"),
        ("https://news.example/?p=123", "news.example/?p=123"),
        ("https://news.example/Rain", "news.example/Rain"),
        ("https://live.news.example/rain", "live.news.example/rain"),
        ("https://news.example/", None),
        ("https://news.example", None),
        ("not an address", None),
        ("", None),
        (None, None),
        ("https://[::1", None),
    ],
)
def test_what_makes_another_page_stays(url: str | None, canonical: str | None) -> None:
    """Other parameters, hosts and paths count; a front page is no article."""
    assert canonical_url(url) == canonical
