"""
Every error that cleannews raises on purpose.

    CleannewsError
    ├── SettingsError (ValueError)       an argument is outside its allowed range
    ├── ArticleError (ValueError)        a value that cannot be an article
    ├── DuplicateIdError (ValueError)    two articles carry one id
    ├── RuleTableError (ValueError)      a rule table is malformed
    ├── ExtractionError (ValueError)     a page gives no article, with the reason
    ├── ReadError (OSError)              an input file or record cannot be read
    ├── OutputError (OSError)            a run's folder cannot be written, resumed or read
    ├── WriteError (OSError)             writing failed in the middle of a run: the disk is full
    ├── RejectedError (ValueError)       a strict run met an input that is rejected
    ├── ConfigError (ValueError)         a file is no summary of a run that can be repeated
    ├── SchemeError (ValueError)         signatures of another scheme
    ├── MissingExtraError (ImportError)  an optional package is not installed
    ├── SiteMemoryError (ValueError)     a file is no memory of sites, or is damaged
    ├── StoreError (OSError)             an index cannot be opened, read or written
    └── EngineError (RuntimeError)       Spark cannot be started, or one of its jobs fails

A message says what happened, what was given and what to do next. The fields are the
constructor's arguments, so errors survive pickling between processes.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable

__all__ = [
    "REASONS",
    "ArticleError",
    "CleannewsError",
    "ConfigError",
    "DuplicateIdError",
    "EngineError",
    "ExtractionError",
    "MissingExtraError",
    "OutputError",
    "ReadError",
    "RejectedError",
    "RuleTableError",
    "SchemeError",
    "SettingsError",
    "SiteMemoryError",
    "StoreError",
    "WriteError",
]


REASONS = {
    "unreadable": "The file cannot be opened, or its packed data is damaged or breaks off.",
    "empty": "There is nothing in it, or its text is white space.",
    "binary": "It is binary data that was to be a text or a page.",
    "undecodable": "Its encoding is not declared and cannot be told.",
    "format": "Its format is not known, or it is an archive within an archive.",
    "missing-package": "Its format or packing needs a package that is not installed.",
    "invalid-json": "It is not JSON, or is nested deeper than 200 levels.",
    "invalid-csv": "It is not CSV from here on, mostly for a quotation mark without its pair.",
    "invalid-xml": "It is not XML.",
    "not-html": "It is no page of HTML.",
    "no-text": "A row or table has no text under the names known, or a page holds no article.",
    "too-large": "It is larger than an article may be, 16 MiB, or a page than any of news is.",
    "too-deep": "The elements of a page are nested deeper than a parser follows.",
    "bomb": "Packed data becomes more than 500 times as much.",
    "timeout": "It took longer than --timeout-per-article allows.",
    "died": "The process that worked on it died, mostly for want of memory.",
    "failed": "Working on it failed in a way that nobody foresaw; please report it.",
}
"""What the codes mean by which errors.jsonl tells why there is no article."""


def shown(value: object, limit: int = 80) -> str:
    """
    Return a value's repr, cut to a length that fits a message.

    Args:
        value: Anything.
        limit: Characters at most, the ellipsis included.
    """
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class CleannewsError(Exception):
    """The base of every error here: catch it to catch them all."""


class SettingsError(CleannewsError, ValueError):
    """
    An argument has a value that is not allowed.

    Args:
        name: The argument.
        value: What was given, as text.
        allowed: What is allowed.
    """

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(name, value, allowed)
        self.name = name
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.name} is {self.value}; it must be {self.allowed}"


class ArticleError(CleannewsError, ValueError):
    """
    A value cannot be read as an article.

    Args:
        what: What is wrong.
        got: What was given, as text.
        wanted: What would do.
    """

    def __init__(self, what: str, got: str, wanted: str) -> None:
        super().__init__(what, got, wanted)
        self.what = what
        self.got = got
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.what}: got {self.got}; {self.wanted}"


class DuplicateIdError(CleannewsError, ValueError):
    """
    Two articles carry the same id.

    Args:
        id: The id.
        first: Position of the first article that carries it, from 0; None where articles have none.
        second: Position of the second.
    """

    def __init__(self, id: str, first: int | None = None, second: int | None = None) -> None:
        super().__init__(id, first, second)
        self.id = id
        self.first = first
        self.second = second

    def __str__(self) -> str:
        if self.first is None:
            return f"several articles have the id {shown(self.id)}; give each its own"
        return (
            f"articles {self.first} and {self.second} both have the id {shown(self.id)}; "
            "give each its own, or none to number them"
        )


class RuleTableError(CleannewsError, ValueError):
    """
    A rule table is malformed.

    Args:
        path: The table's file.
        rule: The rule's id, or "" when the fault is not in one rule.
        problem: What is wrong and what is expected.
    """

    def __init__(self, path: str, rule: str, problem: str) -> None:
        super().__init__(path, rule, problem)
        self.path = path
        self.rule = rule
        self.problem = problem

    def __str__(self) -> str:
        where = f"{self.path}, rule {self.rule}" if self.rule else self.path
        return f"{where}: {self.problem}"


class ExtractionError(CleannewsError, ValueError):
    """
    A page gives no article.

    Args:
        reason: A short code: "empty", "binary", "undecodable", "not-html", "no-text", or
            "too-large" and "too-deep" for what no news page reaches.
        message: What was found, in words.
        url: The page's address, if known.
    """

    def __init__(self, reason: str, message: str, url: str | None = None) -> None:
        super().__init__(reason, message, url)
        self.reason = reason
        self.message = message
        self.url = url

    def __str__(self) -> str:
        return f"{self.url}: {self.message}" if self.url else self.message


class ReadError(CleannewsError, OSError):
    """
    An input file, or one record in it, cannot be read.

    Args:
        reason: A code of :data:`REASONS`.
        path: The file.
        line: The record in it, from 1, or None for the whole file.
        message: What was found, in words.
    """

    def __init__(self, reason: str, path: str, line: int | None, message: str) -> None:
        super().__init__()  # OSError would take the fields for errno, text and file names
        self.args = (reason, path, line, message)
        self.reason = reason
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}"


class OutputError(CleannewsError, OSError):
    """
    A run's folder cannot be written, resumed or read.

    Args:
        path: The folder or file.
        problem: What is wrong.
        advice: What to do next.
    """

    def __init__(self, path: str, problem: str, advice: str) -> None:
        super().__init__()  # OSError would take the fields for errno, text and file names
        self.args = (path, problem, advice)
        self.path = path
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.path} {self.problem}; {self.advice}"


class WriteError(CleannewsError, OSError):
    """
    A run's files cannot be written any more, though its folder could be: the disk is full, say.

    Args:
        path: The folder or file.
        problem: What is wrong.
        advice: What to do next.
    """

    def __init__(self, path: str, problem: str, advice: str) -> None:
        super().__init__()  # OSError would take the fields for errno, text and file names
        self.args = (path, problem, advice)
        self.path = path
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.path} {self.problem}; {self.advice}"

    @classmethod
    def of(cls, path: str, error: OSError) -> WriteError:
        """
        Return the error for what the system said.

        Args:
            path: The folder or file.
            error: What was raised.
        """
        full = error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", None)}
        advice = "make room and" if full else "see to it and"
        problem = f"cannot be written: {error.strerror or error}"
        return cls(path, problem, f"{advice} go on with --resume")


class RejectedError(CleannewsError, ValueError):
    """
    A strict run met an input or an article that is rejected.

    Args:
        reason: The short code that errors.jsonl would have.
        path: The file.
        line: The record in it, from 1, or None for the whole file.
        message: What was found, in words.
    """

    def __init__(self, reason: str, path: str, line: int | None, message: str) -> None:
        super().__init__(reason, path, line, message)
        self.reason = reason
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"rejected ({self.reason}): {where}: {self.message}"


class ConfigError(CleannewsError, ValueError):
    """
    A file is no summary of a run that this version can repeat.

    Args:
        path: The file.
        problem: What is wrong with it.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path} {self.problem}; name the summary.json of a finished run"


class SchemeError(CleannewsError, ValueError):
    """
    Signatures were made by another scheme than this version's.

    Args:
        found: The scheme that the signatures name.
        wanted: The scheme of this version.
    """

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(found, wanted)
        self.found = found
        self.wanted = wanted

    def __str__(self) -> str:
        return (
            f"the signatures are of scheme {shown(self.found)}, this version makes {self.wanted}; "
            "sign the texts again"
        )


class MissingExtraError(CleannewsError, ImportError):
    """
    An optional package is not installed.

    Args:
        package: The package.
        extra: The extra that installs it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.package} is not installed; pip install 'cleannews[{self.extra}]'"


class SiteMemoryError(CleannewsError, ValueError):
    """
    A file is no memory of sites that this version can read.

    Args:
        path: The file.
        problem: What is wrong with it.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path} {self.problem}: make it with `cleannews learn` or SiteMemory.save"


class StoreError(CleannewsError, OSError):
    """
    The store of an index cannot be opened, read or written.

    Args:
        place: The file.
        problem: What is wrong.
        advice: What to do next.
    """

    def __init__(self, place: str, problem: str, advice: str) -> None:
        super().__init__()  # OSError would take the fields for errno, text and file names
        self.args = (place, problem, advice)
        self.place = place
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.place} {self.problem}; {self.advice}"


class EngineError(CleannewsError, RuntimeError):
    """
    Spark cannot be started, or a job of it fails.

    Args:
        problem: What is wrong.
        advice: What to do next.
    """

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.problem}; {self.advice}"


def one_of(names: Iterable[str]) -> str:
    """
    Return "one of 'a', 'b'" for a message.

    Args:
        names: The allowed values; they are sorted.
    """
    return "one of " + ", ".join(repr(name) for name in sorted(names))
