"""What the page's tree adds to an extraction."""

from __future__ import annotations

import json
import time

import pytest

from cleannews import ExtractionError, extract
from cleannews.cleaning.outlets import headline_key
from cleannews.markup import page_tree
from cleannews.pages import completed, prune

STORY = (
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay.",
    "Nobody was hurt, the harbour master said, but the cranes now block the only deep channel.",
    "Ferries to the islands will not sail before Sunday, and freight is sent through Dunmarrow.",
    "The storm had been announced a day early, and most fishing boats were ashore by noon.",
    "Engineers want to lift the wreckage with a floating crane that is expected from the north.",
)
OTHER = (
    "Apple growers in the Quarrin valley expect half of last year's harvest after the late frost.",
    "The frost came in the second week of May, when nearly all of the trees were in blossom.",
    "Some of them had lit candles between the rows, but the wind carried the warmth away.",
    "The growers' union wants help from the state, and hopes for an answer before the summer.",
    "In the villages along the river the loss is greatest, since the cold gathers there at night.",
)
TITLE = "Storm closes harbour of Tarnmouth"


def paragraphs(texts: tuple[str, ...]) -> str:
    """Return paragraphs of HTML."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "") -> str:
    """Return a page of HTML."""
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


def article(inner: str, title: str = TITLE) -> str:
    """Return an article element with a heading."""
    return f"<article><h1>{title}</h1>{inner}</article>"


def described(text: str) -> str:
    """Return a meta tag with a description."""
    return f'<meta name="description" content="{text}">'


def lines(html: str) -> list[str]:
    """Return the lines of the extracted text."""
    return extract(html).text.splitlines()


def test_a_further_article_is_left_out() -> None:
    """Pages that load one article after the other show the first."""
    html = page(article(paragraphs(STORY)) + article(paragraphs(OTHER), "Frost halves harvest"))
    assert lines(html) == list(STORY)


def test_articles_within_the_article_stay() -> None:
    """A live blog's entries are articles without headings of their own."""
    entries = "".join(f"<article>{paragraphs((text,))}</article>" for text in OTHER)
    assert set(OTHER) <= set(lines(page(article(paragraphs(STORY) + entries))))


LINKS = "".join(
    f"<li><a href='/{at}'>Ferry aground off Norrick number {at}</a></li>" for at in range(4)
)


def test_a_list_of_links_is_left_out() -> None:
    """Also in the middle of the story."""
    body = f"{paragraphs(STORY[:3])}<ul>{LINKS}</ul>{paragraphs(STORY[3:])}"
    assert lines(page(article(body))) == list(STORY)


@pytest.mark.parametrize(
    "item",
    [
        "<a href='/x'>The council</a> wants the crane away by June, its speaker said.",
        "Two cranes fell into the water when the wind was strongest.",
    ],
)
def test_other_lists_stay(item: str) -> None:
    """A list with words of its own is part of the story."""
    body = f"{paragraphs(STORY)}<ul>{'<li>' + item + '</li>'}<li>{OTHER[0]}</li></ul>"
    assert OTHER[0] in extract(page(article(body))).text


HEADLINE = "Ferry aground off Norrick, nobody hurt"
LINK = f"<a href='/x'>{HEADLINE}</a>"


@pytest.mark.parametrize(
    ("item", "goes"),
    [
        (LINK, True),
        (f"\n {LINK}\n", True),
        (f"<span>{LINK}</span>", True),
        (f"<b>1</b> {LINK}", True),
        (f"{LINK}{LINK}", True),
        (f"{LINK} 9 h", True),
        (f"{LINK} and four more", False),
        (f"At noon: {LINK}", False),
        (f"<b>At noon:</b> {LINK}", False),
        (HEADLINE, False),
        ("<a href='/x'> </a>", False),
        ("<a href='/x'>Norrick</a>", False),
    ],
)
def test_an_item_is_a_link_but_for_a_tenth(item: str, goes: bool) -> None:
    """What a list of such items is decides whether it goes; a menu's short names stay."""
    tree = page_tree(page(f"<p>{STORY[0]}</p><ol><li>{item}</li><li>{item}</li></ol>"))
    assert tree is not None
    prune(tree)
    assert (tree.find(".//ol") is None) == goes


def test_one_link_is_no_list() -> None:
    """A list of one item, and items that are no direct children, are left alone."""
    tree = page_tree(page(f"<ul><li>{LINK}</li></ul>"))
    assert tree is not None
    prune(tree)
    assert tree.find(".//ul") is not None


def test_a_teaser_before_the_article_does_not_cost_it() -> None:
    """Only articles of some length are counted when further ones go."""
    tree = page_tree(page(article("<p>Read on</p>") + article(paragraphs(STORY + OTHER)) * 2))
    assert tree is not None
    prune(tree)
    assert [len(it.findall("p")) for it in tree.iter("article")] == [1, len(STORY + OTHER)]


FIRST = "Two cranes have fallen into the channel, and no ferry can leave the harbour for days."


@pytest.mark.parametrize("tag", ["aside", "nav", "footer", "form", "figure"])
@pytest.mark.parametrize("inner", ["p", "div", "span"])
def test_what_stands_beside_the_article_is_no_standfirst(tag: str, inner: str) -> None:
    """However deep within a menu or an aside it stands."""
    beside = f"<{tag}><aside></aside><section><{inner}>{FIRST}</{inner}></section></{tag}>"
    tree = page_tree(page(f"<h1>{TITLE}</h1>{beside}<div>{paragraphs(STORY)}</div>"))
    assert tree is not None
    text = "\n".join(STORY)
    assert completed(tree, text, [FIRST], "") == text


@pytest.mark.parametrize("begun", ["“The harbour” of Tarnmouth is closed for days.", STORY[0]])
def test_what_stands_behind_the_beginning_is_no_standfirst(begun: str) -> None:
    """Also where the text has the article's first paragraph with other marks."""
    text = "\n".join(['"The harbour" of Tarnmouth is closed for days.', *STORY])
    tree = page_tree(page(f"<p>{begun}</p><p>{FIRST}</p>"))
    assert tree is not None
    assert completed(tree, text, [FIRST], "") == text


def test_a_short_standfirst_in_other_letters_is_put_back() -> None:
    """Ligatures count as the letters that they stand for."""
    first = "Oﬃce oﬄine ﬁve ﬂats ﬂooded ﬁn"
    tree = page_tree(page(f"<p>{first}</p>{paragraphs(STORY)}"))
    assert tree is not None
    assert len(first) < 30 <= len(headline_key(first))
    assert completed(tree, STORY[0], [first], "").split("\n") == [first, STORY[0]]


def test_a_standfirst_is_put_back_by_the_description() -> None:
    """It stands outside of the body that was found, and the page's description tells it."""
    first = "Two cranes have fallen into the channel, and no ferry can leave the harbour for days."
    html = page(
        f"<h1>{TITLE}</h1><div class='x'><p>{first}</p></div><div>{paragraphs(STORY)}</div>",
        described(f"{first[:60]}"),
    )
    assert lines(html)[0] == first
    assert lines(html).count(first) == 1


def test_a_standfirst_is_put_back_by_its_class() -> None:
    """Below the heading an element says what it is."""
    first = "Two cranes have fallen into the channel, and no ferry can leave the harbour for days."
    html = page(
        f"<h1>{TITLE}</h1><div class='standfirst'>{first}</div><div>{paragraphs(STORY)}</div>"
    )
    assert lines(html)[0] == first


def test_a_description_that_is_not_shown_is_not_added() -> None:
    """Nothing comes into the text that no reader of the page sees."""
    hidden = (
        "The best news of Tarnmouth and its islands, every day, on paper and on your telephone."
    )
    assert lines(page(article(paragraphs(STORY)), described(hidden))) == list(STORY)
    html = page(article(paragraphs(STORY)) + f"<footer><p>{hidden}</p></footer>", described(hidden))
    assert lines(html) == list(STORY)


def test_paragraphs_of_the_structured_data_are_put_back_in_their_places() -> None:
    """The second half stands in a container that was not found."""
    stated = {"@type": "NewsArticle", "articleBody": " ".join(STORY + OTHER)}
    data = f"<script type='application/ld+json'>{json.dumps(stated)}</script>"
    body = (
        f"<div class='a'>{paragraphs(STORY)}</div><div class='comments'>{paragraphs(OTHER)}</div>"
    )
    assert lines(page(body)) == list(STORY)
    assert lines(page(body, data)) == [*STORY, *OTHER]


def test_an_article_in_a_script_is_found() -> None:
    """A page that is put together by a script holds its article as a string."""
    state = json.dumps({"detail": {"title": TITLE, "html": paragraphs(STORY)}})
    escaped = state.replace("<", "\\u003c")
    html = page("<div id='root'></div>", f"<script>window.state = {escaped}</script>")
    assert lines(html) == list(STORY)
    assert extract(html).title == TITLE


def test_hostile_scripts_are_read_in_time() -> None:
    """Strings that never end and quotes without number cost milliseconds."""
    started = time.perf_counter()
    for script in ('"' * 500_000, '\\"' * 300_000, '"' + '\\"a' * 200_000, '"a' * 300_000):
        with pytest.raises(ExtractionError, match="no article"):
            extract(page("<div></div>", f"<script>{script}</script>"))
    assert time.perf_counter() - started < 20


def test_an_extractor_of_ones_own() -> None:
    """It gets the source and the address; the rest is read from the page as ever."""
    asked = []

    def extractor(html: str, url: str | None) -> str | None:
        asked.append((html, url))
        return f"{TITLE}\n{OTHER[0]}"

    html = page(article(paragraphs(STORY)), described("x"))
    found = extract(html.encode(), "https://news.example/a", extractor=extractor)
    assert asked == [(html, "https://news.example/a")]
    assert (found.text, found.title, found.site) == (OTHER[0], TITLE, "news.example")
    with pytest.raises(ExtractionError, match="no article"):
        extract(html, extractor=lambda *_: None)
