"""Pages that are no article, and articles that are cut off."""

from __future__ import annotations

import pytest

from cleannews import Article, dedupe
from cleannews.cleaning.rulebook import Rule, read_table
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.shells import flags_of, page_tables

RULES = [rule for table in page_tables() for rule in read_table(table)]
ALL = RuleSet.of(RULES)
STORY = "The harbour was closed on Friday after a storm tore two cranes from the quay."


def categories(rules: RuleSet, line: str) -> set[str]:
    """Return what a line falls under."""
    verdict = rules.match(line)
    return {verdict.rule.category} if verdict else set()


@pytest.mark.parametrize(
    ("rule", "line"),
    [(rule, line) for rule in RULES for line in rule.remove],
    ids=lambda value: getattr(value, "id", None),
)
def test_a_rule_matches_its_examples(rule: Rule, line: str) -> None:
    """By itself and among all."""
    assert categories(RuleSet.of([rule]), line) == categories(ALL, line) == {rule.category}


@pytest.mark.parametrize(
    ("rule", "line"),
    [(rule, line) for rule in RULES for line in rule.keep],
    ids=lambda value: getattr(value, "id", None),
)
def test_no_rule_matches_what_is_none(rule: Rule, line: str) -> None:
    """Ordinary lines with the same words."""
    assert categories(ALL, line) == set(), rule.id


def test_categories_are_the_flags() -> None:
    """A table names nothing else, and has both."""
    assert {rule.category for rule in RULES} == {"shell", "truncated"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", None),
        (" \n\n …", "Storm closes harbour"),
        ("Just a moment...\n\nEnable JavaScript and cookies to continue", None),
        (
            "Norrick Live\n\nHome News Sport\n\nSorry, the page you are looking for could not be found.",
            None,
        ),
        (
            "You don't have permission to access this page on this server. Reference: 18.2c3",
            "Access Denied",
        ),
        ("Go to the home page or use the search.", "Page not found"),
        (
            "Wir verwenden Cookies, um Ihnen ein besseres Angebot zu machen.\n\nAlle akzeptieren",
            None,
        ),
    ],
)
def test_a_shell_is_told(text: str, title: str | None) -> None:
    """By a line, by a sentence of a line, by the title."""
    assert "shell" in flags_of(text, title)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        f"{STORY} {STORY}\n\n{STORY} {STORY}\n\n{STORY}\n\nAccept all",
        "\n".join([STORY] * 60 + ["Page not found"]),
        f"{STORY}\n\nPlease enable JavaScript to see the video.",
    ],
)
def test_an_article_is_none(text: str) -> None:
    """With a consent line below it, too."""
    assert "shell" not in flags_of(text, "Storm closes harbour")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (f"{STORY}\n\nSubscribe to continue reading", True),
        (
            f"{STORY}\n\nIl vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
            True,
        ),
        (f"{STORY} The port [+1432 chars]", True),
        (f"{STORY} The port […]", True),
        (f"{STORY} The port said that …", False),
        ("Subscribe to continue reading\n\n" + "\n\n".join([STORY] * 8), False),
        (STORY, False),
    ],
)
def test_what_is_cut_off_is_told(text: str, *, cut: bool) -> None:
    """By the lines at its end, and by the marks of feeds."""
    assert ("truncated" in flags_of(text)) == cut


@pytest.mark.parametrize("space", ["\n", "\r\n", "\u2028", " \n\t"])
def test_a_title_may_have_line_breaks(space: str) -> None:
    """They are white space as any other: nothing fails, and no other line is taken for a shell."""
    assert flags_of("Rain fell.", f"Page{space}not found{space}") == {"shell"}
    assert flags_of("Rain fell.", f"Rain{space}Page not found") == frozenset()
    assert dedupe([{"text": "0", "title": f"Rain{space}Page not found"}]).kept == ("0",)


def test_shells_are_never_grouped() -> None:
    """Equal ones are kept apart: they are no copies of one article."""
    shell = "Just a moment...\n\nEnable JavaScript and cookies to continue"
    flagged = [Article(STORY, id=name, flags=frozenset({"shell"})) for name in "ab"]
    result = dedupe([shell, shell, *flagged, STORY, STORY.upper()])
    assert [group.id for group in result.groups] == ["4"]
    assert result.dropped == ("5",)
