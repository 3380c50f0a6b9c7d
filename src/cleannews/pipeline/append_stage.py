"""The stage for owners of Parquet files: what became of their rows, in columns appended to them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from cleannews.errors import OutputError, ReadError, shown
from cleannews.files import written_whole
from cleannews.io.appending import append_to, names_in
from cleannews.io.columns import Column
from cleannews.io.inputs import InputFile
from cleannews.io.jsonlines import read_lines
from cleannews.io.kinds import Kind
from cleannews.io.parquet import pyarrow
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.tables import ERRORS, PARQUET
from cleannews.pipeline.workfolder import Counts
from cleannews.pipeline.write_stage import finished_articles

__all__ = ["APPENDED", "append_columns", "check_appending"]

_OF_ARTICLE = {
    Column("cleannews_id"): "id",
    Column("cleannews_text"): "text",
    Column("cleannews_kept", "truth"): "kept",
    Column("cleannews_group"): "group",
    Column("cleannews_relation"): "relation",
    Column("cleannews_representative"): "representative",
    Column("cleannews_jaccard", "number"): "jaccard",
    Column("cleannews_containment", "number"): "containment",
}
_ERROR = Column("cleannews_error")

APPENDED = (*_OF_ARTICLE, _ERROR)
"""The columns that are appended."""

_ADVICE = "or leave --append-columns out"


def check_appending(files: Iterable[InputFile]) -> None:
    """
    Check that columns can be appended to the inputs.

    Args:
        files: The inputs.

    Raises:
        OutputError: One of them is no Parquet file, is packed, or has such a column already, or two would
            be written to one place.
        MissingExtraError: pyarrow is not installed.
    """
    pyarrow()
    taken: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for file in files:
        if file.kind != Kind("parquet"):
            packed = "packed" if file.kind.format == "parquet" else "no Parquet file"
            advice = f"give plain Parquet files only, {_ADVICE}"
            raise OutputError(str(file.path), f"is {packed}", advice)
        place = PurePosixPath(file.name)
        if place in taken or place in folders or not taken.isdisjoint(place.parents):
            problem = f"and another input would both be written as {PARQUET}/{file.name}"
            raise OutputError(str(file.path), problem, "name the folder above the two")
        taken.add(place)
        folders.update(place.parents)
        _check_names(file.path)


def _check_names(path: Path) -> None:
    ours = {column.name for column in APPENDED}
    try:
        clash = [name for name in names_in(path) if name.lower() in ours]
    except ReadError:  # whoever reads its rows will say so
        return
    if clash:
        problem = f"has a column {shown(clash[0])} already"
        raise OutputError(str(path), problem, f"rename it, {_ADVICE}")


def append_columns(
    work: Path, files: Sequence[InputFile], articles: int, progress: Progress
) -> Counts:
    """
    Write each Parquet file of the inputs again, with columns that say what became of its rows.

    Args:
        work: The work folder.
        files: The inputs, in the order in which they were read; each a Parquet file.
        articles: How many articles there are.
        progress: Told of every article.

    Raises:
        OutputError: A file is no longer what it was when it was read.
    """
    rejected = _Rejected(read_lines(work / ERRORS), {str(file.path) for file in files})
    parts = progress.over(finished_articles(work), articles, lambda it: len(it.became))
    cursor = _Cursor(row for part in parts for row in part.rows())
    written = rows = 0
    for file in files:
        target = work / PARQUET / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        path = str(file.path)
        try:
            with written_whole(target) as stream:
                rows += append_to(file.path, stream, APPENDED, _rows(path, cursor, rejected))
            written += 1
        except ReadError as error:
            if path not in rejected.whole:
                problem = f"could be read before, and cannot be now: {error.message}"
                raise OutputError(path, problem, "give --force to start again") from None
            cursor.skip(path)
    if cursor.path is not None:
        problem = "has fewer rows than when it was read"
        raise OutputError(cursor.path, problem, "give --force to start again")
    return {"appended": {"files": written, "rows": rows}}


def _rows(path: str, articles: _Cursor, rejected: _Rejected) -> Iterator[dict[str, Any]]:
    """Yield what is appended to each row of a file, without end."""
    errors = rejected.of(path)
    line, reason = next(errors, (0, ""))
    for number in count(1):
        article = articles.take(path, number)
        while 0 < line < number:
            line, reason = next(errors, (0, ""))
        if article is not None:
            yield {column.name: article[key] for column, key in _OF_ARTICLE.items()}
        else:
            yield {_ERROR.name: reason if line == number else rejected.whole.get(path)}


class _Cursor:
    """
    The articles in the order of the inputs, of which the next one is known.

    Args:
        articles: Their rows.
    """

    def __init__(self, articles: Iterator[Mapping[str, Any]]) -> None:
        self._articles = articles
        self._next = next(articles, None)

    @property
    def path(self) -> str | None:
        """The file of the next one."""
        return None if self._next is None else self._next["path"]

    def take(self, path: str, line: int) -> Mapping[str, Any] | None:
        """Return the article of a row, which is the next one, or None where it has none."""
        article = self._next
        if article is None or article["path"] != path or article["line"] != line:
            return None
        self._next = next(self._articles, None)
        return article

    def skip(self, path: str) -> None:
        """Pass over what is left of a file."""
        while self.path == path:
            self._next = next(self._articles, None)


class _Rejected:
    """
    Why rows of some files, or all of a file's, are no articles, in a few bytes for each.

    Args:
        errors: The rows of the table of errors.
        paths: The files.
    """

    def __init__(self, errors: Iterable[Mapping[str, Any]], paths: Collection[str]) -> None:
        self.whole: dict[str, str] = {}
        self._lines: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self._codes: dict[str, array[int]] = defaultdict(lambda: array("B"))
        self._reasons: dict[str, int] = {}
        for row in errors:
            if row["path"] not in paths:
                continue
            if row["line"] is None:
                self.whole[row["path"]] = row["error"]
            else:
                self._lines[row["path"]].append(row["line"])
                code = self._reasons.setdefault(row["error"], len(self._reasons))
                self._codes[row["path"]].append(code)

    def of(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield the rows of a file that were rejected, by their numbers, and why."""
        reasons = list(self._reasons)
        lines, codes = self._lines[path], self._codes[path]
        for at in np.argsort(np.array(lines), kind="stable"):
            yield lines[at], reasons[codes[at]]
