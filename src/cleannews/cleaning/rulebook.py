"""
Rule tables: TOML files, one for each language, read into rules.

A rule says in which shape its phrases must stand:

    line      the whole line is the phrase
    label     the phrase names links: alone on its line (then the headlines below go with it), or
              before a separator and a headline
    ending    the line is a headline with the phrase behind it
    sentence  the phrase is a sentence at the end of a paragraph, and goes alone
    inline    the phrase stands in brackets or between two sentences, and goes alone

Entries under ``protect`` name lines that no rule may ever remove. Every entry carries lines
that it must match and lines that it must not; the tests run them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cleannews.cleaning.phrases import Phrase
from cleannews.errors import RuleTableError, one_of, shown

__all__ = [
    "BEGINNING_LINES",
    "EXAMPLES",
    "PROTECT",
    "SHAPES",
    "WITHIN_LINES",
    "Rule",
    "read_table",
]

PROTECT = "protect"
"""The category of lines that stay whatever else matches."""

SHAPES = ("line", "label", "ending", "sentence", "inline")

WITHIN_LINES = ("sentence", "inline")
"""Shapes of which only a part of a line goes."""

BEGINNING_LINES = ("line", "label")
"""Shapes whose phrase stands at the beginning of its line."""

EXAMPLES = ("remove", "keep")
"""The keys of a rule's examples."""

_DERIVED = ("language",)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One entry of a rule table.

    Args:
        id: Its name, category first, such as "links.more-news".
        phrases: Its phrases, in the language of :mod:`~cleannews.cleaning.phrases`.
        remove: Lines that it must match.
        keep: Lines that it must not match.
        shape: One of :data:`SHAPES`.
        language: The language of its table, or "" for all.
        declared: It holds only where the article declares this language.
        upper: It holds only for lines in capitals.
        needs: It holds only for lines with this character, such as "©".
        sentence: A headline behind the label may end like a sentence.
        bare: A headline may follow the label without a separator.
        alone: The label may stand alone on its line.
        head: It holds in the head of a story, too, where such a line may be the headline.
        mid: It holds between lines of prose, too, where such a line may be a subheading.
        tail: It holds only behind the last line of prose.
        arms: Lines below a label that stands alone which may go with it.

    Raises:
        ValueError: A phrase is malformed.
    """

    id: str
    phrases: tuple[str, ...]
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    shape: str = "line"
    language: str = ""
    declared: bool = False
    upper: bool = False
    needs: str = ""
    sentence: bool = False
    bare: bool = False
    alone: bool = True
    head: bool = True
    mid: bool = True
    tail: bool = False
    arms: int = 1

    def __post_init__(self) -> None:
        for text in self.phrases:
            Phrase.parse(text)

    @property
    def category(self) -> str:
        """The kind of boilerplate: the id up to its first dot."""
        return self.id.partition(".")[0]


def read_table(path: str | Path) -> tuple[Rule, ...]:
    """
    Read one rule table.

    Args:
        path: A TOML file in the form of the shipped tables.

    Raises:
        RuleTableError: The file cannot be read or an entry is malformed.
    """
    import tomllib

    try:
        table = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleTableError(str(path), "", f"cannot be read: {error}") from None
    found = tuple(_rules_of(table, str(path)))
    _check_unique(found, str(path))
    return found


def _rules_of(table: dict[str, Any], path: str) -> Iterator[Rule]:
    unknown = set(table) - {"language", "rule", PROTECT}
    if unknown:
        problem = f"unknown keys {sorted(unknown)}; known are language, rule, {PROTECT}"
        raise RuleTableError(path, "", problem)
    language = table.get("language", "")
    for entry in table.get("rule", []):
        yield _rule_of(entry, language, path)
    for entry in table.get(PROTECT, []):
        yield _rule_of({**entry, "id": f"{PROTECT}.{entry.get('id', '')}"}, language, path)


def _rule_of(entry: dict[str, Any], language: str, path: str) -> Rule:
    name = str(entry.get("id", ""))
    allowed = {item.name: item for item in fields(Rule) if item.name not in _DERIVED}
    for key, value in entry.items():
        if key not in allowed:
            problem = f"unknown key {key!r}; it must be {one_of(allowed)}"
            raise RuleTableError(path, name, problem)
        wanted = {"tuple[str, ...]": list, "bool": bool, "int": int}.get(
            str(allowed[key].type), str
        )
        if not isinstance(value, wanted):
            raise RuleTableError(path, name, f"{key} is {shown(value)}, not a {wanted.__name__}")
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    if not re.fullmatch(r"[a-z]+\.[a-z0-9-]+", name):
        raise RuleTableError(path, name, "the id must be category.name in small letters")
    if not entry.get("phrases") or not entry.get("remove") or not entry.get("keep"):
        raise RuleTableError(path, name, "phrases, remove and keep must each hold a line")
    if entry.get("shape", "line") not in SHAPES:
        raise RuleTableError(path, name, f"shape must be {one_of(SHAPES)}")
    try:
        return Rule(**plain, language=language)
    except ValueError as error:
        raise RuleTableError(path, name, str(error)) from None


def _check_unique(rules: Iterable[Rule], path: str) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleTableError(path, rule.id, "the id stands twice; give each rule its own")
        seen.add(rule.id)
