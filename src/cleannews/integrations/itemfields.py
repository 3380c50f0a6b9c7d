"""
Where an item of a crawl has the fields of an article.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleannews.article import FIELD_NAMES, Article, FieldNames, fields_of
from cleannews.errors import SettingsError, one_of, shown
from cleannews.io.kinds import kind_by_content

__all__ = ["HTML_NAMES", "Found", "ItemFields"]

HTML = "html"

HTML_NAMES = ("html", "raw_html")
"""Fields that hold a page, unless a crawl names others."""

_SEVERAL = frozenset({"authors", "flags"})
"""Fields of an article that hold several values."""

_SNIFFED = 4096
"""Characters at the beginning of a text that tell a page from it."""


@dataclass(frozen=True, slots=True)
class Found:
    """
    What an item holds of an article.

    Args:
        fields: The arguments of an Article; "text" is missing where there is only a page.
        page: The page, where there is no text.
        text_name: The field that holds the text.
        no_article: Why it is none: "no-text", or "html" for a page in the place of a text; else "".
    """

    fields: Mapping[str, Any]
    page: str | bytes | None = None
    text_name: str | None = None
    no_article: str = ""

    def article(self) -> Article:
        """
        Return the article of an item that has a text.

        Raises:
            ArticleError: A field is of the wrong type.
        """
        return Article(**self.fields)


class ItemFields:
    """
    Finds the fields of an article in an item.

    Args:
        given: For each field of an article, or "html" for the page, the item's field that holds it,
            or several. A text is looked for under the names given only; other fields also under the
            usual ones.

    Raises:
        SettingsError: There is no such field, or its name is none.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        known = [HTML, *FIELD_NAMES]
        if unknown := given.keys() - set(known):
            raise SettingsError("fields", shown(sorted(unknown)), f"a mapping from {one_of(known)}")
        names = {key: _listed(value) for key, value in given.items()}
        self._pages = names.pop(HTML, HTML_NAMES)
        texts = names.get("text", FIELD_NAMES["text"])
        self.texts = tuple(it for it in texts if it not in self._pages)
        if not self.texts:
            wanted = "a mapping in which text and html are different fields"
            raise SettingsError("fields", shown(dict(given)), wanted)
        self.named = frozenset(given)
        """The fields of an article that a crawl has named."""
        self._names = FieldNames([(key, it) for key, its in names.items() for it in its])
        self._given = names

    def read(self, item: Mapping[str, Any]) -> Found:
        """
        Find an article in an item.

        Args:
            item: Values by name. A list, as an ItemLoader gives, is a text of several paragraphs, or
                stands for its first value.
        """
        record = {name: item[name] for name in item if self._is_of_article(name)}
        for name, value in record.items():
            record[name] = _single(value, self._names.field_of[name])
        text = next((it for it in self.texts if _has_text(record.get(it))), None)
        page = next((it for it in self._pages if item.get(it)), None)
        others = {name: it for name, it in record.items() if self._names.field_of[name] != "text"}
        if text is not None:
            fields, _ = fields_of(others | {text: record[text]}, self._names)
            found = fields["text"]
            is_page = kind_by_content(found[:_SNIFFED].encode(errors="replace")) == HTML
            return Found(fields, None, text, HTML if is_page else "")
        fields, _ = fields_of({**others, self.texts[0]: ""}, self._names)
        del fields["text"]
        if page is None or not isinstance(item[page], str | bytes):
            return Found(fields, no_article="no-text")
        return Found(fields, item[page])

    def place_of(self, field: str, holdable: Collection[str]) -> str | None:
        """
        Return the first name under which an item can hold a field of an article.

        Args:
            field: The field.
            holdable: The names that the item has.
        """
        names = self.texts if field == "text" else self._given.get(field, FIELD_NAMES[field])
        return next((it for it in names if it in holdable), None)

    def first_name(self, field: str) -> str:
        """
        Return the name of a field in an item that can hold any.

        Args:
            field: The field.
        """
        names = self.texts if field == "text" else self._given.get(field, FIELD_NAMES[field])
        return (*names, field)[0]

    def _is_of_article(self, name: object) -> bool:
        return name in self._names.field_of and name not in self._pages


def _listed(value: object) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, Iterable) and not isinstance(names, bytes | Mapping):
        found = tuple(names)
        if found and all(isinstance(it, str) and it for it in found):
            return found
    raise SettingsError("fields", shown(value), "a mapping to names of fields, or lists of them")


def _single(value: Any, field: str) -> Any:
    """Return one value in the place of a list, as an ItemLoader without an output processor gives."""
    if not isinstance(value, list | tuple) or field in _SEVERAL:
        return value
    some = [it for it in value if it is not None and it != ""]
    if field == "text":
        return "\n".join(some) if all(isinstance(it, str) for it in some) else None
    return some[0] if some else None


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
