"""Fingerprints of texts, against windows that are looked at one after the other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles
from cleannews.signatures.fingerprints import Fingerprint, fingerprints
from cleannews.signatures.signing import shingle_sets, sign_chunk
from cleannews.signatures.winnowkernel import NARROWEST, WIDEST
from grouping.planted import story

TEXTS = st.integers(0, 400).flatmap(
    lambda length: st.integers(1, 5).map(lambda seed: " ".join(story(seed, length)))
)


def fingerprint(text: str) -> Fingerprint:
    """Return that of one text."""
    (found,) = fingerprints([text])
    return found


def shingle_hashes(words: list[str]) -> list[int]:
    """Return the 64-bit hash of each word 5-gram in order."""
    return [int(shingle_sets([" ".join(words[at : at + 5])])[0][0]) for at in range(len(words) - 4)]


@pytest.mark.parametrize("length", [4, 5, 6, 9, 40, 70, 130, 600])
def test_what_is_kept_is_the_least_of_a_window(length: int) -> None:
    """Each hash that is the least of a window is kept, and no other."""
    words = story(3, length)
    hashes = shingle_hashes(words)
    window = min(max(len(hashes) // 16, NARROWEST), WIDEST, len(hashes))
    least = {
        min(hashes[at : at + window]) & 0xFFFFFFFE
        for at in range(len(hashes) - window + 1)
        if hashes
    }
    found = fingerprint(" ".join(words))
    assert set(found.kept.tolist()) == least
    assert set(found.hashes.tolist()) == {value & 0xFFFFFFFE for value in hashes}
    assert len(found.kept) <= 60
    assert len(found.asked) <= max(len(hashes) / 2 + 40, 150)


@given(TEXTS)
def test_keys_and_sizes_are_those_of_signatures(text: str) -> None:
    """A text is known by the same key in an index and in a corpus."""
    found, signed = fingerprint(text), sign_chunk([text])
    assert list(found.key) == signed.keys[0].tolist()
    assert found.size == signed.sizes[0]


@given(st.integers(200, 700), st.integers(0, 500), st.integers(WIDEST + 4, 150))
def test_a_passage_as_long_as_a_window_is_found(length: int, start: int, words: int) -> None:
    """A text that is a passage of another, or holds one, shares a hash that the other keeps."""
    whole = story(5, length)
    passage = whole[start % (length - 100) :][:words]
    kept = set(fingerprint(" ".join(whole)).kept.tolist())
    for asked in (passage, story(6, 300) + passage + story(7, 300)):
        assert kept & set(fingerprint(" ".join(asked)).asked.tolist())


def test_stop_words_are_kept_too() -> None:
    """Of two texts with other words between the same stop words some hashes are the same."""
    stops = "the of a in that it was for on with as at by from they this but not are his"
    one, other = (
        " ".join(
            f"{stop} {word}" for stop, word in zip(stops.split() * 5, story(seed, 100), strict=True)
        )
        for seed in (1, 2)
    )
    assert not oracles.shingles(one) & oracles.shingles(other)
    assert set(fingerprint(one).kept.tolist()) & set(fingerprint(other).asked.tolist())


def test_hashes_are_ascending_and_different() -> None:
    """A text that repeats itself has each hash once."""
    found = fingerprint("rain and snow fell on the hills " * 50)
    assert all(one < other for one, other in pairwise(found.hashes.tolist()))
    assert np.isin(found.kept, found.asked).all()
    assert np.isin(found.asked, found.hashes).all()


@pytest.mark.parametrize("text", ["", "...", "Rain", "\ud800", "one two three four"])
def test_short_texts_have_none(text: str) -> None:
    """Fewer than five words have a key and no hashes."""
    found = fingerprint(text)
    assert (len(found.hashes), len(found.kept), found.size) == (0, 0, 0)


def test_fingerprints_stay_as_they_are() -> None:
    """What indexes hold is pinned: a change needs another version of their tables."""
    found = fingerprint("The rain that fell on the hills was not for us, but it is as well. " * 2)
    assert found.key == (12314533346330250901, 12942745626727047100)
    assert found.kept.tolist() == [
        94224307,
        406586285,
        475793282,
        535143912,
        797879579,
        938380526,
        1465298012,
        1874816344,
        2350074111,
        2459543344,
        2774961316,
        3882175684,
        4213889914,
    ]


def test_texts_do_not_mix() -> None:
    """Several texts at once have the fingerprints that each has alone."""
    texts = [
        "",
        " ".join(story(1, 50)),
        "北京时间周五上午风暴过后港口关闭",
        " ".join(story(2, 500)),
        "x",
    ]
    for text, found in zip(texts, fingerprints(texts), strict=True):
        alone = fingerprint(text)
        assert (found.key, found.size) == (alone.key, alone.size)
        assert found.hashes.tolist() == alone.hashes.tolist()
        assert found.kept.tolist() == alone.kept.tolist()
