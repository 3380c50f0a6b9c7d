"""
As many articles as wanted, recombined from real ones so that each is like none of the others.

An article takes the outline of a real one: how many sentences each paragraph has, and which
paragraphs are furniture of its outlet (they stand in three of its articles or more) and are kept
as they are. Its sentences and its title are those of any articles of that outlet. Since a million
articles use each real sentence about ninety times, half of their words are exchanged for others of
the same form (lower case, capitalized, with a comma ...), drawn from all the real articles, so that
common words stay common. A word 5-gram keeps all its words in one use out of 32.

One article in five is a copy of an earlier one, printed by another outlet within three days under
another title: as it is, cut, extended by paragraphs of another article, or with a few words
changed. Copies say so in ``copy_of`` and ``change``. The earlier ones are a sample of fixed size,
so that memory is constant. The same seed gives the same articles, and more of them begin with the
same.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.corpora import articles
from numpy.typing import NDArray

LONGEST = 6_000
"""Characters of a real article that is used, so that articles have about 4 kB."""

FEWEST = 50
"""Articles that an outlet must have."""

EXCHANGED = 0.4
"""Share of the words that are exchanged in what is used of real articles."""

COPIES = 0.2
"""Share of the articles that are copies."""

REMEMBERED = 2_000
"""Articles that may be copied."""

_BATCH = 256
_FIRST_DAY = date(2024, 1, 1)
_DAYS = 730

_SENTENCE_END = re.compile(r"(?<=[.!?”\"’])\s+(?=[“\"‘A-Z0-9])")
_FORM = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^\W_]+")

Tokens = NDArray[np.int32]
Outline = tuple[str | int, ...]


class Phrases:
    """
    Sentences and titles as numbers of words, and the words by their form.

    Args:
        phrases: The phrases, in an order by which they are found again.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        split = [
            np.array([numbers.setdefault(word, len(numbers)) for word in phrase.split()], np.int32)
            for phrase in phrases
        ]
        self._words = np.array(list(numbers), object)
        self._tokens = np.concatenate(split)
        self._starts = np.cumsum([0, *map(len, split)])
        forms: dict[str, int] = {}
        form_of = [forms.setdefault(_form(word), len(forms)) for word in numbers]
        self._form = np.array(form_of, np.int64)
        used = self._form[self._tokens]
        self._by_form = self._tokens[np.argsort(used, kind="stable")]
        self._uses = np.bincount(used, minlength=len(forms))

    def varied(self, chosen: NDArray[np.int64], chance: np.random.Generator) -> list[str]:
        """
        Return phrases with some of their words exchanged.

        Args:
            chosen: The numbers of the phrases.
            chance: Draws the words.
        """
        lengths = self._starts[chosen + 1] - self._starts[chosen]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(self._starts[chosen] - ends + lengths, lengths)
        tokens = self._tokens[places]
        exchanged = np.flatnonzero(chance.random(len(tokens)) < EXCHANGED)
        forms = self._form[tokens[exchanged]]
        drawn = (chance.random(len(exchanged)) * self._uses[forms]).astype(np.int64)
        tokens[exchanged] = self._by_form[(np.cumsum(self._uses) - self._uses)[forms] + drawn]
        words = self._words[tokens].tolist()
        return [
            " ".join(words[end - length : end])
            for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)
        ]


def _form(word: str) -> str:
    """
    Return what words that may stand for each other have in common.

    >>> _form("harbour,"), _form("Quay"), _form("1,200"), _form("U.S.")
    ('a,', 'Aa', '0,0', 'A.A.')
    """
    return _FORM.sub(
        lambda run: "0" if run[0].isdigit() else "A" if run[0].isupper() else "a", word
    )


@dataclass(frozen=True, slots=True)
class Outlet:
    """
    An outlet whose articles are recombined.

    Args:
        site: Its domain.
        sentences: The numbers of its sentences.
        titles: The numbers of its titles.
        outlines: For each of its articles what the paragraphs are: furniture, or so many
            sentences.
    """

    site: str
    sentences: range
    titles: range
    outlines: Sequence[Outline]


def outlets(data: Path) -> tuple[list[Outlet], Phrases]:
    """
    Take real articles to pieces.

    Args:
        data: The folder that CLEANNEWS_DATA names.
    """
    usable = [found for found in articles(data) if found["site"] and len(found["text"]) <= LONGEST]
    usable.sort(key=lambda article: (article["site"], article["id"]))
    phrases: list[str] = []
    made = []
    for site, of_site in groupby(usable, key=lambda article: article["site"]):
        some = list(of_site)
        if len(some) >= FEWEST:
            made.append(_outlet(site, some, phrases))
    return made, Phrases(phrases)


def _outlet(site: str, some: Sequence[dict[str, Any]], phrases: list[str]) -> Outlet:
    """Return the outlet of some articles; its titles and sentences are added to the phrases."""
    split = [[line for line in article["text"].split("\n\n") if line.strip()] for article in some]
    uses = Counter(line for paragraphs in split for line in set(paragraphs))
    first = len(phrases)
    phrases.extend(article["title"] for article in some if (article["title"] or "").strip())
    titles = range(first, len(phrases))
    outlines = []
    for paragraphs in split:
        outline: list[str | int] = []
        for line in paragraphs:
            if uses[line] >= 3:
                outline.append(line)
                continue
            sentences = _SENTENCE_END.split(line.strip())
            phrases.extend(sentences)
            outline.append(len(sentences))
        outlines.append(tuple(outline))
    return Outlet(site, range(titles.stop, len(phrases)), titles, outlines)


@dataclass(frozen=True, slots=True)
class Made:
    """
    An article as it is made.

    Args:
        id: Its number.
        site: Its outlet's domain.
        title: Its headline.
        day: When it was published.
        paragraphs: Its text.
        copy_of: The id of the article that it is a copy of.
        change: What was changed in it.
    """

    id: str
    site: str
    title: str
    day: date
    paragraphs: Sequence[str]
    copy_of: str | None = None
    change: str | None = None

    def row(self) -> dict[str, Any]:
        """Return it as a line of the corpus."""
        row = {
            "id": self.id,
            "site": self.site,
            "title": self.title,
            "published": self.day.isoformat(),
            "text": "\n\n".join(self.paragraphs),
        }
        return (
            row if self.copy_of is None else {**row, "copy_of": self.copy_of, "change": self.change}
        )


def recombined(data: Path, seed: int) -> Iterator[Made]:
    """
    Make articles without end.

    Args:
        data: The folder that CLEANNEWS_DATA names.
        seed: Draws everything.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    remembered: list[Made] = []
    number = 0
    for fresh in _fresh(*outlets(data), np.random.default_rng(seed)):
        article = Made(f"{number:07}", *fresh)
        yield article
        number += 1
        if len(remembered) < REMEMBERED:
            remembered.append(article)
        else:
            remembered[chance.randrange(REMEMBERED)] = article
        if chance.random() < COPIES / (1 - COPIES):
            yield _copy(f"{number:07}", remembered, chance)
            number += 1


def _fresh(
    some: Sequence[Outlet], phrases: Phrases, chance: np.random.Generator
) -> Iterator[tuple[str, str, date, list[str]]]:
    """Yield site, title, day and paragraphs of articles that are no copies."""
    sizes = np.array([len(outlet.outlines) for outlet in some])
    while True:
        drawn = chance.choice(len(some), _BATCH, p=sizes / sizes.sum())
        outlines = [
            some[at].outlines[outline]
            for at, outline in zip(drawn, chance.integers(sizes[drawn]).tolist(), strict=True)
        ]
        chosen = [
            _chosen(some[at], outline, chance) for at, outline in zip(drawn, outlines, strict=True)
        ]
        made = iter(phrases.varied(np.concatenate(chosen), chance))
        days = chance.integers(_DAYS, size=_BATCH).tolist()
        for at, outline, day in zip(drawn, outlines, days, strict=True):
            title = next(made)
            paragraphs = [
                part if isinstance(part, str) else " ".join(islice(made, part)) for part in outline
            ]
            yield some[at].site, title, _FIRST_DAY + timedelta(day), paragraphs


def _chosen(outlet: Outlet, outline: Outline, chance: np.random.Generator) -> NDArray[np.int64]:
    """Return the numbers of a title and of as many sentences as an outline has."""
    count = sum(part for part in outline if isinstance(part, int))
    sentences = chance.integers(outlet.sentences.start, outlet.sentences.stop, count)
    return np.append(chance.integers(outlet.titles.start, outlet.titles.stop), sentences)


def _copy(id: str, remembered: Sequence[Made], chance: random.Random) -> Made:
    """Return a copy of one article with the outlet and the title of another."""
    source, other = chance.choice(remembered), chance.choice(remembered)
    paragraphs = list(source.paragraphs)
    change = chance.choice(("none", "cut", "extended", "words"))
    if change == "cut":
        paragraphs = paragraphs[: max(1, round(len(paragraphs) * chance.uniform(0.5, 0.9)))]
    elif change == "extended":
        added = round(len(paragraphs) * chance.uniform(0.1, 0.5))
        paragraphs += other.paragraphs[: min(added, len(other.paragraphs) // 2)]
    elif change == "words":
        paragraphs = [_few_words_changed(line, chance) for line in paragraphs]
    day = source.day + timedelta(chance.randrange(4))
    return Made(id, other.site, other.title, day, paragraphs, source.id, change)


def _few_words_changed(line: str, chance: random.Random) -> str:
    """Let a word change places with the one before it in a paragraph out of three."""
    words = line.split(" ")
    if len(words) < 2 or chance.random() > 1 / 3:
        return line
    at = chance.randrange(1, len(words))
    words[at - 1 : at + 1] = words[at], words[at - 1]
    return " ".join(words)
