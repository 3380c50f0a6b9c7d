"""
Pages that are no article, and articles that are cut off: told by what they say.

The phrases lie in page_tables, in the form of rule tables: rules "shell.x" name what consent walls,
robot checks, missing pages and pages without their script say, rules "truncated.x" what stands
where the rest of an article is for subscribers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from itertools import chain
from pathlib import Path

from cleannews.cleaning.lines import word_count
from cleannews.cleaning.passages import sentence_starts
from cleannews.cleaning.phrases import normal_form
from cleannews.cleaning.rulebook import read_table
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.tickers import LIVE, is_live

__all__ = ["SHELL", "TRUNCATED", "flags_of", "is_shell", "page_tables"]

SHELL, TRUNCATED = "shell", "truncated"
"""The flags of an article."""

_LONGEST_SHELL = 1500
"""Characters; what is longer is no shell."""

_WORDS_BESIDE, _LONGEST_SENTENCE = 40, 12
"""Words that a shell says beside what gives it away, at most: in all, and in a sentence."""

_LAST_LINES, _TAIL = 6, 2000
"""Lines at the end of an article among which it says that it is cut off, and where they begin."""

_CUT_WITHIN = 40

_CUT = re.compile(r"(?:\[(?:…|\.\.\.)\]|\[\+\d{1,6} chars\])\s*$")
"""How feeds end a text that they cut."""


def flags_of(text: str, title: str | None = None, url: str | None = None) -> frozenset[str]:
    """
    Tell whether a text is no article, one that is cut off, or a live ticker.

    Args:
        text: The text of a page.
        title: Its title.
        url: Its address.

    Returns:
        Those of "shell", "truncated" and "live" that hold.

    >>> sorted(flags_of("Please enable JavaScript to view this page."))
    ['shell']
    >>> sorted(flags_of("The harbour is shut.\\n\\nSubscribe to continue reading"))
    ['truncated']
    """
    found = {SHELL} if is_shell(text, title) else set()
    if _CUT.search(text[-_CUT_WITHIN:]) or _ends_for_subscribers(text):
        found.add(TRUNCATED)
    if is_live(text, title, url):
        found.add(LIVE)
    return frozenset(found)


def _ends_for_subscribers(text: str) -> bool:
    tail = text[-_TAIL:]
    if len(tail) < len(text):
        tail = tail.partition("\n")[2] or tail
    filled = list(filter(None, map(str.strip, tail.splitlines())))[-_LAST_LINES:]
    candidates = _rules().find(filled)
    verdicts = (_rules().match(filled[at], found=found) for at, found in candidates.items())
    return any(verdict is not None and verdict.rule.category == TRUNCATED for verdict in verdicts)


def is_shell(text: str, title: str | None = None) -> bool:
    """
    Tell whether a text is no article, which is soon said of most.

    Args:
        text: The text of a page.
        title: Its title.
    """
    if len(text) > _LONGEST_SHELL:
        return False
    if not any(map(str.isalnum, text)):
        return True
    lines = list(filter(None, map(str.strip, text.splitlines())))
    parts = {line: _sentences(line) for line in lines}
    gives_away = _shell_lines({title or "", *lines, *chain.from_iterable(parts.values())})
    told = title in gives_away
    beside = 0
    for line in lines if gives_away else ():
        for sentence in [line] if line in gives_away else parts[line]:
            if sentence in gives_away:
                told = True
                continue
            words = word_count(sentence)
            beside += words if words <= _LONGEST_SENTENCE else _WORDS_BESIDE + 1
            if beside > _WORDS_BESIDE:
                return False
    return told


def _shell_lines(some: Collection[str]) -> set[str]:
    """Return the lines and sentences that give a shell away."""
    lines = sorted(some)
    found = _rules().find(lines)
    verdicts = ((lines[at], _rules().match(lines[at], found=them)) for at, them in found.items())
    return {line for line, verdict in verdicts if verdict and verdict.rule.category == SHELL}


def _sentences(line: str) -> list[str]:
    plain = normal_form(line)
    starts = sentence_starts(plain)
    return [
        plain[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]


@cache
def _rules() -> RuleSet:
    return RuleSet.of(rule for table in page_tables() for rule in read_table(table))


def page_tables() -> list[Path]:
    """Return the shipped tables, one for each language."""
    return sorted(Path(__file__).with_name("page_tables").glob("*.toml"))
