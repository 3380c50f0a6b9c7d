"""What a run rejects: a line of errors.jsonl each, and if it is strict its end."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import BinaryIO

from cleannews.errors import ReadError, RejectedError
from cleannews.io.jsonlines import dump_line, read_lines
from cleannews.pipeline.tables import error_row

__all__ = ["Rejections", "refuse_any"]

_log = logging.getLogger(__name__)


class Rejections:
    """
    Takes down inputs and articles that are rejected.

    Args:
        file: Where they are written, open for writing.
        strict: End the run with the first.
    """

    def __init__(self, file: BinaryIO, *, strict: bool) -> None:
        self._file = file
        self._strict = strict

    def add(self, error: ReadError) -> None:
        """
        Take one down.

        Args:
            error: What is rejected, and why.

        Raises:
            RejectedError: The run is strict.
        """
        row = error_row(error)
        _log.info("rejected (%s): %s", error.reason, error, extra={"fields": row})
        if self._strict:
            raise RejectedError(error.reason, error.path, error.line, error.message)
        self._file.write(dump_line(row))


def refuse_any(path: Path) -> None:
    """
    End a strict run for what a stage rejected that was done before, when it was not strict.

    Args:
        path: The file of the stage's rejections; it need not exist.

    Raises:
        RejectedError: There is one in it.
    """
    if path.exists():
        for row in read_lines(path):
            raise RejectedError(row["error"], row["path"], row["line"], row["message"])
