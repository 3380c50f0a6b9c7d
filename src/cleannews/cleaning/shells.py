"""
Pages that are no article, and articles that are cut off: told by what they say.

The phrases lie in page_tables, in the form of rule tables: rules "shell.x" name what consent walls,
robot checks, missing pages and pages without their script say, rules "truncated.x" what stands
where the rest of an article is for subscribers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from cleannews.cleaning.lines import word_count
from cleannews.cleaning.normalform import normal_form
from cleannews.cleaning.passages import sentence_starts
from cleannews.cleaning.rulebook import read_table
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.tickers import LIVE, is_live

__all__ = [
    "LONGEST_SHELL",
    "SHELL",
    "TRUNCATED",
    "Page",
    "flags_of",
    "flags_of_all",
    "is_shell",
    "page_tables",
]

Page = tuple[str, str | None, str | None]
"""A text, its title and its address."""

SHELL, TRUNCATED = "shell", "truncated"
"""The flags of an article."""

LONGEST_SHELL = 1500
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
    return flags_of_all([(text, title, url)])[0]


def flags_of_all(pages: Sequence[Page]) -> list[frozenset[str]]:
    """
    Tell of many texts what :func:`flags_of` tells of one, which is quicker.

    Args:
        pages: Texts, each with its title and address or None.
    """
    for_subscribers = _ending_for_subscribers([text for text, _, _ in pages])
    found = []
    for at, (text, title, url) in enumerate(pages):
        holds = {
            SHELL: is_shell(text, title),
            TRUNCATED: at in for_subscribers or _CUT.search(text[-_CUT_WITHIN:]) is not None,
            LIVE: is_live(text, title, url),
        }
        found.append(frozenset(flag for flag, it in holds.items() if it))
    return found


def _ending_for_subscribers(texts: Iterable[str]) -> set[int]:
    """Return the numbers of the texts that say at their end that the rest is for subscribers."""
    lines: list[str] = []
    text_of: list[int] = []
    for at, text in enumerate(texts):
        some = _last_lines(text)
        lines += some
        text_of += [at] * len(some)
    rules = _rules()
    verdicts = (
        (text_of[at], rules.match(lines[at], found=found))
        for at, found in rules.find(lines).items()
    )
    return {at for at, verdict in verdicts if verdict and verdict.rule.category == TRUNCATED}


def _last_lines(text: str) -> list[str]:
    tail = text[-_TAIL:]
    if len(tail) < len(text):
        tail = tail.partition("\n")[2] or tail
    return list(filter(None, map(str.strip, tail.splitlines())))[-_LAST_LINES:]


def is_shell(text: str, title: str | None = None) -> bool:
    """
    Tell whether a text is no article, which is soon said of most.

    Args:
        text: The text of a page.
        title: Its title.
    """
    if len(text) > LONGEST_SHELL:
        return False
    if not any(map(str.isalnum, text)):
        return True
    lines = list(filter(None, map(str.strip, text.splitlines())))
    parts = {line: _sentences(line) for line in lines}
    headline = " ".join((title or "").split())  # it may have line breaks, and a rule is of a line
    gives_away = _shell_lines({headline, *lines, *chain.from_iterable(parts.values())})
    told = headline in gives_away
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
