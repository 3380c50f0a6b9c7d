"""The article: its fields, the spellings that scrapers use, and articles in a row."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.article import FIELD_NAMES, Article, as_article, named
from cleannews.errors import ArticleError, DuplicateIdError

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from([key for keys in FIELD_NAMES.values() for key in keys] + ["extra", "note"])
ALIASES = [(name, key) for name, keys in FIELD_NAMES.items() for key in keys if name != "text"]
SAMPLES: dict[str, tuple[Any, Any]] = {
    "id": ("q7", "q7"),
    "title": ("Quay closes", "Quay closes"),
    "url": ("https://harbour.example/a", "https://harbour.example/a"),
    "site": ("www.harbour.example", "harbour.example"),
    "published": ("2026-03-01", date(2026, 3, 1)),
    "authors": (["Orla Fennimore", "Ben Ash"], ("Orla Fennimore", "Ben Ash")),
    "language": ("en", "en"),
    "agency": ("Norrick Press", "Norrick Press"),
    "flags": (["stub"], frozenset({"stub"})),
}

ARTICLES = st.builds(
    Article,
    st.text(max_size=30),
    id=st.none() | st.text(max_size=5),
    title=st.none() | st.text(max_size=20),
    url=st.none() | st.sampled_from(["https://www.harbour.example/a", "http://a.co.uk/b"]),
    site=st.none() | st.sampled_from(["harbour.example", "The Evening Star"]),
    published=st.none() | st.dates() | st.datetimes(timezones=st.just(UTC)),
    authors=st.lists(st.text(max_size=9), max_size=2).map(tuple),
    language=st.none() | st.sampled_from(["en", "pt-BR", ""]),
    agency=st.none() | st.text(max_size=5),
    flags=st.frozensets(st.text(max_size=5), max_size=2),
    extra=st.dictionaries(st.text(max_size=9), SCALARS | st.lists(SCALARS, max_size=2)),
)


# The value


def as_articles(values: Iterable[object]) -> Iterator[Article]:
    """Return articles with their ids."""
    return (as_article(value, name) for name, value in named(values))


def test_a_text_alone_makes_an_article() -> None:
    """Every other field is missing until it is given."""
    assert asdict(Article("Rain fell.")) == {
        "text": "Rain fell.",
        "id": None,
        "title": None,
        "url": None,
        "site": None,
        "published": None,
        "authors": (),
        "language": None,
        "agency": None,
        "flags": frozenset(),
        "extra": {},
    }


def test_an_article_is_frozen() -> None:
    """No field of an article can be set."""
    article = Article("Rain fell.")
    with pytest.raises(FrozenInstanceError):
        article.title = "Rain"  # type: ignore[misc]


def test_an_article_takes_no_further_attributes() -> None:
    """A misspelt field is an error, not a new attribute."""
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(Article("Rain fell."), "titel", "Rain")


def test_only_the_text_is_positional() -> None:
    """A second positional argument is refused, so fields cannot be mixed up."""
    with pytest.raises(TypeError):
        Article("Rain fell.", "q7")  # type: ignore[call-arg]


def test_articles_with_extra_fields_can_be_hashed() -> None:
    """Equal articles hash alike although extra fields may hold lists."""
    first, second = (Article("Rain", extra={"tags": ["wet"]}) for _ in range(2))
    assert len({first, second}) == 1


def test_the_extra_fields_are_a_copy() -> None:
    """A dict that the caller changes later does not change the article."""
    source = {"section": "port"}
    article = Article("Rain fell.", extra=source)
    source["section"] = "sport"
    assert article.extra == {"section": "port"}


@given(ARTICLES)
def test_an_article_survives_pickling(article: Article) -> None:
    """An article comes out of another process as it went in."""
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 (our own bytes)


@given(ARTICLES)
def test_making_an_article_from_its_own_fields_changes_nothing(article: Article) -> None:
    """Every field is normal after one reading: `replace` and a mapping give an equal article."""
    assert replace(article) == article
    assert as_article(asdict(article)) == article


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "a\r\nb"])
def test_any_str_is_a_text(text: str) -> None:
    """Empty texts, control characters and lone surrogates are kept as they are."""
    assert Article(text).text == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", b"Rain fell."),
        ("text", None),
        ("id", 7),
        ("title", ["Rain"]),
        ("url", b"https://harbour.example"),
        ("site", 5),
        ("language", 5),
        ("agency", {"name": "Norrick Press"}),
        ("authors", None),
        ("authors", 5),
        ("authors", b"Orla"),
        ("authors", ["Orla", 5]),
        ("authors", {"name": "Orla"}),
        ("flags", 5),
        ("flags", [None]),
        ("extra", 5),
        ("extra", None),
        ("extra", "section"),
    ],
)
def test_a_field_of_the_wrong_type_is_refused_by_name(field: str, value: Any) -> None:
    """The error names the field and nothing is converted silently."""
    with pytest.raises(ArticleError, match=f"^{field} "):
        Article(**{"text": "Rain fell.", field: value})


@pytest.mark.parametrize(
    ("given_site", "url", "site"),
    [
        (None, "https://www.harbour.example/a", "harbour.example"),
        ("www.other.example", "https://www.harbour.example/a", "other.example"),
        ("https://news.other.co.uk/", None, "other.co.uk"),
        ("The Evening Star", "https://www.harbour.example/a", "The Evening Star"),
        ("", "https://www.harbour.example/a", "harbour.example"),
        (None, "https://web.archive.org/web/2026/https://harbour.example/a", "harbour.example"),
        (None, None, None),
    ],
)
def test_the_site_is_what_is_said_or_what_the_url_tells(
    given_site: str | None, url: str | None, site: str | None
) -> None:
    """A stated site wins, is cut to its domain if it has one, and is else taken from the url."""
    assert Article("Rain fell.", site=given_site, url=url).site == site


@pytest.mark.parametrize("url", ["/news/quay", "news/quay", "#top"])
def test_an_address_without_a_host_gives_no_site(url: str) -> None:
    """A relative address is no outlet's name."""
    assert Article("Rain fell.", url=url).site is None


def test_the_url_stays_as_it_was_found() -> None:
    """Only the site is unwrapped, the address is not."""
    url = "https://web.archive.org/web/2026/https://harbour.example/a"
    assert Article("Rain fell.", url=url).url == url


@pytest.mark.parametrize(
    ("declared", "language"),
    [("EN", "en"), ("pt-BR", "pt-br"), (" de\n", "de"), ("", None), ("  ", None), (None, None)],
)
def test_a_language_is_kept_in_lower_case(declared: str | None, language: str | None) -> None:
    """A language tag has one spelling, and a blank one is none."""
    assert Article("Rain fell.", language=declared).language == language


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Orla Fennimore", ("Orla Fennimore",)),
        (["Orla Fennimore", "Ben Ash"], ("Orla Fennimore", "Ben Ash")),
        ([" Orla Fennimore ", "", "  "], ("Orla Fennimore",)),
        ((name for name in ["Orla", "Ben"]), ("Orla", "Ben")),
        ("", ()),
    ],
)
def test_authors_are_names_in_order(authors: Any, names: tuple[str, ...]) -> None:
    """One str is one name, any iterable is several, blank names are dropped."""
    assert Article("Rain fell.", authors=authors).authors == names


# Dates


@pytest.mark.parametrize(
    ("value", "published"),
    [
        ("2026-03-01T12:30:00+02:00", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:30:00 GMT", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("1 March 2026", date(2026, 3, 1)),
        (1772361000, datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 10, 30), datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),  # noqa: DTZ001
        (None, None),
        ("", None),
    ],
)
def test_spellings_of_a_date_become_dates(value: Any, published: date | None) -> None:
    """Text, seconds and dates are read; what is missing is no undated article."""
    article = Article("Rain fell.", published=value)
    assert (article.published, article.flags, article.extra) == (published, frozenset(), {})


@pytest.mark.parametrize("value", ["yesterday", "March 2026", [2026, 3, 1], True, {"day": 1}])
def test_what_is_no_date_is_flagged_and_kept(value: Any) -> None:
    """The article is undated and the value travels on among the extra fields."""
    article = Article("Rain fell.", published=value, flags=frozenset({"stub"}))
    assert article.published is None
    assert article.flags == {"stub", "undated"}
    assert article.extra == {"published": value}


# One article from what a caller holds


def test_an_article_is_taken_as_it_is() -> None:
    """No copy is made of an article."""
    article = Article("Rain fell.")
    assert as_article(article) is article


def test_a_str_is_the_text() -> None:
    """A plain string makes an article without any other field."""
    assert as_article("Rain fell.") == Article("Rain fell.")


@pytest.mark.parametrize("key", FIELD_NAMES["text"])
def test_a_text_is_found_under_each_of_its_names(key: str) -> None:
    """Every documented name of the text is read."""
    assert as_article({key: "Rain fell."}) == Article("Rain fell.")


@pytest.mark.parametrize(("name", "key"), ALIASES)
def test_a_field_is_found_under_each_of_its_names(name: str, key: str) -> None:
    """Every documented name of a field is read, and nothing of it is left in extra."""
    value, wanted = SAMPLES[name]
    article = as_article({"text": "Rain fell.", key: value})
    assert (getattr(article, name), article.extra) == (wanted, {})


@pytest.mark.parametrize("name", [name for name, keys in FIELD_NAMES.items() if len(keys) > 1])
def test_the_first_name_of_a_field_wins(name: str) -> None:
    """Of several names the one listed first counts; the others travel in extra."""
    value, wanted = SAMPLES.get(name, ("Rain fell.", "Rain fell."))
    others = dict.fromkeys(FIELD_NAMES[name][1:], "other")
    article = as_article({**others, "text": "Rain fell.", FIELD_NAMES[name][0]: value})
    assert (getattr(article, name), article.extra) == (wanted, others)


def test_names_rank_by_their_order_not_by_the_mapping() -> None:
    """The second name wins over the fourth wherever they stand in a mapping."""
    article = as_article({"date_publish": "1999-01-01", "publish_date": "2026-03-01", "text": "R"})
    assert article.published == date(2026, 3, 1)


def test_a_none_counts_as_missing() -> None:
    """A name whose value is None leaves the field to the next name."""
    article = as_article({"text": None, "body": "Rain fell.", "title": None, "headline": "Rain"})
    assert (article.text, article.title) == ("Rain fell.", "Rain")


def test_a_missing_field_is_not_kept_in_extra() -> None:
    """A known name whose value is None leaves no trace."""
    assert as_article({"text": "Rain fell.", "title": None, "link": None}).extra == {}


def test_an_undated_article_keeps_its_date_through_a_record() -> None:
    """What was no date is still there when the record of an article is read again."""
    article = Article("Rain fell.", published="yesterday")  # type: ignore[arg-type]
    assert as_article(asdict(article)) == article


def test_an_empty_text_is_a_text() -> None:
    """The first name wins even when its text is empty."""
    assert as_article({"text": "", "body": "Rain fell."}).text == ""


def test_unknown_keys_travel_in_extra() -> None:
    """Fields that an article does not have are kept under their names, made str."""
    article = as_article({"text": "Rain fell.", "section": "port", 7: ["a"]})
    assert article.extra == {"section": "port", "7": ["a"]}


@pytest.mark.parametrize(
    ("extra", "wanted"),
    [
        ({"section": "port"}, {"section": "port", "page": 3}),
        ({"page": 1}, {"page": 3}),
        ("port", {"extra": "port", "page": 3}),
    ],
)
def test_a_nested_extra_is_taken_apart(extra: Any, wanted: dict[str, Any]) -> None:
    """The extra fields of a record that was written before stay one level deep."""
    assert as_article({"text": "Rain fell.", "extra": extra, "page": 3}).extra == wanted


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", True),
        ("id", 1.5),
        ("title", 5),
        ("url", ["https://harbour.example"]),
        ("source", {"name": "Harbour"}),
        ("author", {"name": "Orla"}),
        ("authors", ["Orla", {"name": "Ben"}]),
        ("lang", 1),
        ("flags", 3),
    ],
)
def test_a_value_that_fits_no_field_stays_in_extra(key: str, value: Any) -> None:
    """A record is not lost for one odd field."""
    article = as_article({"text": "Rain fell.", key: value})
    assert article == Article("Rain fell.", extra={key: value})


@pytest.mark.parametrize(("number", "name"), [(7, "7"), (0, "0"), (-3, "-3"), ("007", "007")])
def test_a_number_serves_as_an_id(number: str | int, name: str) -> None:
    """Whole numbers become text, text stays as it is."""
    assert as_article({"text": "Rain fell.", "id": number}).id == name


@pytest.mark.parametrize(
    "record", [{"text": "Rain fell."}, MappingProxyType({"text": "Rain fell."})]
)
def test_any_mapping_is_read(record: Mapping[str, str]) -> None:
    """A record need not be a dict."""
    assert as_article(record).text == "Rain fell."


@pytest.mark.parametrize("record", [{}, {"title": "Rain"}, {"text": None}, {"Text": "Rain"}])
def test_a_mapping_without_a_text_is_refused(record: dict[str, Any]) -> None:
    """The error shows the keys there are and lists the keys that would do."""
    with pytest.raises(ArticleError, match="give a text under text, body, content, maintext") as it:
        as_article(record)
    assert it.value.got == f"the keys {sorted(record)}"


@pytest.mark.parametrize("value", [5, ["Rain"], True, {"a": 1}, b"Rain"])
def test_a_text_that_is_no_str_is_refused(value: Any) -> None:
    """Nothing is read over the head of a text of the wrong type."""
    with pytest.raises(ArticleError, match="text is no str"):
        as_article({"text": value, "body": "Rain fell."})


@pytest.mark.parametrize("value", [None, 5, b"Rain fell.", ["Rain fell."], object()])
def test_what_is_no_article_is_refused(value: object) -> None:
    """The error says what would do."""
    with pytest.raises(ArticleError, match="give an Article, a dict or a str"):
        as_article(value)


@given(st.text(), st.dictionaries(KEYS, JSON))
def test_a_record_with_a_text_is_always_an_article(text: str, record: dict[str, Any]) -> None:
    """Whatever else a record from JSON holds, its text is not lost."""
    assert as_article({**record, "text": text}).text == text


@given(st.dictionaries(KEYS, JSON) | JSON)
def test_a_record_is_an_article_or_an_article_error(record: Any) -> None:
    """No value from JSON raises anything else."""
    try:
        assert isinstance(as_article(record).text, str)
    except ArticleError as error:
        assert error.wanted  # noqa: PT017 (either outcome is right)


# Many articles


def test_articles_without_an_id_are_numbered_by_position() -> None:
    """Positions count every article from 0, those with an id included."""
    found = as_articles(["a", Article("b", id="x"), {"text": "c"}, {"text": "d", "id": None}])
    assert [article.id for article in found] == ["0", "x", "2", "3"]


def test_articles_are_read_from_a_one_shot_iterator() -> None:
    """A generator is read once, to its end."""
    source = iter(["a", "b", "c"])
    assert [article.text for article in as_articles(source)] == ["a", "b", "c"]
    assert next(source, None) is None


def test_articles_are_read_one_at_a_time() -> None:
    """An endless source gives its first articles."""

    def endless() -> Iterator[str]:
        while True:
            yield "Rain fell."

    found = as_articles(endless())
    assert [next(found).id for _ in range(3)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("articles", "first", "second"),
    [
        ([{"text": "a", "id": "x"}, "b", {"text": "c", "id": "x"}], 0, 2),
        (["a", Article("b", id="7"), {"text": "c", "id": 7}], 1, 2),
        ([{"text": "a", "id": 1}, "b"], 0, 1),
    ],
)
def test_a_repeated_id_is_refused_with_both_positions(
    articles: list[object], first: int, second: int
) -> None:
    """The error names the id and where it stands, also where one of them is a position."""
    with pytest.raises(DuplicateIdError) as caught:
        list(as_articles(articles))
    assert (caught.value.first, caught.value.second) == (first, second)


def test_articles_before_a_repeated_id_are_given_out() -> None:
    """The error comes when the repeated id is reached, not before."""
    found = as_articles([Article("a", id="x"), Article("b", id="x")])
    assert next(found).text == "a"
    with pytest.raises(DuplicateIdError):
        next(found)


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        (["a", 5], "article 1: not an article: got 5"),
        (["a", "b", {"title": "c"}], "article 2: no text: got the keys"),
        ([{"text": 1}], "article 0: text is no str: got 1"),
    ],
)
def test_the_error_of_one_article_names_its_position(articles: list[object], message: str) -> None:
    """Whoever hands over many learns which one is wrong."""
    with pytest.raises(ArticleError, match=message):
        list(as_articles(articles))


@pytest.mark.parametrize("value", ["Rain fell.", {"text": "Rain fell."}], ids=["str", "dict"])
def test_one_article_in_the_place_of_many_is_refused(value: Any) -> None:
    """A text is not taken apart to letters, a record not to its keys."""
    with pytest.raises(ArticleError):
        list(as_articles(value))


@given(st.lists(st.none() | st.sampled_from(["a", "b", "c", "0", "1"]), max_size=6))
def test_ids_are_unique_or_refused(ids: list[str | None]) -> None:
    """No two articles of one corpus ever carry one id."""
    wanted = [str(at) if id is None else id for at, id in enumerate(ids)]
    source = [Article("Rain", id=id) for id in ids]
    if len(set(wanted)) == len(wanted):
        assert [article.id for article in as_articles(source)] == wanted
    else:
        with pytest.raises(DuplicateIdError):
            list(as_articles(source))
