"""
The passages of texts and the pages they recur on, compiled. The slow twin of the passages is in
tests/oracles.py.

A passage is one of three things, each named by 64 bits:

* a line: its tokens in order;
* a sentence of a line that holds several: its tokens in order;
* a template of a line: its words, with a slot in the place of one run of names: templatekernel.py.

Tokens are those of fold.py, so case, punctuation and kinds of quotes do not matter. The tokens
t1 ... tn of a passage of kind k give ``mixed(h(n))``, ``h(i) = h(i - 1) * STEP + t(i)``,
``h(0) = k``, with STEP and ``mixed`` of shingles.py; the two lowest bits are replaced by k.
"""

from __future__ import annotations

import numpy as np

from cleannews.cleaning.recurring import LINE, SENTENCE, TEMPLATE
from cleannews.cleaning.templatekernel import (
    LITERAL_WORDS,
    TEMPLATE_RUNS,
    TEMPLATE_WORDS,
    has_few_words,
    is_digit,
    templates,
)
from cleannews.signatures.compiled import compiled
from cleannews.signatures.kernel import mixed
from cleannews.signatures.shingles import STEP
from cleannews.signatures.tokenkernel import token_hashes, words_into

__all__ = ["count_stories", "known_passages", "passages"]

LONGEST = 150
"""Tokens; what has more is no passage that a site repeats."""

FEWEST_IN_SENTENCE = 3
"""Tokens of a sentence that is looked at by itself."""

_1 = np.uint64(1)
_ABOVE_KIND = ~np.uint64(3)
_STEP = np.uint64(STEP)
_BREAK, _SPACE, _STOP = ord("\n"), ord(" "), ord(".")
_TERMINALS, _CLOSERS = (ord("!"), _STOP, ord("?")), (ord('"'), ord("'"), ord(")"), ord("]"))
_MAY_END = np.zeros(256, np.uint64)
_MAY_END[[_BREAK, *_TERMINALS, 0xE3, 0xEF]] = 1
"""1 for a byte with which a line ends, or a sentence may."""

_LINE, _LINE_BEGIN, _LINE_END, _END, _COLUMNS = range(5)
"""What is known of a sentence: see :func:`_cut`."""
_ASCII = 128
_SMALL = ord("a"), ord("z")


@compiled
def _named(tokens, kind):  # type: ignore[no-untyped-def]
    """Return the 64 bits that name a passage."""
    value = np.uint64(kind)
    for token in tokens:
        value = value * _STEP + token
    return (mixed(value) & _ABOVE_KIND) | np.uint64(kind)


@compiled
def _is_small(code):  # type: ignore[no-untyped-def]
    return _SMALL[0] <= code <= _SMALL[1]


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
        if not (small or last >= _ASCII or is_digit(last) or last in _CLOSERS):
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
    room = 0
    tokens, ends = np.empty(room, np.uint64), np.empty(room, np.int32)
    marks, pieces = np.empty(room, np.int32), np.empty((room, _COLUMNS), np.int32)
    found = 0
    for text in range(len(starts) - 1):
        page = data[starts[text] : starts[text + 1]]
        if len(page) >= room:
            room = 2 * len(page) + 1
            tokens, ends = np.empty(room, np.uint64), np.empty(room, np.int32)
            marks, pieces = np.empty(room, np.int32), np.empty((room, _COLUMNS), np.int32)
        cut = pieces[: _cut(page, _mark(page, marks), pieces)]
        count = words_into(page, arrays, tokens, ends)
        most = found + (2 + TEMPLATE_RUNS) * len(cut) + len(cut)
        if most > len(names):
            names, places = _with_room(names, places, found, 2 * most)
        before = found
        if count < 0:
            own_tokens, own_ends = _tokens_by_piece(page, cut, arrays)
            found = _page_passages(page, cut, own_tokens, own_ends, arrays, names, places, found)
        else:
            found = _page_passages(
                page, cut, tokens[:count], ends[:count], arrays, names, places, found
            )
        places[before:found, 0] = text
    return names[:found].copy(), places[:found].copy()


@compiled
def known_passages(data, starts, sites, arrays, known, firsts):  # type: ignore[no-untyped-def]
    """
    Find the passages of texts that are known of their sites.

    Args:
        data: As in :func:`passages`.
        starts: As in :func:`passages`.
        sites: uint64, shape (texts,): the site of each.
        arrays: The fold table.
        known: uint64: the names of passages with their sites, ascending.
        firsts: int64, shape (2 ** bits + 1,): where in ``known`` the names begin whose highest bits
            are 0, 1, 2 ..., and behind them the length of ``known``.

    Returns:
        places, as in :func:`passages`; int64, shape (passages,): where each stands in ``known``.
    """
    names, places = passages(data, starts, arrays)
    which, found = np.empty(len(names), np.int64), 0
    below = np.uint64(63)
    while np.uint64(len(firsts) - 1) >> (np.uint64(64) - below) > _1:
        below -= _1
    for at in range(len(names)):
        name = names[at] ^ sites[places[at, 0]]
        place, stop = firsts[name >> below], firsts[(name >> below) + _1]
        while place < stop and known[place] < name:
            place += 1
        if place < stop and known[place] == name:
            places[found] = places[at]
            which[found] = place
            found += 1
    return places[:found].copy(), which[:found].copy()


@compiled
def _with_room(names, places, found, room):  # type: ignore[no-untyped-def]
    """Return larger arrays with the passages found so far."""
    more_names, more_places = np.empty(room, np.uint64), np.empty((room, 5), np.int32)
    more_names[:found], more_places[:found] = names[:found], places[:found]
    return more_names, more_places


@compiled
def _mark(page, marks):  # type: ignore[no-untyped-def]
    """Return where lines end and sentences may, in the first places of an array."""
    found = np.uint64(0)
    for at in range(np.uint64(len(page))):
        marks[found] = at
        found += _MAY_END[page[at]]
    return marks[:found]


@compiled
def _cut(page, marks, pieces):  # type: ignore[no-untyped-def]
    """
    Cut a page into lines, and these into sentences.

    Args:
        page: uint8, shape (bytes,).
        marks: Where lines end and sentences may.
        pieces: int32, takes for each sentence the number of its line, where the line begins and
            ends, and where the sentence ends.

    Returns:
        How many sentences there are.
    """
    count = begin = number = mark = 0
    while begin < len(page):
        last = mark
        while last < len(marks) and page[marks[last]] != _BREAK:
            last += 1
        end = marks[last] if last < len(marks) else len(page)
        line, done = page[begin:end], 0
        for at in marks[mark:last]:
            stop = _next_sentence(line, at - begin, done) if at - begin >= done else 0
            if stop:
                _put(pieces[count], number, begin, end, begin + stop)
                count, done = count + 1, stop
        if begin + done < end:
            _put(pieces[count], number, begin, end, end)
            count += 1
        begin, number, mark = end + 1, number + 1, last + 1
    return count


@compiled
def _put(row, first, second, third, fourth):  # type: ignore[no-untyped-def]
    row[0], row[1], row[2], row[3] = first, second, third, fourth


@compiled
def _tokens_by_piece(page, pieces, arrays):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of a page sentence by sentence.

    Args:
        page: uint8, shape (bytes,).
        pieces: Its sentences.
        arrays: The fold table.

    Returns:
        The tokens, and for each the end of its sentence, which tells as much as its own would.
    """
    parts = [token_hashes(page[:0], arrays)]
    sizes = np.zeros(len(pieces), np.int64)
    begin = 0
    for at in range(len(pieces)):
        begin = max(begin, pieces[at, _LINE_BEGIN])
        parts.append(token_hashes(page[begin : pieces[at, _END]], arrays))
        sizes[at] = len(parts[-1])
        begin = pieces[at, _END]
    tokens, used = np.empty(sizes.sum(), np.uint64), 0
    for part in parts:
        tokens[used : used + len(part)] = part
        used += len(part)
    return tokens, np.repeat(pieces[:, _END], sizes)


@compiled
def _page_passages(page, pieces, tokens, ends, arrays, names, places, found):  # type: ignore[no-untyped-def]
    """
    Put the passages of a page behind those found before.

    Args:
        page: uint8, shape (bytes,).
        pieces: Its sentences.
        tokens: Its tokens.
        ends: Where each token ends at the latest.
        arrays: The fold table.
        names: As in :func:`passages`.
        places: As in :func:`passages`.
        found: How many are in these.

    Returns:
        How many there are then.
    """
    token = at = 0
    while at < len(pieces):
        number, begin, end = pieces[at, _LINE], pieces[at, _LINE_BEGIN], pieces[at, _LINE_END]
        first, several = token, pieces[at, _END] < end
        while token < len(tokens) and ends[token] <= end:
            token += 1
        count = token - first
        if 0 < count <= LONGEST:
            names[found] = _named(tokens[first:token], LINE)
            found = _placed(places, found, number, LINE, 0, end - begin)
        if LITERAL_WORDS < count <= 2 * TEMPLATE_WORDS:
            line = page[begin:end]
            if count <= TEMPLATE_WORDS or has_few_words(line, arrays):
                for name in templates(line, arrays):
                    if name:
                        names[found] = name
                        found = _placed(places, found, number, TEMPLATE, 0, end - begin)
        start = begin
        while at < len(pieces) and pieces[at, _LINE] == number:
            stop, last = pieces[at, _END], first
            while last < token and ends[last] <= stop:
                last += 1
            if several and FEWEST_IN_SENTENCE <= last - first <= LONGEST:
                names[found] = _named(tokens[first:last], SENTENCE)
                found = _placed(places, found, number, SENTENCE, start - begin, stop - begin)
            start, first, at = stop, last, at + 1
    return found


@compiled
def _placed(places, found, line, kind, begin, end):  # type: ignore[no-untyped-def]
    """Note the place of a passage, and return how many there are with it."""
    row = places[found]
    row[1], row[2], row[3], row[4] = line, kind, begin, end
    return found + 1


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
