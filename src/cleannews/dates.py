"""
Publication dates: the many spellings of the web to a datetime or a date, never a guess.

A date without a time stays a date, because it sorts as the end of its day. A text that does
not name year, month and day is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo

__all__ = ["instant", "parse_published"]

_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?$")
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_DAY = 86_400
"""Seconds of a day, which no zone is away from UTC."""

_WEEK = re.compile(r"^\d{4}-?W\d{2}$")
_RFC_2822 = re.compile(
    r"^(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}(?!.*[AaPp]\.?[Mm])"
)
_TWO_ORDERS = re.compile(r"\b\d{1,2}[/-]\s?\d{1,2}[/-]\s?\d{2,4}\b")
_DAY_FIRST = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
_ZONE_NAME = re.compile(r"\d\s*(?:[AaPp]\.?[Mm]\.?\s*)?\(?([A-Z]{2,5})\)?$")
_SHORTEST_TIMESTAMP = 9
_MILLISECONDS = 1e11
"""A timestamp beyond the year 5138 in seconds is taken as milliseconds."""
_MAX_LENGTH = 64
_ABSURD = 10**18
_UNLIKE_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1))  # noqa: DTZ001 (naive on purpose)
_ZONES = {
    **dict.fromkeys(("UT", "UTC", "GMT", "WET", "Z"), 0),
    **dict.fromkeys(("CET", "BST", "WEST"), 1),
    **dict.fromkeys(("CEST", "EET", "SAST"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("JST", "KST"), 9),
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
"""Names of zones and their hours: those of RFC 2822, and others that mean one zone only."""


def parse_published(value: object) -> datetime | date | None:
    """
    Read a publication date.

    Args:
        value: A datetime, a date, seconds or milliseconds since 1970 (UTC), or text: ISO 8601,
            RFC 2822, or another spelling that names day, month and year.

    Returns:
        An aware datetime (naive times are UTC), a date where no time is given, or None where
        the value is no date.

    >>> parse_published("2026-03-01T10:30:00+02:00")
    datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.timezone.utc)
    >>> parse_published("1 March 2026")
    datetime.date(2026, 3, 1)
    >>> parse_published("yesterday") is None
    True
    """
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return _from_timestamp(value)
    if isinstance(value, int):
        return _from_text(str(value)) if abs(value) < _ABSURD else None
    return _from_text(value.strip()) if isinstance(value, str) else None


def instant(published: datetime | date | None) -> float:
    """
    Return the second by which an article sorts in time.

    Args:
        published: A datetime (naive is UTC), a date (the end of its day), or None.

    Returns:
        Seconds since 1970, UTC; infinity for None, so that no date sorts last.
    """
    if published is None:
        return float("inf")
    if not isinstance(published, datetime):
        published = datetime.combine(published, time.max)
    return _seconds(_aware(published))


def _seconds(moment: datetime) -> float:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    try:
        return _aware(moment).astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar in a far zone
        return moment.replace(tzinfo=UTC)


def _from_timestamp(number: float) -> datetime | None:
    seconds = number / 1000 if abs(number) > _MILLISECONDS else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_text(text: str) -> datetime | date | None:
    if not text or len(text) > _MAX_LENGTH:
        return None
    if compact := _COMPACT.match(text):
        return _from_digits([int(part) for part in compact.groups() if part])
    if _NUMBER.match(text):
        return _from_timestamp(float(text)) if len(text) >= _SHORTEST_TIMESTAMP else None
    for read in (_iso, _rfc_2822, _spelled_out):
        if found := read(text):
            return _utc(found) if isinstance(found, datetime) else found
    return None


def _from_digits(parts: list[int]) -> datetime | date | None:
    try:
        if len(parts) == len(("year", "month", "day")):
            return date(*parts)
        year, month, day, hour, minute, second = parts
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _iso(text: str) -> datetime | date | None:
    if _WEEK.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc_2822(text: str) -> datetime | None:
    if not _RFC_2822.match(text):
        return None
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _spelled_out(text: str) -> datetime | date | None:
    """
    Read with dateutil.

    What differs between two defaults is not in the text. What differs between day first and
    month first is not certain, but for dates with full stops, which begin with the day. A time
    in a zone that is not known is not certain either.
    """
    if _WEEK.match(text):
        return None
    found = _by_dateutil(text, day_first=bool(_DAY_FIRST.search(text)))
    if _TWO_ORDERS.search(text) and found != _by_dateutil(text, day_first=True):
        return None
    zone = _ZONE_NAME.search(text)
    if isinstance(found, datetime) and zone and zone[1] not in {*_ZONES, "AM", "PM"}:
        return found.date()
    return found


def _by_dateutil(text: str, *, day_first: bool) -> datetime | date | None:
    from dateutil import parser

    try:
        first, second = (
            parser.parse(text, default=default, tzinfos=_zone, dayfirst=day_first)
            for default in _UNLIKE_DEFAULTS
        )
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        return None
    if first.date() != second.date():
        return None
    return first if first.hour == second.hour else first.date()


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    from dateutil import tz

    hours = _ZONES.get((name or "").upper())
    if offset is None and hours is None:
        return None
    if offset is not None and abs(offset) >= _DAY:
        raise ValueError("no zone is a day away")
    return tz.tzoffset(name, offset if offset is not None else (hours or 0) * 3600)
