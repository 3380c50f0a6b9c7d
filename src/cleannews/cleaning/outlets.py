"""
What stands before and behind headlines: the names of outlets, and kickers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from cleannews.cleaning.lines import word_count
from cleannews.signatures.fold import fold

__all__ = ["ACCENTS", "MID_STORY_WORDS", "OutletNames", "headline_key"]

MID_STORY_WORDS = 5
"""A headline of fewer words is left alone in mid-story."""

ACCENTS = re.compile("[\u0300-\u036f]")

_BARS, _COLONS = {"|", "｜"}, {":", "："}
_MARKS = re.compile("[|｜_＿－—–:：·•»-]")
_SEPARATORS = re.compile(
    r"[|｜]|[_＿－—]{1,2}(?=[^\W_])|(?<=\s)[-–—:·•»](?=\s)|(?<=[^\W_])[:：](?=\s)"
)
_LEAD = re.compile(
    r"\W{0,4}(?:[\[(【〔「［（]\s?(?P<boxed>[^\])】〕」］）]{1,30})[\])】〕」］）]"
    r"|(?P<plain>[^\[(【〔「［（:|：｜»>·•–—-]{1,30}?)(?:\s?[:|：｜»>·•]|\s[-–—](?=\s)|\u3000))\s*"
)
_TAG = re.compile(r"\s*(?:\s[-–—|·]\s|[|｜\[(（【])\s?([^-–—|｜[\]()（）【】]{1,30})[\])）】]?\s*$")
_LONGEST_LEAD, _LONGEST_TAG = 24, 40
_MAY_SEAM = re.compile("[a-z][A-Z]|^[^a-z]{2}")
"""What the head of a line of ASCII holds that capitals alone may part."""

_BESIDE, _DASH = re.compile(r"[|｜:：\[(【〔「［（»>·•–—_＿－\u3000]"), re.compile(r"\s-")
"""What stands in a headline with something before or behind it, unless capitals alone part them."""

_SITE_KEY_LENGTH, _LONGEST_KEY, _MOST_LONGER = 4, 100, 2
"""Letters of an outlet's name or domain; a name may be so many times longer than the domain."""

_MOST_VARIANTS = 8
"""Ways to leave names and kickers out."""


def headline_key(text: str) -> str:
    """
    Return what two spellings of one headline share: its letters and digits, folded.

    Args:
        text: A headline or a line.

    >>> headline_key("“Storm”  CLOSES harbour!") == headline_key("Storm closes harbour")
    True
    """
    return fold(text).replace(" ", "")


@cache
def _kickers() -> frozenset[str]:
    data = Path(__file__).with_name("kickers.txt").read_text("utf-8")
    lines = [line for line in data.splitlines() if not line.startswith("#")]
    return frozenset(map(headline_key, "|".join(lines).split("|")))


def _without_kicker(text: str) -> Iterator[str]:
    """
    Yield a headline without the kicker before it or the tag behind it, where it has one.

    Capitals alone may end a kicker: "LIVE Storm closes harbour", "SportStorm closes harbour".
    """
    starts = [(text[:at], at) for at in _seams(text)]
    if lead := _LEAD.match(text):
        starts.append((lead["boxed"] or lead["plain"], lead.end()))
    yield from (text[end:] for kicker, end in starts if headline_key(kicker) in _kickers())
    tag = _TAG.search(text, max(0, len(text) - _LONGEST_TAG))
    if tag and headline_key(tag[1]) in _kickers():
        yield text[: tag.start()]


def _seams(text: str) -> list[int]:
    """Return where a headline may begin behind a kicker that capitals alone end."""
    if text.isascii() and not _MAY_SEAM.search(text, 0, _LONGEST_LEAD):
        return []
    upper = [at for at in range(2, min(_LONGEST_LEAD, len(text) - 1)) if text[at].isupper()]
    seams = [at for at in upper if text[at - 1].islower() or text[:at].isupper()]
    return [at for at in seams if not text[at:].isupper()]


def _name_key(name: str) -> str:
    return ACCENTS.sub("", headline_key(name))


class OutletNames:
    """
    The names under which an outlet may stand before or behind a headline.

    Args:
        names: Its domain, its name, or both; None counts for nothing.
    """

    def __init__(self, names: Iterable[str | None]) -> None:
        keys = {_name_key(name.rpartition(".")[0] or name) for name in names if name}
        self._keys = {key for key in keys if _SITE_KEY_LENGTH <= len(key) <= _LONGEST_KEY}

    def holds(self, part: str) -> bool:
        """
        Tell whether a part of a line is the outlet's name.

        Args:
            part: A line, or what stands before or behind a separator in it.
        """
        key = _name_key(part)
        return len(key) >= _SITE_KEY_LENGTH and any(
            key in name or name in key
            for name in self._keys
            if len(key) <= _MOST_LONGER * len(name)
        )

    def cut(self, text: str) -> str:
        """
        Return a headline without the outlet's name before or behind it.

        Args:
            text: A headline.
        """
        return next(self._without_name(text), text)

    def core(self, title: str) -> str:
        """
        Return a headline without anything that is put before or behind it.

        Args:
            title: A headline. Of two parts at a bar the longer one is the headline.
        """
        parted = _BESIDE.search(title) or ("-" in title and _DASH.search(title)) or _seams(title)
        for _ in range(_MOST_VARIANTS if parted else 0):
            sure = [*self._without_name(title), *_without_kicker(title)][:1]
            shorter = max(sure or _without_few_words(title), key=len, default="")
            if not headline_key(shorter):
                break
            title = shorter
        return title

    def variants(self, text: str) -> list[str]:
        """
        Return a line, and the line without what may be an outlet's name or a kicker.

        Args:
            text: A line. Behind a bar, a few words are taken for a name even if unknown.
        """
        found = [text]
        for part in found:
            if len(found) < _MOST_VARIANTS:
                shorter = [*self._without_name(part), *_without_few_words(part)]
                found += dict.fromkeys([*shorter, *_without_kicker(part)])
        return found

    def _without_name(self, text: str) -> Iterator[str]:
        for separator, before, behind in _cuts(text):
            if separator in _COLONS:
                yield from [behind] if _name_key(before).removeprefix("the") in self._keys else []
            elif self.holds(behind) or self.holds(before):
                yield before if self.holds(behind) else behind


def _without_few_words(text: str) -> Iterator[str]:
    for separator, before, behind in _cuts(text):
        if separator in _BARS:
            yield from [before] if 0 < word_count(behind) < MID_STORY_WORDS else []
            yield from [behind] if 0 < word_count(before) < MID_STORY_WORDS else []


def _cuts(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the last and the first separator of a line, each with what stands around it."""
    marks = (_SEPARATORS.match(text, mark.start()) for mark in _MARKS.finditer(text))
    found = [it for it in marks if it and it.start() and it.end() < len(text)]
    for it in dict.fromkeys((*found[-1:], *found[:1])):
        yield it.group(), text[: it.start()].rstrip(), text[it.end() :].lstrip()
