"""
Pages that are no article, and articles that are cut off: told by what they say.

The phrases lie in page_tables, in the form of rule tables: rules "shell.x" name what consent walls,
robot checks, missing pages and pages without their script say, rules "truncated.x" what stands
where the rest of an article is for subscribers.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from cleannews.cleaning.lines import word_count
from cleannews.cleaning.passages import sentence_starts
from cleannews.cleaning.phrases import normal_form
from cleannews.cleaning.rulebook import read_table
from cleannews.cleaning.rules import RuleSet

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


def flags_of(text: str, title: str | None = None) -> frozenset[str]:
    """
    Tell whether a text is no article, or one that is cut off.

    Args:
        text: The text of a page.
        title: Its title.

    Returns:
        "shell", "truncated", both or none.

    >>> sorted(flags_of("Please enable JavaScript to view this page."))
    ['shell']
    >>> sorted(flags_of("The harbour is shut.\\n\\nSubscribe to continue reading"))
    ['truncated']
    """
    found = {SHELL} if is_shell(text, title) else set()
    if _CUT.search(text[-_CUT_WITHIN:]) or _ends_for_subscribers(text):
        found.add(TRUNCATED)
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
    told = title is not None and _says(title) == SHELL
    beside = 0
    for line in filter(None, map(str.strip, text.splitlines())):
        for sentence in [line] if _says(line) == SHELL else _sentences(line):
            if _says(sentence) == SHELL:
                told = True
                continue
            words = word_count(sentence)
            beside += words if words <= _LONGEST_SENTENCE else _WORDS_BESIDE + 1
            if beside > _WORDS_BESIDE:
                return False
    return told


def _sentences(line: str) -> list[str]:
    plain = normal_form(line)
    starts = sentence_starts(plain)
    return [
        plain[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]


def _says(line: str) -> str:
    """Return what a line gives away: SHELL, TRUNCATED or ""."""
    verdict = _rules().match(line)
    return verdict.rule.category if verdict else ""


@cache
def _rules() -> RuleSet:
    return RuleSet.of(rule for table in page_tables() for rule in read_table(table))


def page_tables() -> list[Path]:
    """Return the shipped tables, one for each language."""
    return sorted(Path(__file__).with_name("page_tables").glob("*.toml"))
