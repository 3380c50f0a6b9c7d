"""
The rows of a DataFrame as articles. What is here runs on executors and needs no PySpark.

A row means what the dict of it means to :func:`cleannews.dedupe`, but for two things: text and id
are those of the columns that are named, whatever else there is, and a null text is an empty one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cleannews.article import Article, FieldNames, fields_of
from cleannews.errors import SettingsError, one_of, shown

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reader"]

_NO_DATE = "outside the calendar"
"""Stands for a date that Python has none for: before the year 1, or after 9999."""


@dataclass(frozen=True, slots=True)
class Reader:
    """
    Reads articles from rows.

    Args:
        text: The column of the texts.
        id: The column of the ids, strings or whole numbers; None where none are needed.

    Raises:
        SettingsError: A name is no str, or both are the same.
    """

    text: str = "text"
    id: str | None = "id"

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise SettingsError("text", shown(self.text), "the name of a column")
        if not (self.id is None or isinstance(self.id, str)):
            raise SettingsError("id", shown(self.id), "the name of a column")
        if self.id == self.text:
            raise SettingsError("id", shown(self.id), "another column than the text")

    def columns(self, names: Collection[str]) -> list[str]:
        """
        Choose the columns that hold fields of an article, in the order in which they stand.

        Args:
            names: The columns of a DataFrame.

        Raises:
            SettingsError: A column that is needed is missing, or stands twice.
        """
        for argument, name in (("text", self.text), ("id", self.id)):
            if name is not None and name not in names:
                raise SettingsError(argument, shown(name), f"a column, {one_of(names)}")
        holds = _names(self.text, self.id).field_of
        chosen = [
            name
            for name in names
            if name in {self.text, self.id} or holds.get(name, "text") not in {"text", "id"}
        ]
        for name in chosen:
            if chosen.count(name) > 1:
                raise SettingsError("df", f"a table with two columns {shown(name)}", "one of each")
        return chosen

    def articles(self, batch: pa.RecordBatch, *, texts: bool = True) -> list[Article]:
        """
        Read the rows of a batch; no value makes it fail.

        What of a string is not UTF-8 becomes U+FFFD. An article has no id where its row has none
        that serves as one.

        Args:
            batch: Rows with the columns of :meth:`columns`, and any others, which are not read.
            texts: Read the texts, too; else every article has the empty text.
        """
        columns = {
            name: _values(batch.column(name))
            for name in self.columns(batch.schema.names)
            if texts or name != self.text
        }
        columns[self.text] = [it or "" for it in columns.get(self.text, [""] * batch.num_rows)]
        names = _names(self.text, self.id)
        return [
            Article(**fields_of(dict(zip(columns, row, strict=True)), names)[0])
            for row in zip(*columns.values(), strict=True)
        ]


@lru_cache(maxsize=8)
def _names(text: str, id: str | None) -> FieldNames:
    return FieldNames([("text", text)] if id is None else [("text", text), ("id", id)])


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column, its times in UTC."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):  # zones of Spark that Python does not know are left out
        zone = column.type.tz and "UTC"
        column = column.cast(pa.timestamp("us", zone), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = [_value(cell) for cell in column]
    return values


def _value(cell: pa.Scalar) -> Any:
    """Return one value of a column in which there are some that Python cannot hold."""
    import pyarrow as pa

    try:
        return cell.as_py()
    except UnicodeDecodeError:
        if isinstance(cell, pa.ListScalar):
            return [_value(it) for it in cell.values]
        is_text = isinstance(cell, pa.BinaryScalar)
        return cell.as_buffer().to_pybytes().decode(errors="replace") if is_text else None
    except (ValueError, OverflowError):
        return _NO_DATE if pa.types.is_temporal(cell.type) else None
