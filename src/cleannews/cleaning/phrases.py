"""
The small language in which rule tables write their phrases.

    read more            these words, in any case, with any quotes and white space
    (more|latest) news   one of these
    [our] newsletter[s]  a part that may be missing
    sign up ...          up to twelve words of any kind; "...40" for another limit
    newsletter...        up to twelve characters but white space, where it touches a word
    #                    a number
    ####                 a year

A phrase compiles to a regular expression in which every repetition is bounded, so that matching
cannot run away. It is looked for only in lines that hold its anchors: tokens that every match holds,
in their order and not too far apart. Tokens are those of :mod:`~cleannews.signatures.fold`, and "©"
counts as the word copyright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining

from cleannews.cleaning.normalform import SPACELESS_LETTER, normal_form
from cleannews.signatures.fold import CHARACTERS, tokens

__all__ = ["TELLING_MARKS", "Anchor", "Phrase", "pattern_of"]

TELLING_MARKS = frozenset("@/")
"""Characters that few lines hold, and that no spelling of a line in normal form changes."""

_ITEM = re.compile(
    r"\.\.\.(?P<gap>\d*)|(?P<mark>[()\[\]|])|(?P<space>\s+)|(?P<word>####|#|(?:(?!\.\.\.)[^\s()\[\]|#])+)"
)
_GAP = "12"
_PHRASES = 8192
"""Phrases that stay parsed: all that are shipped."""

_NUMBERS = {"#": r"\d[\d.,:/-]{0,11}", "####": r"(?:19|20)\d\d"}
_AFTER, _BEFORE = "[\"')\\]«»,.:;!?]{0,3}", "[\"'(\\[«»]{0,2}"
_SPACE = f"{_AFTER} {_BEFORE}"
_CLOSING = {"(": ")", "[": "]"}
_SETTING_OFF = ("/", ":", ",", ";", "@", "&", "'", '"')
"""Marks between words, as patterns end in them."""


class Anchor(NamedTuple):
    """
    A token that every match holds.

    Args:
        tokens: It is one of these.
        within: Words from that of the anchor before it, or from the first word of the phrase, to its
            own, at most.
        again: It may be the very token of the anchor before it.
    """

    tokens: tuple[str, ...]
    within: int
    again: bool = False


class Phrase(NamedTuple):
    """
    A phrase of a rule table, parsed.

    Args:
        text: The phrase.
        anchors: What every match holds, in this order.
        leads: A match begins with the first anchor.
        behind: Words behind that of the last anchor, at most.
        longest: Words in the longest line that can match.
        marks: Characters of :data:`TELLING_MARKS` that every matching line holds.
    """

    text: str
    anchors: tuple[Anchor, ...]
    leads: bool
    behind: int
    longest: int
    marks: str

    @classmethod
    def parse(cls, text: str) -> Phrase:
        """
        Parse a phrase.

        Args:
            text: A phrase in the language above.

        Raises:
            ValueError: A bracket is not closed, or no word must be there.

        >>> for anchor in Phrase.parse("sign up [now] for (our|the) news[letter] ...").anchors:
        ...     print(anchor.tokens, anchor.within)
        ('sign',) 0
        ('up',) 1
        ('for',) 2
        ('our', 'the') 1
        ('news', 'newsletter') 1
        """
        parsed = _parsed(text)
        if not parsed.anchors:
            raise ValueError(f"the phrase {text!r} has no word that must be there; add one")
        anchors = tuple(
            Anchor(tuple(sorted(it.tokens)), it.within, it.again) for it in parsed.anchors
        )
        marks = "".join(sorted(parsed.marks))
        return cls(text, anchors, parsed.leads, parsed.behind - 1, parsed.longest, marks)


class _Sure(NamedTuple):
    """An anchor of a part, counted from the part's first word or from the anchor before it."""

    tokens: frozenset[str]
    within: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """
    A stretch of a phrase.

    Args:
        pattern: Its regular expression.
        anchors: What every match holds.
        leads: A match begins with the first anchor.
        longest: Words in the longest match.
        behind: Words from that of the last anchor to the end of the match, that one included; where
            there is no anchor, all words.
        spellings: What it may be, where that is a word or nothing; None where it is more.
        marks: Characters of :data:`TELLING_MARKS` that every match holds.
    """

    pattern: str
    anchors: tuple[_Sure, ...] = ()
    leads: bool = False
    longest: int = 0
    behind: int = 0
    spellings: frozenset[str] | None = None
    marks: frozenset[str] = frozenset()

    @classmethod
    def told(
        cls,
        pattern: str,
        tokens: frozenset[str],
        longest: int,
        *,
        leads: bool = False,
        spellings: frozenset[str] | None = None,
        marks: frozenset[str] = frozenset(),
    ) -> _Part:
        """Make a part that holds one of some tokens, or of which no token is sure."""
        anchors = (_Sure(tokens, 0 if leads else longest),) if tokens else ()
        return cls(pattern, anchors, leads and bool(tokens), longest, longest, spellings, marks)

    @property
    def triggers(self) -> frozenset[str]:
        """Tokens of which a match holds one: it begins with it, or they are the rarest."""
        return self.anchors[0].tokens if self.leads else self.rarest

    @property
    def rarest(self) -> frozenset[str]:
        """The rarest tokens of which a match holds one."""
        return max((it.tokens for it in self.anchors), key=_rarity, default=frozenset())


def pattern_of(text: str) -> str:
    """
    Return a regular expression, without anchors, for a line in normal form behind a space.

    Args:
        text: A phrase.

    >>> pattern = pattern_of("sign up [now] for (our|the) news[letter] ...")
    >>> bool(re.fullmatch(pattern, " sign up for our newsletter, it is free"))
    True
    """
    return _parsed(text).pattern


@lru_cache(maxsize=_PHRASES)
def _parsed(text: str) -> _Part:
    return _sequence(_ITEM.finditer(normal_form(text)), closing="", space=True)


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
            limit = item["gap"] or _GAP
            touches = (not spaced and bool(parts)) or _touches(item)
            pattern = rf"\S{{0,{limit}}}" if touches else rf"(?:{_AFTER}(?: \S+){{1,{limit}}})?"
            before = _SPACE if touches and spaced else ""
            gap = _Part.told(before + pattern, frozenset(), 1 if touches else int(limit))
            _append(parts, gap, spaced=spaced or not touches)
        elif item["word"]:
            _append(parts, _word(item["word"], spaced=spaced), spaced=spaced)
        spaced = bool(item["space"])
    if closing:
        raise ValueError(f"the bracket {closing!r} is missing")
    return _joined(parts)


def _touches(gap: re.Match[str]) -> bool:
    """Tell whether a word or a group follows a gap without a space."""
    behind = gap.string[gap.end() : gap.end() + 1]
    return bool(behind) and behind not in " )]|"


def _word(word: str, *, spaced: bool) -> _Part:
    before = _SPACE if spaced else ""
    if word in _NUMBERS:
        return _Part.told(before + _NUMBERS[word], frozenset(), 1)
    sure = tuple(_Sure(frozenset({token}), 0) for token in tokens(word))
    marks = TELLING_MARKS & {*word}
    return _Part(before + re.escape(word), sure, bool(sure), 1, 1, frozenset({word}), marks)


def _optional(part: _Part) -> _Part:
    spellings = None if part.spellings is None else part.spellings | {""}
    return _Part.told(f"{part.pattern}?", frozenset(), part.longest, spellings=spellings)


def _append(parts: list[_Part], part: _Part, *, spaced: bool) -> None:
    """Add a part, joined to the one before it where no space stands between them."""
    if spaced or not parts:
        parts.append(part)
        return
    before = parts.pop()
    pattern, longest = before.pattern + part.pattern, before.longest + part.longest
    marks = before.marks | part.marks
    if before.spellings is not None and part.spellings is not None:
        spellings = frozenset(a + b for a in before.spellings for b in part.spellings)
        words = [tokens(spelling)[:1] for spelling in spellings]
        sure = bool(words) and all(words)
        told = frozenset(word for (word,) in words) if sure else frozenset()
        parts.append(
            _Part.told(pattern, told, longest, leads=sure, spellings=spellings, marks=marks)
        )
        return
    set_off = part.spellings and all(it and not it[0].isalnum() for it in part.spellings)
    if set_off and before.anchors:
        behind = before.behind + part.longest
        parts.append(_Part(pattern, before.anchors, before.leads, longest, behind, None, marks))
        return
    told = frozenset() if set_off else _sure_triggers(before)
    leads = bool(told) and before.leads
    marked = before.pattern.endswith(_SETTING_OFF)
    told = told or _sure_triggers(part, marked=marked)
    parts.append(_Part.told(pattern, told, longest, leads=leads, marks=marks))


def _sure_triggers(part: _Part, *, marked: bool | None = None) -> frozenset[str]:
    """
    Return the triggers of a part that stay whatever touches it, or none.

    Those of scripts without spaces do if they have all their characters, and a word does behind
    a part that a mark sets it off from: ``marked`` tells whether that part ends in one.
    """
    if part.spellings is None:
        return part.triggers if all(map(_is_gram, part.triggers)) else frozenset()
    found: set[str] = set()
    for spelling in part.spellings:
        words = tokens(spelling)
        apart = words and marked is not None and (marked or not spelling[0].isalnum())
        sure = words[:1] if apart else list(filter(_is_gram, words))[:1]
        if not sure:
            return frozenset()
        found.update(sure)
    return frozenset(found)


def _is_gram(token: str) -> bool:
    """Tell whether a token is a 3-gram of a script that is written without spaces."""
    letters = [char for char in token if not combining(char)]
    return len(letters) == CHARACTERS and bool(SPACELESS_LETTER.match(token))


def _joined(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    anchors: list[_Sure] = []
    since = 0
    for part in parts:
        anchors += [
            anchor._replace(within=anchor.within + since) if anchor is part.anchors[0] else anchor
            for anchor in part.anchors
        ]
        since = part.behind if part.anchors else since + part.longest
    return _Part(
        pattern="".join(part.pattern for part in parts),
        anchors=tuple(anchors),
        leads=bool(parts) and parts[0].leads,
        longest=sum(part.longest for part in parts),
        behind=since,
        spellings=None if parts else frozenset({""}),
        marks=_union(part.marks for part in parts),
    )


def _rarity(words: Iterable[str]) -> tuple[int, list[str]]:
    """Take long words for rare ones; of equal length any order will do, if it is one."""
    return min(map(len, words), default=0), sorted(words)


def _either(alternatives: list[_Part]) -> _Part:
    spellings = [part.spellings for part in alternatives]
    longest = max(part.longest for part in alternatives)
    sure = all(part.anchors for part in alternatives)
    leads = sure and all(part.leads for part in alternatives)
    leading = _Sure(_union(part.triggers for part in alternatives), 0)
    rarest = _Sure(_union(part.rarest for part in alternatives), longest, again=leads)
    both = [leading] * leads + [rarest] * (not leads or rarest.tokens != leading.tokens)
    return _Part(
        f"(?:{'|'.join(part.pattern for part in alternatives)})",
        tuple(both) if sure else (),
        leads,
        longest,
        longest,
        _union(found or () for found in spellings) if all(spellings) else None,
        frozenset.intersection(*(part.marks for part in alternatives)),
    )


def _union(words: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset().union(*words)
