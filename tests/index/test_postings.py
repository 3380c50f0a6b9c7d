"""The inverted index in memory, against a dictionary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.index import postings
from cleannews.index.postingkernel import CROWD, find, insert
from cleannews.index.postings import Postings
from cleannews.signatures.fingerprints import Fingerprint

HASHES = st.lists(
    st.integers(0, 2**32 - 1) | st.integers(0, 40), min_size=1, max_size=60, unique=True
)


def found_by(index: Postings, hashes: Iterable[int]) -> list[int]:
    """Return what is found by a text of these hashes."""
    every = np.array(list(hashes), np.uint32)
    return index.find(Fingerprint((1, 1), len(every), every, every, every))


@given(st.lists(HASHES, min_size=1, max_size=30), HASHES)
def test_find_gives_the_first_articles_of_each_hash(
    articles: list[list[int]], asked: list[int]
) -> None:
    """What a dictionary gives is given, and hardly anything else."""
    tags, owners = np.zeros(4096, np.uint8), np.empty(4096, np.uint32)
    expected = defaultdict(list)
    for number, hashes in enumerate(articles):
        starts = np.array([0, len(hashes)])
        insert(tags, owners, np.array(hashes, np.uint32), starts, np.array([number], np.uint32))
        for value in hashes:
            expected[value].append(number)
    found = Counter(find(tags, owners, np.array(asked, np.uint32)).tolist())
    wanted = Counter(number for value in asked for number in expected[value][:CROWD])
    assert wanted <= found
    assert (found - wanted).total() <= 3


def test_a_crowded_hash_is_known_by_its_first_articles() -> None:
    """A hash that all have costs no more than one that few have."""
    index = Postings()
    own = np.random.default_rng(1).integers(0, 2**32, (200, 60), np.uint32)
    for number in range(1, 200):
        own[number, 0] = 7
        index.add([number], [own[number].tobytes()])
    assert set(found_by(index, [7])) == set(range(1, CROWD + 1))
    assert found_by(index, own[199])[-1] == 199


@pytest.mark.parametrize("at_once", [1, 10, 500])
def test_growing_loses_nothing(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Whatever was added is found when tables are full and others begin."""
    monkeypatch.setattr(postings, "_SMALLEST", 256)
    chance = np.random.default_rng(1)
    index = Postings()
    every = chance.integers(0, 2**32, (500, 20), np.uint32)
    for first in range(0, 500, at_once):
        some = range(first, first + at_once)
        index.add([10 + at for at in some], [every[at].tobytes() for at in some])
    assert (index.last, index.articles) == (509, 500)
    for at in range(500):
        assert 10 + at in found_by(index, every[at])


def test_only_what_shares_enough_is_chosen() -> None:
    """A few hashes of many say nothing; the same few say much where there are no more."""
    index = Postings()
    index.add(
        [1, 2], [np.arange(100, dtype=np.uint32).tobytes(), np.arange(4, dtype=np.uint32).tobytes()]
    )
    many = np.r_[np.arange(4), np.arange(1000, 3000)].astype(np.uint32)
    assert found_by(index, many) == [2]
    assert sorted(found_by(index, range(4))) == [1, 2]


def test_nothing_is_found_in_nothing() -> None:
    """No articles, no hashes, articles without hashes."""
    index = Postings()
    assert found_by(index, range(3)) == []
    index.add([], [])
    index.add([5], [b""])
    assert (index.last, found_by(index, []), found_by(index, range(3))) == (5, [], [])


def test_the_best_are_chosen_where_many_are_alike() -> None:
    """Of many articles that share enough those come that share most."""
    index = Postings()
    groups = [np.arange(1000 * at, 1000 * at + 10) for at in range(20)]
    numbers = range(1, 301)
    for number in numbers:
        shared = groups[number % 20][: 3 + number // 60]
        own = np.arange(10**6 + 100 * number, 10**6 + 100 * number + 10 - len(shared))
        index.add([number], [np.r_[shared, own].astype(np.uint32).tobytes()])
    found = found_by(index, np.concatenate(groups))
    assert len(found) == postings.MOST
    assert min(found) >= 180
