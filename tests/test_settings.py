"""Settings: their ranges, their errors and the digest that names a configuration."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.errors import SettingsError
from cleannews.settings import (
    CATEGORIES,
    EVERY_CATEGORY,
    KEEP,
    PROFILES,
    RELATIONS,
    CleanSettings,
    DedupeSettings,
    as_record,
    digest,
)

OUT_OF_RANGE: list[tuple[Callable[..., object], str, Any, str]] = [
    (DedupeSettings, "threshold", 0, "a number above 0, up to 1"),
    (DedupeSettings, "threshold", -0.5, "a number above 0, up to 1"),
    (DedupeSettings, "threshold", 1.01, "a number above 0, up to 1"),
    (DedupeSettings, "threshold", float("nan"), "a number above 0, up to 1"),
    (DedupeSettings, "threshold", float("inf"), "a number above 0, up to 1"),
    (DedupeSettings, "threshold", "0.7", "a number above 0, up to 1"),
    (DedupeSettings, "threshold", True, "a number above 0, up to 1"),
    (DedupeSettings, "threshold", None, "a number above 0, up to 1"),
    (DedupeSettings, "containment", 0.0, "a number above 0, up to 1"),
    (DedupeSettings, "containment", 80, "a number above 0, up to 1"),
    (DedupeSettings, "containment", float("nan"), "a number above 0, up to 1"),
    (DedupeSettings, "keep", "latest", "one of 'earliest', 'fullest'"),
    (DedupeSettings, "keep", None, "one of 'earliest', 'fullest'"),
    (DedupeSettings, "drop", {"copies"}, "one of 'abridged', 'copy', 'reworded', 'version'"),
    (DedupeSettings, "drop", "copy", "a set of names, not one str"),
    (CleanSettings, "remove", frozenset({"adverts"}), "one of 'ad', "),
    (CleanSettings, "remove", "ad", "a set of names, not one str"),
    (CleanSettings.choose, "remove", ["ad", "adverts"], "one of 'ad', "),
    (CleanSettings.choose, "keep", {"adverts"}, "one of 'ad', "),
    (CleanSettings.choose, "keep", "ad", "a set of names, not one str"),
]

NO_COLLECTION: list[tuple[Callable[..., object], str, Any]] = [
    (DedupeSettings, "drop", None),
    (CleanSettings, "remove", 5),
    (CleanSettings.choose, "keep", None),
    (CleanSettings.choose, "disable", "links.more-news"),
    (CleanSettings.choose, "rules", "own.toml"),
]

CHANGED: list[CleanSettings | DedupeSettings] = [
    replace(CleanSettings(), remove=CATEGORIES - {"ad"}),
    replace(CleanSettings(), rules=("own.toml",)),
    replace(CleanSettings(), disable=frozenset({"links.more-news"})),
    replace(DedupeSettings(), threshold=0.71),
    replace(DedupeSettings(), containment=0.81),
    replace(DedupeSettings(), keep="fullest"),
    replace(DedupeSettings(), drop={"copy"}),
    replace(DedupeSettings(), prefer=("news.example",)),
    replace(DedupeSettings(), window=7),
]


def digest_of(settings: CleanSettings | DedupeSettings) -> str:
    """Return the digest of a configuration that holds nothing but these settings."""
    return digest({type(settings).__name__: as_record(settings)})


@pytest.mark.parametrize(("make", "name", "value", "allowed"), OUT_OF_RANGE)
def test_a_value_out_of_range_is_refused_by_name(
    make: Callable[..., object], name: str, value: Any, allowed: str
) -> None:
    """The error names the argument and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        make(**{name: value})
    assert caught.value.name == name
    assert caught.value.allowed.startswith(allowed)


@pytest.mark.parametrize(
    ("make", "name", "value", "shown"),
    [
        (DedupeSettings, "threshold", 1.01, "1.01"),
        (DedupeSettings, "keep", "latest", "'latest'"),
        (DedupeSettings, "drop", {"copy", "zeal", "bits"}, "['bits', 'zeal']"),
        (CleanSettings.choose, "remove", ["ad", "adverts"], "['adverts']"),
    ],
)
def test_the_error_shows_the_value_that_is_not_allowed(
    make: Callable[..., object], name: str, value: Any, shown: str
) -> None:
    """Of several names only the unknown ones are shown, sorted."""
    with pytest.raises(SettingsError) as caught:
        make(**{name: value})
    assert caught.value.value == shown


@pytest.mark.parametrize(("make", "name", "value"), NO_COLLECTION)
def test_what_is_no_collection_of_names_is_refused_by_name(
    make: Callable[..., object], name: str, value: Any
) -> None:
    """A single name or nothing where several names belong is an error of that argument."""
    with pytest.raises(SettingsError) as caught:
        make(**{name: value})
    assert caught.value.name == name


@given(st.floats(min_value=0, max_value=1, exclude_min=True))
def test_every_share_above_0_up_to_1_is_allowed(value: float) -> None:
    """Both figures take the whole range, its upper end included."""
    settings = DedupeSettings(threshold=value, containment=value)
    assert (settings.threshold, settings.containment) == (value, value)


def test_a_whole_number_is_allowed_where_it_is_in_range() -> None:
    """1 need not be written 1.0."""
    assert DedupeSettings(threshold=1).threshold == 1


@pytest.mark.parametrize("keep", KEEP)
def test_every_order_is_allowed(keep: str) -> None:
    """Each documented order makes settings."""
    assert DedupeSettings(keep=keep).keep == keep


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_every_relation_can_be_dropped(relation: str) -> None:
    """Each documented relation makes settings, from any collection."""
    assert DedupeSettings(drop=[relation]).drop == frozenset({relation})


def test_nothing_need_be_dropped() -> None:
    """An empty collection keeps every member of every group."""
    assert DedupeSettings(drop=()).drop == frozenset()


def test_copies_abridged_articles_and_versions_are_dropped_by_default() -> None:
    """Reworded articles are grouped and kept unless a caller says otherwise."""
    assert DedupeSettings().drop == {"copy", "abridged", "version"}


@pytest.mark.parametrize(
    ("arguments", "removed"),
    [
        ({}, CATEGORIES),
        ({"remove": None}, CATEGORIES),
        ({"remove": []}, set()),
        ({"remove": ["ad", "links"]}, {"ad", "links"}),
        ({"keep": ["ad"]}, CATEGORIES - {"ad"}),
        ({"remove": ["ad", "links"], "keep": ["links", "social"]}, {"ad"}),
        ({"profile": "bare"}, EVERY_CATEGORY),
        ({"profile": "bare", "keep": ["bio"]}, EVERY_CATEGORY - {"bio"}),
        ({"profile": "careful", "remove": ["bio"]}, {"bio"}),
    ],
)
def test_what_is_kept_is_taken_from_what_is_removed(
    arguments: dict[str, Any], removed: set[str]
) -> None:
    """`keep` wins over `remove`, and `remove` is everything unless given."""
    assert CleanSettings.choose(**arguments).remove == removed


def test_profiles_grow() -> None:
    """Each takes more than the one before it, and an unknown one is named."""
    careful, standard, bare = PROFILES.values()
    assert careful < standard < bare
    with pytest.raises(SettingsError, match="profile is 'strict'"):
        CleanSettings.choose(profile="strict")


def test_paths_of_rules_are_kept_as_text_in_their_order() -> None:
    """Rule files come as text or paths and stay in the order given."""
    assert CleanSettings.choose(rules=[Path("b.toml"), "a.toml"]).rules == ("b.toml", "a.toml")


@pytest.mark.parametrize(
    ("settings", "name"), [(CleanSettings(), "remove"), (DedupeSettings(), "threshold")]
)
def test_settings_are_frozen(settings: object, name: str) -> None:
    """No value of settings can be changed behind the checks."""
    with pytest.raises(FrozenInstanceError):
        setattr(settings, name, None)


def test_a_record_of_settings_holds_sorted_lists() -> None:
    """Sets become lists in one order, so that a JSON file of them is always the same."""
    record = as_record(DedupeSettings(drop={"version", "copy"}))
    assert record == {
        "threshold": 0.7,
        "containment": 0.8,
        "keep": "earliest",
        "drop": ["copy", "version"],
        "prefer": [],
        "window": None,
    }


def test_preferred_sites_are_named_as_articles_name_theirs() -> None:
    """An address stands for its site, and a site that is named twice counts once."""
    settings = DedupeSettings(prefer=["https://www.news.example/a", "news.example", "Gazette"])
    assert settings.prefer == ("news.example", "Gazette")


@pytest.mark.parametrize("window", [0, -1, True, "3", float("nan")])
def test_a_window_is_a_number_of_days(window: Any) -> None:
    """What is none is refused by name."""
    with pytest.raises(SettingsError, match=r"window is .*; it must be a number of days above 0"):
        DedupeSettings(window=window)


def test_a_digest_is_32_hexadecimal_digits() -> None:
    """A digest is short and safe in a file name."""
    name = digest_of(CleanSettings())
    assert (len(name), set(name) <= set("0123456789abcdef")) == (32, True)


@pytest.mark.parametrize("changed", CHANGED)
def test_every_setting_changes_the_digest(changed: CleanSettings | DedupeSettings) -> None:
    """A configuration that differs in one setting has another name."""
    assert digest_of(changed) != digest_of(type(changed)())


def test_no_setting_is_left_out_above() -> None:
    """The table of changed settings holds every field of both kinds of settings."""
    changed = {
        field.name
        for settings in CHANGED
        for field in fields(settings)
        if getattr(settings, field.name) != getattr(type(settings)(), field.name)
    }
    every = {field.name for kind in (CleanSettings, DedupeSettings) for field in fields(kind)}
    assert changed == every


def test_equal_settings_have_one_digest_whatever_order_they_were_given_in() -> None:
    """The order of names in a set and of keys in a configuration is no part of it."""
    first = DedupeSettings(drop=["version", "copy"])
    second = DedupeSettings(drop=["copy", "version"])
    assert digest({"a": as_record(first), "b": 1}) == digest({"b": 1, "a": as_record(second)})


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_digest_is_the_same_in_every_process(seed: str) -> None:
    """Python's randomised hashing of text does not reach the digest."""
    source = (
        "from cleannews.settings import *;"
        "print(digest({'c': as_record(CleanSettings()), 'd': as_record(DedupeSettings())}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    here = digest({"c": as_record(CleanSettings()), "d": as_record(DedupeSettings())})
    assert done.stdout.strip() == here


def test_the_content_of_a_rule_table_counts(tmp_path: Path) -> None:
    """The same file with another rule in it makes another configuration."""
    table = tmp_path / "own.toml"
    table.write_text("a = 1", encoding="utf-8")
    before = digest({}, [table])
    table.write_text("a = 2", encoding="utf-8")
    assert digest({}, [table]) != before


def test_tables_that_share_their_content_out_otherwise_differ(tmp_path: Path) -> None:
    """A line that moves from one table to the next makes another configuration."""
    first, second = tmp_path / "1.toml", tmp_path / "2.toml"
    first.write_text("a = 1\nb = 2\n", encoding="utf-8")
    second.write_text("c = 3\n", encoding="utf-8")
    before = digest({}, [first, second])
    first.write_text("a = 1\n", encoding="utf-8")
    second.write_text("b = 2\nc = 3\n", encoding="utf-8")
    assert digest({}, [first, second]) != before
