"""The case table of headlines: what goes, and what only looks like it."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cleannews import clean

TABLE = Path(__file__).parents[1] / "cases" / "headlines.toml"
ENTRIES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["headline"]


HEAD, MID = "{line}\n\n{story}\n\n{story}", "{story}\n\n{line}\n\n{story}"


class Case(NamedTuple):
    """A line in its place in a story."""

    title: str
    site: str | None
    text: str
    line: str
    goes: bool


def cases() -> list[Case]:
    """Return every case of the table."""
    return [
        Case(
            entry["title"],
            entry.get("site"),
            text.format(line=line, story=entry["story"]),
            line,
            goes,
        )
        for entry in ENTRIES
        for key, goes in (("goes", True), ("stays", False))
        for place, text in (("", HEAD), ("mid_", MID))
        for line in entry.get(place + key, ())
    ]


CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.goes}-{case.line}")
def test_a_headline_goes_and_what_is_none_stays(case: Case) -> None:
    """As the table says, and a second cleaning removes nothing."""
    done = clean(case.text, title=case.title, site=case.site)
    gone = [span.text.strip() for span in done.removed]
    assert gone == ([case.line.strip()] if case.goes else [])
    assert {span.category for span in done.removed} <= {"headline"}
    assert clean(done.text, title=case.title, site=case.site).removed == ()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["title"])
def test_the_tail_is_like_the_head(entry: dict[str, Any]) -> None:
    """A repeat behind the story goes, too."""
    for line in entry["goes"]:
        done = clean(f"{entry['story']}\n\n{line}", title=entry["title"], site=entry.get("site"))
        assert done.text == entry["story"]


def test_the_table_is_large_and_fair() -> None:
    """150 cases, half of which must stay, in ten scripts."""
    stays = [case for case in CASES if not case.goes]
    assert len(CASES) >= 150
    assert 2 * len(stays) >= len(CASES)
    scripts = {
        unicodedata.name(char).split()[0] for case in CASES for char in case.title if char.isalpha()
    }
    assert len(scripts) >= 10
