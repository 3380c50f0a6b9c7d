"""What was removed, counted by rule, by site and by what sites repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleannews.report.bounds import Bounds

__all__ = ["LearnedLine", "Removals", "RuleTally", "SiteTally"]

_EXAMPLES = 3
_LONGEST = 200
"""Characters of a removed text that is given as an example."""

_LINES = 200_000
"""Different learned texts that are counted at once; of more the rarest are forgotten."""


@dataclass(slots=True)
class RuleTally:
    """
    What a rule removed.

    Args:
        rule: Its id.
        category: Its category.
        spans: How many spans.
        characters: How many characters.
        articles: Of how many articles.
        examples: Some of what it removed, different ones.
    """

    rule: str
    category: str
    spans: int = 0
    characters: int = 0
    articles: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SiteTally:
    """
    What was removed from an outlet's articles.

    Args:
        site: Its registered domain, or None where articles have none.
        articles: Its articles.
        dropped: Those of them that are dropped.
        characters: Characters of its articles as they were found.
        removed: Those of them that were removed.
        categories: These by category.
    """

    site: str | None
    articles: int = 0
    dropped: int = 0
    characters: int = 0
    removed: int = 0
    categories: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """What was removed of all, from 0 to 1."""
        return self.removed / max(1, self.characters)


@dataclass(slots=True)
class LearnedLine:
    """
    What an outlet repeats.

    Args:
        site: The outlet.
        text: The text, cut if long.
        times: How often it was removed.
        stories: In how many of the outlet's stories it stands, as was learned.
    """

    site: str | None
    text: str
    times: int = 0
    stories: int = 0


class Removals:
    """Counts the removed spans of articles."""

    def __init__(self) -> None:
        self.rules: dict[str, RuleTally] = {}
        self.sites: dict[str | None, SiteTally] = {}
        self.learned: dict[tuple[str | None, str], LearnedLine] = {}
        self.cleaned = 0

    def add(self, row: Mapping[str, Any] | None, spans: Sequence[Mapping[str, Any]]) -> None:
        """
        Count an article.

        Args:
            row: Its row, or None where only its spans are there.
            spans: The rows of its removed spans.
        """
        self.cleaned += bool(spans)
        for rule in {it["rule"] for it in spans}:
            tally = self.rules.setdefault(rule, RuleTally(rule, ""))
            tally.articles += 1
        for it in spans:
            self._count_rule(it)
        if row is None:
            return
        site = self.sites.setdefault(row["site"], SiteTally(row["site"]))
        site.articles += 1
        site.dropped += not row["kept"]
        gone = sum(len(it["text"]) for it in spans)
        site.characters += len(row["text"]) + gone
        site.removed += gone
        for it in spans:
            known = site.categories.get(it["category"], 0)
            site.categories[it["category"]] = known + len(it["text"])
            if it.get("stories"):
                self._count_line(row["site"], it)

    def _count_rule(self, span: Mapping[str, Any]) -> None:
        tally = self.rules[span["rule"]]
        tally.category = span["category"]
        tally.spans += 1
        tally.characters += len(span["text"])
        example = _short(span["text"])
        if len(tally.examples) < _EXAMPLES and example not in tally.examples:
            tally.examples.append(example)

    def _count_line(self, site: str | None, span: Mapping[str, Any]) -> None:
        text = _short(span["text"])
        line = self.learned.setdefault((site, text), LearnedLine(site, text))
        line.times += 1
        line.stories = max(line.stories, span["stories"])
        if len(self.learned) > _LINES:
            self.learned = {(it.site, it.text): it for it in _most_frequent(self.learned.values())}

    def top_rules(self, bounds: Bounds) -> list[RuleTally]:
        """Return the rules that removed the most."""
        found = sorted(self.rules.values(), key=lambda it: (-it.characters, it.rule))
        return found[: bounds.rows]

    def top_sites(self, bounds: Bounds) -> list[SiteTally]:
        """Return the outlets with the most articles."""
        found = sorted(self.sites.values(), key=lambda it: (-it.articles, it.site or ""))
        return found[: bounds.rows]

    def top_lines(self, bounds: Bounds) -> list[LearnedLine]:
        """Return what was removed most often of what outlets repeat."""
        return _most_frequent(self.learned.values())[: bounds.rows]


def _most_frequent(lines: Iterable[LearnedLine]) -> list[LearnedLine]:
    """Return lines by how often they were removed, half as many as are counted at once."""
    found = sorted(lines, key=lambda it: (-it.times, it.site or "", it.text))
    return found[: _LINES // 2]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
