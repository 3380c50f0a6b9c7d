"""Cleaning against the contract: cases as data, settings, hostile content."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleannews import Article, Cleaner, RuleTableError, SettingsError, SiteMemory, clean
from cleannews.cleaning.phrasebook import shipped_book
from cleannews.cleaning.rulebook import PROTECT
from cleannews.settings import CATEGORIES, KEPT_CATEGORIES

FOLDER = Path(__file__).parents[1] / "cases/cleaning"
CASES = [
    case
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
STORY = "The harbour was closed on Friday after a storm tore two cranes down."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    """What is left of a text, by which rules the rest went, and that cleaning again changes nothing."""
    options = {name: case.get(name) for name in ("title", "site", "language")}
    done = clean(case["text"], **options)
    assert done.text == case["left"]
    if "rules" in case:
        assert [span.rule for span in done.removed] == case["rules"]
    assert clean(done.text, **options).text == done.text


def test_spans_are_ranges_of_the_original() -> None:
    """Start and end count code points, and the category is the rule's first part."""
    text = f"🌊 {STORY}\n\nRead more: Harbour shut for days\n\n{STORY}"
    (span,) = clean(text).removed
    assert text[span.start : span.end] == span.text == "Read more: Harbour shut for days\n\n"
    assert (span.category, span.rule) == ("links", "links.read-more")


def test_only_named_categories_are_removed() -> None:
    """`remove` narrows, `keep` takes away."""
    text = f"Advertisement\nShare this article\n{STORY}"
    assert Cleaner(remove={"ad"}).clean(text).text == f"Share this article\n{STORY}"
    assert Cleaner(keep={"ad"}).clean(text).text == f"Advertisement\n{STORY}"
    assert Cleaner(remove=set()).clean(text).text == text


def test_a_rule_can_be_switched_off() -> None:
    """Any rule of a table, and the headline rules."""
    text = f"Advertisement\n{STORY}"
    assert Cleaner(disable={"ad.marker"}).clean(text).text == text
    repeated = Article(f"Harbour shut\n{STORY}", title="Harbour shut")
    assert Cleaner(disable={"headline.title"}).clean(repeated).text == repeated.text


def test_a_table_of_ones_own_is_added(tmp_path: Path) -> None:
    """Its rules join the shipped ones, and one of the same id takes the place of the shipped."""
    table = tmp_path / "own.toml"
    table.write_text(
        '[[rule]]\nid = "ad.own"\nphrases = ["buy now"]\nremove = ["Buy now"]\nkeep = ["Buy"]\n'
        '[[rule]]\nid = "ad.marker"\nphrases = ["anzeige"]\nremove = ["Anzeige"]\nkeep = ["Buy"]\n',
        encoding="utf-8",
    )
    text = f"BUY NOW!\nAdvertisement\nAnzeige\n{STORY}"
    assert Cleaner(rules=[table]).clean(text).text == f"Advertisement\n{STORY}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"remove": {"ads"}}, "remove is .*ads.*; it must be one of 'ad'"),
        ({"keep": {"ads"}}, "keep is .*ads.*; it must be one of 'ad'"),
        ({"remove": "ad"}, "remove is 'ad'; it must be a set of names"),
        ({"disable": {"ad.none"}}, "disable is .*ad.none.*; it must be the id of a rule"),
    ],
)
def test_wrong_settings_are_named(options: dict[str, Any], message: str) -> None:
    """One error with the argument, the value and what is allowed."""
    with pytest.raises(SettingsError, match=message):
        Cleaner(**options)


def test_a_missing_table_is_named() -> None:
    """The error names the file."""
    with pytest.raises(RuleTableError, match=r"nowhere\.toml: cannot be read"):
        Cleaner(rules=["nowhere.toml"])


def test_every_category_has_a_rule() -> None:
    """No category is an empty promise."""
    ruled = {rule.category for rule in shipped_book().rules}
    made_otherwise = {"headline", "template"}
    assert ruled - {PROTECT} == (CATEGORIES | KEPT_CATEGORIES) - made_otherwise


@pytest.mark.parametrize(
    ("category", "line"),
    [
        ("ad", "Advertisement"),
        ("copyright", "© 2026 Harbor Ledger"),
        ("headline", "Harbour shut for days"),
        ("links", "Read more: Storm over the hills"),
        ("newsletter", "Sign up for our newsletter"),
        ("social", "Share this article"),
    ],
)
def test_a_line_goes_under_its_category(category: str, line: str) -> None:
    """What goes is filed under its kind."""
    (span,) = clean(f"{line}\n{STORY}", title="Harbour shut for days").removed
    assert span.category == category


def test_explain_has_a_line_for_each_span() -> None:
    """Range, rule and text of what goes; nothing for a clean text."""
    assert Cleaner().explain(f"Advertisement\n{STORY}") == "0-14 ad.marker 'Advertisement\\n'"
    assert Cleaner().explain(STORY) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n ",
        "\0\0\0",
        "\ud800 lone \udfff",
        "x" * 10_000_000,
        "Advertisement\n" * 20_000,
        "\u202eAdvertisement\u202c",
        "a b c d e f g h " * 60,
        "\n" * 100_000,
    ],
    ids=[
        "empty",
        "blank",
        "nul",
        "surrogates",
        "one line",
        "many ads",
        "override",
        "long",
        "breaks",
    ],
)
def test_no_content_crashes(text: str) -> None:
    """Any str is cleaned, and its original comes back."""
    done = clean(text, title=text[:100])
    assert done.original == text
    assert clean(done.text, title=text[:100]).text == done.text


def test_what_is_no_memory_is_refused() -> None:
    """It is said, and not ignored."""
    assert clean(STORY, memory=None).text == STORY
    with pytest.raises(SettingsError, match=r"memory is .*a SiteMemory or None"):
        clean(STORY, memory=object())  # type: ignore[arg-type]


def test_an_argument_of_the_wrong_type_is_named() -> None:
    """Bytes are not decoded by guess."""
    with pytest.raises(ValueError, match="not an article: got b'bytes'"):
        clean(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no text: got the keys"):
        clean({"headline": "Storm"})
    with pytest.raises(ValueError, match="title is no str: got 1"):
        clean(STORY, title=1)  # type: ignore[arg-type]


def test_articles_and_what_scrapers_store_are_cleaned() -> None:
    """They bring their own title, site and language; what is given beside them counts more."""
    row = {"maintext": f"Storm over the quay\n\n{STORY}", "headline": "Storm over the quay"}
    assert clean(row).text == Cleaner().clean(row).text == STORY
    assert [it.text for it in Cleaner().clean_all([row])] == [STORY]
    assert clean(row, title="Rain").text == row["maintext"]
    article = Article(row["maintext"], title=row["headline"], site="quay.example", language="en")
    assert clean(article) == clean(
        article.text, title=article.title, site=article.site, language=article.language
    )


def test_a_digest_names_what_decides(tmp_path: Path) -> None:
    """Settings, the content of tables and the memory count; where tables lie does not."""
    table = tmp_path / "own.toml"
    rule = '[[rule]]\nid = "ad.own"\nphrases = ["{0}"]\nremove = ["{0}"]\nkeep = ["Rain fell."]\n'
    known = SiteMemory.learn([Article("Rain fell.", site="quay.example")])
    table.write_text(rule.format("Our sponsor"))
    digests = [Cleaner().digest(), Cleaner(keep=["ad"]).digest(), Cleaner(memory=known).digest()]
    digests += [Cleaner(disable=["links.more-news"]).digest(), Cleaner(rules=[table]).digest()]
    moved = table.rename(tmp_path / "moved.toml")
    assert Cleaner(rules=[moved]).digest() == digests[-1]
    moved.write_text(rule.format("Our patron"))
    digests.append(Cleaner(rules=[moved]).digest())
    assert len(set(digests)) == len(digests)
    assert Cleaner().digest() == digests[0]
