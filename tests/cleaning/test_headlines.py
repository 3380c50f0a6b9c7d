"""Repeated headlines: a table of what goes and what must stay, in many scripts."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cleannews import CleanedText, clean

TABLE = Path(__file__).parents[1] / "cases/headlines.toml"
CASES = tomllib.loads(TABLE.read_text("utf-8"))["case"]
SCRIPTS = {
    *("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "TAMIL", "THAI"),
    *("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "GEORGIAN", "ARMENIAN", "ETHIOPIC"),
}


def cleaned(case: dict[str, Any], text: str) -> CleanedText:
    return clean(text, title=case["title"], site=case.get("site"), language=case.get("language"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_only_the_headline_goes(case: dict[str, Any]) -> None:
    """The headline goes and nothing else; where it must stay, nothing goes."""
    done = cleaned(case, case["text"])
    assert [span.text.strip() for span in done.removed] == case["gone"]
    assert {span.category for span in done.removed} <= {"headline"}
    assert done.text == case["left"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cleaning_again_removes_nothing(case: dict[str, Any]) -> None:
    """The cleaned text, and the one that the table names, are clean."""
    assert cleaned(case, cleaned(case, case["text"]).text).removed == ()
    assert cleaned(case, case["left"]).removed == ()


def test_the_table_is_large_and_half_of_it_stays() -> None:
    """At least 150 cases, no two of one name; at least half of them keep their text."""
    staying = [case for case in CASES if not case["gone"]]
    assert len({case["name"] for case in CASES}) == len(CASES) >= 150
    assert 2 * len(staying) >= len(CASES)
    assert all(case["text"] == case["left"] for case in staying)


def test_the_table_holds_many_scripts() -> None:
    """At least ten, by the names of the letters in the titles."""
    letters = {char for case in CASES for char in case["title"] if char.isalpha()}
    scripts = {unicodedata.name(char).split()[0] for char in letters}
    assert len(scripts & SCRIPTS) >= 10


@pytest.mark.parametrize(
    "mark", [" ", "|", " - ", ": ", "—", "a|", "&amp;", "İ", "й", "1,000", "A"]
)
def test_a_hostile_title_takes_no_time(mark: str) -> None:
    """A title of thousands of marks is looked for in a text of them within a second."""
    hostile = mark * 5_000
    start = time.process_time()
    clean(f"{hostile}\n\n{hostile}", title=hostile, site="norrickherald.example")
    assert time.process_time() - start < 1
