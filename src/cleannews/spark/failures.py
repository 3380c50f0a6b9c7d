"""What Spark says when it fails, in one line: its own traces fill screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from cleannews.errors import EngineError
from cleannews.spark.link import Py4JError, PySparkException

__all__ = ["reason_of", "told_in_a_line"]

_ADVICE = "-v shows what Spark says"

_PYTHON = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception|Interrupt|Exit)\b.*)$", re.MULTILINE)
"""The last line of a traceback of Python."""

_CAUSE = re.compile(r"^Caused by: (?:[\w$]+\.)*([\w$]+(?:: .*)?)$", re.MULTILINE)
_FIRST = re.compile(r"^(?:: )?(?:[\w$]+\.)+([\w$]+: )")
_SQL_STATE = re.compile(r"\s*SQLSTATE: \w+[;.]?$")
_LONGEST = 500


@contextmanager
def told_in_a_line() -> Iterator[None]:
    """
    Say in one line what fails in Spark while this lasts.

    Raises:
        EngineError: Something did.
    """
    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError(f"Spark failed: {reason_of(str(error))}", _ADVICE) from None


def reason_of(message: str) -> str:
    """
    Return what a message of Spark tells in the end, in one line.

    Args:
        message: The message, traces of Python and Java and all.

    >>> reason_of("Job aborted.\\nCaused by: java.io.IOException: No space left\\n\\tat a.b(C.java)")
    'IOException: No space left'
    """
    if "Traceback (most recent call last)" in message and (found := _PYTHON.findall(message)):
        return _short(found[-1])
    if causes := _CAUSE.findall(message):
        return _short(causes[-1])
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    told = next((line for line in lines if _FIRST.match(line)), lines[0] if lines else "no word")
    return _short(_FIRST.sub(r"\1", told))


def _short(line: str) -> str:
    return _SQL_STATE.sub("", " ".join(line.split()))[:_LONGEST]
