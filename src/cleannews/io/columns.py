"""
The columns of a table that is written to a file, and how a value stands in it.

JSON Lines hold every value as it is. Parquet and CSV hold texts in UTF-8, which has no lone
surrogates, and a NUL in a CSV file ends a cell for some readers. :func:`escaped` puts characters in
their place that nobody uses, one for one, so that texts keep their length and names stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleannews.io.jsonlines import dump_line, members, parse

__all__ = ["Column", "cells", "escaped", "json_text", "json_value", "unescaped"]


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a table.

    Args:
        name: Its name.
        kind: "text", "whole", "number", "truth", "texts" (a list of them), "json" (any value, as
            JSON text), or the columns of the records that it holds a list of.
        sparse: Rows that have no such value lack the key in JSON Lines.
    """

    name: str
    kind: str | tuple[Column, ...] = "text"
    sparse: bool = False


_MARK, _NUL = "\U0010ffff", "\U0010e000"
_SHIFT = 0x100000
_LEAD = b"\xf4"
"""The first byte in UTF-8 of all that :func:`escaped` writes, and of private characters only."""

_SPECIAL = re.compile("[\ud800-\udfff\U0010d800-\U0010e000\U0010ffff]")
_ESCAPED = re.compile(f"{_MARK}(.)|[\U0010d800-{_NUL}]", re.DOTALL)


def escaped(text: str, *, nul: bool = False) -> str:
    """
    Return a text as UTF-8 can hold it.

    A lone surrogate U+Dxxx becomes the private character U+10Dxxx. A text that holds such a
    character itself gets U+10FFFF before it, so that :func:`unescaped` always gives the text back.

    Args:
        text: Any str.
        nul: Write U+10E000 for a NUL, too.

    >>> escaped("half \\ud83d").encode()
    b'half \\xf4\\x8d\\xa0\\xbd'
    """
    try:
        if text.isascii() or _LEAD not in text.encode():
            return text.replace("\0", _NUL) if nul else text
    except UnicodeEncodeError:
        pass
    text = _SPECIAL.sub(_escape, text)
    return text.replace("\0", _NUL) if nul else text


def _escape(found: re.Match[str]) -> str:
    it = found.group()
    return chr(ord(it) + _SHIFT) if "\ud800" <= it <= "\udfff" else _MARK + it


def unescaped(text: str) -> str:
    """
    Return the text that :func:`escaped` was given.

    Args:
        text: What it returned.
    """
    if text.isascii() or _LEAD not in text.encode():
        return text
    return _ESCAPED.sub(_unescape, text)


def _unescape(found: re.Match[str]) -> str:
    it = found.group()
    return found.group(1) or ("\0" if it == _NUL else chr(ord(it) - _SHIFT))


def cells(line: bytes, kinds: Mapping[str, object]) -> dict[str, Any]:
    """
    Return the values of a row, those of JSON columns as the text that they are.

    Args:
        line: A JSON object.
        kinds: What columns hold, as in :class:`Column`, by their names.

    Raises:
        ValueError: It is no object.
    """
    found = members(line)
    if found is None:
        raise ValueError("it is no object")
    return {
        name: value.decode(errors="surrogatepass") if kinds.get(name) == "json" else parse(value)
        for name, value in found.items()
    }


def json_text(value: Any) -> str:
    """
    Return a value as JSON text; lone surrogates are escaped as JSON does it.

    Args:
        value: A plain value, or a str, which is JSON text already and stays as it is.
    """
    text = value if isinstance(value, str) else dump_line(value)[:-1].decode()
    return text.encode(errors="backslashreplace").decode()


def json_value(value: Any) -> Any:
    """
    Return the value of what may be JSON text.

    Args:
        value: JSON text, or a value that is none.
    """
    return parse(value.encode(errors="surrogatepass")) if isinstance(value, str) else value
