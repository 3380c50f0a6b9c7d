"""
The settings of a crawl: read from what a framework holds, and checked before the first page.

Values may be texts, as a command line gives them: numbers, names with commas between, JSON for a
mapping.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from cleannews.errors import SettingsError, one_of, shown
from cleannews.integrations.itemfields import ItemFields
from cleannews.settings import CleanSettings, DedupeSettings

__all__ = ["MARKS", "PREFIX", "CrawlSettings"]

PREFIX = "CLEANNEWS_"

MARKS = {
    "text": None,
    "removed": None,
    "match": "cleannews_match",
    "relation": "cleannews_relation",
    "jaccard": "cleannews_jaccard",
    "containment": "cleannews_containment",
    "duplicate": "cleannews_duplicate",
    "seen": "cleannews_seen",
}
"""What is written into an item, and under which name unless a crawl says otherwise."""

_DEFAULTS = DedupeSettings()
_POLICIES = ("drop", "mark")
_ON_ERROR = ("raise", "pass")


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """
    What becomes of the items of a crawl. The setting of a field is its name in capitals behind
    :data:`PREFIX`.

    Args:
        enabled: Whether anything is done at all.
        items: Classes of items that are articles, or their import paths; none for all that have a text.
        fields: Which field of an item holds a field of an article, or its page ("html").
        marks: Under which names things are written into an item: :data:`MARKS`.
        max_characters: Longer texts are passed on as they are.
        profile: As for :class:`~cleannews.Cleaner`, as are the next four.
        remove: Categories to remove.
        keep: Categories to leave.
        rules: Files with further rule tables.
        disable: Rules to switch off.
        memory: A file of what sites repeat.
        index: The place of the index; None where articles are only cleaned.
        learn: The index learns what sites repeat, and articles are cleaned with it.
        ttl: Articles in the index expire at this age.
        threshold: As for :func:`~cleannews.open_index`, as are the next three.
        containment: As there.
        drop: As there.
        window: As there.
        duplicates: "drop" or "mark": what becomes of duplicates.
        seen: The same of articles that were added before, under one id with one text.
        on_error: "raise" or "pass": what becomes of an article if the index fails.

    Raises:
        SettingsError: A value is not allowed; the setting is named.
    """

    enabled: bool = True
    items: tuple[Any, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, str | None] = field(default_factory=dict)
    max_characters: int = 1_000_000
    profile: str = "standard"
    remove: tuple[str, ...] | None = None
    keep: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    memory: str | None = None
    index: str | None = None
    learn: bool = False
    ttl: timedelta | None = None
    threshold: float = _DEFAULTS.threshold
    containment: float | None = _DEFAULTS.containment
    drop: tuple[str, ...] = tuple(sorted(_DEFAULTS.drop))
    window: float | None = None
    duplicates: str = "drop"
    seen: str = "drop"
    on_error: str = "raise"

    def __post_init__(self) -> None:
        for name, allowed in (
            ("duplicates", _POLICIES),
            ("seen", _POLICIES),
            ("on_error", _ON_ERROR),
        ):
            if getattr(self, name) not in allowed:
                raise _refused(name, getattr(self, name), one_of(allowed))
        if self.max_characters < 1:
            raise _refused("max_characters", self.max_characters, "a whole number from 1")
        if self.learn and self.index is None:
            raise _refused("learn", self.learn, "False without CLEANNEWS_INDEX")
        if self.ttl is not None and self.ttl <= timedelta():
            raise _refused("ttl", self.ttl, "a timedelta or a number of days, above 0, or None")
        unknown = self.marks.keys() - MARKS.keys()
        if unknown:
            raise _refused("marks", sorted(unknown), f"a mapping from {one_of(MARKS)}")
        object.__setattr__(self, "marks", MARKS | dict(self.marks))
        for check in (self.cleaning, self.grouping, self.item_fields):
            try:
                check()
            except SettingsError as error:
                raise SettingsError(_called(error.name), error.value, error.allowed) from None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """
        Read the settings of a crawl.

        Args:
            given: All its settings; those of others are left alone.

        Raises:
            SettingsError: A value is not allowed, or there is no such setting.

        >>> CrawlSettings.read({"CLEANNEWS_TTL": "30", "BOT_NAME": "news"}).ttl
        datetime.timedelta(days=30)
        """
        chosen = {}
        names = {_called(it.name): it.name for it in fields(cls)}
        for key in given:
            if not str(key).startswith(PREFIX):
                continue
            if key not in names:
                near = get_close_matches(key, names, 1) or sorted(names)
                raise SettingsError(key, "no setting", " or ".join(near))
            name = names[key]
            read, wanted = _READ[name]
            try:
                chosen[name] = read(given[key])
            except (TypeError, ValueError, OverflowError):
                raise _refused(name, given[key], wanted) from None
        return cls(**chosen)

    def cleaning(self) -> CleanSettings:
        """Return how texts are cleaned."""
        return CleanSettings.choose(self.remove, self.keep, self.rules, self.disable, self.profile)

    def grouping(self) -> DedupeSettings:
        """Return what counts as a duplicate."""
        return DedupeSettings(
            self.threshold, self.containment, drop=frozenset(self.drop), window=self.window
        )

    def item_fields(self) -> ItemFields:
        """Return where the fields of an article are in an item."""
        return ItemFields(self.fields)


def _called(name: str) -> str:
    return PREFIX + name.upper()


def _refused(name: str, value: object, allowed: str) -> SettingsError:
    return SettingsError(_called(name), shown(value), allowed)


def _flag(value: object) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise ValueError(value) from None


def _name(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(value)
    return value


def _place(value: object) -> str:
    return _name(str(value) if isinstance(value, Path) else value)


def _names(value: object) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(filter(None, map(str.strip, value.split(","))))
    if isinstance(value, Mapping | bytes) or not isinstance(value, Iterable):
        raise TypeError(value)
    return tuple(value)


def _paths(value: object) -> tuple[str, ...]:
    return tuple(map(_place, (value,) if isinstance(value, Path) else _names(value)))


def _mapping(value: object) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    if not isinstance(found, Mapping) or not all(isinstance(it, str) for it in found):
        raise TypeError(value)
    return dict(found)


def _marks(value: object) -> dict[str, str | None]:
    return {key: None if name is None else _name(name) for key, name in _mapping(value).items()}


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(value)
    return int(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(value)
    return float(value)


def _age(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else timedelta(days=_number(value))


def _or_none(read: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: None if value is None or value in {"", "None"} else read(value)


_SHARE = "a number above 0, up to 1"
_LIST = "a list of names"

_READ: dict[str, tuple[Callable[[object], Any], str]] = {
    "enabled": (_flag, "True or False"),
    "items": (_names, "a list of classes or their import paths"),
    "fields": (_mapping, "a mapping from fields of an article to fields of an item"),
    "marks": (_marks, "a mapping to names of fields, or None for none"),
    "max_characters": (_whole, "a whole number from 1"),
    "profile": (_name, "the name of a profile"),
    "remove": (_or_none(_names), f"{_LIST}, or None"),
    "keep": (_names, _LIST),
    "rules": (_paths, "a list of files"),
    "disable": (_names, _LIST),
    "memory": (_or_none(_place), "the path of a file, or None"),
    "index": (_or_none(_place), "the place of an index, or None"),
    "learn": (_flag, "True or False"),
    "ttl": (_or_none(_age), "a timedelta or a number of days, above 0, or None"),
    "threshold": (_number, _SHARE),
    "containment": (_or_none(_number), f"{_SHARE}, or None"),
    "drop": (_names, _LIST),
    "window": (_or_none(_number), "a number of days above 0, or None"),
    "duplicates": (_name, one_of(_POLICIES)),
    "seen": (_name, one_of(_POLICIES)),
    "on_error": (_name, one_of(_ON_ERROR)),
}
"""How each setting is read, and what it must be."""
