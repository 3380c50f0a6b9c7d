"""A finished run read back: its tables, and the raw text of any article."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import dropwhile, groupby, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from cleannews.cleaning.spans import rebuilt
from cleannews.errors import OutputError, SettingsError, shown
from cleannews.io.jsonlines import parse
from cleannews.pipeline.tablefiles import FORMATS, TableFile, TableFormat
from cleannews.pipeline.tables import SUMMARY

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
        settings = self.summary["settings"]
        format = TableFormat.of(settings["format"])
        self.only_kept = bool(settings.get("only_kept"))
        self._articles, self._groups, self._removed, self._errors = (
            TableFile(self.path, table, format)
            for table in ("articles", "groups", "removed", "errors")
        )

    def _read_summary(self) -> Mapping[str, Any]:
        try:
            summary = parse((self.path / SUMMARY).read_bytes())
            known = "digest" in summary and summary["settings"]["format"] in FORMATS
        except (ValueError, TypeError, KeyError):
            known = False
        if not known:
            advice = "name the --out of a run that has finished"
            raise OutputError(str(self.path), f"has a {SUMMARY} of something else", advice)
        return cast("Mapping[str, Any]", summary)

    def articles(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table of articles; with --only-kept these are the kept ones."""
        return self._articles.rows()

    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table of groups."""
        return self._groups.rows()

    def removed(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table of removed spans."""
        return self._removed.rows()

    def errors(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table of errors."""
        return self._errors.rows()

    def articles_of(self, ids: Collection[str]) -> Iterator[dict[str, Any]]:
        """
        Yield the rows of some articles; the table is read once, up to the last of them.

        Args:
            ids: Their ids; of those that the table lacks there is no row.
        """
        left = set(ids)
        for row in self.articles() if left else ():
            if row["id"] in left:
                left.discard(row["id"])
                yield row
            if not left:
                return

    def article(self, id: str) -> dict[str, Any]:
        """
        Return the row of an article.

        Args:
            id: The article's id.

        Raises:
            SettingsError: The run has no such article, or kept others only.
        """
        for row in self.articles_of([id]):
            return row
        raise SettingsError("id", shown(id), self._wanted(id))

    def spans(self, id: str) -> list[dict[str, Any]]:
        """
        Return the rows of what was removed from an article, in its order; none if it is unknown.

        Args:
            id: The article's id.
        """
        behind = dropwhile(lambda row: row["id"] != id, self.removed())
        return list(takewhile(lambda row: row["id"] == id, behind))

    def group_of(self, id: str) -> dict[str, Any] | None:
        """
        Return the row of an article's group; None if it is in none, or unknown.

        Args:
            id: The article's id.
        """
        for group in self.groups():
            if any(member["id"] == id for member in group["members"]):
                return group
        return None

    def restore(self, id: str) -> str:
        """
        Return the raw text of an article.

        From JSON Lines, CSV and Parquet it is read at its place; packed tables are unpacked up
        to there each time, so :meth:`restored` is quicker for many articles of these.

        Args:
            id: The article's id.

        Raises:
            SettingsError: The run has no such article, or kept others only.
        """
        if id not in self._places:
            raise SettingsError("id", shown(id), self._wanted(id))
        text = next(self._articles.rows(self._places[id]))["text"]
        start = self._first_spans.get(id)
        return rebuilt(text, self._spans_from(id, start)) if start is not None else text

    def _wanted(self, id: str) -> str:
        """Say which articles can be restored, to someone who asked for one that cannot."""
        if self.only_kept and id in self._dropped:
            return (
                f"the id of a kept article: {self.path} was written with --only-kept and lacks "
                f"this one, which was dropped for {shown(self._dropped[id])}"
            )
        return f"the id of an article in {self.path}"

    def restored(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Yield each row of the table of articles with the article's raw text."""
        for row, spans in self.with_removed():
            if row is not None:
                yield row, rebuilt(row["text"], [(span["start"], span["text"]) for span in spans])

    def with_removed(self) -> Iterator[tuple[dict[str, Any] | None, list[dict[str, Any]]]]:
        """
        Yield each row of the table of articles with the rows of its removed spans.

        None stands in for the row of an article of which only the spans are there, as it was
        dropped and the run written with --only-kept.
        """
        lacking = self._dropped if self.only_kept else {}
        found = ((id, list(spans)) for id, spans in groupby(self.removed(), key=itemgetter("id")))
        next_id, spans = next(found, (None, []))
        for row in self.articles():
            while next_id in lacking:
                yield None, spans
                next_id, spans = next(found, (None, []))
            if row["id"] != next_id:
                yield row, []
                continue
            yield row, spans
            next_id, spans = next(found, (None, []))
        while next_id is not None:
            yield None, spans
            next_id, spans = next(found, (None, []))

    @cached_property
    def _dropped(self) -> dict[str, str]:
        """The dropped articles, each with its representative."""
        return {
            member["id"]: group["representative"]
            for group in self.groups()
            for member in group["members"]
            if not member["kept"]
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(self._articles.places())

    @cached_property
    def _first_spans(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for id, place in self._removed.places():
            found.setdefault(id, place)
        return found

    def _spans_from(self, id: str, place: int) -> Iterator[tuple[int, str]]:
        for row in self._removed.rows(place):
            if row["id"] != id:
                return
            yield row["start"], row["text"]
