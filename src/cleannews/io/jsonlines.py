"""
JSON as this project reads and writes it.

orjson does the work. What it refuses though people have it (lone surrogates, integers beyond 64
bits, NaN) falls back to the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

__all__ = ["dump_line", "parse", "read_lines"]


def parse(data: bytes) -> Any:
    """
    Parse a JSON document.

    Args:
        data: UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is not JSON; the message says where.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        try:
            return json.loads(data.decode("utf-8-sig", errors="surrogatepass"))
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


def dump_line(record: Any) -> bytes:
    """
    Write a value as one line of JSON Lines.

    Args:
        record: Plain values; keys keep their order.

    Returns:
        UTF-8 with a line feed at its end; lone surrogates are escaped.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(record, separators=(",", ":")).encode("ascii") + b"\n"


def read_lines(path: Path) -> Iterator[Any]:
    """
    Read a file that :func:`dump_line` wrote.

    Args:
        path: The file.
    """
    with path.open("rb") as file:
        for line in file:
            yield parse(line)
