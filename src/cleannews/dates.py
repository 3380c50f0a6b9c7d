"""
Publication dates: the many spellings of the web to a datetime or a date, never a guess.

A date without a time stays a date, because it sorts as the end of its day. A text that does
not name year, month and day is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

__all__ = ["instant", "parse_published"]

_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_MILLISECONDS = 1e11
"""A timestamp beyond the year 5138 in seconds is taken as milliseconds."""
_MAX_LENGTH = 64
_UNLIKE_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1))  # noqa: DTZ001 (naive on purpose)
_RFC_2822_ZONES = {
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}


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
    if isinstance(value, int | float):
        return _from_timestamp(float(value))
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
        return _day(*(int(part) for part in compact.groups()))
    if _NUMBER.match(text):
        return _from_timestamp(float(text)) if len(text) >= 9 else None
    for read in (_iso, _rfc_2822, _spelled_out):
        if found := read(text):
            return _utc(found) if isinstance(found, datetime) else found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(text: str) -> datetime | date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc_2822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if ":" in text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _spelled_out(text: str) -> datetime | date | None:
    """Read with dateutil twice, from different defaults: what differs was not in the text."""
    from dateutil import parser

    try:
        first, second = (
            parser.parse(text, default=default, tzinfos=_zone) for default in _UNLIKE_DEFAULTS
        )
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if first.date() != second.date():
        return None
    return first if first.hour == second.hour else first.date()


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    from dateutil import tz

    hours = _RFC_2822_ZONES.get((name or "").upper())
    if offset is None and hours is None:
        return None
    return tz.tzoffset(name, offset if offset is not None else (hours or 0) * 3600)
