"""
The article: one value that travels through every step.

Whatever callers hold (an :class:`Article`, a dict in one of the field names that scrapers use,
a plain string) becomes an :class:`Article` here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cleannews.dates import parse_published
from cleannews.errors import ArticleError, DuplicateIdError, shown
from cleannews.sitenames import site_of, site_of_url

__all__ = ["FIELD_NAMES", "Article", "as_article", "named"]

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "maintext"),
    "id": ("id",),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "site": ("site", "source"),
    "published": ("published", "publish_date", "date", "date_publish"),
    "authors": ("authors", "author"),
    "language": ("language", "lang"),
    "agency": ("agency",),
    "flags": ("flags",),
}
"""The keys under which scrapers store each field of an article; the first present one wins."""

_FIELD_OF = {key: name for name, keys in FIELD_NAMES.items() for key in keys}
_RANK = {key: rank for rank, key in enumerate(_FIELD_OF)}


@dataclass(frozen=True, slots=True)
class Article:
    """
    A news article as it was found.

    Args:
        text: The text, any str: it may be empty or hold control characters.
        id: A name that is unique in its corpus; None means the article's position in it.
        title: The headline, without the outlet's name.
        url: The address it was found at.
        site: The outlet, kept as its registered domain ("www.news.example" becomes
            "news.example"); taken from ``url`` when missing. A name without a dot stays a name.
        published: A datetime, a date, or text or seconds that :func:`~cleannews.dates
            .parse_published` reads; a naive time is UTC. What is no date becomes None, with
            the flag "undated" and the value in ``extra["published"]``.
        authors: The names in order; one str is one name.
        language: The declared language as a BCP 47 tag ("en", "pt-BR"), kept in lower case.
        agency: The agency that wrote it, if known.
        flags: Short labels such as "undated".
        extra: Fields of the source that have no place here.

    Raises:
        ArticleError: A field is of the wrong type.

    >>> Article("Rain fell.", url="https://www.news.example/a?b=1").site
    'news.example'
    """

    text: str
    _: KW_ONLY
    id: str | None = None
    title: str | None = None
    url: str | None = None
    site: str | None = None
    published: datetime | date | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    agency: str | None = None
    flags: frozenset[str] = frozenset()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise ArticleError("text is no str", shown(self.text), "decode bytes before")
        for name in ("id", "title", "url", "site", "language", "agency"):
            value = getattr(self, name)
            if not (value is None or isinstance(value, str)):
                raise ArticleError(f"{name} is no str", shown(value), "give a str or None")
        put = object.__setattr__  # the door of a frozen dataclass
        put(self, "extra", _copied(self.extra))
        if self.id == "":
            put(self, "id", None)
        if not (self.site is None and self.url is None):
            put(self, "site", (self.site and site_of(self.site)) or site_of_url(self.url))
        if self.authors != ():
            put(self, "authors", _names("authors", self.authors))
        if self.flags != frozenset() or not isinstance(self.flags, frozenset):
            put(self, "flags", frozenset(_names("flags", self.flags)))
        if self.language is not None:
            language = self.language.strip().lower().replace("_", "-")
            put(self, "language", language or None)
        if self.published is not None:
            self._check_published()

    def _check_published(self) -> None:
        found = parse_published(self.published)
        if found is None and self.published != "":
            object.__setattr__(self, "flags", self.flags | {"undated"})
            object.__setattr__(self, "extra", {**self.extra, "published": self.published})
        object.__setattr__(self, "published", found)


def as_article(value: object, name: str | None = None) -> Article:
    """
    Read one article from what a caller holds.

    Args:
        value: An Article, a str (the text), or a mapping with a text under one of the keys of
            :data:`FIELD_NAMES`. Other keys of a mapping travel in ``extra``; a number serves
            as an id, and a None counts as missing.
        name: The id of an article that has none of its own.

    Raises:
        ArticleError: The value is none of these, or a mapping without a text.

    >>> as_article({"body": "Rain fell.", "headline": "Rain"}).title
    'Rain'
    """
    if isinstance(value, Article):
        return replace(value, id=name) if name and value.id is None else value
    if isinstance(value, str):
        return Article(value, id=name)
    if isinstance(value, Mapping):
        return _from_mapping(value, name)
    raise ArticleError("not an article", shown(value), "give an Article, a dict or a str")


def named(values: Iterable[object]) -> Iterator[tuple[str, Article | str]]:
    """
    Read articles, naming those without an id by their position and refusing a repeated one.

    Args:
        values: What :func:`as_article` takes, any iterable; read once.

    Yields:
        An id, and the article with it. A text stays a text, which is quicker.

    Raises:
        ArticleError: A value is no article, and its position is named; or ``values`` is one.
        DuplicateIdError: Two articles carry one id.
    """
    if isinstance(values, str | bytes | Mapping | Article):
        raise ArticleError("one article in the place of many", shown(values), "give a list of it")
    seen: dict[str, int] = {}
    for position, value in enumerate(values):
        name = str(position)
        article = value
        if not isinstance(article, str):
            article = _article_at(value, name)
            name = str(article.id)
        first = seen.setdefault(name, position)
        if first != position:
            raise DuplicateIdError(name, first, position)
        yield name, article


def _article_at(value: object, name: str) -> Article:
    try:
        return as_article(value, name)
    except ArticleError as error:
        raise ArticleError(f"article {name}: {error.what}", error.got, error.wanted) from None


def _from_mapping(record: Mapping[str, Any], name: str | None) -> Article:
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in record.items():
        field_name = _FIELD_OF.get(key)
        if field_name is None:
            extra[str(key)] = value
        elif value is not None and not _fits(field_name, value):
            extra[key] = value
        elif value is not None:
            fields.setdefault(field_name, {})[key] = value
    chosen: dict[str, Any] = {}
    for field_name, found in fields.items():
        first = next(iter(found)) if len(found) == 1 else min(found, key=_RANK.__getitem__)
        chosen[field_name] = found.pop(first)
        extra |= found
    if "text" not in chosen:
        wanted = f"give a text under {', '.join(FIELD_NAMES['text'])}"
        raise ArticleError("no text", f"the keys {shown(sorted(map(str, record)))}", wanted)
    chosen["id"] = str(chosen["id"]) if "id" in chosen else name
    nested = extra.get("extra")
    if isinstance(nested, Mapping):
        extra = {**nested, **{key: value for key, value in extra.items() if key != "extra"}}
    return Article(**chosen, extra=extra)


def _fits(name: str, value: object) -> bool:
    """Tell whether a mapping's value can serve as a field; one that cannot stays in extra."""
    if value is None:
        return False
    if name == "id":
        return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
    if name in {"authors", "flags"}:
        return isinstance(value, str) or (
            isinstance(value, list | tuple | set | frozenset)
            and all(isinstance(item, str) for item in value)
        )
    return name in {"text", "published"} or isinstance(value, str)


def _copied(extra: object) -> dict[str, Any]:
    if not isinstance(extra, Mapping):
        raise ArticleError("extra is no mapping", shown(extra), "give a dict")
    return dict(extra)


def _names(field_name: str, value: object) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, Iterable) or isinstance(names, bytes | Mapping):
        raise ArticleError(f"{field_name} is no list of names", shown(value), "give str values")
    found = tuple(names)
    if not all(isinstance(name, str) for name in found):
        raise ArticleError(f"{field_name} holds no names", shown(value), "give str values")
    return tuple(name.strip() for name in found if name.strip())
