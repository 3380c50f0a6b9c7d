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
"""Words after which a sentence is cut: fewer than a number has bits."""

_ONE, _33 = np.uint64(1), np.uint64(33)


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
def _numbered(left, right, table, numbers, out):  # type: ignore[no-untyped-def]
    """
    Number the words of two texts, equal ones alike; in the second -1 is what the first has not.

    The table of words has room for twice the first text's; ``out`` holds both texts.
    """
    size = 16
    while size < 2 * len(left):
        size *= 2
    mask = np.uint64(size - 1)
    numbers[:size] = -1
    known = 0
    for at in range(len(left) + len(right)):
        first = at < len(left)
        value = left[at] if first else right[at - len(left)]
        place = (value ^ value >> _33) & mask
        while numbers[place] >= 0 and table[place] != value:
            place = (place + _ONE) & mask
        if first and numbers[place] < 0:
            table[place], numbers[place] = value, known
            known += 1
        out[at] = numbers[place]


@compiled
def _common(masks, right, room):  # type: ignore[no-untyped-def]
    """
    Return the length of the longest common subsequence of two sentences.

    Args:
        masks: uint64: for each number of a word the bits of its places in the first sentence.
        right: int32: the numbers of the second sentence's words.
        room: uint64: a bit for each place of the first sentence.
    """
    free = room
    for number in right:
        if number >= 0:
            hit = free & masks[number]
            free = (free + hit) | (free - hit)
    left = ~free & room
    count = 0
    while left:
        left &= left - _ONE
        count += 1
    return count


@compiled
def aligned_words(words, begins, of_text, pairs, share, least):  # type: ignore[no-untyped-def]
    """
    Count the words of a text whose sentences stand in another.

    The longest common subsequence of two sentences is computed in the bits of one number
    (Hyyrö, Bit-parallel LCS-length computation revisited, 2004).

    Args:
        words: What :func:`sentences_of` returns.
        begins: As above.
        of_text: As above.
        pairs: int64, shape (pairs, 2): the text whose words are counted, and the other.
        share: The share of a sentence's words that must stand in one sentence of the other, in
            order.
        least: The share of a text's words that is asked for: when it cannot be reached any more
            nothing more is counted.

    Returns:
        int64, shape (pairs,).
    """
    counts = np.zeros(len(pairs), np.int64)
    most = np.int64(0)
    for text in range(len(of_text) - 1):
        most = max(most, begins[of_text[text + 1]] - begins[of_text[text]])
    table, numbers = np.empty(4 * most + 16, np.uint64), np.empty(4 * most + 16, np.int32)
    out, masks = np.empty(2 * most, np.int32), np.zeros(most, np.uint64)
    for at in range(len(pairs)):
        text, other = pairs[at]
        begin, end = begins[of_text[text]], begins[of_text[text + 1]]
        other_begin, other_end = begins[of_text[other]], begins[of_text[other + 1]]
        _numbered(words[begin:end], words[other_begin:other_end], table, numbers, out)
        other_begin -= end - begin  # where the other's first word stands in out, which begins at 0
        likely = of_text[other]
        possible, wanted_in_all = end - begin, least * (end - begin)
        for sentence in range(of_text[text], of_text[text + 1]):
            first, length = begins[sentence] - begin, begins[sentence + 1] - begins[sentence]
            for word in range(length):
                masks[out[first + word]] |= _ONE << np.uint64(word)
            wanted = share * length
            many = of_text[other + 1] - of_text[other]
            found = False
            for step in range(many):  # from the sentence behind the last one found on
                place = of_text[other] + (likely - of_text[other] + step) % many
                right = out[begins[place] - other_begin : begins[place + 1] - other_begin]
                room = (_ONE << np.uint64(length)) - _ONE
                if len(right) >= wanted and _common(masks, right, room) >= wanted:
                    counts[at] += length
                    likely = place + 1
                    found = True
                    break
            for word in range(length):
                masks[out[first + word]] = 0
            if not found:
                possible -= length
                if possible < wanted_in_all:
                    break
    return counts
