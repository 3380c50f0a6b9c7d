"""Phrases as the arrays that the compiled search for them looks at."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from cleannews.cleaning.kernel import (
    ANYWHERE,
    APART,
    LINE_SOON,
    LINE_START,
    NUMBER,
    SENTENCE_START,
    UNBOUNDED,
    find_candidates,
)
from cleannews.cleaning.linekernel import MARKS
from cleannews.cleaning.lines import joined
from cleannews.cleaning.normalform import MARK, MARK_WORD
from cleannews.cleaning.phrasebook import Indexed
from cleannews.cleaning.phrasetable import FILES, LEADS, Phrases, Room, packed
from cleannews.cleaning.rulebook import BEGINNING_LINES
from cleannews.signatures.foldarrays import FoldArrays, fold_arrays
from cleannews.signatures.shingles import token_hash
from cleannews.signatures.stopwords import stop_words

__all__ = ["CandidateTable"]

_PLACES = 2
"""Places in the hash table for each token, at least."""

_LEAST_ROOM, _MOST_ROOM = 1 << 16, 1 << 20
"""Bytes of text for whose tokens there is room that is kept."""

_SEEN_BITS = 16
"""Bits of a token's hash by which most tokens are seen to be none of the table's."""

_BITS, _STOP_BITS = 63, 8
"""Bits that stand for tokens, and those of them for stop words."""

_STARTS = {"line": LINE_START, "label": LINE_START, "sentence": SENTENCE_START, "inline": APART}
"""Where a phrase begins that leads with its first anchor."""

_ENDING = ("line", "ending")
"""Shapes whose phrase ends with its line."""


class CandidateTable:
    """
    Phrases ready to be found.

    Args:
        phrases: The phrases.
    """

    def __init__(self, phrases: Sequence[Indexed]) -> None:
        some = list(phrases)
        anchors = [anchor for it in some for anchor in it.anchors]
        words = sorted({token for anchor in anchors for token in anchor.tokens})
        number_of = {word: number for number, word in enumerate(words)}
        groups = dict.fromkeys(anchor.tokens for anchor in anchors)
        group_of = {tokens: number for number, tokens in enumerate(groups)}
        filed: list[list[int]] = [[] for _ in words]
        for number, phrase in enumerate(some):
            for token in phrase.anchors[phrase.rarest].tokens:
                filed[number_of[token]].append(number)
        starts, grouped = _flat([[group_of[anchor.tokens] for anchor in it.anchors] for it in some])
        seen, entries = _hashed(words)
        bits = _bits_of(words)
        masks = {word: 1 << bit for word, bit in zip(words, bits, strict=True)}
        needed = [_needed(phrase, masks) for phrase in some]
        self._table = packed(
            seen,
            entries,
            np.array(bits, np.uint8) | np.where([bool(it) for it in filed], FILES, np.uint8(0)),
            np.array([needed[it] for them in filed for it in them], np.uint64).reshape(-1, 2),
            Phrases(
                *_flat(filed),
                grouped,
                _ints(anchor.within for anchor in anchors),
                _ints(anchor.again for anchor in anchors),
                *_flat([[number_of[token] for token in tokens] for tokens in group_of]),
                starts,
                _ints(it.rarest for it in some),
                _ints(map(_start_of, some)),
                _ints(it.behind if it.shape in _ENDING else UNBOUNDED for it in some),
                _ints(it.longest for it in some),
                _ints(_mark_bits(it.marks) for it in some),
            ),
        )
        self._scratch = threading.local()

    def find(self, lines: Sequence[str], data: bytes | None = None) -> dict[int, list[int]]:
        """
        Find the phrases that may stand in each line.

        Args:
            lines: The contents of lines, without white space around them.
            data: The lines as :func:`~cleannews.cleaning.lines.joined` returns them, if at hand.

        Returns:
            The numbers of the lines in which some may stand, with the numbers of the phrases,
            ascending.
        """
        codes = np.frombuffer(joined(lines) if data is None else data, np.uint8)
        found: dict[int, list[int]] = {}
        pairs = find_candidates(codes, _arrays(), self._table, self._room(len(codes) + 1))
        for line, number in pairs.tolist():
            found.setdefault(line, []).append(number)
        return found

    def _room(self, size: int) -> Room:
        """Return arrays for the tokens of a text, the same again for one thread where they are large enough."""
        room: Room | None = getattr(self._scratch, "room", None)
        if room is None or len(room.ends) < size:
            size = max(size, _LEAST_ROOM)
            room = Room(np.empty(size, np.uint64), np.empty(size, np.int32))
            if size <= _MOST_ROOM:
                self._scratch.room = room
        return room


@cache
def _arrays() -> FoldArrays:
    """Return the fold table with the sign that counts as a word."""
    arrays = fold_arrays()
    length, first = arrays.length.copy(), arrays.first.copy()
    word = np.array(list(map(ord, f" {MARK_WORD} ")), np.uint32)
    length[ord(MARK)], first[ord(MARK)] = len(word), len(arrays.folded)
    return arrays._replace(length=length, first=first, folded=np.concatenate([arrays.folded, word]))


def _start_of(phrase: Indexed) -> int:
    if phrase.leads:
        return _STARTS.get(phrase.shape, ANYWHERE)
    return LINE_SOON if phrase.shape in BEGINNING_LINES else ANYWHERE


def _mark_bits(marks: Iterable[str]) -> int:
    return sum(1 << MARKS.index(mark) for mark in marks if mark in MARKS)


def _ints(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)


def _bits_of(words: Sequence[str]) -> list[int]:
    """Return a bit for each token; those of common words are few, since every line holds some."""
    stops = frozenset().union(*stop_words().values())
    rare = _BITS - _STOP_BITS
    return [
        number % _STOP_BITS if word in stops else _STOP_BITS + number % rare
        for number, word in enumerate(words)
    ]


def _needed(phrase: Indexed, masks: dict[str, int]) -> tuple[int, int]:
    """
    Return the bits of the anchors of a phrase.

    Those of anchors with one token are all needed; of the others the one with the fewest tokens counts.
    """
    groups = sorted((anchor.tokens for anchor in phrase.anchors), key=len)
    every = reduce(or_, (masks[it[0]] for it in groups if len(it) == 1), 0)
    some = next((it for it in groups if len(it) > 1), groups[0])
    if phrase.rarest == 0 and _start_of(phrase) == LINE_START:
        every |= int(LEADS)
    return every, reduce(or_, map(masks.__getitem__, some))


def _hashed(words: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
    """Return which lowest bits of hashes occur, and the table of tokens."""
    places = 1 << (_PLACES * len(words)).bit_length()
    seen, entries = np.zeros(1 << _SEEN_BITS, np.bool_), np.zeros(places, np.uint64)
    number_bits = int(NUMBER)
    for number, word in enumerate(words):
        value = token_hash(word)
        seen[value & ((1 << _SEEN_BITS) - 1)] = True
        place = value & (places - 1)
        while entries[place]:
            place = (place + 1) & (places - 1)
        entries[place] = (value & ~number_bits) | (number + 1)
    return seen, entries


def _flat(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return where each list begins, and the lists one after the other."""
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    return starts, np.array([value for some in lists for value in some], np.int32)
