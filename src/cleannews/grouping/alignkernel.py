"""
Sentences of one text that stand in another with some words swapped, compiled.
"""

from __future__ import annotations

import numpy as np

from cleannews.grouping.detailkernel import read_words
from cleannews.signatures.compiled import compiled

__all__ = ["aligned_words", "sentences_of"]

_SHORTEST = 6
"""Words of a sentence; a shorter one, as abbreviations make them, goes on in the next."""

_LONGEST = 60
"""Words after which a sentence is cut."""


@compiled
def sentences_of(data, starts, arrays, numbers):  # type: ignore[no-untyped-def]
    """
    Cut texts into sentences.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.
        numbers: The numbers that are written out.

    Returns:
        uint64: the hashes of all words, in order; int64: where each sentence begins among them and
        the last one ends; int64, shape (texts + 1,): where each text's sentences begin.
    """
    texts = len(starts) - 1
    room = np.int64(len(data) // 2 + 2 * texts + 2)
    words, begins = np.empty(room, np.uint64), np.empty(room, np.int64)
    of_text = np.zeros(texts + 1, np.int64)
    hashes, kinds = np.empty(0, np.uint64), np.empty(0, np.int8)
    fresh = np.empty(0, np.bool_)
    used = sentences = 0
    for text in range(texts):
        size = starts[text + 1] - starts[text] + 1
        if size > len(hashes):
            hashes, kinds, fresh = (
                np.empty(size, np.uint64),
                np.empty(size, np.int8),
                np.empty(size, np.bool_),
            )
        part = data[starts[text] : starts[text + 1]]
        found = read_words(part, arrays, numbers, hashes, kinds, fresh)
        begin = 0
        for at in range(found):
            length = at - begin
            if at == 0 or (fresh[at] and length >= _SHORTEST) or length >= _LONGEST:
                begins[sentences] = used + at
                sentences += 1
                begin = at
        words[used : used + found] = hashes[:found]
        used += found
        of_text[text + 1] = sentences
    begins[sentences] = used
    return words[:used].copy(), begins[: sentences + 1].copy(), of_text


@compiled
def _common(left, right, row):  # type: ignore[no-untyped-def]
    """Return the length of the longest common subsequence of two sentences."""
    row[: len(right) + 1] = 0
    for at in range(len(left)):
        before = np.int32(0)
        for other in range(len(right)):
            above = row[other + 1]
            if left[at] == right[other]:
                row[other + 1] = before + 1
            elif row[other] > above:
                row[other + 1] = row[other]
            before = above
    return row[len(right)]


@compiled
def aligned_words(words, begins, of_text, pairs, share):  # type: ignore[no-untyped-def]
    """
    Count the words of a text whose sentences stand in another.

    Args:
        words: What :func:`sentences_of` returns.
        begins: As above.
        of_text: As above.
        pairs: int64, shape (pairs, 2): the text whose words are counted, and the other.
        share: The share of a sentence's words that must stand in one sentence of the other, in
            order.

    Returns:
        int64, shape (pairs,).
    """
    counts = np.zeros(len(pairs), np.int64)
    row = np.empty(2 * _LONGEST + _SHORTEST, np.int32)
    for at in range(len(pairs)):
        text, other = pairs[at]
        likely = of_text[other]
        for sentence in range(of_text[text], of_text[text + 1]):
            left = words[begins[sentence] : begins[sentence + 1]]
            wanted = share * len(left)
            many = of_text[other + 1] - of_text[other]
            for step in range(many):  # from the sentence behind the last one found on
                place = of_text[other] + (likely - of_text[other] + step) % many
                right = words[begins[place] : begins[place + 1]]
                if len(right) >= wanted and _common(left, right, row) >= wanted:
                    counts[at] += len(left)
                    likely = place + 1
                    break
    return counts
