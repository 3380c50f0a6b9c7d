"""
What an index gains by learning what sites repeat as it goes, and what that costs.

    python benchmarks/online.py --data $CLEANNEWS_DATA

The allsides articles come in the order of their dates. They are added to indexes that clean without a memory,
with a memory learned of all of them before, and with one that is learned as they come, in batches and one by one.
Of the pairs labelled by hand, those that are copies or abridged should match, and those that have
furniture or background in common should not. The duplicates are compared with those of the memory learned before.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.tables import markdown

import cleannews
from cleannews.io.inputs import find_inputs
from cleannews.io.readers import read_records
from cleannews.io.records import Record

TOGETHER, APART = {"copy", "abridged"}, {"background", "boilerplate"}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    given = parser.parse_args()
    stream = _articles(given.data / "articles" / "allsides.jsonl.gz")[: given.articles]
    labels = given.data / "labels" / "pairs-allsides.jsonl"
    pairs = [json.loads(line) for line in labels.read_text().splitlines()]
    memory = cleannews.SiteMemory.learn(stream)
    cleaner = cleannews.Cleaner()
    ways = {
        "learned before": (cleannews.Cleaner(memory=memory), False, True),
        "no memory": (cleaner, False, True),
        "learned as they come, batches": (cleaner, True, True),
        "no memory, one by one": (cleaner, False, False),
        "learned as they come, one by one": (cleaner, True, False),
    }
    expected: set[str] = set()
    rows = []
    for way, (chosen, learn, batches) in ways.items():
        with TemporaryDirectory() as folder:
            place = Path(folder, "seen.db")
            with cleannews.open_index(place, cleaner=chosen, learn=learn) as index:
                answers, times = _added(index, stream, batches=batches)
        gone = {id for id, match in answers.items() if match is not None and match.duplicate}
        expected = expected or gone
        rows.append((way, *_scored(pairs, answers), *_against(gone, expected), *times))
        print(rows[-1], file=sys.stderr)
    head = (
        "memory", "copies and abridged", "furniture and background", "duplicates", "not of the first row",
        "missed of it", "ms: median", "p99", "p99.9", "longest", "articles a second",
    )  # fmt: skip
    print(markdown(head, rows))


def _articles(path: Path) -> list[cleannews.Article]:
    """Read the articles in the order of their dates."""
    found = [
        record.content
        for file in find_inputs([path], without=Path("/dev/null")).files
        for record in read_records(file)
        if isinstance(record, Record) and isinstance(record.content, cleannews.Article)
    ]
    return sorted(found, key=lambda it: (str(it.published), it.id))


def _added(
    index: cleannews.Index, stream: Sequence[cleannews.Article], *, batches: bool
) -> tuple[dict[str, cleannews.Match | None], tuple[str, ...]]:
    """Add a stream; return the answers, and the milliseconds that single ones took."""
    began = time.perf_counter()
    took = []
    answers: dict[str, cleannews.Match | None] = {}
    if batches:
        answers.update(index.add_many(stream))
    else:
        for article in stream:
            before = time.perf_counter()
            answers[str(article.id)] = index.add(article)
            took.append(1000 * (time.perf_counter() - before))
    rate = f"{len(stream) / (time.perf_counter() - began):,.0f}"
    if batches:
        return answers, ("", "", "", "", rate)
    figures = (*np.percentile(took, [50, 99, 99.9]), max(took))
    return answers, (*(f"{it:.1f}" for it in figures), rate)


def _scored(
    pairs: Sequence[dict[str, str]], answers: dict[str, cleannews.Match | None]
) -> tuple[str, str]:
    """Return how many labelled pairs match that should, and how many that should not."""
    match = {id: it.id for id, it in answers.items() if it is not None}
    kept = {id: match[id] for id, it in answers.items() if it is not None and it.duplicate}
    counted: Counter[tuple[bool, bool]] = Counter()
    for pair in pairs:
        one, other = pair["a"], pair["b"]
        if pair["label"] not in TOGETHER | APART or not {one, other} <= answers.keys():
            continue
        groups = kept.get(one, one), kept.get(other, other)
        linked = (
            groups[0] == groups[1] or match.get(one) == groups[1] or match.get(other) == groups[0]
        )
        counted[pair["label"] in TOGETHER, linked] += 1
    return tuple(
        f"{counted[it, True]} of {counted[it, True] + counted[it, False]}" for it in (True, False)
    )  # type: ignore[return-value]


def _against(gone: set[str], expected: set[str]) -> tuple[str, str, str]:
    return f"{len(gone):,}", f"{len(gone - expected):,}", f"{len(expected - gone):,}"


if __name__ == "__main__":
    main()
