"""
The passages of texts and the pages they recur on, compiled. The slow twin of the passages is in
tests/oracles.py.

A passage is one of three things, each named by 64 bits:

* a line: its tokens in order;
* a sentence of a line that holds several: its tokens in order;
* a template of a line: its words, with a slot in the place of one run of names. A name is a word
  that begins with a capital letter and holds no digit; a run of words that hold an "@" counts,
  too. A word is what white space parts; of its bytes count all that are no ASCII, and of ASCII
  letters, in small, and digits. Since the first word of a line begins with a capital
  letter anyway, a run that it begins gives two templates: with a slot for all of it, and with
  the word before a slot for the rest.

Tokens are those of fold.py, so case, punctuation and kinds of quotes do not matter. The tokens
t1 ... tn of a passage of kind k give ``mixed(h(n))``, ``h(i) = h(i - 1) * STEP + t(i)``,
``h(0) = k``, with STEP and ``mixed`` of shingles.py; the two lowest bits are replaced by k.
"""

from __future__ import annotations

import numpy as np

from cleannews.cleaning.recurring import LINE, SENTENCE, TEMPLATE
from cleannews.signatures.compiled import compiled
from cleannews.signatures.foldarrays import UNCHANGED
from cleannews.signatures.kernel import mixed
from cleannews.signatures.shingles import STEP
from cleannews.signatures.tokenkernel import code_at, token_hashes

__all__ = ["count_stories", "passages"]

LONGEST = 150
"""Tokens; what has more is no passage that a site repeats."""

FEWEST_IN_SENTENCE = 3
"""Tokens of a sentence that is looked at by itself."""

TEMPLATE_WORDS, TEMPLATE_RUNS = 40, 4
"""Words, and runs of names, of a line that is looked at as a template."""

LITERAL_WORDS, LITERAL_BYTES = 3, 10
"""What stands beside the slot of a template at least."""

_ABOVE_KIND = ~np.uint64(3)
_SLOT = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(STEP)
_BREAK, _SPACE, _STOP, _AT = ord("\n"), ord(" "), ord("."), ord("@")
_TERMINALS, _CLOSERS = (ord("!"), _STOP, ord("?")), (ord('"'), ord("'"), ord(")"), ord("]"))
_LITERAL, _NAME, _ADDRESS = 0, 1, 2
_MAY_END = (*_TERMINALS, 0xE3, 0xEF)
_ASCII = 128


@compiled
def _named(tokens, kind):  # type: ignore[no-untyped-def]
    """Return the 64 bits that name a passage."""
    value = np.uint64(kind)
    for token in tokens:
        value = value * _STEP + token
    return (mixed(value) & _ABOVE_KIND) | np.uint64(kind)


@compiled
def _is_small(code):  # type: ignore[no-untyped-def]
    return ord("a") <= code <= ord("z")


@compiled
def _is_digit(code):  # type: ignore[no-untyped-def]
    return ord("0") <= code <= ord("9")


@compiled
def _next_sentence(data, at, begin):  # type: ignore[no-untyped-def]
    """
    Return where the next sentence begins if one ends at a place, else 0.

    A full stop counts behind three small letters, a digit, a bracket, a quote or what is no
    ASCII, so not behind an initial or a title such as "Mrs."; what follows the space must not
    begin with a small letter. The full stops of Chinese and Japanese need no space.
    """
    byte = data[at]
    if at + 2 < len(data) and data[at + 1] == 0x80 and data[at + 2] == 0x82 and byte == 0xE3:
        return at + 3
    if at + 2 < len(data) and data[at + 1] == 0xBC and data[at + 2] in (0x81, 0x9F):
        return at + 3 if byte == 0xEF else 0
    if byte not in _TERMINALS or at - begin < 3:
        return 0
    if byte == _STOP:
        last = data[at - 1]
        small = _is_small(last) and _is_small(data[at - 2]) and _is_small(data[at - 3])
        if not (small or last >= _ASCII or _is_digit(last) or last in _CLOSERS):
            return 0
    stop = at + 1
    while stop < len(data) and (data[stop] in _CLOSERS or data[stop] >= _ASCII):
        stop += 1
    if stop >= len(data) or data[stop] != _SPACE:
        return 0
    while stop < len(data) and data[stop] == _SPACE:
        stop += 1
    return stop if stop < len(data) and not _is_small(data[stop]) else 0


@compiled
def _word(line, begin, end, arrays):  # type: ignore[no-untyped-def]
    """Return the hash of a word, 0 if nothing of it counts, and whether it may fill a slot."""
    value = np.uint64(0)
    kind, lettered = _LITERAL, False
    at = begin
    while at < end:
        byte = line[at]
        if byte >= _ASCII:
            code, width = code_at(line, at)
            if not lettered and arrays.kind[code]:
                kind = _LITERAL if arrays.length[code] == UNCHANGED else _NAME
                lettered = True
            for offset in range(width):
                value = (value + np.uint64(line[at + offset])) * _STEP
            at += width
            continue
        small = arrays.steps[4 * byte]
        if byte == _AT:
            kind, lettered = _ADDRESS, True
        elif _is_digit(byte) and kind != _ADDRESS:
            kind, lettered = _LITERAL, True
        elif small and not lettered:
            kind, lettered = _NAME if small != byte else _LITERAL, True
        if small:
            value = (value + small) * _STEP
        at += 1
    return value, kind


@compiled
def _words_of(line, arrays):  # type: ignore[no-untyped-def]
    """Return hash, kind and size of the words of a line; none if they are too many."""
    hashes = np.empty(TEMPLATE_WORDS, np.uint64)
    kinds, sizes = np.empty(TEMPLATE_WORDS, np.uint8), np.empty(TEMPLATE_WORDS, np.int64)
    found = at = 0
    while at < len(line):
        if line[at] <= _SPACE:
            at += 1
            continue
        begin = at
        while at < len(line) and line[at] > _SPACE:
            at += 1
        value, kind = _word(line, begin, at, arrays)
        if value == 0:
            continue
        if found == TEMPLATE_WORDS:
            found = 0
            break
        hashes[found], kinds[found], sizes[found] = value, kind, at - begin
        found += 1
    return hashes[:found], kinds[:found], sizes[:found]


@compiled
def _template(hashes, sizes, begin, end):  # type: ignore[no-untyped-def]
    """Return the name of a template with a slot in the place of some words; 0 for none."""
    if len(hashes) - (end - begin) < LITERAL_WORDS:
        return np.uint64(0)
    if sizes.sum() - sizes[begin:end].sum() < LITERAL_BYTES:
        return np.uint64(0)
    value = np.uint64(TEMPLATE)
    for at in range(len(hashes)):
        if at == begin:
            value = value * _STEP + _SLOT
        if not begin <= at < end:
            value = value * _STEP + hashes[at]
    return (mixed(value) & _ABOVE_KIND) | np.uint64(TEMPLATE)


@compiled
def _templates(line, arrays):  # type: ignore[no-untyped-def]
    """Return the names of the templates of a line; 0 for those that there are not."""
    out = np.zeros(TEMPLATE_RUNS + 1, np.uint64)
    hashes, kinds, sizes = _words_of(line, arrays)
    runs = begin = 0
    for at in range(1, len(hashes) + 1):
        if at < len(hashes) and kinds[at] == kinds[begin]:
            continue
        if kinds[begin] != _LITERAL:
            if runs == TEMPLATE_RUNS:
                return np.zeros(1, np.uint64)
            out[runs] = _template(hashes, sizes, begin, at)
            runs += 1
            if begin == 0 and at > 1 and kinds[0] == _NAME:
                out[TEMPLATE_RUNS] = _template(hashes, sizes, 1, at)
        begin = at
    return out


@compiled
def passages(data, starts, arrays):  # type: ignore[no-untyped-def]
    """
    Find the passages of texts.

    Args:
        data: uint8, shape (bytes,): the texts in UTF-8, one after the other, their lines parted
            by line feeds and without white space around them.
        starts: int64, shape (texts + 1,): text i is ``data[starts[i]:starts[i + 1]]``.
        arrays: The fold table.

    Returns:
        names, uint64, shape (passages,); places, int32, shape (passages, 5): text, line in the
        text, kind, and where in the line, in bytes, the passage begins and ends.
    """
    names, places = np.empty(1024, np.uint64), np.empty((1024, 5), np.int32)
    found = 0
    for text in range(len(starts) - 1):
        begin, number = starts[text], 0
        while begin < starts[text + 1]:
            end = begin
            while end < starts[text + 1] and data[end] != _BREAK:
                end += 1
            line = data[begin:end]
            if found + len(line) // 4 + TEMPLATE_RUNS + 2 > len(names):
                room = 2 * len(names) + len(line) + TEMPLATE_RUNS
                more_names, more_places = np.empty(room, np.uint64), np.empty((room, 5), np.int32)
                more_names[:found], more_places[:found] = names[:found], places[:found]
                names, places = more_names, more_places
            before = found
            found = _line_passages(line, arrays, names, places, found)
            for at in range(before, found):
                places[at, 0], places[at, 1] = text, number
            begin, number = end + 1, number + 1
    return names[:found].copy(), places[:found].copy()


@compiled
def _line_passages(line, arrays, names, places, found):  # type: ignore[no-untyped-def]
    """Put the passages of a line behind those found before, and return how many there are."""
    tokens = token_hashes(line, arrays)
    if 0 < len(tokens) <= LONGEST:
        names[found] = _named(tokens, LINE)
        places[found, 2], places[found, 3], places[found, 4] = LINE, 0, len(line)
        found += 1
    if LITERAL_WORDS < len(tokens) <= 2 * TEMPLATE_WORDS:
        for name in _templates(line, arrays):
            if name:
                names[found] = name
                places[found, 2], places[found, 3], places[found, 4] = TEMPLATE, 0, len(line)
                found += 1
    begin = at = 0
    while at < len(line):
        stop = _next_sentence(line, at, begin) if line[at] in _MAY_END else 0
        at += 1
        if stop or (at == len(line) and begin):
            stop = stop or at
            tokens = token_hashes(line[begin:stop], arrays)
            alone = begin == 0 and stop == len(line)
            if not alone and FEWEST_IN_SENTENCE <= len(tokens) <= LONGEST:
                names[found] = _named(tokens, SENTENCE)
                places[found, 2], places[found, 3], places[found, 4] = SENTENCE, begin, stop
                found += 1
            begin = at = stop
    return found


@compiled
def count_stories(pages, starts, sketches, alike):  # type: ignore[no-untyped-def]
    """
    Count the different stories among the pages that passages stand on.

    Args:
        pages: int32: for each passage the pages it stands on, one after the other.
        starts: int64, shape (passages + 1,): where the pages of each passage begin.
        sketches: uint16, shape (pages, values): what the pages hold, as MinHash values.
        alike: Pages whose sketches agree in so many values tell one story.

    Returns:
        uint8, shape (passages,): stories, each page being counted that tells none of those
        counted before it.
    """
    stories = np.zeros(len(starts) - 1, np.uint8)
    counted = np.empty(256, np.int32)
    for passage in range(len(stories)):
        number = 0
        for at in range(starts[passage], starts[passage + 1]):
            new = True
            for other in range(number):
                same = 0
                for value in range(sketches.shape[1]):
                    same += sketches[pages[at], value] == sketches[counted[other], value]
                if same >= alike:
                    new = False
                    break
            if new and number < 255:
                counted[number] = pages[at]
                number += 1
        stories[passage] = number
    return stories
