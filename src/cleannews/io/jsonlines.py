"""
JSON as this project reads and writes it.

orjson does the work. What it refuses though people have it (lone surrogates, integers beyond 64
bits, NaN) falls back to the standard library; NaN is written as null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

__all__ = ["dump_line", "parse", "read_lines"]

_DEEPEST = 200
_TOO_DEEP = "it is nested too deeply"
_WITHOUT_FLOATS = frozenset({str, int, bool, type(None)})
_LONGEST_INTEGER = 2.0**63
"""orjson makes floats of integers that do not fit in 64 bits; they are this large at least."""


def parse(data: bytes) -> Any:
    """
    Parse a JSON document.

    Args:
        data: UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is not JSON; the message says where.
    """
    try:
        value = orjson.loads(data)
        if not _has_large_float(value):
            return value
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(data.decode("utf-8-sig", errors="surrogatepass"))
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _has_large_float(value: Any) -> bool:
    """Tell whether a value holds a float that may have been an integer of many digits."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float) and abs(item) >= _LONGEST_INTEGER:
            return True
        if isinstance(item, dict | list):
            parts = item.values() if isinstance(item, dict) else item
            if not _WITHOUT_FLOATS.issuperset(map(type, parts)):
                waiting += [part for part in parts if type(part) not in _WITHOUT_FLOATS]
    return False


def dump_line(record: Any) -> bytes:
    """
    Write a value as one line of JSON Lines.

    Args:
        record: Plain values; keys keep their order.

    Returns:
        UTF-8 with a line feed at its end; lone surrogates are escaped.

    Raises:
        ValueError: It is nested deeper than 200 levels.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(_strict(record), separators=(",", ":")).encode("ascii") + b"\n"


def _strict(value: Any, depth: int = 0) -> Any:
    """Return a value with null for numbers that JSON does not have, as orjson writes them."""
    if depth > _DEEPEST:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, dict):
        return {str(key): _strict(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item, depth + 1) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_lines(path: Path) -> Iterator[Any]:
    """
    Read a file that :func:`dump_line` wrote.

    Args:
        path: The file.
    """
    with path.open("rb") as file:
        for line in file:
            yield parse(line)
