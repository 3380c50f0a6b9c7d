"""
JSON as this project reads and writes it.

msgspec does the work. What it refuses though people have it (lone surrogates, NaN, numbers beyond
its range) falls back to the standard library. Values that only travel are never read: they stay the
text that they were.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["dump_line", "members", "object_of", "parse", "raw_json", "read_lines"]

_DEEPEST = 200
_TOO_DEEP = "it is nested too deeply"
_SPACE = " \t\r\n"

_READER = msgspec.json.Decoder()
_WRITER = msgspec.json.Encoder()
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_VALUES = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
"""Finds where values end, without reading numbers."""

_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|([\[{]+)|[\]}]', re.DOTALL)
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


def parse(data: bytes) -> Any:
    """
    Parse a JSON document.

    Args:
        data: UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is not JSON; the message says where.
    """
    try:
        return _READER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    try:
        return json.loads(data.decode("utf-8-sig", errors="surrogatepass"))
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def members(data: bytes) -> dict[str, bytes] | None:
    """
    Find the members of a JSON object without reading their values.

    Args:
        data: A JSON document in UTF-8, with or without a byte order mark.

    Returns:
        The text of each member's value, by key, without line breaks; of equal keys the last. None
        for a document that is no object.

    Raises:
        ValueError: It is not JSON, and the message says where; or it is nested deeper than 200
            levels.

    >>> members(b'{"n": 12345678901234567890123, "x": NaN}')
    {'n': b'12345678901234567890123', 'x': b'NaN'}
    """
    data = data.strip()
    try:
        found: dict[str, msgspec.Raw] = _MEMBERS.decode(data)
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    else:
        if _is_plain(data):
            return {key: bytes(value) for key, value in found.items()}
        return {key: _on_one_line(bytes(value)) for key, value in found.items()}
    try:
        texts = _scanned(data.decode("utf-8-sig", errors="surrogatepass"))
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if texts is None:
        return None
    return {key: _on_one_line(_encoded(text)) for key, text in texts.items()}


def _scanned(text: str) -> dict[str, str] | None:
    """Find the members of an object as the standard library reads JSON."""
    at = _behind_space(text, 0)
    if text[at : at + 1] != "{":
        json.loads(text)
        return None
    found: dict[str, str] = {}
    at = _behind_space(text, at + 1)
    ended = text[at : at + 1] == "}"
    while not ended:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError(
                "Expecting property name enclosed in double quotes", text, at
            )
        key, at = scanstring(text, at + 1)
        at = _behind_space(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
        start = _behind_space(text, at + 1)
        _, end = _VALUES.raw_decode(text, start)
        found[key] = text[start:end]
        at = _behind_space(text, end)
        ended = text[at : at + 1] == "}"
        if not ended:
            if text[at : at + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _behind_space(text, at + 1)
    if text[at + 1 :].strip(_SPACE):
        raise json.JSONDecodeError("Extra data", text, at + 1)
    return found


def _behind_space(text: str, at: int) -> int:
    while text[at : at + 1] in set(_SPACE):
        at += 1
    return at


def _on_one_line(value: bytes) -> bytes:
    """Return a value without the line breaks between its tokens; within strings there are none."""
    if _is_plain(value):
        return value
    if _depth(value) > _DEEPEST:
        raise ValueError(_TOO_DEEP)
    return value.translate(_LINE_BREAKS)


def _is_plain(data: bytes) -> bool:
    """Tell whether a document certainly is on one line and not nested deeply."""
    brackets = data.count(b"[") + data.count(b"{")
    return brackets <= _DEEPEST and b"\n" not in data and b"\r" not in data


def _depth(value: bytes) -> int:
    """Return how deep brackets stand within brackets."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(value):
        if found.group(1):
            depth += len(found.group(1))
            deepest = max(deepest, depth)
        elif found.group()[:1] != b'"':
            depth -= 1
    return deepest


def _encoded(text: str) -> bytes:
    """Encode JSON; lone surrogates, which only strings hold, are escaped."""
    return text.encode(errors="backslashreplace")


def object_of(found: dict[str, bytes]) -> bytes:
    """
    Return a JSON object on one line.

    Args:
        found: The text of each member's value, by key.

    >>> object_of({"n": b"NaN"})
    b'{"n":NaN}'
    """
    pairs = (dump_line(key)[:-1] + b":" + value for key, value in found.items())
    return b"{" + b",".join(pairs) + b"}"


def raw_json(value: Any) -> bytes:
    """
    Return a value as JSON on one line, with NaN and infinities as Python and JavaScript name them.

    Args:
        value: Plain values, times, bytes (as base64), decimal numbers.

    Raises:
        ValueError: It is nested too deeply.
    """
    return _dumped(value, strict=False)


def dump_line(record: Any) -> bytes:
    """
    Write a value as one line of JSON Lines.

    Args:
        record: Plain values; keys keep their order.

    Returns:
        UTF-8 with a line feed at its end; lone surrogates are escaped, NaN is written as null.

    Raises:
        ValueError: It is nested deeper than 200 levels.
    """
    return _dumped(record, strict=True) + b"\n"


def _dumped(value: Any, *, strict: bool) -> bytes:
    if strict or not _holds_odd_float(value):
        try:
            return _WRITER.encode(value)
        except (TypeError, ValueError, RecursionError):
            pass
    return json.dumps(_plain(value, strict=strict), separators=(",", ":")).encode("ascii")


def _holds_odd_float(value: Any) -> bool:
    """Tell whether a value holds NaN or an infinity."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            if not math.isfinite(item):
                return True
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
    return False


def _plain(value: Any, *, strict: bool, depth: int = 0) -> Any:
    """Return a value as the standard library can write it."""
    if depth > _DEEPEST:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, dict):
        return {str(key): _plain(it, strict=strict, depth=depth + 1) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(it, strict=strict, depth=depth + 1) for it in value]
    if isinstance(value, float) and strict and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | None) else msgspec.to_builtins(value)


def read_lines(path: Path) -> Iterator[Any]:
    """
    Read a file that :func:`dump_line` wrote.

    Args:
        path: The file.
    """
    with path.open("rb") as file:
        for line in file:
            yield parse(line)
