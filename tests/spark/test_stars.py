"""Offers and hubs decided by executors: as one machine decides them."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cleannews.grouping.hubs import hubs_of
from cleannews.grouping.stars import stars
from cleannews.grouping.verdict import ABRIDGED, Verdicts
from cleannews.spark.arrays import table
from cleannews.spark.stars import hubs_in, taken_in_order
from spark.batches import cut, rows_of

CHANCE = st.randoms(use_true_random=False)


def places(chance: random.Random, many: int) -> np.ndarray:
    """Return places in order, which leave gaps."""
    return np.array(sorted(chance.sample(range(1 << 40), many)), np.int64)


def verdicts(pairs: list[tuple[int, int]], relation: np.ndarray, cut: np.ndarray) -> Verdicts:
    """Return verdicts on pairs."""
    text, other = np.array(pairs, np.int64).reshape(-1, 2).T
    none = np.zeros(len(pairs))
    return Verdicts(text, other, none, none, relation.astype(np.int8), cut)


@given(st.integers(1, 30), st.integers(0, 80), CHANCE)
def test_offers_are_taken_as_on_one_machine(many: int, offers: int, chance: random.Random) -> None:
    """Whatever texts are called, the one whose turn is first takes all that are free."""
    every = [(text, other) for text in range(many) for other in range(many) if text != other]
    pairs = chance.sample(every, min(offers, len(every)))
    ranks = np.array(chance.sample(range(many), many), np.int64)
    names, turns = places(chance, many), places(chance, many)
    text, other = np.array(pairs, np.int64).reshape(-1, 2).T
    rows = table(text=names[text], other=names[other], turn=turns[ranks[other]])
    found = rows_of(taken_in_order(iter(cut(rows, chance))), ("text", "other"))
    kinds, uncut = np.ones(len(pairs)), np.zeros(len(pairs), np.bool_)
    wanted = stars(ranks, verdicts(pairs, kinds, uncut), np.zeros(many, np.bool_))
    taken = zip(names[wanted.text].tolist(), names[wanted.other].tolist(), strict=True)
    assert sorted(found) == sorted(taken)


def test_no_offers_are_none_taken() -> None:
    """No batches, and a batch without rows."""
    none = np.empty(0, np.int64)
    for batches in ([], [table(text=none, other=none, turn=none)]):
        (empty,) = taken_in_order(iter(batches))
        assert (empty.num_rows, empty.schema.names) == (0, ["text", "other"])


@given(st.integers(4, 24), st.integers(0, 40), CHANCE)
def test_hubs_are_those_of_one_machine(many: int, likes: int, chance: random.Random) -> None:
    """A page with what stands in it, and what of that is like each other, is all that is needed."""
    pages = chance.sample(range(many), 3)
    every = [(text, other) for text in range(many) for other in range(many) if text != other]
    held = {(text, page) for text, page in every if page in pages and chance.random() < 0.5}
    pairs = list(held | set(chance.sample(every, min(likes, len(every)))))
    relation = np.array([ABRIDGED if it in held else chance.choice([0, 1, 4]) for it in pairs])
    found = verdicts(pairs, relation, np.array([it in held for it in pairs], np.bool_))
    names = places(chance, many)
    hubs: dict[int, list[int]] = {}
    for page in pages:
        stories = {text for text, of in held if of == page}
        alike = [it for it in pairs if it[0] in stories and it[1] in stories]
        rows = [(page, text, page) for text in stories] + [(page, *it) for it in alike]
        chance.shuffle(rows)
        if stories:
            columns = names[np.array(rows, np.int64)].T
            of_page = pa.table(dict(zip(("page", "text", "other"), columns, strict=True)))
            for name, story, turn in rows_of(
                hubs_in(of_page).to_batches(), ("page", "story", "turn")
            ):
                assert isinstance(name, int)
                hubs.setdefault(name, []).append(story)
                assert turn == len(hubs[name]) - 1
    wanted = hubs_of(found, np.arange(many))
    assert hubs == {int(names[page]): names[them].tolist() for page, them in wanted.items()}
