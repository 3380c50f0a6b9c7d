"""
The small language in which rule tables write their phrases.

    read more            these words, in any case, with any quotes and white space
    (more|latest) news   one of these
    [our] newsletter[s]  a part that may be missing
    sign up ...          up to twelve words of any kind; "...40" for another limit
    #                    a number
    ####                 a year

A phrase compiles to a regular expression in which every repetition is bounded, so that matching
cannot run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

__all__ = ["Phrase", "first_word", "normal_form"]

_ITEM = re.compile(
    r"\.\.\.(?P<gap>\d*)|(?P<mark>[()\[\]|])|(?P<space>\s+)|(?P<word>[^\s()\[\]|.]+|\.)"
)
_FIRST_WORD = re.compile(r"\w+|©")
_FIRST_WORD_WITHIN = 100
_GAP_WORDS = "12"
_PHRASES = 8192
"""Phrases that stay parsed: all that are shipped, so that a second cleaner costs little."""

_NUMBERS = {"#": r"\d[\d.,:/-]{0,11}", "####": r"(?:19|20)\d\d"}
_AFTER, _BEFORE = "[\"')\\]«»,.:;!?]{0,3}", "[\"'(\\[«»]{0,2}"
_SPACE = f"{_AFTER} {_BEFORE}"
_CLOSING = {"(": ")", "[": "]"}

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″＂「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad", ""),
        "©": " copyright ",
        "：": ":",
        "｜": "|",
        "…": "...",
        "（": "(",
        "）": ")",
        "【": "[",
        "】": "]",
    }
)


def normal_form(line: str) -> str:
    """
    Return a line as phrases see it: composed, with plain quotes, dashes and spaces; the case stays.

    Args:
        line: A line's content.

    >>> normal_form("“Don’t”  miss…")
    '"Don\\'t" miss...'
    """
    if not line.isascii():
        line = normalize("NFC", line.translate(_PLAIN))
    return " ".join(line.split())


def first_word(line: str) -> str:
    """
    Return the first word of a line in lower case, or "".

    Args:
        line: A line's content, in any form.
    """
    if not line.isascii():
        line = normalize("NFC", line[:_FIRST_WORD_WITHIN])
    found = _FIRST_WORD.search(line)
    return "copyright" if found and found[0] == "©" else found[0].lower() if found else ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A phrase of a rule table, parsed.

    Args:
        pattern: A regular expression, without anchors, for a line in normal form with a space
            put before it.
        triggers: Words in lower case of which every matching line holds at least one.
        leads: A match begins with one of them.
        longest: Words in the longest line that can match.
    """

    pattern: str
    triggers: frozenset[str]
    leads: bool
    longest: int

    @classmethod
    @lru_cache(maxsize=_PHRASES)
    def parse(cls, text: str) -> Phrase:
        """
        Parse a phrase.

        Args:
            text: A phrase in the language above.

        Raises:
            ValueError: A bracket is not closed, or no word must be there.

        >>> phrase = Phrase.parse("sign up [now] for (our|the) news[letter] ...")
        >>> bool(re.fullmatch(phrase.pattern, " sign up for our newsletter, it is free"))
        True
        >>> sorted(phrase.triggers)
        ['sign']
        """
        items = _ITEM.finditer(normal_form(text))
        parsed = _sequence(items, closing="", space=True)
        if not parsed.triggers:
            raise ValueError(f"the phrase {text!r} has no word that must be there; add one")
        return cls(parsed.pattern, parsed.triggers, parsed.leads, parsed.longest)


@dataclass(frozen=True, slots=True)
class _Part:
    """
    A stretch of a phrase.

    Args:
        pattern: Its regular expression.
        triggers: Words in lower case of which a match holds at least one; none if unsure.
        leads: A match begins with one of them.
        longest: Words in the longest match.
        spellings: What it may be, where that is a word or nothing; None where it is more.
    """

    pattern: str
    triggers: frozenset[str] = frozenset()
    leads: bool = False
    longest: int = 0
    spellings: frozenset[str] | None = None


def _sequence(items: Iterator[re.Match[str]], closing: str, *, space: bool) -> _Part:
    """Parse up to the closing bracket; ``space`` tells whether a space stands before."""
    alternatives: list[_Part] = []
    parts: list[_Part] = []
    spaced = space
    for item in items:
        mark = item["mark"]
        if mark == "|" and closing:
            alternatives.append(_joined(parts))
            parts, spaced = [], space
            continue
        if mark and mark not in _CLOSING:
            if mark != closing:
                raise ValueError(f"the bracket {mark!r} does not belong there")
            return _either([*alternatives, _joined(parts)])
        if mark:
            group = _sequence(items, _CLOSING[mark], space=spaced)
            _append(parts, _optional(group) if mark == "[" else group, spaced=spaced)
        elif item["gap"] is not None:
            limit = item["gap"] or _GAP_WORDS
            gap = _Part(rf"(?:{_AFTER}(?: \S+){{1,{limit}}})?", longest=int(limit))
            _append(parts, gap, spaced=True)
        elif item["word"]:
            _append(parts, _word(item["word"], spaced=spaced), spaced=spaced)
        spaced = bool(item["space"])
    if closing:
        raise ValueError(f"the bracket {closing!r} is missing")
    return _joined(parts)


def _word(word: str, *, spaced: bool) -> _Part:
    pattern = _NUMBERS.get(word) or re.escape(word)
    pattern = (_SPACE if spaced else "") + pattern
    triggers = _first_word(word)
    return _Part(pattern, triggers, bool(triggers), 1, frozenset({word}))


def _first_word(text: str) -> frozenset[str]:
    return frozenset({first_word(text)} - {""})


def _optional(part: _Part) -> _Part:
    spellings = None if part.spellings is None else part.spellings | {""}
    return _Part(f"{part.pattern}?", longest=part.longest, spellings=spellings)


def _append(parts: list[_Part], part: _Part, *, spaced: bool) -> None:
    """Add a part, joined to the one before it where no space stands between them."""
    if spaced or not parts:
        parts.append(part)
        return
    before = parts.pop()
    spellings = None
    if before.spellings is not None and part.spellings is not None:
        spellings = frozenset(a + b for a in before.spellings for b in part.spellings)
    words = [_first_word(text) for text in spellings or ()]
    sure = bool(words) and all(words)
    triggers = frozenset().union(*words) if sure else frozenset()
    longest = before.longest + part.longest
    parts.append(_Part(before.pattern + part.pattern, triggers, sure, longest, spellings))


def _joined(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    leads = bool(parts) and parts[0].leads
    told = parts[:1] if leads else parts
    triggers = max((part.triggers for part in told), key=_rarity, default=frozenset())
    return _Part(
        pattern="".join(part.pattern for part in parts),
        triggers=triggers,
        leads=leads,
        longest=sum(part.longest for part in parts),
        spellings=None if parts else frozenset({""}),
    )


def _rarity(words: frozenset[str]) -> int:
    """Take long words for rare ones."""
    return min(map(len, words), default=0)


def _either(alternatives: list[_Part]) -> _Part:
    spellings = [part.spellings for part in alternatives]
    sure = all(part.triggers for part in alternatives)
    return _Part(
        f"(?:{'|'.join(part.pattern for part in alternatives)})",
        frozenset().union(*(part.triggers for part in alternatives)) if sure else frozenset(),
        all(part.leads for part in alternatives),
        max(part.longest for part in alternatives),
        frozenset().union(*(found or () for found in spellings)) if all(spellings) else None,
    )
