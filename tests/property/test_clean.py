"""The guarantees of cleaning, on texts made of stories, boilerplate and rubbish."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from cleaning.tables import RULES
from cleannews import Article, Cleaner, SiteMemory, clean
from cleannews.cleaning.lines import Lines
from cleannews.cleaning.rulebook import PROTECT
from cleannews.cleaning.spans import rebuilt
from cleannews.cleaning.titles import Headline

PROSE = (
    "The council voted to close the harbour on Friday, the mayor said.",
    "More news is expected on Friday, the minister said in a statement.",
    "理事会は金曜日に港を閉鎖することを決めたと発表した。",
)
HEADLINES = (
    "Storm closes harbour for a third day",
    "STORM CLOSES HARBOUR FOR A THIRD DAY",
    "Storm closes harbour for a third day | news.example",
    "Harbour shut",
    "What next for the harbour?",
    "港が三日間閉鎖される見通し",
)
BOILERPLATE = tuple(line for rule in RULES if rule.category != PROTECT for line in rule.remove)
PROTECTED = tuple(line for rule in RULES if rule.category == PROTECT for line in rule.remove)
BREAKS = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\n\n\n", "\u2028", "\r", "\v"]
)
LINES = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(HEADLINES),
    st.sampled_from(BOILERPLATE),
    st.sampled_from(BOILERPLATE).map(lambda line: f"  • {line} "),
    st.sampled_from(PROTECTED),
    st.text(max_size=30),
)
TITLES = st.none() | st.sampled_from(HEADLINES) | st.text(max_size=30)
LANGUAGES = st.sampled_from([None, "en", "de", "fr", "es"])


@st.composite
def dirty_texts(draw: st.DrawFn) -> str:
    """Draw a text of lines with any line breaks between them."""
    parts = draw(st.lists(st.tuples(LINES, BREAKS), max_size=14))
    return "".join(line + ending for line, ending in parts) + draw(LINES | st.just(""))


@given(dirty_texts() | st.text(), TITLES, LANGUAGES)
def test_the_original_is_rebuilt(text: str, title: str | None, language: str | None) -> None:
    """Guarantee 2: text and spans give back the original, code point for code point."""
    done = clean(text, title=title, language=language)
    event(f"removed something: {bool(done.removed)}")
    assert done.original == text
    assert rebuilt(done.text, [(span.start, span.text) for span in done.removed]) == text


@given(dirty_texts() | st.text(), TITLES, LANGUAGES)
def test_cleaning_is_idempotent(text: str, title: str | None, language: str | None) -> None:
    """Guarantee 3: cleaning a cleaned text removes nothing."""
    once = clean(text, title=title, site="news.example", language=language).text
    again = clean(once, title=title, site="news.example", language=language)
    assert again.removed == ()


@given(dirty_texts())
def test_protected_lines_stay(text: str) -> None:
    """Corrections, notes and helplines are in the cleaned text as often as in the original."""
    done = clean(text)
    for line in PROTECTED:
        assert done.text.count(line) == text.count(line)


@given(dirty_texts())
def test_prose_stays(text: str) -> None:
    """No sentence is lost, whatever stands around it."""
    done = clean(text)
    for line in PROSE:
        assert done.text.count(line) == text.count(line)


SITES = st.sampled_from(["news.example", "other.example", None])
ARTICLES = st.builds(
    lambda text, title, site: Article(text, title=title, site=site), dirty_texts(), TITLES, SITES
)


@given(st.lists(ARTICLES, max_size=6))
def test_articles_cleaned_together_are_cleaned_as_each_alone(articles: list[Article]) -> None:
    """With a memory and without one, whatever stands in the others."""
    for cleaner in (Cleaner(), Cleaner(memory=SiteMemory.learn(articles))):
        assert list(cleaner.clean_all(articles)) == list(map(cleaner.clean, articles))


SPELLINGS = st.sampled_from(
    [
        lambda line: line,
        str.upper,
        lambda line: f"{line}{PROSE[0]}",
        lambda line: f"{PROSE[0]} “{line}”",
        lambda line: line.replace("o", "\u00ado"),
        lambda line: line.replace("S", "Ｓ").replace("i", "İ"),
        lambda line: line.replace("k", "\u212a"),
        lambda line: f"LIVE: {line} – “news”",
    ]
)
SPELLED = st.builds(lambda spelled, line: spelled(line), SPELLINGS, st.sampled_from(HEADLINES))


@given(
    st.lists(SPELLED | st.sampled_from(PROSE) | st.just(""), max_size=8).map("\n".join),
    SPELLED | TITLES.filter(bool),
)
def test_a_headline_is_in_none_but_likely_lines(text: str, title: str) -> None:
    """The quick look at the whole text misses no line that the slow look at each finds."""
    headline, lines = Headline(title, "news.example"), Lines(text)
    likely, every = headline.likely_lines(lines), range(len(lines))
    assert headline.equal_lines(lines.texts, likely) == headline.equal_lines(lines.texts, every)
    assert headline.glued_lines(lines.texts, likely) == headline.glued_lines(lines.texts, every)
