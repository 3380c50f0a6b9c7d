"""Made-up stories, and corpora with planted copies, cuts, chains, templates and strangers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from cleannews import Article
from cleannews.signatures.stopwords import stop_words

SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "po", "ri", "sa", "tu", "ve", "zo")

_DATES = (date(2026, 1, 2), datetime(2026, 1, 3, 4, 5, tzinfo=UTC), date(2026, 2, 1))

_STOPS = sorted(stop_words()["en"])


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


def edited(chance: random.Random, words: list[str], edits: int) -> str:
    """Return a copy with some words of its own."""
    copy = list(words)
    for _ in range(edits):
        copy[chance.randrange(len(copy))] = f"edit{chance.randrange(10**9)}"
    return " ".join(copy)


def mixed(seed: int, many: int = 40) -> list[Article]:
    """Return copies, cuts, additions and mixtures of a few stories, with dates and addresses."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    bases = [story(seed * 10 + at, chance.choice([60, 150, 300])) for at in range(3)]
    articles = []
    for number in range(many):
        words = list(chance.choice(bases))
        kind = chance.random()
        if kind < 0.3:
            words = words[: chance.randrange(30, len(words))]
        elif kind < 0.5:
            words += story(9000 + chance.randrange(50), chance.randrange(5, 60))
        elif kind < 0.6:
            words += chance.choice(bases)
        articles.append(
            Article(
                edited(chance, words, chance.choice([0, 1, 3, 8])),
                id=f"{number:03}",
                site=chance.choice(["a.example", "b.example", "apnews.com"]),
                url=chance.choice([None, f"https://a.example/x{chance.randrange(8)}"]),
                published=chance.choice([None, *_DATES]),
            )
        )
    return articles


def _sentence(chance: random.Random) -> str:
    """Return a sentence of made-up words held together by stop words."""
    words = [
        chance.choice(_STOPS) if chance.random() < 0.45 else word(chance.randrange(20_000))
        for _ in range(chance.randint(10, 28))
    ]
    return f"{' '.join(words).capitalize()}."


def prose(seed: int, sentences: int = 18) -> str:
    """Return a story unlike that of any other seed."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    return " ".join(_sentence(chance) for _ in range(sentences))


def spun(text: str, share: float, seed: int) -> str:
    """Swap a share of the words that mean something, the same one always for the same other."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    swapped: dict[str, str] = {}
    words = []
    for item in text.split():
        bare = item.strip(".").lower()
        if bare not in stop_words()["en"] and chance.random() < share:
            swapped.setdefault(bare, f"{word(chance.randrange(20_000, 20_700))}".strip())
            item = item.lower().replace(bare, swapped[bare])  # noqa: PLW2901
        words.append(item)
    return " ".join(words)


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
