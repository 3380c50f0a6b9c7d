"""
How many of the pairs at the threshold LSH finds, and how many similar pairs are grouped, against all
pairs compared exactly.

    python benchmarks/recall.py --data $CLEANNEWS_DATA

For both article sets: of the pairs of texts with a Jaccard similarity from 0.7 on, the share that
become candidates. Exact pairs come from prefix filtering over the library's own shingles
(exact.py), so nothing is sampled on that side. Then, of the pairs of cleaned texts from 0.8 on, equal
ones too, those told apart as items of one template, and of the others those in one group.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.exact import similar_pairs

import cleannews
from cleannews.grouping.details import exchanges_of, told_apart
from cleannews.grouping.lsh import BandPlan, candidate_pairs
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.sets import sets_of

THRESHOLD, SIMILAR = 0.7, 0.8
SETS = ("allsides", "reuters21578")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of CLEANNEWS_DATA")
    data: Path = parser.parse_args().data
    print("| articles | different texts | exact pairs | found by LSH | recall |")
    print("|---|---|---|---|---|")
    for name in SETS:
        every = texts_of(data / f"articles/{name}.jsonl.gz")
        batch = sign(every)
        texts = different_texts(batch)
        exact = exact_pairs(every, texts, THRESHOLD)
        found = candidate_pairs(batch.signatures, texts, BandPlan.for_threshold(THRESHOLD))
        hits = len(exact & {(a, b) for a, b in found.tolist()})
        share = hits / max(1, len(exact))
        print(f"| {name} | {len(texts):,} | {len(exact):,} | {hits:,} | {share:.4f} |")
    print("\n| articles | pairs of cleaned texts | templates | others | grouped | share |")
    print("|---|---|---|---|---|---|")
    for name in SETS:
        many, templates, grouped = similar_grouped(data / f"articles/{name}.jsonl.gz")
        others = many - templates
        print(
            f"| {name} | {many:,} | {templates:,} | {others:,} | {grouped:,} "
            f"| {grouped / max(1, others):.4f} |"
        )


def similar_grouped(path: Path) -> tuple[int, int, int]:
    """
    Clean and group articles, and look up all pairs that are similar.

    Args:
        path: Gzipped JSON Lines.

    Returns:
        The pairs, those of one template, and those of the others that are in one group.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [cleannews.Article(**_fields(json.loads(line))) for line in lines]
    cleaner = cleannews.Cleaner(memory=cleannews.SiteMemory.learn(articles))
    texts = [cleaner.clean(article).text for article in articles]
    signed = np.flatnonzero(sign(texts).sizes)
    pairs = signed[np.array(sorted(exact_pairs(texts, signed, SIMILAR))).reshape(-1, 2)]
    sizes = np.array([[len(texts[at].split()) for at in pair] for pair in pairs]).min(axis=1)
    apart = told_apart(exchanges_of(texts, pairs), sizes)
    groups = cleannews.dedupe(texts).groups
    group_of = {int(member.id): group.id for group in groups for member in group.members}
    together = [group_of.get(a, a) == group_of.get(b, b) for a, b in pairs.tolist()]
    return len(pairs), int(apart.sum()), int(np.sum(together & ~apart))


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record.get(name) for name in ("id", "text", "title", "url", "site")}


def texts_of(path: Path) -> list[str]:
    """
    Return the texts of a file of articles.

    Args:
        path: Gzipped JSON Lines.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def different_texts(batch: SignatureBatch) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """
    Return the positions of texts that have shingles, equal texts once.

    Args:
        batch: The signatures.
    """
    _, first = np.unique(batch.keys, axis=0, return_index=True)
    chosen = np.sort(first)
    return chosen[batch.sizes[chosen] > 0]


def exact_pairs(
    every: list[str], texts: np.ndarray[tuple[int], np.dtype[np.int64]], threshold: float
) -> set[tuple[int, int]]:
    """
    Return the pairs of texts from a Jaccard similarity on.

    Args:
        every: The texts.
        texts: The positions of those to pair.
        threshold: The similarity.

    Returns:
        Pairs of indices into ``texts``, the smaller first.
    """
    hashes, starts = sets_of(every, texts)
    sets = np.split(hashes, starts[1:-1])
    return {(min(a, b), max(a, b)) for a, b in similar_pairs(sets, threshold).tolist()}


if __name__ == "__main__":
    main()
