"""
The real articles, and a corpus of them with planted copies.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

_WORD = re.compile(r"\w+")

Change = Callable[[str, float, "Others"], str]


def articles(data: Path) -> Iterator[dict[str, Any]]:
    """
    Read the real articles.

    Args:
        data: The folder that CLEANNEWS_DATA names.
    """
    with gzip.open(data / "articles/allsides.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def real_texts(data: Path, count: int) -> list[str]:
    """
    Return the texts of the first real articles.

    Args:
        data: The folder that CLEANNEWS_DATA names.
        count: How many.
    """
    return [article["text"] for article in islice(articles(data), count)]


class Others:
    """
    Paragraphs and words of other articles to put into a copy.

    Args:
        texts: The articles.
        chance: Draws them.
    """

    def __init__(self, texts: Sequence[str], chance: random.Random) -> None:
        self.chance = chance
        self._texts = texts

    def paragraph(self) -> str:
        """Return a paragraph of any article."""
        return self.chance.choice(self.chance.choice(self._texts).split("\n\n"))

    def word(self) -> str:
        """Return a word, the common ones more often."""
        text = self.chance.choice(self._texts)
        found = _WORD.search(text, self.chance.randrange(max(1, len(text))))
        return found[0] if found else "the"


def with_planted_copies(
    texts: Sequence[str], share: float, seed: int
) -> tuple[list[str], list[tuple[int, int]]]:
    """
    Mix articles with changed copies of some of them.

    How much of a copy's shingles are its source's own is drawn evenly, so that the Jaccard
    similarities spread from 0.5 to 1; how it was changed is one of :data:`CHANGES`.

    Args:
        texts: The articles; so many of them are used that the result is as long.
        share: Copies among the result.
        seed: Draws everything.

    Returns:
        The texts, and the positions of each source and its copy.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    copies = round(len(texts) * share)
    sources = list(texts[: len(texts) - copies])
    others = Others(texts, chance)
    mixed = [(text, at) for at, text in enumerate(sources)]
    for source in chance.choices(range(len(sources)), k=copies):
        change = chance.choice(CHANGES)
        mixed.append((change(sources[source], chance.uniform(0.5, 1), others), source))
    order = chance.sample(range(len(mixed)), len(mixed))
    place = {original: at for at, original in enumerate(order)}
    pairs = [(place[mixed[at][1]], place[at]) for at in range(len(sources), len(mixed))]
    return [mixed[at][0] for at in order], pairs


def retitled(text: str, _jaccard: float, others: Others) -> str:
    """Put a headline on top."""
    return f"{others.paragraph()[:80]}\n\n{text}"


def cut(text: str, jaccard: float, _others: Others) -> str:
    """Leave the end away."""
    return text[: round(len(text) * jaccard)]


def reworded(text: str, jaccard: float, others: Others) -> str:
    """Put other words in the place of some, one by one; each takes five shingles along."""
    rate = 1 - _shared(jaccard) ** 0.2
    return _WORD.sub(lambda word: others.word() if others.chance.random() < rate else word[0], text)


def rewritten(text: str, jaccard: float, others: Others) -> str:
    """Put paragraphs of other articles in the place of some."""
    paragraphs = text.split("\n\n")
    left = len(text) * (1 - _shared(jaccard))
    for at in others.chance.sample(range(len(paragraphs)), len(paragraphs)):
        left -= len(paragraphs[at])
        if left < 0:
            break
        paragraphs[at] = others.paragraph()
    return "\n\n".join(paragraphs)


def reordered(text: str, jaccard: float, others: Others) -> str:
    """Let paragraphs change places; each that moves breaks eight shingles."""
    paragraphs = text.split("\n\n")
    swaps = len(text) / 6 * (1 - _shared(jaccard)) / 16
    for _ in range(min(round(swaps), len(paragraphs) // 2)):
        one, other = others.chance.choices(range(len(paragraphs)), k=2)
        paragraphs[one], paragraphs[other] = paragraphs[other], paragraphs[one]
    return "\n\n".join(paragraphs)


CHANGES: tuple[Change, ...] = (retitled, cut, reworded, rewritten, reordered)
"""What an editor does to an article."""


def _shared(jaccard: float) -> float:
    """Return the share of its shingles that each of two equally long texts has in common."""
    return 2 * jaccard / (1 + jaccard)
