"""Which agency wrote an article, by the table's examples and by what an article declares."""

from __future__ import annotations

import pytest

from cleannews import Article
from cleannews.cleaning.agencies import Agency, agencies, agency_of


@pytest.mark.parametrize(
    ("agency", "text"),
    [(agency, text) for agency in agencies() for text in agency.written],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_an_agency_wrote(agency: Agency, text: str) -> None:
    """By dateline, byline, tail or copyright line."""
    assert agency_of(Article(text)) == agency.name


@pytest.mark.parametrize(
    ("agency", "text"),
    [(agency, text) for agency in agencies() for text in agency.mentioned],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_only_names_an_agency(agency: Agency, text: str) -> None:
    """A picture's credit, a source, a contributor, other words of the same letters."""
    assert agency_of(Article(text)) is None, agency.name


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (Article("Rain fell.", agency="Norrick Wire"), "Norrick Wire"),
        (Article("Rain fell.", url="https://apnews.com/article/rain"), "Associated Press"),
        (Article("Rain fell.", authors=("Jane Roe", "The Associated Press")), "Associated Press"),
        (Article("Rain fell.", authors=("Jane Roe, Reuters",)), "Reuters"),
        (Article("Rain fell.", authors=("AFP",)), "Agence France-Presse"),
        (Article("Rain fell.", authors=("Jane Roe", "AP")), "Associated Press"),
        (Article("Rain fell.", authors=("Jane Roe",)), None),
        (Article("Rain fell.", authors=("CP", "Ani Roe")), None),
        (Article("NORRICK (AP) — Rain fell.", url="https://cnn.com/rain"), "Associated Press"),
        (Article(""), None),
    ],
)
def test_what_is_declared_comes_first(article: Article, expected: str | None) -> None:
    """The declared agency, then the authors, the text, the site."""
    assert agency_of(article) == expected


def test_only_the_ends_of_a_text_name_its_agency() -> None:
    """A report within a story that quotes another is not the story's."""
    story = "The harbour was closed on Friday after a storm. " * 40
    assert agency_of(Article(f"{story}\n\nLONDON (Reuters) - It rained.\n\n{story}")) is None


def test_names_mean_one_agency() -> None:
    """No tag or name stands for two agencies."""
    words = [word.casefold() for it in agencies() for word in {*it.tags, *it.names}]
    by_agency = [{word.casefold() for word in (*it.tags, *it.names)} for it in agencies()]
    assert sum(map(len, by_agency)) == len(set(words))
