"""Corpora with planted copies, cuts, chains, templates and strangers, for property tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from cleannews import Article

SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "po", "ri", "sa", "tu", "ve", "zo")


@dataclass(frozen=True)
class Planted:
    """A corpus and whether a group was planted in it."""

    articles: tuple[Article, ...]
    has_group: bool


def word(number: int) -> str:
    """Return a made-up word for a number."""
    parts = []
    for _ in range(4):
        number, digit = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[digit])
    return "".join(parts)


def story(seed: int, length: int) -> list[str]:
    """Return a story of so many words, unlike that of any other seed."""
    return [word(seed * 7919 + 104729 * at + at * at * 31) for at in range(length)]


@st.composite
def families(draw: st.DrawFn, seed: int) -> list[list[str]]:
    """Draw one story with its copies, cuts, a drifting chain or a template."""
    words = story(seed, draw(st.integers(40, 120)))
    kind = draw(st.sampled_from(["copy", "copy", "edit", "cut", "chain", "template", "alone"]))
    count = draw(st.integers(2, 5))
    if kind == "copy":
        return [words] * count
    if kind == "edit":
        at = draw(st.integers(0, len(words) - 3))
        return [words] + [[*words[:at], f"edit{n}", *words[at + 1 :]] for n in range(count)]
    if kind == "cut":
        keep = draw(st.floats(0.3, 0.97))
        return [words, words[: int(keep * len(words))], *([words] if count > 3 else [])]
    if kind == "chain":
        step = len(words) // 8
        line = words + story(seed + 500, 8 * step)
        return [line[n * step : n * step + len(words)] for n in range(count + 3)]
    if kind == "template":
        return [
            [f"{n}x{at}" if at % 3 == 0 else item for at, item in enumerate(words)]
            for n in range(count)
        ]
    return [words]


@st.composite
def corpora(draw: st.DrawFn) -> Planted:
    """Draw a corpus of a few families with dates, some missing."""
    texts: list[list[str]] = []
    for seed in range(1, draw(st.integers(2, 5))):
        texts += draw(families(seed))
    days = draw(st.lists(st.none() | st.integers(0, 5), min_size=len(texts), max_size=len(texts)))
    articles = tuple(
        Article(
            " ".join(words),
            id=f"a{at:02}",
            published=None if day is None else date(2026, 3, 1) + timedelta(days=day),
        )
        for at, (words, day) in enumerate(zip(texts, days, strict=True))
    )
    return Planted(articles, len({article.text for article in articles}) < len(articles))
