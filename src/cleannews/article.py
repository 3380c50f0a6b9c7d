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
from cleannews.errors import ArticleError, DuplicateIdError, SettingsError, one_of, shown
from cleannews.sitenames import site_of, site_of_url

__all__ = ["FIELD_NAMES", "Article", "FieldNames", "as_article", "fields_of", "named"]

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "maintext", "plaintext", "articleBody"),
    "id": ("id",),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "site": (
        *("site", "source", "source_domain", "hostname", "domain"),
        *("outlet", "publication", "publisher"),
    ),
    "published": (
        *("published", "publish_date", "date", "date_publish"),
        *("publishing_date", "published_at", "published_date", "datePublished"),
    ),
    "authors": ("authors", "author"),
    "language": ("language", "lang"),
    "agency": ("agency",),
    "flags": ("flags",),
}
"""The keys under which scrapers store each field of an article; the first present one wins."""

_NAMES_OF_OUTLETS = frozenset({"outlet", "publication", "publisher"})
"""Keys of an outlet's name, which tells less than the address of its article."""


class FieldNames:
    """
    Under which keys the fields of an article are found.

    Args:
        given: Pairs of a field and a key that holds it, before those of :data:`FIELD_NAMES`.

    Raises:
        SettingsError: There is no such field.
    """

    def __init__(self, given: Iterable[tuple[str, str]] = ()) -> None:
        pairs = [(name, key) for name, keys in FIELD_NAMES.items() for key in keys]
        chosen = list(given)
        for name, _ in chosen:
            if name not in FIELD_NAMES:
                raise SettingsError("field", shown(name), one_of(FIELD_NAMES))
        self.field_of: dict[str, str] = {key: name for name, key in pairs + chosen}
        ranked = dict.fromkeys(key for _, key in chosen + pairs)
        self.rank: dict[str, int] = {key: rank for rank, key in enumerate(ranked)}


_USUAL = FieldNames()


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
    fields, extra = fields_of(record)
    fields.setdefault("id", name)
    nested = extra.get("extra")
    if isinstance(nested, Mapping):
        extra = {**nested, **{key: value for key, value in extra.items() if key != "extra"}}
    return Article(**fields, extra=extra)


def fields_of(
    record: Mapping[str, Any], names: FieldNames = _USUAL
) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Find the fields of an article in what a scraper stored.

    Args:
        record: Values by key.
        names: The keys of the fields.

    Returns:
        The arguments of :class:`Article`, and all other values, under their keys.

    Raises:
        ArticleError: There is no text.
    """
    found: dict[str, dict[str, Any]] = {}
    extra: dict[str, Any] = {}
    for key, value in record.items():
        field_name = names.field_of.get(key)
        if field_name is None:
            extra[str(key)] = value
        elif value is not None and not _fits(field_name, value):
            extra[key] = value
        elif value is not None:
            found.setdefault(field_name, {})[key] = value
    fields: dict[str, Any] = {}
    for field_name, values in found.items():
        first = next(iter(values)) if len(values) == 1 else min(values, key=names.rank.__getitem__)
        if first in _NAMES_OF_OUTLETS and "url" in found:
            extra |= values
            continue
        fields[field_name] = values.pop(first)
        extra |= values
    if "text" not in fields:
        wanted = f"give a text under {', '.join(FIELD_NAMES['text'])}"
        raise ArticleError("no text", f"the keys {shown(sorted(map(str, record)))}", wanted)
    return _as_written_by_scrapers(fields), extra


def _as_written_by_scrapers(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields with the ways of trafilatura, news-please and Fundus undone."""
    text = fields["text"]
    if _is_body_of_sections(text):
        fields["text"] = _text_of_sections(text)
    site = fields.get("site")
    if site is not None and "url" not in fields and site.startswith(("http://", "https://")):
        fields["url"] = fields.pop("site")
    authors = fields.get("authors")
    if isinstance(authors, str):
        fields["authors"] = tuple(authors.split("; "))
    if fields.get("published") == "None":
        del fields["published"]
    if "id" in fields:
        fields["id"] = str(fields["id"])
    return fields


def _text_of_sections(body: Mapping[str, Any]) -> str:
    """Return the text of a body as Fundus stores it: a summary, and sections with headlines."""
    parts: list[object] = list(body.get("summary") or ())
    for section in body["sections"]:
        parts += [*section.get("headline", ()), *section.get("paragraphs", ())]
    return "\n\n".join(str(part) for part in parts)


def _is_body_of_sections(value: object) -> bool:
    sections = value.get("sections") if isinstance(value, Mapping) else None
    return isinstance(sections, list) and all(isinstance(it, Mapping) for it in sections)


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
