"""
What the commands say on stderr: the log of the library and lines of their own.

Both go through `logging`, so that --log-json makes a line of JSON of each. Lines of the commands
are shown as they are, records of the library with time, level and logger.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from cleannews.printable import one_line

__all__ = ["as_json", "logging_options", "quiet", "say", "speaking"]

F = TypeVar("F", bound=Callable[..., Any])

_LIBRARY, _COMMANDS = logging.getLogger("cleannews"), logging.getLogger("cleannews.cli")
_MOST_QUIET = -1
_LEVELS = {_MOST_QUIET: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}


def say(message: str, /, level: int = logging.ERROR, **values: object) -> None:
    """
    Say one line on stderr.

    Args:
        message: The line; what would command a terminal is escaped. One of level ERROR is shown
            after "error: ".
        level: ERROR, WARNING for what is said even if the command is to be quiet, or INFO.
        values: What the line tells, by name, for those who read JSON.
    """
    _COMMANDS.log(level, "%s", message, extra={"fields": values})


class _Lines(logging.Formatter):
    """A record as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        text = one_line(" ".join(record.getMessage().split()))
        if record.name == _COMMANDS.name:
            return f"error: {text}" if record.levelno >= logging.ERROR else text
        when = datetime.fromtimestamp(record.created).astimezone()
        return f"{when:%H:%M:%S} {record.levelname} {record.name}: {text}"


class _Json(logging.Formatter):
    """A record as a line of JSON in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "fields": getattr(record, "fields", {}),
        }
        return json.dumps(row, default=str).replace("\x7f", "\\u007f")


class _Stderr(logging.Handler):
    """Writes to what is stderr at that moment: a progress bar may stand in for it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 (as the standard library's own handlers do)
            self.handleError(record)


@contextmanager
def speaking(*, json_lines: bool) -> Iterator[None]:
    """
    Say and log on stderr while this lasts.

    Args:
        json_lines: Make a line of JSON of each.
    """
    handler = _Stderr()
    handler.setFormatter(_Json() if json_lines else _Lines())
    _set_verbosity(0)
    _LIBRARY.addHandler(handler)
    try:
        yield
    finally:
        _LIBRARY.removeHandler(handler)
        _LIBRARY.setLevel(logging.NOTSET)
        _COMMANDS.setLevel(logging.NOTSET)


def quiet() -> bool:
    """Tell whether the command is to say no more than what went wrong."""
    return not _COMMANDS.isEnabledFor(logging.INFO)


def as_json() -> bool:
    """Tell whether lines on stderr are JSON."""
    return any(isinstance(it.formatter, _Json) for it in _LIBRARY.handlers)


def _set_verbosity(verbosity: int) -> None:
    _LIBRARY.setLevel(_LEVELS.get(verbosity, logging.DEBUG))
    _COMMANDS.setLevel(logging.WARNING if verbosity == _MOST_QUIET else logging.INFO)


def logging_options(command: F) -> F:
    """
    Add -v, -q and --log-json, of which the command itself hears nothing.

    Args:
        command: A click command's function.
    """

    def heard(context: click.Context, option: click.Parameter, value: int) -> None:
        if not value:
            return
        if context.meta.setdefault(__name__, option.name) != option.name:
            raise click.UsageError("-v and -q cannot both be given", context)
        _set_verbosity(_MOST_QUIET if option.name == "quiet" else value)

    options = [
        click.option(
            "-v",
            "--verbose",
            count=True,
            expose_value=False,
            callback=heard,
            help="Log what is done on stderr; -vv in detail.",
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            expose_value=False,
            callback=heard,
            help="Say no more on stderr than what went wrong.",
        ),
        click.option(
            "--log-json",
            is_flag=True,
            expose_value=False,
            help="Make every line on stderr one of JSON.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command
