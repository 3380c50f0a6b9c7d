"""Records to rows: what can be told of an article by itself, its flags and its agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import Any, NamedTuple

from cleannews.article import Article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.shells import flags_of_all
from cleannews.errors import ExtractionError, ReadError
from cleannews.extraction import extract
from cleannews.io.mojibake import mended
from cleannews.io.readers import Found, field_names
from cleannews.io.records import Html, Passed, Piece, Record
from cleannews.pipeline.tables import article_row
from cleannews.settings import ReadSettings

__all__ = ["Told", "told"]

_UNSAMPLED = "(not in the sample)"


class Told(NamedTuple):
    """
    What some records hold.

    Args:
        rows: The articles as plain values, with their agency and flags; "extra" is the text of a
            JSON object.
        errors: What could not be read, each with the number of articles before it.
        passed: What was passed over, counted by what it is.
    """

    rows: list[dict[str, Any]]
    errors: list[tuple[int, ReadError]]
    passed: Counter[str]


def told(
    found: Iterable[Found],
    settings: ReadSettings,
    name: Callable[[Record, Article], str | None],
) -> Told:
    """
    Read records, and tell of each article what can be told of it by itself.

    Args:
        found: Records that are cut, and what there is in their place.
        settings: What to read of them, and how.
        name: Tells what to call an article without an id.
    """
    read: list[tuple[Record, Article]] = []
    errors: list[tuple[int, ReadError]] = []
    passed: Counter[str] = Counter()
    for it in found:
        if isinstance(it, ReadError):
            errors.append((len(read), it))
        elif isinstance(it, Passed):
            passed[it.what] += 1
        elif not _is_sampled(it.name, settings.sample):
            passed[_UNSAMPLED] += 1
        else:
            try:
                read.append(_article(it, settings))
            except ReadError as error:
                errors.append((len(read), error))
    flags = flags_of_all([(it.text, it.title, it.url) for _, it in read])
    rows = [
        _row(record, it, more, name(record, it))
        for (record, it), more in zip(read, flags, strict=True)
    ]
    return Told(rows, errors, passed)


def _is_sampled(name: str, share: float | None) -> bool:
    if share is None:
        return True
    data = blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data) < share * 2**64


def _article(piece: Piece, settings: ReadSettings) -> tuple[Record, Article]:
    """Read an article; raise ReadError where there is none."""
    record = piece.record(field_names(settings))
    if isinstance(record, ReadError):
        raise record
    article = record.content
    if isinstance(article, Html):
        try:
            article = extract(article.data, article.url, charset=article.charset)
        except ExtractionError as error:
            raise ReadError(error.reason, record.path, record.line, error.message) from None
    if settings.fix_text:
        article = mended(article)
    outlet = piece.origin.folder if settings.site_from == "dir" else None
    return record, replace(article, site=outlet) if outlet else article


def _row(
    record: Record, article: Article, flags: frozenset[str], name: str | None
) -> dict[str, Any]:
    """Return an article as plain values, with what is told of it."""
    return {
        **article_row(article, record.path, record.line),
        "id": name if article.id is None else article.id,
        "agency": agency_of(article),
        "flags": sorted(article.flags | flags),
        "extra": record.extra.decode(errors="surrogatepass"),
    }
