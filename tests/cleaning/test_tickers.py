"""Live tickers, and what only looks like them."""

from __future__ import annotations

import pytest

from cleannews import Article
from cleannews.cleaning.shells import flags_of
from cleannews.cleaning.tickers import LIVE, is_live

SAID = "The harbour master says that the second crane hangs over the quay and may fall at any time."


def entries(many: int, form: str = "{:02}:{:02}") -> str:
    """Return so many entries of a ticker."""
    return "\n\n".join(f"{form.format(8 + at // 6, at % 6 * 10)} {SAID}" for at in range(many))


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/live/2026/03/01/storm",
        "https://news.example/news/liveblog/storm-1234",
        "https://news.example/news/storm-live-updates-harbour-1234",
        "https://news.example/panorama/sturm-liveticker-hafen.html",
        "https://news.example/monde/en-direct/tempete",
        "https://news.example/tormenta-en-vivo",
    ],
)
def test_addresses_tell_tickers(url: str) -> None:
    """An address says that its page is written live."""
    assert is_live("Rain fell.", url=url)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/culture/live-music-returns",
        "https://news.example/how-we-live/2026",
        "https://news.example/olive/harvest",
        "https://live.example/rain",
        None,
    ],
)
def test_other_addresses_do_not(url: str | None) -> None:
    """To live, live music and olives are something else."""
    assert not is_live("Rain fell.", url=url)


@pytest.mark.parametrize(
    "form", ["{:02}:{:02}", "{:02}.{:02} Uhr", "{}h{:02} –", "{}:{:02} p.m. ET", "[{:02}:{:02}]"]
)
def test_entries_make_a_ticker(form: str) -> None:
    """Paragraphs that begin with times, six of them, or three under a headline that says so."""
    assert is_live(entries(6, form))
    assert not is_live(entries(5, form))
    assert is_live(entries(3, form), "Storm: live updates from the harbour")
    assert not is_live(entries(3, form), "Storm tears cranes from the quay")


def test_a_time_may_stand_alone_on_its_line() -> None:
    """The entry begins on the next line then."""
    assert is_live(entries(8).replace(" The harbour", "\nThe harbour"))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{20 + at % 3}:{at:02} The Ferry to Norrick, part {at}" for at in range(12)),
        "\n".join(f"{at}.30 {SAID}" for at in range(30, 45)),
        "\n".join(f"{at}:1 {SAID}" for at in range(9)),
        "\n".join(f"12.05.{2000 + at} {SAID}" for at in range(9)),
    ],
    ids=["programme", "figures", "scores", "dates"],
)
def test_programmes_scores_and_dates_are_no_tickers(text: str) -> None:
    """Short lines behind times, and numbers that are no times, say nothing."""
    assert not is_live(text)


def test_tickers_are_flagged_and_stay_articles() -> None:
    """The flag stands beside others and does not make a shell."""
    article = Article(entries(8), url="https://news.example/live/storm")
    assert flags_of(article.text, article.title, article.url) == {LIVE}
