"""
The search for phrases that may stand in lines, compiled. Its slow twin is
:meth:`Candidates.find_slowly`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleannews.cleaning.phrasebook import Group, Indexed
from cleannews.cleaning.phrases import MARK_WORD
from cleannews.signatures.compiled import compiled
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.shingles import token_hash
from cleannews.signatures.tokenkernel import token_hashes

__all__ = ["CandidateTable", "find_candidates"]

_NONE = np.int32(-1)
_ROOM = 4
"""Places in the hash table for each token."""

_SEEN_BITS = 16
"""Bits of a token's hash by which most tokens are seen to be none of the table's."""

_BREAK, _SPACES = ord("\n"), (ord(" "), ord("\t"), 0x1F)
_MARK_1, _MARK_2 = 0xC2, 0xA9


class _Table(NamedTuple):
    """
    What phrases want, as arrays.

    Args:
        seen: bool, shape (2 ** 16,): the lowest bits of the hash of some token.
        hashes: uint64, shape (places,): hashes of the tokens, open-addressed; the number of places
            is a power of two.
        numbers: int32, shape (places,): the token at each place, or -1.
        group_starts: int32, shape (tokens + 1,): where the groups of each token begin.
        groups: int32: the groups that tokens are in, token by token.
        leading_starts, leading: The same for the groups of which a token leads.
        filed_starts: int32, shape (tokens + 1,): where the phrases filed under each token begin.
        filed: int32: phrases by the tokens of their rarest groups.
        wanted: int32, shape (phrases, most groups): the groups of which a line must hold a token,
            then -1.
        leads: int32, shape (phrases,): the group with a token of which it must begin, or -1.
        longest: int32, shape (phrases,): words in the longest line.
        mark: int32: the token that "©" counts as, or -1.
    """

    seen: NDArray[np.bool_]
    hashes: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    group_starts: NDArray[np.int32]
    groups: NDArray[np.int32]
    leading_starts: NDArray[np.int32]
    leading: NDArray[np.int32]
    filed_starts: NDArray[np.int32]
    filed: NDArray[np.int32]
    wanted: NDArray[np.int32]
    leads: NDArray[np.int32]
    longest: NDArray[np.int32]
    mark: np.int32


class CandidateTable:
    """
    Phrases ready to be found.

    Args:
        phrases: The phrases.
    """

    def __init__(self, phrases: Sequence[Indexed]) -> None:
        grouped = [tuple(map(tuple, it.groups)) for it in phrases]
        leading = [
            groups[:1] if it.leads else () for groups, it in zip(grouped, phrases, strict=True)
        ]
        held = [
            groups[1:] if it.leads else groups for groups, it in zip(grouped, phrases, strict=True)
        ]
        words = sorted({token for groups in grouped for group in groups for token in group})
        number_of = {word: number for number, word in enumerate(words)}
        leaders = _numbered(group for groups in leading for group in groups)
        holders = _numbered(group for groups in held for group in groups)
        filed: list[list[int]] = [[] for _ in words]
        rows = np.full((max(1, len(phrases)), max([1, *map(len, held)])), _NONE)
        for number, phrase in enumerate(phrases):
            rows[number, : len(held[number])] = [holders[group] for group in held[number]]
            for token in phrase.rarest:
                filed[number_of[token]].append(number)
        self._table = _Table(
            *_hashed(words),
            *_flat(_by_token(holders, number_of)),
            *_flat(_by_token(leaders, number_of)),
            *_flat(filed),
            rows,
            np.array([leaders[it[0]] if it else -1 for it in leading] or [0], np.int32),
            np.array([it.longest for it in phrases] or [0], np.int32),
            np.int32(number_of.get(MARK_WORD, -1)),
        )
        self._stamps = tuple(max(1, len(them)) for them in (holders, leaders, phrases))

    def find(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line.

        Args:
            lines: The contents of lines, without white space around them.

        Returns:
            The numbers of the lines in which some may stand, with the numbers of the phrases,
            ascending.
        """
        data = np.frombuffer("\n".join(lines).encode("utf-8", "surrogatepass"), np.uint8)
        found: defaultdict[int, list[int]] = defaultdict(list)
        pairs = find_candidates(data, fold_arrays(), self._table, self._stamps)
        for line, number in sorted(pairs.tolist()):
            found[line].append(number)
        return found


def _numbered(groups: Iterable[Group]) -> dict[Group, int]:
    return {group: number for number, group in enumerate(dict.fromkeys(groups))}


def _by_token(groups: dict[Group, int], number_of: dict[str, int]) -> list[list[int]]:
    """Return for each token the groups that it is in."""
    found: list[list[int]] = [[] for _ in number_of]
    for group, number in groups.items():
        for token in group:
            found[number_of[token]].append(number)
    return found


def _hashed(
    words: Sequence[str],
) -> tuple[NDArray[np.bool_], NDArray[np.uint64], NDArray[np.int32]]:
    places = 1 << (_ROOM * len(words) + 1).bit_length()
    seen = np.zeros(1 << _SEEN_BITS, np.bool_)
    hashes, numbers = np.zeros(places, np.uint64), np.full(places, _NONE)
    for number, word in enumerate(words):
        value = token_hash(word)
        seen[value & ((1 << _SEEN_BITS) - 1)] = True
        place = value & (places - 1)
        while numbers[place] != _NONE:
            place = (place + 1) & (places - 1)
        hashes[place], numbers[place] = value, number
    return seen, hashes, numbers


def _flat(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return where each list begins, and the lists one after the other."""
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    return starts, np.array([value for some in lists for value in some], np.int32)


@compiled
def _number_of(seen, hashes, numbers, value):  # type: ignore[no-untyped-def]
    """Return the number of the token with a hash, or -1."""
    if not seen[value & np.uint64(len(seen) - 1)]:
        return _NONE
    last = len(hashes) - 1
    place = np.int64(value & np.uint64(last))
    while numbers[place] >= 0:
        if hashes[place] == value:
            return numbers[place]
        place = (place + 1) & last
    return _NONE


@compiled
def _stamped(tokens, mark, line, table, held, leading):  # type: ignore[no-untyped-def]
    """Stamp the groups of which a line holds a token, and return the tokens' numbers."""
    seen, hashes, numbers = table.seen, table.hashes, table.numbers
    starts, groups = table.group_starts, table.groups
    hits = np.empty(len(tokens) + 1, np.int32)
    count = 0
    for token in tokens:
        number = _number_of(seen, hashes, numbers, token)
        if number >= 0:
            hits[count] = number
            count += 1
    if mark and table.mark >= 0:
        hits[count] = table.mark
        count += 1
        _stamp(table.mark, line, table.leading_starts, table.leading, leading)
    if len(tokens) and count and hits[0] == _number_of(seen, hashes, numbers, tokens[0]):
        _stamp(hits[0], line, table.leading_starts, table.leading, leading)
    for hit in hits[:count]:
        _stamp(hit, line, starts, groups, held)
    return hits[:count]


@compiled
def _stamp(token, line, starts, groups, stamps):  # type: ignore[no-untyped-def]
    for place in range(starts[token], starts[token + 1]):
        stamps[groups[place]] = line


@compiled
def _holds(wanted, line, held):  # type: ignore[no-untyped-def]
    """Tell whether a line holds a token of each of some groups."""
    for group in wanted:  # noqa: SIM110 (numba knows no all)
        if group >= 0 and held[group] != line:
            return False
    return True


@compiled
def _measured(data, begin):  # type: ignore[no-untyped-def]
    """Return where a line ends, how many words it has, and whether it holds a "©"."""
    end, words, spaced, mark = begin, 0, True, False
    while end < len(data) and data[end] != _BREAK:
        space = data[end] in _SPACES
        if spaced and not space:
            words += 1
        spaced = space
        if data[end] == _MARK_2 and end > begin and data[end - 1] == _MARK_1:
            mark = True
        end += 1
    return end, words, mark


@compiled
def find_candidates(data, arrays, table, stamps):  # type: ignore[no-untyped-def]
    """
    Find candidates line by line.

    Args:
        data: uint8, shape (bytes,): lines in UTF-8, parted by line feeds, without white space
            around them.
        arrays: The fold table.
        table: The phrases.
        stamps: The numbers of groups, of leading groups and of phrases.

    Returns:
        int32, shape (candidates, 2): line and phrase, line by line.
    """
    held = np.full(stamps[0], _NONE)  # the last line that holds a token of the group
    leading = np.full(stamps[1], _NONE)  # the last line that begins with one
    taken = np.full(stamps[2], _NONE)  # the last line that the phrase was looked at in
    starts, filed = table.filed_starts, table.filed
    wanted, leads, longest = table.wanted, table.leads, table.longest
    out = np.empty((64, 2), np.int32)
    found = line = begin = 0
    while begin <= len(data):
        end, words, mark = _measured(data, begin)
        tokens = token_hashes(data[begin:end], arrays)
        for token in _stamped(tokens, mark, line, table, held, leading):
            for place in range(starts[token], starts[token + 1]):
                phrase = filed[place]
                new = taken[phrase] != line and words <= longest[phrase]
                taken[phrase] = line
                if not new or (leads[phrase] >= 0 and leading[leads[phrase]] != line):
                    continue
                if not _holds(wanted[phrase], line, held):
                    continue
                if found == len(out):
                    grown = np.empty((2 * found, 2), np.int32)
                    grown[:found] = out
                    out = grown
                out[found, 0], out[found, 1] = line, phrase
                found += 1
        begin = end + 1
        line += 1
    return out[:found]
