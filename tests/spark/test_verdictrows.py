"""Pairs judged by executors: the verdicts are those of one machine."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cleannews.grouping.origins import Origin, OriginColumns, Origins
from cleannews.grouping.verdict import verdicts
from cleannews.settings import DedupeSettings
from cleannews.signatures.signing import sign_chunk
from cleannews.spark.arrays import table
from cleannews.spark.verdictrows import VERDICT, Judging
from grouping.planted import mixed
from spark.batches import cut, rows_of

COLUMNS = tuple(it.split()[0] for it in VERDICT.split(", "))
SETTINGS = st.builds(
    DedupeSettings,
    threshold=st.sampled_from([0.3, 0.7, 0.9]),
    containment=st.sampled_from([None, 0.4, 0.8]),
    window=st.sampled_from([None, 1.5, 40]),
)
HOSTILE = ("", "\x00\ufffd \U0010ffff", "na " * 400, "Καλημέρα κόσμε, τι κάνεις εσύ σήμερα")


@cache
def corpus(seed: int) -> tuple[list[str], np.ndarray, Origins]:
    """Return texts, their sizes, and where they are from."""
    articles = mixed(seed, 24)
    columns = OriginColumns()
    for article in articles:
        columns.add(Origin.of(article))
    for _ in HOSTILE:
        columns.add(None)
    texts = [article.text for article in articles] + list(HOSTILE)
    return texts, sign_chunk(texts).sizes, columns.origins()


@hypothesis_settings(max_examples=40)
@given(st.integers(0, 5), SETTINGS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_verdicts_are_those_of_one_machine(
    seed: int, settings: DedupeSettings, many: int, chance: random.Random
) -> None:
    """However pairs are dealt out to batches, and whichever text of a pair stands first."""
    texts, sizes, origins = corpus(seed)
    signed = np.flatnonzero(sizes).tolist()
    names = np.array(chance.sample(range(1 << 40), len(texts)), np.int64)
    pairs = sorted({tuple(sorted(chance.sample(signed, 2))) for _ in range(many)})
    turned = np.array([chance.sample(it, 2) for it in pairs], np.int64).reshape(-1, 2)
    columns: dict[str, Any] = {"a": names[turned[:, 0]], "b": names[turned[:, 1]]}
    for side, at in zip("ab", turned.T, strict=True):
        columns |= {
            f"{side}_size": sizes[at],
            f"{side}_instant": origins.instant[at],
            f"{side}_url": origins.url[at],
            f"{side}_text": pa.array([texts[it] for it in at.tolist()], pa.string()),
        }
    found = rows_of(Judging(settings)(iter(cut(table(**columns), chance))), COLUMNS)
    wanted = verdicts(sizes, texts, origins, np.array(pairs, np.int64).reshape(-1, 2), settings)
    figures = (wanted.jaccard, wanted.containment, wanted.relation, wanted.cut)
    named = (names[wanted.text], names[wanted.other], *figures)
    assert sorted(found) == sorted(zip(*(it.tolist() for it in named), strict=True))


def test_the_corpora_have_verdicts_of_every_kind() -> None:
    """So that the test above is one."""
    relations: set[int] = set()
    for seed in range(6):
        texts, sizes, origins = corpus(seed)
        signed = np.flatnonzero(sizes)
        pairs = np.column_stack(np.triu_indices(len(signed), 1))
        found = verdicts(sizes, texts, origins, signed[pairs], DedupeSettings())
        relations |= set(found.relation.tolist())
    assert relations >= {1, 2, 3, 4, 5}
