"""
How many spun copies are found, and how many strangers are taken for them.

    python benchmarks/reworded.py --data $CLEANNEWS_DATA

A seeded rewriter swaps a share of the content words of 500 articles, the same word always for the
same other one of the corpus, one in seven for two words; names too, figures not. All articles and
the copies are grouped. "Strangers" are copies in a group without their source.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.recall import texts_of

import cleannews
from cleannews.signatures.stopwords import stop_words

SETS = {"allsides": 100, "reuters21578": 80}
"""The article sets, and the words that an article has at least."""

SHARES = (0.2, 0.3, 1 / 3)
COPIES = 500
TWO_WORDS = 0.15
OFTEN = 20
"""Times that a word stands in the corpus before others are swapped for it."""

_WORD = re.compile(r"[A-Za-z]+|[^A-Za-z]+")
_STOPS = stop_words()["en"]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of CLEANNEWS_DATA")
    data: Path = parser.parse_args().data
    print("| articles | words swapped | copies found | strangers |")
    print("|---|---|---|---|")
    for name, least in SETS.items():
        texts = texts_of(data / f"articles/{name}.jsonl.gz")
        words = words_of(texts)
        long = [at for at, text in enumerate(texts) if len(text.split()) >= least]
        chosen = random.Random(5).sample(long, COPIES)  # noqa: S311 (no secret)
        for share in SHARES:
            copies = [spun(texts[at], share, words, at) for at in chosen]
            found, strangers = grouped(texts, copies, chosen)
            print(f"| {name} | {share:.0%} | {found / COPIES:.1%} | {strangers / COPIES:.1%} |")


def words_of(texts: Sequence[str]) -> list[str]:
    """
    Return the words that may be swapped in.

    Args:
        texts: The corpus.
    """
    counted = Counter(word for text in texts for word in text.split())
    return sorted(
        word
        for word, count in counted.items()
        if count >= OFTEN and word.isalpha() and word.islower() and word not in _STOPS
    )


def spun(text: str, share: float, words: Sequence[str], seed: int) -> str:
    """
    Swap a share of the content words of a text.

    Args:
        text: The text.
        share: The share.
        words: What is swapped in.
        seed: Makes the choice.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    swapped: dict[str, str] = {}
    parts = []
    for part in _WORD.findall(text):
        plain = part.lower()
        if plain.isalpha() and plain not in _STOPS and len(part) > 2 and chance.random() < share:
            new = swapped.setdefault(plain, chance.choice(words))
            new += f" {chance.choice(words)}" * (chance.random() < TWO_WORDS)
            part = new.capitalize() if part[0].isupper() else new  # noqa: PLW2901
        parts.append(part)
    return "".join(parts)


def grouped(texts: Sequence[str], copies: Sequence[str], chosen: Sequence[int]) -> tuple[int, int]:
    """
    Count the copies that are grouped with their source, and those grouped without it.

    Args:
        texts: The corpus.
        copies: The copies.
        chosen: The positions of their sources.
    """
    result = cleannews.dedupe([*texts, *copies])
    group_of = {member.id: group.id for group in result.groups for member in group.members}
    found = strangers = 0
    for at, source in enumerate(chosen, len(texts)):
        group = group_of.get(str(at))
        together = group is not None and group == group_of.get(str(source))
        found += together
        strangers += group is not None and not together
    return found, strangers


if __name__ == "__main__":
    main()
