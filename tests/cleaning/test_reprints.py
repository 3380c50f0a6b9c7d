"""Where a text says that it was first."""

from __future__ import annotations

import pytest

from cleannews.cleaning.reprints import outlet_key, reprint_table, reprinted_from

NAMED = [(text, name) for language in reprint_table() for text, name in language["named"]]
SILENT = [text for language in reprint_table() for text in language["silent"]]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_the_outlet_is_read(text: str, name: str) -> None:
    """A text that was elsewhere first names that outlet."""
    assert outlet_key(str(reprinted_from(text))) == outlet_key(name)


@pytest.mark.parametrize("text", SILENT)
def test_other_words_name_no_outlet(text: str) -> None:
    """Books, films and storms appear first, too."""
    assert reprinted_from(text) is None


def test_the_middle_of_a_story_names_no_outlet() -> None:
    """Only the ends of a text say where it was first."""
    story = "The harbour was shut after the storm.\n" * 60
    assert reprinted_from(f"{story}It originally appeared in the Norrick Post.\n{story}") is None


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("The Norrick Post", "norrickpost.example"),
        ("The Conversation", "theconversation.com"),
        ("ProPublica", "propublica.org"),
        ("Le Quai", "quai.example"),
    ],
)
def test_names_and_sites_meet(name: str, site: str) -> None:
    """The name of an outlet and its site have one key."""
    assert outlet_key(name) == outlet_key(site)
