"""
The search for phrases that may stand in lines, compiled.

A phrase may stand in a line that holds its anchors, one after the other and no further apart than its
words allow, where the phrase's shape lets it stand: at the beginning of the line, at its end, behind
the end of a sentence. Whether it does stand there is for its regular expression to say: the search
never misses a phrase that matches. Its slow twin is in tests/oracles.py; :meth:`Candidates.find_slowly`
asks for less and finds more.

Each step does one thing for a whole text. Functions that are called for every token would spend most of
their time on counting who holds the arrays that they are given.
"""

from __future__ import annotations

import numpy as np

from cleannews.cleaning.linekernel import (
    is_space,
    lines_of,
    marks_of,
    may_be_widthless,
    word_count,
)
from cleannews.cleaning.phrasetable import FILES, LEADS, unpacked
from cleannews.signatures.compiled import compiled
from cleannews.signatures.tokenkernel import any_tokens, words_into

__all__ = [
    "ANYWHERE",
    "APART",
    "LINE_SOON",
    "LINE_START",
    "NUMBER",
    "SENTENCE_START",
    "UNBOUNDED",
    "find_candidates",
]

NUMBER = np.uint64((1 << 24) - 1)
"""The lowest bits of an entry of the table of tokens, which hold a token's number and one more."""

UNBOUNDED = 2**31 - 1
"""Words, where a phrase may stand within any line."""

ANYWHERE, SENTENCE_START, APART, LINE_SOON, LINE_START = 0, 1, 2, 3, 4
"""Where a phrase may begin: APART is behind a sentence, a colon or an opening bracket, LINE_SOON so
many words behind the beginning of the line as it allows before its first anchor."""

_BIT = FILES - np.uint8(1)
_0, _1 = np.uint64(0), np.uint64(1)
_ENDS, _OPENERS = (ord("."), ord("!"), ord("?")), (ord(":"), ord("("), ord("["))
_WIDE_ENDS, _WIDE_OPENERS = (0xE280A6, 0xE38082, 0xEFBC81, 0xEFBC9F), (0xEFBC9A, 0xEFBC88, 0xE38090)
"""… 。 ！ ？ and ： （ 【 in UTF-8."""
_THREE_BYTES = 0xE2
"""No character of three bytes that is named above begins with a lower one."""

_MOST_PLACES, _FARTHEST = 64, 4096
"""Places of a line at which a phrase is tried, as many of the tokens that phrases want from one anchor to
the next, and bytes between them. Articles have fewer; where there are more, the phrase is taken for one
that may stand there, or a line made for it would take time that grows with the square of its length."""


@compiled
def _tokens_of(data, lines, arrays, room):  # type: ignore[no-untyped-def]
    """
    Hash the tokens of all lines.

    Returns:
        The hashes; where each ends, or 0 where that is not known; where those of each line begin.
    """
    hashes, ends = room.hashes, room.ends
    starts = np.zeros(len(lines), np.int32)
    size = words_into(data, arrays, hashes, ends)
    if size >= 0:
        token = 0
        for line in range(1, len(lines)):
            while token < size and ends[token] < lines[line]:
                token += 1
            starts[line] = token
        return hashes[:size], ends[:size], starts
    size = 0
    for line in range(len(lines) - 1):
        text = data[lines[line] : lines[line + 1] - 1]
        found = words_into(text, arrays, hashes[size:], ends[size:])
        ends[size : size + found] += np.int32(lines[line])
        if found < 0:
            tokens = any_tokens(text, arrays)
            found = len(tokens)
            if size + found + len(text) >= len(hashes):
                hashes, ends = _longer(hashes, found + len(data)), _longer(ends, found + len(data))
            hashes[size : size + found] = tokens
            ends[size : size + found] = 0
        size += found
        starts[line + 1] = size
    return hashes[:size], ends[:size], starts


@compiled
def _longer(values, more):  # type: ignore[no-untyped-def]
    grown = np.empty(len(values) + more, values.dtype)
    grown[: len(values)] = values
    return grown


@compiled
def _hits_of(tokens, starts, seen, entries):  # type: ignore[no-untyped-def]
    """
    Find the tokens that phrases want.

    Returns:
        Their numbers in the table, their places among the tokens, where those of each line begin.
    """
    most, last = np.uint64(len(seen) - 1), np.uint64(len(entries) - 1)
    hits, places = np.empty(len(tokens) + 1, np.int32), np.empty(len(tokens) + 1, np.int32)
    some = count = _0
    for token in range(np.uint64(len(tokens))):  # without a branch, as below
        places[some] = token
        some += np.uint64(seen[tokens[token] & most])
    for token in range(some):
        value = tokens[np.uint64(places[token])]
        at = value & last
        while entries[at] and (entries[at] ^ value) > NUMBER:
            at = (at + _1) & last
        hits[count], places[count] = np.int32(entries[at] & NUMBER) - 1, places[token]
        count += np.uint64(entries[at] != _0)
    hit_starts, line = np.zeros(len(starts), np.int32), 0
    for hit in range(count):
        while places[hit] >= starts[line + 1]:
            line += 1
            hit_starts[line] = hit
    hit_starts[line + 1 :] = count
    return hits[:count], places[:count], hit_starts


@compiled
def _forget_ends(data, lines, places, hit_starts, ends):  # type: ignore[no-untyped-def]
    """Forget where tokens that phrases want end in lines with characters of no width."""
    if may_be_widthless(data, 0, len(data)):
        for line in range(len(hit_starts) - 1):
            if may_be_widthless(data, lines[line], lines[line + 1] - 1):
                for hit in range(hit_starts[line], hit_starts[line + 1]):
                    ends[places[hit]] = 0


@compiled
def _filed_at(data, lines, hits, places, hit_starts, token_starts, table, bits, needed):  # type: ignore[no-untyped-def]
    """
    Find the phrases that are filed under the tokens of lines that could be theirs.

    Most that are not are told by the bits of the tokens that they need.

    Returns:
        int32, shape (found, 3): line, hit, phrase; the hit is -1 where a phrase has too many.
    """
    filed_starts, filed = table.filed_starts, table.filed
    longest, marks = table.longest, table.marks
    out, found = np.empty((256, 3), np.int32), 0
    tried = np.zeros(0, np.int32)
    for line in range(len(hit_starts) - 1):
        begin, end = lines[line], lines[line + 1] - 1
        words = held = -1
        mask = _0
        crowded = hit_starts[line + 1] - hit_starts[line] > _MOST_PLACES
        if crowded:
            tried = np.zeros(len(longest), np.int32)
        for hit in range(hit_starts[line], hit_starts[line + 1]):
            mask |= _1 << np.uint64(bits[hits[hit]] & _BIT)
        for hit in range(hit_starts[line], hit_starts[line + 1]):
            if not bits[hits[hit]] & FILES:
                continue
            held_here = mask | LEADS if places[hit] == token_starts[line] else mask
            for at in range(filed_starts[hits[hit]], filed_starts[hits[hit] + 1]):
                if (needed[at, 0] & ~held_here) or not needed[at, 1] & mask:
                    continue
                phrase = filed[at]
                if longest[phrase] < UNBOUNDED:
                    words = word_count(data, begin, end) if words < 0 else words
                    if words > longest[phrase]:
                        continue
                if marks[phrase]:
                    held = marks_of(data, begin, end) if held < 0 else held
                    if marks[phrase] & ~held:
                        continue
                if crowded:
                    tried[phrase] += 1
                    if tried[phrase] > _MOST_PLACES:
                        continue
                if found == len(out):
                    grown = np.empty((2 * found, 3), np.int32)
                    grown[:found] = out
                    out = grown
                last = crowded and tried[phrase] == _MOST_PLACES
                out[found, 0], out[found, 1], out[found, 2] = line, -1 if last else hit, phrase
                found += 1
    return out[:found]


@compiled
def _followed(filed, data, hits, places, hit_starts, token_starts, ends, table):  # type: ignore[no-untyped-def]
    """Tell where the anchors behind the rarest one follow it, and the line ends in time."""
    groups, within, again = table.groups, table.within, table.again
    starts, tokens = table.token_starts, table.tokens
    anchor_starts, rarest, behind = table.anchor_starts, table.rarest, table.behind
    holds = np.ones(len(filed), np.bool_)
    for at in range(len(filed)):
        line, hit, phrase = filed[at, 0], filed[at, 1], filed[at, 2]
        if hit < 0:
            continue
        place, stop, placed = hit, hit_starts[line + 1], ends[places[hit]] > 0
        low = high = 0  # words from the hit to the first and the last token that an anchor may be
        far = False
        for anchor in range(anchor_starts[phrase] + rarest[phrase] + 1, anchor_starts[phrase + 1]):
            limit, first, word, group = high + within[anchor], -1, low, groups[anchor]
            for other in range(place + 1 - again[anchor], stop):
                far = other - place > _MOST_PLACES or (
                    placed and ends[places[other]] - ends[places[place]] > _FARTHEST
                )
                if far:
                    break
                if other > place and placed:
                    for byte in range(ends[places[other - 1]], ends[places[other]]):
                        word += is_space(data[byte - 1]) and not is_space(data[byte])
                    if word > limit:
                        break
                for token in range(starts[group], starts[group + 1]):
                    if tokens[token] == hits[other]:
                        if first < 0:
                            first, low = other, word
                        high = word
            if far:
                break
            if first < 0:
                holds[at] = False
                break
            place = first
        end = ends[token_starts[line + 1] - 1]
        far = far or end - ends[places[place]] > _FARTHEST
        if holds[at] and placed and not far and behind[phrase] < UNBOUNDED:
            rest = low - high
            for byte in range(ends[places[place]], end):
                rest += is_space(data[byte - 1]) and not is_space(data[byte])
            holds[at] = rest <= behind[phrase]
    return holds


@compiled
def _may_begin(data, ends, token, first, start):  # type: ignore[no-untyped-def]
    """Tell whether a phrase may begin with a token; ``first`` is the first of its line."""
    if token == first or start in (ANYWHERE, LINE_SOON):
        return True
    if start == LINE_START or ends[token] == 0:
        return start != LINE_START
    if ends[token] - ends[token - 1] > _FARTHEST:
        return True
    for at in range(ends[token - 1], ends[token]):
        byte = data[at]
        if byte in _ENDS or (start == APART and byte in _OPENERS):
            return True
        if byte >= _THREE_BYTES and at + 2 < len(data):
            three = np.int64(byte) << 16 | np.int64(data[at + 1]) << 8 | np.int64(data[at + 2])
            if three in _WIDE_ENDS or (start == APART and three in _WIDE_OPENERS):
                return True
    return False


@compiled
def _preceded(filed, data, hits, places, hit_starts, token_starts, ends, table):  # type: ignore[no-untyped-def]
    """Tell where the anchors before the rarest one stand before it, the first where it may stand."""
    groups, within, again = table.groups, table.within, table.again
    starts, tokens = table.token_starts, table.tokens
    anchor_starts, rarest, begins = table.anchor_starts, table.rarest, table.starts
    holds = np.ones(len(filed), np.bool_)
    for at in range(len(filed)):
        line, hit, phrase = filed[at, 0], filed[at, 1], filed[at, 2]
        if hit < 0:
            continue
        first, placed = anchor_starts[phrase], ends[places[hit]] > 0
        begun, start, stop = rarest[phrase] > 0, begins[phrase], token_starts[line]
        holds[at] = begun or _may_begin(data, ends, places[hit], stop, start)
        place, beyond = hit, False
        near = far = 0  # words from the last and the first token that an anchor may be to the hit
        for step in range(rarest[phrase] if holds[at] else 0):
            anchor = first + rarest[phrase] - 1 - step
            limit, last, word, group = far + within[anchor + 1], -1, near, groups[anchor]
            begun = anchor > first
            other = place + again[anchor + 1]  # the token behind the last one that it may be
            while other > hit_starts[line]:
                other -= 1
                beyond = place - other > _MOST_PLACES or (
                    placed and ends[places[place]] - ends[places[other]] > _FARTHEST
                )
                if beyond:
                    break
                if other < place and placed:
                    for byte in range(ends[places[other]], ends[places[other + 1]]):
                        word += is_space(data[byte - 1]) and not is_space(data[byte])
                    if word > limit:
                        break
                for token in range(starts[group], starts[group + 1]):
                    if tokens[token] == hits[other]:
                        if last < 0:
                            last, near = other, word
                        far = word
                        begun = begun or _may_begin(data, ends, places[other], stop, start)
            if beyond:
                break
            if last < 0 or not begun:
                holds[at] = False
                break
            place = last
        beyond = beyond or ends[places[place]] - ends[stop] > _FARTHEST
        if holds[at] and placed and not beyond and start == LINE_SOON:
            rest = near - far
            for byte in range(ends[stop], ends[places[place]]):
                rest += is_space(data[byte - 1]) and not is_space(data[byte])
            holds[at] = rest <= within[first]
    return holds


@compiled
def find_candidates(data, arrays, table, room):  # type: ignore[no-untyped-def]
    """
    Find candidates line by line.

    Args:
        data: uint8, shape (bytes,): lines in UTF-8, parted by line feeds, without white space
            around them.
        arrays: The fold table, in which "©" is the word copyright.
        table: The phrases.
        room: For as many tokens as there are bytes, and one.

    Returns:
        int32, shape (candidates, 2): line and phrase, ascending.
    """
    phrases = unpacked(table)
    lines = lines_of(data)
    tokens, ends, starts = _tokens_of(data, lines, arrays, room)
    hits, places, hit_starts = _hits_of(tokens, starts, table.seen, table.entries)
    _forget_ends(data, lines, places, hit_starts, ends)
    filed = _filed_at(
        data, lines, hits, places, hit_starts, starts, phrases, table.bits, table.needed
    )
    filed = filed[_preceded(filed, data, hits, places, hit_starts, starts, ends, phrases)]
    filed = filed[_followed(filed, data, hits, places, hit_starts, starts, ends, phrases)]
    return _in_order(filed)


@compiled
def _in_order(filed):  # type: ignore[no-untyped-def]
    """Return line and phrase of what was found, each pair once, by insertion sort: they are few."""
    out = np.empty((len(filed), 2), np.int32)
    count = 0
    for at in range(len(filed)):
        line, phrase, place = filed[at, 0], filed[at, 2], count
        while place and out[place - 1, 0] == line and out[place - 1, 1] > phrase:
            place -= 1
        if place and out[place - 1, 0] == line and out[place - 1, 1] == phrase:
            continue
        for back in range(count - place):
            out[count - back] = out[count - back - 1]
        out[place, 0], out[place, 1] = line, phrase
        count += 1
    return out[:count]
