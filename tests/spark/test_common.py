"""Common hashes are looked at last, and the candidates stay what they are."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleannews.grouping.containment import SLACK, contained_pairs
from cleannews.grouping.kernel import LEADERS
from cleannews.grouping.lsh import BandPlan
from cleannews.spark.arrays import binary, table
from cleannews.spark.buckets import Keys
from cleannews.spark.common import (
    BETWEEN,
    COUNTED,
    LEFT_OUT,
    TWICE,
    Common,
    Ranked,
    SampledKeys,
    between,
)
from spark.batches import cut, in_order, rows_of
from spark.keyed import Keyed, keyed
from spark.test_buckets import CHANCE, by_place, counted

SHARES = st.floats(0.01, 1) | st.sampled_from([0.4, 0.8])
PLAN = BandPlan.for_threshold(0.9)

Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class Carried:
    """What is a broadcast elsewhere."""

    value: Ranked


def chosen(texts: Keyed, sampled: SampledKeys, share: float, chance: random.Random) -> Common:
    """Return some hashes of texts, and others, as common in any order."""
    hashes, _ = sampled.of(texts.rows().column("sample"))
    known = np.unique(hashes)
    some = chance.sample(known.tolist(), chance.randint(0, len(known)))
    common = np.unique(np.array([*some, 5, (1 << 64) - 1], np.uint64))
    ranks = np.array(chance.sample(range(len(common)), len(common)), np.int64)
    return Common(share, Carried((common, ranks)))


def candidates(texts: Keyed, sampled: SampledKeys, common: Common, chance: random.Random) -> Pairs:
    """Decide which pairs are candidates, as the steps on Spark do it."""
    found = counted(texts, Keys(PLAN, sampled, common), chance)
    near, undecided = [], []
    for pair, (band, shared, least) in found.items():
        wanted = common.share * least
        if band or shared >= wanted:
            near.append(pair)
        elif shared + np.floor(wanted / 2) >= wanted:
            undecided.append(pair)
    more = left_out(texts, undecided, sampled, common, chance)
    again = [
        pair
        for pair in undecided
        if pair in more and found[pair][1] + more[pair] >= common.share * found[pair][2]
    ]
    return sorted(near + again)


def left_out(
    texts: Keyed, pairs: Pairs, sampled: SampledKeys, common: Common, chance: random.Random
) -> dict[tuple[int, int], int]:
    """Count the hashes that were left out of pairs, of which the first text is among the leaders."""
    samples = dict(zip(texts.at.tolist(), parts(texts), strict=True))
    columns = {
        f"{side}_sample": pa.array([samples[pair[at]] for pair in pairs], pa.binary())
        for at, side in enumerate("ab")
    }
    names = np.array(pairs, np.int64).reshape(-1, 2)
    rows = table(a=names[:, 0].copy(), b=names[:, 1].copy(), **columns)
    first: dict[int, list[int]] = {}
    hashed = in_order(sampled(iter([texts.rows()])), "key", "at")
    for key, at in rows_of([hashed], ("key", "at")):
        first.setdefault(key, []).append(at)
    more: dict[tuple[int, int], int] = {}
    names_of = tuple(it.split()[0] for it in BETWEEN.split(", "))
    for a, b, key in rows_of(between(iter(cut(rows, chance)), sampled, common), names_of):
        if a in first[key][:LEADERS]:
            more[a, b] = more.get((a, b), 0) + 1
    return more


def parts(texts: Keyed) -> list[bytes]:
    """Return the samples of texts."""
    return [texts.samples[a:b].tobytes() for a, b in pairwise(texts.starts.tolist())]


@settings(max_examples=40)
@given(keyed(), SHARES, st.booleans(), CHANCE)
def test_the_candidates_are_the_same_whatever_is_common(
    texts: Keyed, share: float, whole: bool, chance: random.Random
) -> None:
    """As without common hashes, also where a hash stands twice in a sample."""
    sampled = SampledKeys(whole)
    found = candidates(texts, sampled, chosen(texts, sampled, share, chance), chance)
    assert found == candidates(texts, sampled, Common(share), chance)


@settings(max_examples=40)
@given(keyed(), st.floats(0.01, 1), CHANCE)
def test_the_candidates_are_those_of_one_machine(
    texts: Keyed, containment: float, chance: random.Random
) -> None:
    """Of which those that share a band are some, and the others are all that share enough hashes."""
    sampled = SampledKeys(whole=False)
    found = candidates(texts, sampled, chosen(texts, sampled, SLACK * containment, chance), chance)
    enough = contained_pairs(texts.batch(), np.arange(len(texts.at)), containment)
    banded = {pair for pair, it in counted(texts, Keys(PLAN, sampled, None), chance).items()}
    assert sorted({*by_place(texts, enough), *banded}) == found


@settings(max_examples=40)
@given(keyed(), SHARES, st.booleans(), CHANCE)
def test_what_is_left_out_is_found_again(
    texts: Keyed, share: float, whole: bool, chance: random.Random
) -> None:
    """What each pair shares at first and what it shares besides are what it shares at all."""
    sampled = SampledKeys(whole)
    common = chosen(texts, sampled, share, chance)
    every = counted(texts, Keys(PLAN, sampled, Common(share)), chance)
    found = counted(texts, Keys(PLAN, sampled, common), chance)
    more = left_out(texts, list(every), sampled, common, chance)
    none = (0, 0, 0)
    again = {pair: found.get(pair, none)[1] + more.get(pair, 0) for pair in every}
    assert again == {pair: shared for pair, (_, shared, _) in every.items()}


@given(keyed(), SHARES, st.booleans(), CHANCE)
def test_the_commonest_are_left_out(
    texts: Keyed, share: float, whole: bool, chance: random.Random
) -> None:
    """Only common ones that stand once in a sample, up to half of what candidates share."""
    sampled = SampledKeys(whole)
    common = chosen(texts, sampled, share, chance)
    assert common.carried is not None
    keys, sizes = sampled.of(texts.rows().column("sample"))
    rank = dict(zip(*(it.tolist() for it in common.carried.value), strict=True))
    uses, most = common.uses(keys, sizes), common.most(sizes)
    for at, (begin, end) in enumerate(pairwise(texts.starts.tolist())):
        sample, used = keys[begin:end].tolist(), uses[begin:end].tolist()
        assert [it == TWICE for it in used] == [sample.count(it) > 1 for it in sample]
        known = sorted(rank[it] for it in sample if it in rank and sample.count(it) == 1)
        out = sorted(rank[it] for it, use in zip(sample, used, strict=True) if use == LEFT_OUT)
        assert out == known[: most[at]]
        assert most[at] <= share * len(sample) / 2


@given(keyed())
def test_nothing_is_left_out_where_nothing_is_common(texts: Keyed) -> None:
    """As with few articles."""
    keys, sizes = SampledKeys(whole=True).of(texts.rows().column("sample"))
    assert set(Common(1.0).uses(keys, sizes).tolist()) <= {COUNTED}


def one_sample(*values: int) -> NDArray[np.uint64]:
    """Return a sample of whole hashes, of which 32 bits are these values."""
    return np.sort(np.array([value << 29 for value in values], np.uint64))


def test_a_hash_that_is_twice_in_the_larger_sample_is_counted_at_once() -> None:
    """It counts twice for one machine, so that it must not be among the half that is left out."""
    small, large = one_sample(1, 2, 3, 4, 5), one_sample(1, 1, 1, 1, 6, 7, 8, 9)
    samples, starts = np.concatenate([small, large]), np.array([0, 5, 13])
    signatures = np.arange(256, dtype=np.uint32).reshape(2, 128)
    texts = Keyed(np.array([3, 8]), signatures, samples, starts)
    common = Common(0.8, Carried((np.array([1], np.uint64), np.array([0]))))
    assert common.uses(*SampledKeys(False).of(binary(small, np.array([0, 5])))).sum() == LEFT_OUT
    found = candidates(texts, SampledKeys(whole=False), common, random.Random(1))  # noqa: S311
    assert found == [(3, 8)]
