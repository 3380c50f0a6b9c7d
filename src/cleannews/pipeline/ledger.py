"""
How far a long stage has come, so that a run which is killed in the middle of it goes on from there.

The files of the stage grow. Every half a minute, between two chunks, what was written is flushed,
and then noted: how many chunks are done, how long each file is, and what was counted. A run that
goes on cuts the files to the lengths that are noted, and begins with the next chunk. So the
chunks must be the same: the plan of a run sees to it, which names settings, version and inputs.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

from cleannews.files import settle, settle_folder, written_whole
from cleannews.io.jsonlines import dump_line, parse
from cleannews.pipeline.workfolder import SO_FAR

__all__ = ["Ledger"]

_log = logging.getLogger(__name__)

_EVERY = 30.0
"""Seconds between two notes."""

T = TypeVar("T")


class Ledger:
    """
    The files of a stage while they grow; they take their names when the stage is done.

    Args:
        work: The work folder.
        stage: The stage, as part of a file's name.
        names: Its files.
        state: Returns what was counted, as plain values; may keep more in files of its own.
    """

    def __init__(
        self, work: Path, stage: str, names: Sequence[str], state: Callable[[], Any]
    ) -> None:
        self._note = work / f"{SO_FAR}{stage}.json"
        self._paths = {name: work / name for name in names}
        self._state = state
        self._last = time.monotonic()
        self._stage = stage
        found = parse(self._note.read_bytes()) if self._note.is_file() else {}
        self.found: Any = found.get("state")
        self._before: int = found.get("chunks", 0)
        self._sizes: dict[str, int] = found.get("sizes", {})
        self._files: dict[str, BinaryIO] = {}
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            for name, path in self._paths.items():
                growing = _growing(path)
                if not growing.exists() and self._before and path.exists():
                    path.replace(growing)  # the run was killed when this stage was nearly done
                file = opened.enter_context(growing.open("r+b" if self._before else "w+b"))
                file.truncate(self._sizes.get(name, 0))
                file.seek(0, os.SEEK_END)
                self._files[name] = file
            self._opened = opened.pop_all()
        if self._before:
            _log.info(
                "going on in the middle: %d chunks are done",
                self._before,
                extra={"fields": {"stage": self._stage, "chunks": self._before}},
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._opened:
            if error is None:
                for file in self._files.values():
                    settle(file)
        if error is None:
            for path in self._paths.values():
                _growing(path).replace(path)
            settle_folder(self._note.parent)
        elif not self._note.exists():
            for path in self._paths.values():
                _growing(path).unlink(missing_ok=True)

    def __getitem__(self, name: str) -> BinaryIO:
        """Return a file by its name, open at its end."""
        return self._files[name]

    def rest(self, chunks: Iterable[T]) -> Iterator[T]:
        """
        Return the chunks that are not done.

        Args:
            chunks: All chunks of the stage, in order.
        """
        return islice(iter(chunks), self._before, None)

    def between(self, chunks: int) -> None:
        """
        Note how far the stage has come, if it is time.

        Args:
            chunks: How many chunks of :meth:`rest` are done, with everything that is written of
                them.
        """
        if time.monotonic() - self._last < _EVERY:
            return
        sizes = {}
        for name, file in self._files.items():
            settle(file)
            sizes[name] = file.tell()
        done = self._before + chunks
        with written_whole(self._note) as note:
            note.write(dump_line({"chunks": done, "sizes": sizes, "state": self._state()}))
        _log.debug("%d chunks are done and noted", done, extra={"fields": {"stage": self._stage}})
        self._last = time.monotonic()


def _growing(path: Path) -> Path:
    return path.with_name(f"{path.name}.growing")
