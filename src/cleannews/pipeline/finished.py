"""A finished run read back: its tables, and the raw text of any article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from cleannews.cleaning.spans import rebuilt
from cleannews.errors import OutputError, SettingsError, shown
from cleannews.io.jsonlines import parse, read_lines
from cleannews.pipeline.tables import ARTICLES, ERRORS, GROUPS, REMOVED, SUMMARY

__all__ = ["Run", "open_run"]


def open_run(path: str | Path) -> Run:
    """
    Open the folder of a finished run.

    Args:
        path: The folder that was the run's --out.

    Returns:
        The run.

    Raises:
        OutputError: There is no finished run in it.
    """
    return Run(path)


class Run:
    """
    A finished run.

    Args:
        path: The folder that was the run's --out.

    Raises:
        OutputError: There is no finished run in it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / SUMMARY).is_file():
            advice = "name the --out of a run that has finished"
            raise OutputError(str(path), f"has no {SUMMARY}", advice)
        self.summary = self._read_summary()

    def _read_summary(self) -> Mapping[str, Any]:
        try:
            summary = parse((self.path / SUMMARY).read_bytes())
        except ValueError:
            summary = None
        if not isinstance(summary, Mapping) or "digest" not in summary:
            advice = "name the --out of a run that has finished"
            raise OutputError(str(self.path), f"has a {SUMMARY} of something else", advice)
        return summary

    def articles(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of articles.jsonl."""
        return read_lines(self.path / ARTICLES)

    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of groups.jsonl."""
        return read_lines(self.path / GROUPS)

    def removed(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of removed.jsonl."""
        return read_lines(self.path / REMOVED)

    def errors(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of errors.jsonl."""
        return read_lines(self.path / ERRORS)

    def restore(self, id: str) -> str:
        """
        Return the raw text of an article.

        Args:
            id: The article's id.

        Raises:
            SettingsError: The run has no such article.
        """
        if id not in self._offsets:
            raise SettingsError("id", shown(id), f"the id of an article in {self.path}")
        text = _row_at(self.path / ARTICLES, self._offsets[id])["text"]
        start = self._first_spans.get(id)
        return rebuilt(text, self._spans_from(id, start)) if start is not None else text

    def restored(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Yield each row of articles.jsonl with the article's raw text."""
        spans = groupby(self.removed(), key=itemgetter("id"))
        next_id, next_spans = next(spans, (None, iter(())))
        for row in self.articles():
            if row["id"] != next_id:
                yield row, row["text"]
                continue
            yield row, rebuilt(row["text"], [(span["start"], span["text"]) for span in next_spans])
            next_id, next_spans = next(spans, (None, iter(())))

    @cached_property
    def _offsets(self) -> dict[str, int]:
        return dict(_offsets(self.path / ARTICLES))

    @cached_property
    def _first_spans(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for id, offset in _offsets(self.path / REMOVED):
            found.setdefault(id, offset)
        return found

    def _spans_from(self, id: str, offset: int) -> Iterator[tuple[int, str]]:
        with (self.path / REMOVED).open("rb") as file:
            file.seek(offset)
            for line in file:
                row = parse(line)
                if row["id"] != id:
                    return
                yield row["start"], row["text"]


def _offsets(path: Path) -> Iterator[tuple[str, int]]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            yield parse(line)["id"], offset
            offset += len(line)


def _row_at(path: Path, offset: int) -> dict[str, Any]:
    with path.open("rb") as file:
        file.seek(offset)
        row: dict[str, Any] = parse(file.readline())
        return row
