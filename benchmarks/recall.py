"""
How many of the pairs at the threshold LSH finds, against all pairs compared exactly.

    python benchmarks/recall.py --data $CLEANNEWS_DATA

For both article sets: of the pairs of texts with a Jaccard similarity from 0.7 on, the share that
become candidates. Exact pairs come from prefix filtering over the library's own shingles
(exact.py), so nothing is sampled on that side.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.exact import similar_pairs

from cleannews.grouping.lsh import BandPlan, candidate_pairs
from cleannews.signatures.batch import SignatureBatch, sign
from cleannews.signatures.sets import sets_of

THRESHOLD = 0.7
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
        exact = exact_pairs(every, texts)
        found = candidate_pairs(batch.signatures, texts, BandPlan.for_threshold(THRESHOLD))
        hits = len(exact & {(a, b) for a, b in found.tolist()})
        share = hits / max(1, len(exact))
        print(f"| {name} | {len(texts):,} | {len(exact):,} | {hits:,} | {share:.4f} |")


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
    every: list[str], texts: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> set[tuple[int, int]]:
    """
    Return the pairs of texts at the threshold.

    Args:
        every: The texts.
        texts: The positions of those to pair.

    Returns:
        Pairs of indices into ``texts``, the smaller first.
    """
    hashes, starts = sets_of(every, texts)
    sets = np.split(hashes, starts[1:-1])
    return {(min(a, b), max(a, b)) for a, b in similar_pairs(sets, THRESHOLD).tolist()}


if __name__ == "__main__":
    main()
