"""Text from the web and from file names, made harmless for a terminal and for files of ours."""

from __future__ import annotations

import re

__all__ = ["one_line", "printable"]

_HARMFUL = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff"
)
_COMMANDS, _BREAKS = re.compile(f"[{_HARMFUL}]"), re.compile(f"[{_HARMFUL}\\t\\n]")


def printable(text: str) -> str:
    """
    Return a text with the characters escaped that would command a terminal or forge its output.

    Args:
        text: Any str. Line feeds and tabs stay.

    >>> printable("red \\x1b[31m")
    'red \\\\x1b[31m'
    """
    return _COMMANDS.sub(_escaped, text)


def one_line(text: str) -> str:
    """
    Return a text as :func:`printable` does, with its line breaks and tabs escaped, too.

    Args:
        text: Any str, such as the name of a file.

    >>> one_line("a\\nerror: b")
    'a\\\\nerror: b'
    """
    return _BREAKS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return ascii(found.group())[1:-1]
