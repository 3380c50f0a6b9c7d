"""The order in which articles lead: ``keep``, ``prefer``, and of one address the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.lsh import Pairs, runs_of_equal
from cleannews.grouping.origins import Origins, name_hash
from cleannews.settings import DedupeSettings

__all__ = ["latest_first", "named_as_first", "naming_pairs", "order_of_keep", "same_address"]


def order_of_keep(
    sizes: NDArray[np.int64],
    ids: Sequence[str],
    origins: Origins,
    original: NDArray[np.bool_],
    settings: DedupeSettings,
) -> NDArray[np.int64]:
    """
    Return the positions of the texts in the order of ``keep``, which ends in the id.

    Args:
        sizes: int64, shape (texts,): how full each text is.
        ids: Their ids, each once.
        origins: Where they are from.
        original: bool, shape (texts,): own copies of the agency or outlet that wrote them.
        settings: The order.
    """
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    keys = {
        "earliest": (origins.instant,),
        "fullest": (-sizes, origins.instant),
        "original": (~original, origins.instant, -sizes),
    }[settings.keep]
    preferred = _preferred(origins.site, settings.prefer)
    return by_id[np.lexsort([key[by_id] for key in reversed((preferred, *keys))])]


def _preferred(sites: NDArray[np.uint64], prefer: Iterable[str]) -> NDArray[np.int64]:
    """Return each article's place in the list of preferred sites, or one behind it."""
    wanted = [name_hash(site) for site in prefer]
    places = np.full(len(sites), len(wanted), np.int64)
    for place, site in reversed(list(enumerate(wanted))):
        places[sites == np.uint64(site)] = place
    return places


def named_as_first(
    origins: Origins,
    leader_of: NDArray[np.int64],
    text: NDArray[np.int64],
    other: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """
    Tell which articles are of an outlet that an article like them names as the first.

    Args:
        origins: Where the articles are from.
        leader_of: int64, shape (texts,): of equal texts the one that stands for them.
        text: int64, shape (pairs,): texts that are like others.
        other: int64, shape (pairs,): those others.
    """
    named = np.zeros(len(leader_of), np.bool_)
    speaking = np.flatnonzero(origins.first)
    says: defaultdict[int, set[int]] = defaultdict(set)
    for leader, first in zip(
        leader_of[speaking].tolist(), origins.first[speaking].tolist(), strict=True
    ):
        says[leader].add(first)
    wanted = {(leader, first) for leader, firsts in says.items() for first in firsts}
    told = np.isin(text, list(says))
    for one, another in zip(text[told].tolist(), other[told].tolist(), strict=True):
        wanted |= {(another, first) for first in says[one]}
    for at in np.flatnonzero(np.isin(origins.outlet, origins.first[speaking])).tolist():
        named[at] = (int(leader_of[at]), int(origins.outlet[at])) in wanted
    return named


def naming_pairs(origins: Origins, leader_of: NDArray[np.int64], pairs: Pairs) -> NDArray[np.bool_]:
    """
    Tell which pairs :func:`named_as_first` must know: one may name the outlet of the other as the first.

    Args:
        origins: Where the articles are from.
        leader_of: int64, shape (texts,): of equal texts the one that stands for them.
        pairs: Positions of texts that stand for others.
    """
    says, named = np.zeros((2, len(leader_of)), np.bool_)
    speaking = np.flatnonzero(origins.first)
    says[leader_of[speaking]] = True
    named[leader_of[np.isin(origins.outlet, origins.first[speaking])]] = True
    one, another = pairs.T
    naming: NDArray[np.bool_] = (says[one] & named[another]) | (says[another] & named[one])
    return naming


def latest_first(order: NDArray[np.int64], origins: Origins) -> NDArray[np.int64]:
    """
    Let the versions of one address change places, so that the latest leads.

    Args:
        order: int64, shape (texts,): the positions of the texts in order.
        origins: Where they are from; a version of unknown date comes last.
    """
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    for texts in same_address(origins):
        latest = texts[np.lexsort((place[texts], _newest(origins.instant[texts])))]
        place[latest] = np.sort(place[texts])
    return np.argsort(place)


def same_address(origins: Origins) -> list[NDArray[np.int64]]:
    """
    Return the positions of articles of one address, for each address that has several.

    Args:
        origins: Where the articles are from.
    """
    with_address = np.flatnonzero(origins.url)
    by_address = with_address[np.argsort(origins.url[with_address], kind="stable")]
    first, length = runs_of_equal(origins.url[by_address])
    several = length > 1
    return [
        by_address[begin : begin + count]
        for begin, count in zip(first[several].tolist(), length[several].tolist(), strict=True)
    ]


def _newest(instants: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return keys by which the latest comes first and an unknown date last."""
    return np.where(np.isinf(instants), instants, -instants)
