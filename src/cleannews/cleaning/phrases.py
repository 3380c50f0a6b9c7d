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
cannot run away. It is looked for only in lines that hold a token of each of its groups; tokens are
those of :mod:`~cleannews.signatures.fold`, and "©" counts as the word copyright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

from cleannews.signatures.fold import CHARACTERS, tokens

__all__ = [
    "MARK",
    "MARK_WORD",
    "SPACELESS",
    "SPACELESS_LETTER",
    "TELLING_MARKS",
    "Phrase",
    "normal_form",
    "normal_form_with_places",
    "pattern_of",
]

MARK, MARK_WORD = "©", "copyright"
"""A sign that counts as a word."""

TELLING_MARKS = frozenset("@/")
"""Characters that few lines hold, and that no spelling of a line in normal form changes."""

SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Letters of scripts that are written without spaces, as the inside of a character class."""

_ITEM = re.compile(
    r"\.\.\.(?P<gap>\d*)|(?P<mark>[()\[\]|])|(?P<space>\s+)|(?P<word>####|#|(?:(?!\.\.\.)[^\s()\[\]|#])+)"
)
SPACELESS_LETTER = re.compile(f"[{SPACELESS}]")
"""A letter of such a script."""

_GAP = "12"
_PHRASES = 8192
"""Phrases that stay parsed: all that are shipped."""

_OTHER_GROUPS, _TELLING = 2, 3
"""Groups of a phrase that are kept beside the leading one: the rarest, and of those beside the
first only such without shorter tokens, which stand in too many lines."""

_NUMBERS = {"#": r"\d[\d.,:/-]{0,11}", "####": r"(?:19|20)\d\d"}
_AFTER, _BEFORE = "[\"')\\]«»,.:;!?]{0,3}", "[\"'(\\[«»]{0,2}"
_SPACE = f"{_AFTER} {_BEFORE}"
_CLUSTER = re.compile(
    r"(?P<run>[!-~]+(?![\u0300-\u036f\u3099\u309a]))|[\0-\x7f\u3000-\u9fff](?![\u0300-\u036f\u3099\u309a])"
    r"|.[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0900-\u0dff\u3099\u309a]*",
    re.DOTALL,
)
"""Characters that stay as they are, or one with the marks that it may be composed with."""
_CLOSING = {"(": ")", "[": "]"}
_SETTING_OFF = ("/", ":", ",", ";", "@", "&", "'", '"')
"""Marks between words, as patterns end in them."""

_PLAIN = {
    **dict.fromkeys("‘’‚‛′´ʼ＇", "'"),
    **dict.fromkeys("“”„‟″＂「」『』", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad", ""),
    MARK: f" {MARK_WORD} ",
    "：": ":",
    "｜": "|",
    "…": "...",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
}


def normal_form(line: str) -> str:
    """
    Return a line as phrases see it: composed, with plain quotes, dashes and spaces; the case stays.

    Args:
        line: A line's content.

    >>> normal_form("“Don’t”  miss…")
    '"Don\\'t" miss...'
    """
    if not line.isascii():
        for odd, plain in _PLAIN.items():  # faster than str.translate: few lines hold more than two
            if odd in line:
                line = line.replace(odd, plain)
        line = normalize("NFC", line)
    return " ".join(line.split())


def normal_form_with_places(line: str) -> tuple[str, list[int]]:
    """
    Return a line in normal form, and for each of its characters where it comes from.

    Args:
        line: A line's content.

    Returns:
        The normal form; for each character the offset in ``line`` of what it was made of, and
        behind them all the length of ``line``.
    """
    out: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(line):
        form, start = cluster[0], cluster.start()
        if cluster["run"]:
            out += form
            places += range(start, cluster.end())
            continue
        for char in form if form.isascii() else _composed(form):
            blank = char.isspace()
            if not (blank and (not out or out[-1] == " ")):
                out.append(" " if blank else char)
                places.append(start)
    if out and out[-1] == " ":
        out.pop()
        places.pop()
    return "".join(out), [*places, len(line)]


@lru_cache(maxsize=1024)
def _composed(cluster: str) -> str:
    """Return the normal form of a character with its marks, white space around it included."""
    return normal_form(f"-{cluster}-")[1:-1]


class Phrase(NamedTuple):
    """
    A phrase of a rule table, parsed.

    Args:
        text: The phrase.
        groups: Groups of tokens; every matching line holds a token of each group.
        leads: A match begins with a token of the first group.
        longest: Words in the longest line that can match.
        marks: Characters of :data:`TELLING_MARKS` that every matching line holds.
    """

    text: str
    groups: tuple[tuple[str, ...], ...]
    leads: bool
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

        >>> Phrase.parse("sign up [now] for (our|the) news[letter] ...").groups
        (('sign',), ('news', 'newsletter'), ('our', 'the'))
        """
        parsed = _parsed(text)
        if not parsed.groups:
            raise ValueError(f"the phrase {text!r} has no word that must be there; add one")
        leading = parsed.groups[:1] if parsed.leads else ()
        others = sorted({*parsed.groups[len(leading) :]} - {*leading}, key=_rarity, reverse=True)
        telling = [it for it in others[1:_OTHER_GROUPS] if _rarity(it)[0] >= _TELLING]
        groups = tuple(tuple(sorted(it)) for it in (*leading, *others[:1], *telling))
        return cls(text, groups, parsed.leads, parsed.longest, "".join(sorted(parsed.marks)))


@dataclass(frozen=True, slots=True)
class _Part:
    """
    A stretch of a phrase.

    Args:
        pattern: Its regular expression.
        groups: Groups of tokens; a match holds one of each.
        leads: A match begins with a token of the first group.
        longest: Words in the longest match.
        spellings: What it may be, where that is a word or nothing; None where it is more.
        marks: Characters of :data:`TELLING_MARKS` that every match holds.
    """

    pattern: str
    groups: tuple[frozenset[str], ...] = ()
    leads: bool = False
    longest: int = 0
    spellings: frozenset[str] | None = None
    marks: frozenset[str] = frozenset()

    @property
    def triggers(self) -> frozenset[str]:
        """Tokens of which a match holds one: it begins with it, or they are the rarest."""
        return self.groups[0] if self.leads else self.rarest

    @property
    def rarest(self) -> frozenset[str]:
        """The rarest tokens of which a match holds one."""
        return max(self.groups, key=_rarity, default=frozenset())


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
            gap = _Part(rf"\S{{0,{limit}}}", longest=1, spellings=None)
            if touches and spaced:
                gap = _Part(f"{_SPACE}{gap.pattern}", longest=1)
            if not touches:
                gap = _Part(rf"(?:{_AFTER}(?: \S+){{1,{limit}}})?", longest=int(limit))
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
        return _Part(before + _NUMBERS[word], longest=1)
    groups = _groups(*(frozenset({token}) for token in tokens(word)))
    marks = TELLING_MARKS & {*word}
    return _Part(before + re.escape(word), groups, bool(groups), 1, frozenset({word}), marks)


def _optional(part: _Part) -> _Part:
    spellings = None if part.spellings is None else part.spellings | {""}
    return _Part(f"{part.pattern}?", longest=part.longest, spellings=spellings)


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
        parts.append(_Part(pattern, _groups(told), sure, longest, spellings, marks))
        return
    set_off = part.spellings and all(it and not it[0].isalnum() for it in part.spellings)
    if set_off and before.groups:
        parts.append(_Part(pattern, before.groups, before.leads, longest, marks=marks))
        return
    told = frozenset() if set_off else _sure_triggers(before)
    leads = bool(told) and before.leads
    marked = before.pattern.endswith(_SETTING_OFF)
    told = told or _sure_triggers(part, marked=marked)
    parts.append(_Part(pattern, _groups(told), leads, longest, marks=marks))


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
    return _Part(
        pattern="".join(part.pattern for part in parts),
        groups=tuple(group for part in parts for group in part.groups),
        leads=bool(parts) and parts[0].leads,
        longest=sum(part.longest for part in parts),
        spellings=None if parts else frozenset({""}),
        marks=_union(part.marks for part in parts),
    )


def _groups(*groups: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Return those that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, groups)))


def _rarity(words: Iterable[str]) -> tuple[int, list[str]]:
    """Take long words for rare ones; of equal length any order will do, if it is one."""
    return min(map(len, words), default=0), sorted(words)


def _either(alternatives: list[_Part]) -> _Part:
    spellings = [part.spellings for part in alternatives]
    sure = all(part.groups for part in alternatives)
    leads = all(part.leads for part in alternatives)
    leading = _union(part.triggers for part in alternatives) if leads else frozenset()
    return _Part(
        pattern=f"(?:{'|'.join(part.pattern for part in alternatives)})",
        groups=_groups(leading, _union(part.rarest for part in alternatives)) if sure else (),
        leads=leads and sure,
        longest=max(part.longest for part in alternatives),
        spellings=_union(found or () for found in spellings) if all(spellings) else None,
        marks=frozenset.intersection(*(part.marks for part in alternatives)),
    )


def _union(words: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset().union(*words)
