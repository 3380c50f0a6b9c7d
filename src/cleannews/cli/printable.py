"""Text from the web and from file names, made harmless for a terminal."""

from __future__ import annotations

import re

__all__ = ["printable"]

_COMMANDS = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


def printable(text: str) -> str:
    """
    Return a text with the characters escaped that would command a terminal or forge its output.

    Args:
        text: Any str. Line feeds and tabs stay.

    >>> printable("red \\x1b[31m")
    'red \\\\x1b[31m'
    """
    return _COMMANDS.sub(lambda found: ascii(found.group())[1:-1], text)
