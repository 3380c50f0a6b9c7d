"""
The templates of a line, compiled: its words, with a slot in the place of one run of names.

A name is a word that begins with a capital letter and holds no digit; a run of words that hold an
"@" counts, too. A word is what white space parts; of its bytes count all that are no ASCII, and of
ASCII letters, in small, and digits. Since the first word of a line begins with a capital letter
anyway, a run that it begins gives two templates: with a slot for all of it, and with the word
before a slot for the rest. How a template is named stands in sitekernel.py.
"""

from __future__ import annotations

import numpy as np

from cleannews.cleaning.recurring import TEMPLATE
from cleannews.signatures.compiled import compiled
from cleannews.signatures.foldarrays import UNCHANGED
from cleannews.signatures.kernel import mixed
from cleannews.signatures.shingles import STEP
from cleannews.signatures.tokenkernel import code_at

__all__ = [
    "LITERAL_WORDS",
    "TEMPLATE_RUNS",
    "TEMPLATE_WORDS",
    "has_few_words",
    "is_digit",
    "templates",
]

TEMPLATE_WORDS, TEMPLATE_RUNS = 40, 4
"""Words, and runs of names, of a line that is looked at as a template."""

LITERAL_WORDS, LITERAL_BYTES = 3, 10
"""What stands beside the slot of a template at least."""

_ABOVE_KIND = ~np.uint64(3)
_SLOT = np.uint64(0x9E3779B97F4A7C15)
_STEP, _4 = np.uint64(STEP), np.uint64(4)
_SPACE, _AT, _ASCII = ord(" "), ord("@"), 128
_DIGITS = ord("0"), ord("9")
_LITERAL, _NAME, _ADDRESS = 0, 1, 2


@compiled
def is_digit(code):  # type: ignore[no-untyped-def]
    """Tell whether a byte is a digit."""
    return _DIGITS[0] <= code <= _DIGITS[1]


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
        elif is_digit(byte) and kind != _ADDRESS:
            kind, lettered = _LITERAL, True
        elif small and not lettered:
            kind, lettered = _NAME if small != byte else _LITERAL, True
        if small:
            value = (value + small) * _STEP
        at += 1
    return value, kind


@compiled
def has_few_words(line, arrays):  # type: ignore[no-untyped-def]
    """
    Tell whether a line has no more words that count than a template may have.

    Args:
        line: uint8, shape (bytes,): the line in UTF-8.
        arrays: The fold table.
    """
    words, inside = 0, False
    for byte in line:
        if byte <= _SPACE:
            inside = False
        elif not inside and (byte >= _ASCII or arrays.steps[_4 * byte]):
            inside = True
            words += 1
    return words <= TEMPLATE_WORDS


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
def templates(line, arrays):  # type: ignore[no-untyped-def]
    """
    Return the names of the templates of a line; 0 for those that there are not.

    Args:
        line: As in :func:`has_few_words`, of which it holds.
        arrays: The fold table.
    """
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
