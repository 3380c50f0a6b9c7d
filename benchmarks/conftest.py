"""Generated articles of realistic length, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pytest

SIZES = {"small": 50, "medium": 1_000, "large": 10_000}
"""Articles in a corpus, by the name of its size."""

_SEED = 20260301
_WORDS = 12_000
_FURNITURE = (
    "ADVERTISEMENT",
    "Read more: {headline}",
    "More news: {headline}",
    "Sign up for our morning newsletter",
    "Share this article",
    "© 2026 The Daily Example. All rights reserved.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --size."""
    parser.addoption("--size", choices=sorted(SIZES), default="small", help="articles in a corpus")


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Return made-up words with Zipf's weights."""
    chance = random.Random(_SEED)  # noqa: S311 (no secret)
    letters = "etaoinshrdlcumwfgypbvk"
    words = [
        "".join(chance.choices(letters, k=chance.choice((2, 3, 4, 5, 6, 7, 8, 9, 11))))
        for _ in range(_WORDS)
    ]
    return words, [1 / (rank + 2.7) for rank in range(_WORDS)]


def _sentence(chance: random.Random) -> str:
    words, weights = _vocabulary()
    chosen = chance.choices(words, weights, k=chance.randint(9, 30))
    return f"{' '.join(chosen).capitalize()}."


def _article(chance: random.Random) -> list[str]:
    """Return paragraphs with a median of about 4 kB together."""
    paragraphs = [
        " ".join(_sentence(chance) for _ in range(chance.randint(1, 3)))
        for _ in range(max(3, round(chance.lognormvariate(2.75, 0.5))))
    ]
    for line in chance.sample(_FURNITURE, chance.randint(1, 4)):
        headline = _sentence(chance).rstrip(".")[:70]
        paragraphs.insert(chance.randrange(1, len(paragraphs)), line.format(headline=headline))
    return paragraphs


def generated(count: int) -> list[str]:
    """
    Return articles, three in ten of them a copy or cut of another.

    Args:
        count: How many.
    """
    chance = random.Random(_SEED)  # noqa: S311 (no secret)
    articles = [_article(chance) for _ in range(max(1, count * 7 // 10))]
    while len(articles) < count:
        source = list(chance.choice(articles))
        if len(source) > 4 and chance.random() < 0.5:
            source = source[: len(source) * 2 // 3]
        else:
            source[chance.randrange(len(source))] = _sentence(chance)
        articles.append(source)
    chance.shuffle(articles)
    return ["\n\n".join(paragraphs) for paragraphs in articles]


@pytest.fixture(scope="session")
def texts(request: pytest.FixtureRequest) -> Sequence[str]:
    """Return the corpus of the size asked for."""
    return generated(SIZES[request.config.getoption("--size")])
