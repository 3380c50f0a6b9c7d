"""Pages to articles: what a page tells, what its text never holds, and pages that mean harm."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.article import Article
from cleannews.cleaning.outlets import headline_key
from cleannews.errors import ArticleError, ExtractionError
from cleannews.extraction import extract

PAGES = Path(__file__).parent / "cases/pages"
URL = "https://www.harbourcourier.example/news/quay"
TITLE = "Cracks close the eastern quay"
OTHER_TITLE = "Divers find holes in three old piers"
BODY = (
    "The harbour board closed the eastern quay on Tuesday after divers found cracks in its piers.",
    "Harbour master Tilda Rowcroft said: “We shall lose the herring season, and it is my fault.”",
    "The town will pay half of the two million crowns, and the ferry company will pay the rest.",
)


def page(head: str = "", *, lines: tuple[str, ...] = BODY, h1: str = TITLE, lang: str = "") -> str:
    """Return a page with an article of these paragraphs."""
    heading = f"<h1>{h1}</h1>" if h1 else ""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in lines)
    declared = f' lang="{lang}"' if lang else ""
    return (
        f'<!DOCTYPE html><html{declared}><head><meta charset="utf-8">{head}</head>'
        f"<body><main><article>{heading}\n{paragraphs}</article></main></body></html>"
    )


def json_ld(value: object) -> str:
    """Return a script with structured data; a str is taken as it is."""
    source = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{source}</script>'


def meta(name: str, content: str) -> str:
    """Return a meta tag."""
    return f'<meta property="{name}" content="{content}">'


def news(**fields: object) -> dict[str, object]:
    """Return the structured data of a news article."""
    return {"@context": "https://schema.org", "@type": "NewsArticle", **fields}


def holds_line(article: Article, headline: str) -> bool:
    """Tell whether a line of the text is a headline in any case and marks."""
    wanted = headline_key(headline)
    return any(headline_key(line) == wanted for line in article.text.splitlines())


# Whole pages

STORED: list[tuple[str, dict[str, Any]]] = [
    (
        "quay",
        {
            "title": "Cracks close the eastern quay at Norrick",
            "url": "https://www.harbourcourier.example/news/eastern-quay",
            "site": "harbourcourier.example",
            "published": datetime(2026, 3, 3, 6, 15, tzinfo=UTC),
            "authors": ("Orla Fennimore", "Ben Ashgrove"),
            "language": "en-gb",
        },
    ),
    (
        "bruecke",
        {
            "title": "Holzbrücke bei Ulmental bleibt bis Ostern gesperrt",
            "url": "https://www.uferbote.example/lokales/holzbruecke",
            "site": "uferbote.example",
            "published": datetime(2026, 2, 27, 17, 40, tzinfo=UTC),
            "authors": ("Jutta Kranewitz",),
            "language": "de",
        },
    ),
    (
        "phare",
        {
            "title": "Le phare de Montaubert rallumé après trois ans",
            "url": None,
            "site": "Courrier de la Côte",
            "published": datetime(2026, 1, 18, 6, 30, tzinfo=UTC),
            "authors": ("Lucette Bramard",),
            "language": "fr-fr",
        },
    ),
    (
        "muelle",
        {
            "title": "Almadrona estrena un muelle para barcas pequeñas",
            "url": None,
            "site": None,
            "published": datetime(2026, 4, 9, 12, 5, tzinfo=UTC),
            "authors": ("Remedios Altavilla",),
            "language": "es",
        },
    ),
    (
        "bell",
        {
            "title": "Tarn village gets its bell back",
            "url": None,
            "site": None,
            "published": None,
            "authors": (),
            "language": None,
        },
    ),
]
FIELDS = [(name, field, value) for name, wanted in STORED for field, value in wanted.items()]
FIRST_AND_LAST = {
    "quay": ("The harbour board closed", "a shuttle bus for the elderly."),
    "bruecke": ("Die alte Holzbrücke über die Selm", "zur Hälfte der Landkreis."),
    "phare": ("Le phare de Montaubert éclaire", "sa maison au pied de la tour."),
    "muelle": ("El puerto de Almadrona abrió", "llena de arena desde el otoño."),
    "bell": ("A bell that was carried off", "was baptised under it."),
}


def stored(name: str) -> bytes:
    """Return the bytes of a stored page."""
    return (PAGES / f"{name}.html").read_bytes()


@pytest.mark.parametrize(("name", "field", "value"), FIELDS)
def test_a_page_fills_the_fields(name: str, field: str, value: object) -> None:
    """Headings, meta tags, structured data and the language attribute are read."""
    assert getattr(extract(stored(name)), field) == value


@pytest.mark.parametrize(("name", "ends"), FIRST_AND_LAST.items())
def test_the_text_is_the_story(name: str, ends: tuple[str, str]) -> None:
    """The text begins and ends with the story's own words."""
    text = extract(stored(name)).text.strip()
    assert (text.startswith(ends[0]), text.endswith(ends[1])) == (True, True)


@pytest.mark.parametrize("name", [name for name, _ in STORED])
def test_bytes_and_str_give_one_article(name: str) -> None:
    """A page is the same article whether it was decoded before or not."""
    assert extract(stored(name)) == extract(stored(name).decode())


@pytest.mark.parametrize(
    ("name", "headlines"),
    [
        (
            "quay",
            [
                "Cracks close the eastern quay at Norrick",
                "Divers find cracks, eastern quay closed",
                "Norrick quay closed by cracks",
            ],
        ),
        ("phare", ["Le phare de Montaubert rallumé après trois ans | Courrier de la Côte"]),
    ],
)
def test_no_headline_of_a_page_is_a_line_of_its_text(name: str, headlines: list[str]) -> None:
    """Heading, meta tags and title element may differ, none of them is left."""
    article = extract(stored(name))
    assert [headline for headline in headlines if holds_line(article, headline)] == []


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("utf-16", "utf-16"),
        ("utf-8", "cp932"),
    ],
)
def test_a_page_of_another_encoding_gives_the_same_article(encoding: str, declared: str) -> None:
    """Bytes are decoded as the page says, or as they are where it is wrong."""
    source = stored("bruecke").decode().replace("utf-8", declared)
    assert extract(source.encode(encoding)).text == extract(stored("bruecke")).text


# Titles


@pytest.mark.parametrize(
    ("head", "h1"),
    [
        ("", TITLE),
        ("", "Cracks <em>close</em>\n  the eastern&nbsp;quay"),
        (f"<title>{TITLE}</title>", ""),
        (f"<title>{TITLE} - The Harbour Courier</title>", TITLE),
        (f"<title>{TITLE} | The Harbour Courier</title>", ""),
        (f"<title>{TITLE} – The Harbour Courier</title>" + meta("og:title", TITLE), ""),
        (meta("og:title", TITLE), ""),
        (f'<meta name="twitter:title" content="{TITLE}">', ""),
        (json_ld(news(headline=TITLE)), ""),
        (json_ld({"@graph": [{"@type": "WebSite"}, news(headline=TITLE)]}), ""),
        (json_ld([{"@type": "WebSite"}, news(headline=TITLE)]), ""),
        (meta("og:title", OTHER_TITLE) + f"<title>{TITLE}</title>", TITLE),
    ],
)
def test_the_headline_is_found_where_a_page_has_it(head: str, h1: str) -> None:
    """Heading, title element, meta tags and structured data give the bare headline."""
    assert extract(page(head, h1=h1), URL).title == TITLE


@pytest.mark.parametrize(
    ("head", "h1"),
    [
        (meta("og:title", f"{TITLE} | Harbour Courier"), ""),
        (meta("og:title", f"{TITLE} - Harbour Courier"), ""),
        (f"<title>{TITLE} - Harbour Courier</title>", f"{TITLE} - Harbour Courier"),
        (f"<title>Harbour Courier | {TITLE}</title>", ""),
    ],
    ids=["bar", "dash", "heading", "before"],
)
def test_the_outlet_of_the_address_is_no_part_of_the_title(head: str, h1: str) -> None:
    """The name that the domain spells is cut even where no other title lacks it."""
    assert extract(page(head, h1=h1), URL).title == TITLE


def test_the_name_of_the_outlet_as_a_heading_is_not_the_title() -> None:
    """A logo in a heading is passed over."""
    source = page(meta("og:title", TITLE), h1="Harbour Courier", lines=(f"<b>{TITLE}</b>", *BODY))
    assert extract(source, URL).title == TITLE


def test_a_dash_within_a_headline_stays() -> None:
    """What follows a dash is not cut unless another title of the page lacks it."""
    headline = "Quay repairs - what the town should know"
    source = page(f"<title>{headline}</title>" + meta("og:title", headline), h1="")
    assert extract(source, URL).title == headline


def test_a_page_without_any_title_has_none() -> None:
    """No title is made up from the text."""
    assert extract(page(h1="")).title is None


# The headline and the text

SPELLINGS = {
    "as it is": ("", TITLE),
    "upper case": ("", TITLE.upper()),
    "quoted": ("", f"“{TITLE}”!"),
    "heading": ("", f"<b>{TITLE}</b>"),
    "twice": ("", f"{TITLE} {TITLE}"),
    "og:title": (meta("og:title", OTHER_TITLE), OTHER_TITLE),
    "twitter:title": (f'<meta name="twitter:title" content="{OTHER_TITLE}">', OTHER_TITLE),
    "structured": (json_ld(news(headline=OTHER_TITLE)), OTHER_TITLE),
    "dash": (f"<title>{TITLE} - Quay News</title>", f"{TITLE} - Quay News"),
    "bar": (f"<title>{TITLE} | Quay News</title>", f"{TITLE} | Quay News"),
    "site": ("", f"{TITLE} - Harbour Courier"),
}


@pytest.mark.parametrize("place", [0, 1, len(BODY)], ids=["head", "middle", "tail"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_headline_never_stands_in_the_text(spelling: str, place: int) -> None:
    """Every spelling that the page itself uses goes wherever it stands, and nothing else does."""
    head, line = SPELLINGS[spelling]
    lines = (*BODY[:place], line, *BODY[place:])
    assert extract(page(head, lines=lines), URL).text.split("\n") == list(BODY)


@pytest.mark.parametrize("place", [0, 1, len(BODY)], ids=["head", "middle", "tail"])
@pytest.mark.parametrize("headline", ["Eastern quay closed", "Editor’s note: why we left the quay"])
def test_no_kind_of_headline_stands_in_the_text(headline: str, place: int) -> None:
    """Short headlines and those that read like protected lines go as well."""
    lines = (*BODY[:place], headline, *BODY[place:])
    source = page(f"<title>{headline}</title>", h1=headline, lines=lines)
    assert not holds_line(extract(source, URL), headline)


def test_a_line_that_only_begins_like_the_headline_stays() -> None:
    """A sentence that takes up the headline is part of the story."""
    line = f"{TITLE}, the board said on Tuesday, and nobody knows when it will open again."
    assert line in extract(page(lines=(line, *BODY)), URL).text


# Address and site


@pytest.mark.parametrize(
    "head",
    [f'<link rel="canonical" href="{URL}">', meta("og:url", URL)],
    ids=["canonical", "og:url"],
)
def test_the_address_of_the_page_itself_is_used_without_another(head: str) -> None:
    """A page that was saved without its address may state it."""
    article = extract(page(head))
    assert (article.url, article.site) == (URL, "harbourcourier.example")


def test_a_given_address_wins_over_the_canonical_one() -> None:
    """Where the page was found is not overruled by what it says."""
    source = page('<link rel="canonical" href="https://other.example/a">')
    article = extract(source, URL)
    assert (article.url, article.site) == (URL, "harbourcourier.example")


def test_an_archived_page_belongs_to_its_outlet() -> None:
    """The site is the outlet behind an archive's address, the url stays."""
    url = f"https://web.archive.org/web/2026/{URL}"
    article = extract(page(), url)
    assert (article.url, article.site) == (url, "harbourcourier.example")


def test_a_page_without_an_address_may_name_its_outlet() -> None:
    """The name of the site serves where there is no domain."""
    article = extract(page(meta("og:site_name", "The Harbour Courier")))
    assert (article.url, article.site) == (None, "The Harbour Courier")


# Dates


@pytest.mark.parametrize(
    "head",
    [
        json_ld(news(datePublished="2026-03-03T08:15:00+02:00")),
        json_ld({"@graph": [{"@type": "WebSite"}, news(datePublished="2026-03-03T06:15:00Z")]}),
        json_ld([{}, news(datePublished="2026-03-03T01:15:00-05:00")]),
        meta("article:published_time", "2026-03-03T08:15:00+02:00"),
        meta("article:published_time", "Tue, 03 Mar 2026 08:15:00 +0200"),
        '<meta name="pubdate" content="2026-03-03T06:15:00Z">',
        '<meta itemprop="datePublished" content="2026-03-03T06:15:00Z">',
        '<meta name="parsely-pub-date" content="2026-03-03 06:15">',
        meta("article:published_time", "2026-03-03")
        + '<meta name="pubdate" content="2026-03-03T06:15:00Z">',
        meta("article:published_time", "last week")
        + '<meta name="pubdate" content="2026-03-03T06:15:00Z">',
        json_ld('{"datePublished": ') + meta("article:published_time", "2026-03-03T06:15:00Z"),
    ],
)
def test_the_time_of_publication_is_aware_and_in_utc(head: str) -> None:
    """The first stated time counts, before days without a time and before junk."""
    published = extract(page(head), URL).published
    assert isinstance(published, datetime)
    assert (published, published.tzinfo) == (datetime(2026, 3, 3, 6, 15, tzinfo=UTC), UTC)


def test_a_time_element_gives_the_time() -> None:
    """The time element by the headline is read where the head of the page says nothing."""
    lines = ('<time datetime="2026-03-03T08:15:00+02:00">Tuesday</time>', *BODY)
    assert extract(page(lines=lines), URL).published == datetime(2026, 3, 3, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    ['<meta name="date" content="2026-03-03">', meta("article:published_time", "2026-03-03")],
)
def test_a_day_without_a_time_stays_a_day(head: str) -> None:
    """No midnight is made up for a page that states a day."""
    published = extract(page(head), URL).published
    assert (published, type(published)) == (date(2026, 3, 3), date)


def test_a_page_without_a_date_is_not_flagged() -> None:
    """A date that is missing is no date that cannot be read."""
    article = extract(page(), URL)
    assert (article.published, article.flags) == (None, frozenset())


# Authors and language


@pytest.mark.parametrize(
    "head",
    [
        json_ld(
            news(author=[{"@type": "Person", "name": name} for name in ("Orla Fen", "Ben Ash")])
        ),
        '<meta name="author" content="Orla Fen, Ben Ash">',
        '<meta name="author" content="Orla Fen and Ben Ash">',
    ],
)
def test_authors_are_told_apart(head: str) -> None:
    """Several authors come out as several names in their order."""
    assert extract(page(head), URL).authors == ("Orla Fen", "Ben Ash")


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [
        ("", "en", "en"),
        ("", "pt-BR", "pt-br"),
        ("", "EN-GB", "en-gb"),
        ('<meta http-equiv="Content-Language" content="fr">', "", "fr"),
        (meta("og:locale", "de_DE"), "", "de-de"),
        ('<meta name="dc.language" content="es">', "", "es"),
        (json_ld(news(inLanguage="it")), "", "it"),
        (meta("og:locale", "en"), "de", "de"),
        (meta("og:locale", "fr"), "{{ lang }}", "fr"),
        ("", "the language of the page", None),
        ("", "", None),
    ],
)
def test_the_language_is_the_declared_one(head: str, lang: str, language: str | None) -> None:
    """The language attribute wins, then meta tags, then structured data; junk is passed over."""
    assert extract(page(head, lang=lang), URL).language == language


# Structured data that is broken


@pytest.mark.parametrize(
    "source",
    [
        "",
        "null",
        "5",
        '"text"',
        "{",
        '{"headline": "Wrong',
        '{"headline": 5, "datePublished": [1], "inLanguage": {"a": 1}, "author": 7}',
        '{"headline": NaN}',
        '{"headline": "a\nb\tc"}',
        "[" * 5000,
        "[" * 5000 + "]" * 5000,
        '{"a":' * 3000 + "1" + "}" * 3000,
        "1" * 5000,
        '{"@graph": [null, 1, [[]], {"@graph": {}}]}',
    ],
    ids=lambda source: ascii(source[:20]),
)
def test_broken_structured_data_leaves_the_text_whole(source: str) -> None:
    """Whatever a script holds, the story on the page is extracted."""
    assert extract(page(json_ld(source)), URL).text.split("\n") == list(BODY)


# Pages without an article


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "empty"),
        ("", "empty"),
        (b" \r\n\t", "empty"),
        (" \n\u00a0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"\0" * 500, "binary"),
        (bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D]) * 20, "undecodable"),
        (BODY[0], "not-html"),
        (BODY[0].encode(), "not-html"),
        ('{"headline": "Quay"}', "not-html"),
        ("<!-- nothing -->", "not-html"),
        ("<html><body></body></html>", "no-text"),
        ("<html><head><title>Quay</title></head><body><p> </p></body></html>", "no-text"),
        (page(lines=()), "no-text"),
        (page(lines=(TITLE,)), "no-text"),
    ],
    ids=[
        *("no bytes", "no str", "white bytes", "white str", "byte order mark"),
        *("PDF", "PNG", "NULs", "no encoding", "text", "text as bytes", "JSON", "comment"),
        *("no body", "no story", "heading only", "headline only"),
    ],
)
def test_a_page_without_an_article_says_why(source: bytes | str, reason: str) -> None:
    """The reason is one of five codes and the message names the address."""
    with pytest.raises(ExtractionError) as caught:
        extract(source, URL)
    assert caught.value.reason == reason
    assert str(caught.value).startswith(f"{URL}: ")


def test_the_message_needs_no_address() -> None:
    """Without an address the message is the finding alone."""
    with pytest.raises(ExtractionError) as caught:
        extract("")
    assert (caught.value.url, str(caught.value)) == (None, "there is nothing in it")


@pytest.mark.parametrize("source", [None, 5, ["<p>"], Path("page.html")])
def test_what_is_no_page_is_refused(source: Any) -> None:
    """Only bytes and str are pages."""
    with pytest.raises(ArticleError, match="html is neither bytes nor str"):
        extract(source)


@pytest.mark.parametrize("url", [5, b"https://harbourcourier.example", ["a"]])
def test_what_is_no_address_is_refused(url: Any) -> None:
    """The address is a str or None."""
    with pytest.raises(ArticleError, match=r"^url "):
        extract(page(), url)


@pytest.mark.parametrize("url", ["", "no address", "/a", "http://[a", "https://a b/", "\0"])
def test_an_odd_address_does_no_harm(url: str) -> None:
    """The text of a page does not depend on what its address looks like."""
    assert extract(page(), url).text.split("\n") == list(BODY)


def test_a_bytearray_is_read_as_bytes() -> None:
    """Buffers of a download need no copy before."""
    source: Any = bytearray(stored("quay"))
    assert extract(source) == extract(stored("quay"))


# Pages that mean harm


@pytest.mark.parametrize(
    "source",
    [
        page("<script>" + "var a = '<p>no story</p>';\n" * 500 + "</script>"),
        page(lines=("<script>document.write('<p>no story here, none at all</p>')</script>", *BODY)),
        page("<style>" + "p { color: red }\n" * 2000 + "</style>"),
        page(lines=(f'<i data-state="{"x" * 500_000}"></i>', *BODY)),
        page("<!-- " + "x" * 500_000 + " -->"),
        page(h1="<b>" * 100 + TITLE),
        page(lines=("<div>" * 150 + BODY[0] + "</div>" * 150, *BODY[1:])),
        page(lines=("\0", *BODY)).replace("herring", "her\0ring"),
        page().replace("herring", "her\x01ring"),
        page(meta("og:title", "\0\x01")),
        '<?xml version="1.0" encoding="utf-8"?>\n' + page(),
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + page(),
        page() + "</html></body>" * 50,
        page().replace("</p>", ""),
        page().replace("</article></main></body></html>", ""),
    ],
    ids=[
        "script",
        "script in the text",
        "style",
        "huge attribute",
        "huge comment",
        "unclosed heading",
        "nested",
        "NULs",
        "control character",
        "control characters in a meta tag",
        "XML declaration",
        "entities",
        "closed twice",
        "unclosed paragraphs",
        "cut off",
    ],
)
def test_a_hostile_page_gives_its_story(source: str) -> None:
    """Odd markup neither breaks the extraction nor gets into the text."""
    assert extract(source, URL).text.split() == " ".join(BODY).split()


@pytest.mark.parametrize("entity", ["&#1;", "&#x1F;", "&#xFFFE;"])
def test_a_forbidden_character_reference_does_not_cost_the_story(entity: str) -> None:
    """A character that XML forbids may be lost, the words around it may not."""
    text = extract(page().replace("herring", f"her{entity}ring"), URL).text
    assert all(line in text for line in (BODY[0], BODY[2]))


def test_a_lone_surrogate_does_not_cut_the_story() -> None:
    """A broken emoji in a page that was decoded before costs no more than itself."""
    text = extract(page().replace("herring", "her\ud83dring"), URL).text
    assert all(line in text for line in (BODY[0], BODY[2]))


@pytest.mark.parametrize(
    "source",
    [
        page(lines=("<div>" * 5000 + BODY[0] + "</div>" * 5000, *BODY[1:])),
        page(lines=("<div>" * 5000, *BODY)),
        page(lines=("<p>" + "<span>" * 5000 + BODY[0], *BODY[1:])),
        page(lines=("<ul><li>" * 3000, *BODY)),
        page(lines=("<table><tr><td>" * 2000, *BODY)),
    ],
    ids=["divs", "unclosed divs", "spans", "lists", "tables"],
)
def test_a_page_nested_too_deeply_is_read_or_refused(source: str) -> None:
    """No article without a text comes out of a page that the parser gives up on."""
    try:
        assert extract(source, URL).text.strip()
    except ExtractionError as error:
        assert error.reason == "too-deep"  # noqa: PT017 (either outcome is right)


MUCH = "x" * 10_000_001


@pytest.mark.parametrize(
    "source",
    [
        page(lines=(*BODY, MUCH)),
        page(lines=(*BODY, MUCH)).encode() * 8,
        page(lines=(*BODY, *["<p>x"] * 60_000)),
        page(lines=(*BODY, f"<b>{'<i>x</i>' * 10_001}</b>")),
        page(lines=(f"<p {' '.join(f'a{at}' for at in range(6000))}>", *BODY)),
        page(lines=("<p " + "".join(f"a{at}='>'" for at in range(6000)) + ">", *BODY)),
    ],
    ids=["characters", "bytes", "elements", "children", "attributes", "quoted attributes"],
)
def test_a_page_beyond_any_news_page_is_refused(source: str | bytes) -> None:
    """What would take minutes or gigabytes is refused with a reason of its own."""
    with pytest.raises(ExtractionError) as caught:
        extract(source, URL)
    assert caught.value.reason == "too-large"


@pytest.mark.parametrize(
    "head",
    [
        json_ld("[" * 1_000_000),
        json_ld('{"a":' * 150_000 + "1" + "}" * 150_000),
        json_ld('"author":' * 100_000),
        json_ld('"headline": "' * 3000) * 20,
        json_ld([{"headline": f"Rain {at}", "datePublished": "noon"} for at in range(20_000)]),
        json_ld({"headline": "Rain | " * 100_000}),
        "".join(meta("article:published_time", f"noon {at}") for at in range(5000)),
        meta("og:title", "Rain | " * 100_000) + meta("og:description", "Rain " * 100_000),
        f'<link rel="canonical" href="http://a.example/{"../" * 100_000}">',
        f"<meta name='x' content='data:image/png;base64,{'QUJD' * 100_000}'>",
    ],
    ids=range(10),
)
def test_metadata_made_to_be_slow_costs_nothing(head: str) -> None:
    """The story comes out, whatever is put beside it."""
    assert extract(page(head), URL).text.split() == " ".join(BODY).split()


def test_a_long_page_keeps_what_it_tells_of_itself() -> None:
    """Broken structured data are emptied only where they are long; sound ones are read beside them."""
    sound = json_ld(news(headline=TITLE, datePublished="2026-03-03T06:15:00Z"))
    article = extract(page(json_ld('"author":' * 100_000) + sound, h1=""), URL)
    assert (article.title, article.published) == (TITLE, datetime(2026, 3, 3, 6, 15, tzinfo=UTC))


@given(
    st.integers(0, 4000),
    st.integers(0, 400),
    st.binary(max_size=6)
    | st.sampled_from([b"<", b"</div>", b"<script>", b"<!--", b"&#", b"\xff"]),
)
def test_a_mangled_page_gives_an_article_or_a_reason(start: int, length: int, junk: bytes) -> None:
    """A page with a piece cut out and junk put in raises nothing unexpected."""
    source = stored("quay")
    try:
        article = extract(source[:start] + junk + source[start + length :], URL)
    except ExtractionError:
        return
    assert not article.title or not holds_line(article, article.title)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_junk_gives_an_article_or_a_reason(source: bytes | str) -> None:
    """Whatever is handed over, the only error is one with a reason."""
    try:
        assert extract(source).text.strip()
    except ExtractionError as error:
        assert error.reason in {"empty", "binary", "undecodable", "not-html", "no-text", "too-deep"}  # noqa: PT017


# Real pages


@pytest.fixture(scope="module")
def real_articles(real_data: Path) -> list[Article | ExtractionError]:
    """Return what extraction makes of every real page."""
    folder = real_data / "pages/fundus"
    if not (folder / "gold.jsonl").exists():
        pytest.skip(f"there are no real pages in {folder}")
    found: list[Article | ExtractionError] = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        html = gzip.decompress((folder / record["html"]).read_bytes())
        try:
            found.append(extract(html, record["url"]))
        except ExtractionError as error:
            found.append(error)
    return found


def test_real_pages_give_articles(real_articles: list[Article | ExtractionError]) -> None:
    """Of 258 pages at least 255 give an article, the others a reason."""
    articles = [found for found in real_articles if isinstance(found, Article)]
    assert (len(real_articles), len(articles) >= 255) == (258, True)


def test_real_articles_do_not_hold_their_headline(
    real_articles: list[Article | ExtractionError],
) -> None:
    """No line of a text is the article's title."""
    assert [
        found.title
        for found in real_articles
        if isinstance(found, Article) and found.title and holds_line(found, found.title)
    ] == []


def test_real_articles_hold_a_text(real_articles: list[Article | ExtractionError]) -> None:
    """No article comes out empty."""
    articles = [found for found in real_articles if isinstance(found, Article)]
    assert [found.title for found in articles if not found.text.strip()] == []
