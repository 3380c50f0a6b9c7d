"""
Every setting, as frozen values that are checked when they are made.

:func:`digest` names a whole configuration: settings, signature scheme and rule tables. Two runs
with one digest on one input give the same output.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from json import dumps
from pathlib import Path
from typing import Any

from cleannews.article import FieldNames
from cleannews.errors import SettingsError, one_of, shown
from cleannews.sitenames import site_of

__all__ = [
    "CATEGORIES",
    "EVERY_CATEGORY",
    "KEEP",
    "KEPT_CATEGORIES",
    "PROFILES",
    "RELATIONS",
    "CleanSettings",
    "DedupeSettings",
    "ReadSettings",
    "as_record",
    "digest",
]

CATEGORIES = frozenset(
    {
        "ad",
        "affiliate",
        "consent",
        "contact",
        "copyright",
        "credit",
        "headline",
        "leak",
        "links",
        "newsletter",
        "player",
        "social",
        "subscription",
        "tags",
        "template",
        "timestamp",
    }
)
"""The kinds of boilerplate that cleaning removes."""

KEPT_CATEGORIES = frozenset(
    {"agency", "bio", "byline", "caption", "contributed", "dateline", "disclaimer"}
)
"""What is recognised, and stays unless it is asked for."""

EVERY_CATEGORY = CATEGORIES | KEPT_CATEGORIES
"""Whatever can be removed or kept."""

PROFILES = {
    "careful": frozenset(
        {"ad", "copyright", "headline", "links", "newsletter", "player", "social"}
    ),
    "standard": CATEGORIES,
    "bare": EVERY_CATEGORY,
}
"""Named choices of categories: the plainest ones, all but what people differ on, and all."""

RELATIONS = frozenset({"copy", "abridged", "version", "reworded"})
"""What a member of a group can be to its representative."""

KEEP = ("earliest", "fullest", "original")
"""The orders by which the representative of a group is chosen."""


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """
    How texts are cleaned.

    Args:
        remove: The categories to remove.
        rules: Files with further rule tables.
        disable: Ids of rules that are switched off.

    Raises:
        SettingsError: A category is unknown.
    """

    remove: frozenset[str] = CATEGORIES
    rules: tuple[str, ...] = ()
    disable: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _check_names("remove", self.remove, EVERY_CATEGORY)

    @classmethod
    def choose(
        cls,
        remove: Collection[str] | None = None,
        keep: Collection[str] = (),
        rules: Iterable[str | Path] = (),
        disable: Collection[str] = (),
        profile: str = "standard",
    ) -> CleanSettings:
        """
        Make settings from what a caller wants removed and kept.

        Args:
            remove: The categories to remove; None for those of the profile.
            keep: Categories to leave in the text.
            rules: Files with further rule tables.
            disable: Ids of rules to switch off.
            profile: A name of :data:`PROFILES`.

        Raises:
            SettingsError: A category or a profile is unknown.
        """
        if profile not in PROFILES:
            raise SettingsError("profile", shown(profile), one_of(PROFILES))
        _check_names("remove", () if remove is None else remove, EVERY_CATEGORY)
        _check_names("keep", keep, EVERY_CATEGORY)
        _check_names("rules", rules)
        _check_names("disable", disable)
        return cls(
            remove=frozenset(PROFILES[profile] if remove is None else remove) - frozenset(keep),
            rules=tuple(str(path) for path in rules),
            disable=frozenset(disable),
        )


@dataclass(frozen=True, slots=True)
class DedupeSettings:
    """
    What counts as a duplicate and which copy is kept.

    Args:
        threshold: The Jaccard similarity from which two articles are copies, above 0, up to 1.
        containment: The share of an article's shingles, above 0, up to 1, from which it is
            abridged from another that holds them; None to look for copies only.
        keep: Which of a group is kept: the "earliest", the "fullest", or the "original", which is
            the own copy of the agency that wrote it or of the outlet that a reprint names, else
            the earliest. A fuller article is kept before one that is cut from it, whatever this
            says, and of the versions of one address the latest.
        drop: The relations whose members are dropped; the others are grouped and kept.
        prefer: Sites whose copies are kept before others, the first one first.
        window: Days that may lie between two articles that are one, where both dates are known;
            None for any number.

    Raises:
        SettingsError: A value is out of its range.
    """

    threshold: float = 0.7
    containment: float | None = 0.8
    keep: str = "earliest"
    drop: Collection[str] = field(default=frozenset({"copy", "abridged", "version"}))
    prefer: Iterable[str] = ()
    window: float | None = None

    def __post_init__(self) -> None:
        for name in ("threshold", "containment"):
            value = getattr(self, name)
            if value is None and name == "containment":
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
                raise SettingsError(name, shown(value), "a number above 0, up to 1")
        if self.keep not in KEEP:
            raise SettingsError("keep", shown(self.keep), one_of(KEEP))
        _check_names("drop", self.drop, RELATIONS)
        object.__setattr__(self, "drop", frozenset(self.drop))
        _check_names("prefer", self.prefer)
        sites = tuple(dict.fromkeys(filter(None, map(site_of, map(str, self.prefer)))))
        object.__setattr__(self, "prefer", sites)
        days = self.window
        if days is not None and (
            isinstance(days, bool) or not isinstance(days, int | float) or not days > 0
        ):
            raise SettingsError("window", shown(days), "a number of days above 0, or None")


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """
    What is read of the inputs, and how.

    Args:
        fields: Pairs of a field of an article and the key or column that holds it, where that is
            none of the usual ones.
        include: Shell patterns of files in folders and archives, of which one must match; none
            for all files.
        exclude: Shell patterns of files, of which none may match.
        site_from: None, or "dir" to take the first folder of a file's path as the outlet.
        limit: Articles at most; None for all.
        sample: The share of the articles to take, above 0, up to 1, chosen by a hash of where
            they stand; None for all.
        fix_text: Undo mojibake in texts and titles.

    Raises:
        SettingsError: A value is not allowed.
    """

    fields: tuple[tuple[str, str], ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    site_from: str | None = None
    limit: int | None = None
    sample: float | None = None
    fix_text: bool = False

    def __post_init__(self) -> None:
        FieldNames(self.fields)
        _check_names("include", self.include)
        _check_names("exclude", self.exclude)
        if self.site_from not in (None, "dir"):
            raise SettingsError("site_from", shown(self.site_from), "None or 'dir'")
        limit = self.limit
        if limit is not None and (
            isinstance(limit, bool) or not isinstance(limit, int) or limit < 1
        ):
            raise SettingsError("limit", shown(limit), "a whole number from 1, or None")
        share = self.sample
        if share is not None and (
            isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1
        ):
            raise SettingsError("sample", shown(share), "a number above 0, up to 1, or None")


def _check_names(name: str, values: object, allowed: Collection[str] | None = None) -> None:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise SettingsError(name, shown(values), f"a set of names, not one {type(values).__name__}")
    unknown = set(values) - set(allowed) if allowed is not None else set()
    if unknown and allowed is not None:
        raise SettingsError(name, shown(sorted(map(str, unknown))), one_of(allowed))


def as_record(settings: Any) -> Any:
    """
    Return settings as plain values for a JSON file.

    Args:
        settings: Any settings, or a value of theirs.
    """
    if is_dataclass(settings):
        return {it.name: as_record(getattr(settings, it.name)) for it in fields(settings)}
    if isinstance(settings, Mapping):
        return {str(key): as_record(value) for key, value in settings.items()}
    if isinstance(settings, frozenset):
        return sorted(map(as_record, settings))
    if isinstance(settings, tuple):
        return list(map(as_record, settings))
    return str(settings) if isinstance(settings, Path) else settings


def digest(configuration: Mapping[str, Any], tables: Collection[Path] = ()) -> str:
    """
    Return a short name for a whole configuration.

    Args:
        configuration: Plain values: settings, scheme, version.
        tables: Files whose content counts too.

    Returns:
        32 hexadecimal digits, the same for equal configurations.
    """
    from hashlib import blake2b

    made = blake2b(dumps(configuration, sort_keys=True).encode(), digest_size=16)
    for path in sorted(tables):
        made.update(blake2b(path.read_bytes()).digest())
    return made.hexdigest()
