"""Verdicts to groups in rounds of joins: what one machine finds by going from text to text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cleannews.grouping.hubs import hub_pairs, without_hubs
from cleannews.grouping.stars import leading_places, stars
from cleannews.grouping.verdict import ABRIDGED, FIRST_LINKED, REWORDED, Verdicts
from cleannews.spark.bounds import Bounds
from cleannews.spark.graph import Known, known_of, stars_of
from cleannews.spark.workplace import Workplace

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

COPY = 1
CHAIN = 6
COLUMNS = ("text", "other", "jaccard", "containment", "relation", "cut")

Row = tuple[int, int, float, float, int, bool]
Pairs = list[tuple[int, int]]


def random_table(first: int, chance: random.Random) -> Iterator[Row]:
    """Yield verdicts on some dozens of texts: any relations, and cuts of ever fuller texts."""
    many = chance.randint(12, 26)
    fullness = chance.sample(range(many), many)
    kinds = chance.choice([(1,), (1, 2, 3), (2,), (4, 5), (0, 1, 2, 3, 4, 5)])
    for text in range(many):
        for other in range(many):
            if text != other and chance.random() < chance.choice([0.02, 0.1]):
                fuller = fullness[text] < fullness[other]
                relation = chance.choice(kinds)
                cut = fuller and chance.random() < 0.3
                if relation or cut:
                    yield (first + text, first + other, 0.5, 1.0, relation, cut)


def hub(first: int, chance: random.Random) -> Iterator[Row]:
    """Yield the verdicts on pages in which stories stand, some of them like each other."""
    for page in range(3):
        stories = range(10 + 12 * page, 10 + 12 * page + chance.randint(2, 10))
        for story in stories:
            yield (first + story, first + page, 0.3, 1.0, ABRIDGED, True)
            for other in stories:
                if story < other and chance.random() < 0.3:
                    yield (first + story, first + other, 0.8, 0.9, COPY, False)
                    yield (first + other, first + story, 0.8, 0.9, COPY, False)
        loose = chance.choice([0, REWORDED, COPY])
        yield (first + page, first + 60 + page, 0.1, 0.5, loose, not loose)


def chain(first: int, turned: int) -> Iterator[Row]:
    """Yield a chain of copies, each like the next: it takes a round to decide two of them."""
    for at in range(CHAIN):
        one, other = sorted((first + at, first + at + 1), reverse=bool(turned))
        yield (other, one, 0.8, 0.9, COPY if turned < 2 else REWORDED, False)


def ladder(first: int) -> Iterator[Row]:
    """Yield a chain of cuts: each is cut from the next and all behind that."""
    for at in range(CHAIN):
        for fuller in range(at + 1, CHAIN):
            yield (first + at, first + fuller, 0.5, 1.0, ABRIDGED, True)


@cache
def rows() -> list[Row]:
    """Return verdict tables of which none has a text of another."""
    chance = random.Random(20)  # noqa: S311 (no secret)
    parts = [random_table(1000 * at, chance) for at in range(28)]
    parts += [hub(1000 * at, chance) for at in range(30, 40)]
    parts += [chain(1000 * at, at % 3) for at in range(40, 43)]
    parts.append(ladder(50_000))
    found = [row for part in parts for row in part]
    chance.shuffle(found)
    return found


@cache
def local() -> tuple[np.ndarray, Verdicts]:
    """Return the names of all texts in order, and the verdicts by their positions there."""
    columns = [np.array(it) for it in zip(*rows(), strict=True)]
    names = np.unique(np.concatenate(columns[:2]))
    text, other = (np.searchsorted(names, it) for it in columns[:2])
    jaccard, containment, relation, cut = columns[2:]
    return names, Verdicts(text, other, jaccard, containment, relation.astype(np.int8), cut)


def leading() -> np.ndarray:
    """Tell which texts stand for others."""
    names, _ = local()
    return np.random.default_rng(3).random(len(names)) < 0.1


def named(found: Verdicts) -> Pairs:
    """Return the texts of verdicts by name, sorted."""
    names, _ = local()
    return sorted(zip(names[found.text].tolist(), names[found.other].tolist(), strict=True))


def wanted(*, linked: bool) -> Pairs:
    """Return who is taken by whom on one machine."""
    names, found = local()
    places = np.arange(len(names))
    taken = stars(places, without_hubs(found, places), leading())
    return named(taken[(taken.relation >= FIRST_LINKED) == linked])


def collected(found: DataFrame) -> list[tuple[Any, ...]]:
    """Return rows, sorted."""
    return sorted(tuple(row) for row in found.collect())


@pytest.fixture(scope="module")
def work(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Return a place for tables."""
    with Workplace(spark, str(tmp_path_factory.mktemp("graph"))) as place:
        yield place


@pytest.fixture(scope="module")
def known(spark: SparkSession, work: Workplace) -> Known:
    """Return what is known of the verdicts."""
    kinds = "text long, other long, jaccard double, containment double, relation byte, cut boolean"
    return known_of(work.keep(spark.createDataFrame(rows(), kinds), "verdicts"), work)


def test_verdicts_of_hubs_are_left_out(known: Known) -> None:
    """Those of one machine, and no others."""
    names, found = local()
    left = without_hubs(found, np.arange(len(names)))
    assert len(left.text) < len(found.text)
    every = [*zip(names[left.text].tolist(), names[left.other].tolist(), strict=True)]
    assert sorted((text, other) for text, other, *_ in collected(known.verdicts)) == sorted(every)
    assert set(collected(known.verdicts)) <= set(rows())


def test_stories_of_hubs_are_compared_with_each_other(known: Known) -> None:
    """The first few of each page with all others."""
    names, found = local()
    pairs = names[hub_pairs(found, np.arange(len(names)))]
    assert known.hub_pairs is not None
    assert set(collected(known.hub_pairs)) == set(map(tuple, pairs.tolist()))


def test_texts_lead_in_the_order_of_one_machine(spark: SparkSession, known: Known) -> None:
    """What is cut comes behind what holds it."""
    names, found = local()
    places = np.arange(len(names))
    texts = spark.createDataFrame([(it,) for it in names.tolist()], "v long")
    turns = collected(known.depths.turns(texts, "v", "turn"))
    assert [name for name, _ in turns] == names.tolist()
    order = leading_places(places, without_hubs(found, places))
    assert np.argsort([turn for _, turn in turns]).tolist() == np.argsort(order).tolist()


@pytest.mark.parametrize("bounds", [Bounds(offers=0), Bounds(offers=0, rounds=2), Bounds()])
def test_texts_are_taken_as_on_one_machine(
    spark: SparkSession, known: Known, work: Workplace, bounds: Bounds
) -> None:
    """In rounds until all is decided, in some and then in one task, and in one task at once."""
    assert wanted(linked=False)
    assert wanted(linked=True)
    firm = stars_of(known, None, None, bounds, work)
    assert collected(firm) == wanted(linked=False)
    names, _ = local()
    standing = spark.createDataFrame([(it,) for it in names[leading()].tolist()], "v long")
    linked = stars_of(known, standing, firm, bounds, work)
    assert collected(linked) == wanted(linked=True)


def test_without_verdicts_nothing_is_taken(spark: SparkSession, work: Workplace) -> None:
    """No hub, no depth, no offer."""
    none = spark.createDataFrame([], "text long, other long, relation byte, cut boolean")
    nothing = known_of(none, work)
    assert nothing.hub_pairs is None
    assert collected(stars_of(nothing, None, None, Bounds(offers=0), work)) == []
