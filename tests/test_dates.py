"""Publication dates: what is read, what is no date, and how dates sort."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.dates import instant, parse_published

DAY = date(2026, 3, 1)
HALF_PAST_TEN = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
THREE_PM = datetime(2026, 3, 1, 15, tzinfo=UTC)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:30:00",
        "2026-03-01T10:30:00Z",
        "2026-03-01T10:30:00+00:00",
        "2026-03-01T10:30Z",
        "2026-03-01 10:30",
        "  2026-03-01 10:30:00 \n",
        "2026-03-01T12:30:00+02:00",
        "2026-03-01T12:30:00+0200",
        "2026-03-01T05:30:00-05:00",
        "2026-02-28T23:30:00-11:00",
        "2026-03-01T10:30:00.000Z",
        "20260301T103000Z",
        "Sun, 01 Mar 2026 10:30:00 GMT",
        "Sun, 01 Mar 2026 10:30:00 -0000",
        "Sun, 01 Mar 2026 12:30:00 +0200",
        "Sun, 01 Mar 2026 05:30:00 EST",
        "Sun Mar 01 10:30:00 +0000 2026",
        "Sun Mar  1 10:30:00 2026",
        "1 March 2026 10:30",
        "10:30, March 1, 2026",
        "2026/03/01 10:30",
        "1772361000",
        "1772361000.0",
        "1772361000000",
    ],
)
def test_a_time_is_read_as_utc(text: str) -> None:
    """Many spellings of one moment give one aware datetime; a time without a zone is UTC."""
    found = parse_published(text)
    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (HALF_PAST_TEN, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "March 1, 2026 at 3:00 pm",
        "March 1, 2026 at 3:00 p.m.",
        "Mar 1 2026 3:00PM",
        "3:00 pm, March 1, 2026",
        "2026/03/01 3:00 pm",
        "March 1, 2026 3:00 pm",
        "March 1, 2026, 3:00 PM",
        "Sunday, March 1, 2026 3:00 PM",
        "1 March 2026, 3:00 p.m.",
        "March 1, 2026 at 10:00 am EST",
        "March 1, 2026 10:00 am EST",
    ],
)
def test_twelve_hour_times_are_read(text: str) -> None:
    """Morning and afternoon are told apart, with or without words between day and time."""
    assert parse_published(text) == THREE_PM


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "20260301",
        "2026/03/01",
        "2026.03.01",
        "2026-3-1",
        "2026-W09-7",
        "1 March 2026",
        "1 Mar 2026",
        "01 MAR 2026",
        "March 1, 2026",
        "March 1st, 2026",
        "1st of March 2026",
        "Sun, 1 Mar 2026",
        "Sunday, March 1, 2026",
    ],
)
def test_a_day_without_a_time_stays_a_day(text: str) -> None:
    """No midnight is invented for a date."""
    found = parse_published(text)
    assert (found, type(found)) == (DAY, date)


def test_midnight_that_is_stated_is_a_time() -> None:
    """A stated 00:00 makes a datetime."""
    assert parse_published("1 Mar 2026 00:00") == datetime(2026, 3, 1, tzinfo=UTC)


def test_hundredths_of_a_second_are_read() -> None:
    """The stamp of an old news wire, fractions included."""
    found = parse_published("26-FEB-1987 15:01:01.79")
    assert found == datetime(1987, 2, 26, 15, 1, 1, 790_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [("13/4/2026", date(2026, 4, 13)), ("13.4.2026", date(2026, 4, 13))],
)
def test_a_number_that_is_no_month_is_the_day(text: str, day: date) -> None:
    """Where only one order is possible, that order holds."""
    assert parse_published(text) == day


def test_a_date_with_full_stops_begins_with_the_day() -> None:
    """Nobody writes the month first in a date with full stops."""
    assert parse_published("01.03.2026") == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "yesterday",
        "today",
        "now",
        "no date",
        "2026-01-01T00:00:00+99:00",
        "1 January 2026 10:00 -2400",
        "2026",
        "10",
        "0",
        "1.0",
        "March",
        "March 2026",
        "2026-03",
        "2026-W10",
        "March 1",
        "1 Mar",
        "Sunday",
        "3:00 pm",
        "10:30",
        "2026-02-30",
        "2026-13-01",
        "20261301",
        "12026-03-01",
        "Thu, 31 Feb 2026 10:00:00 GMT",
        "2026-03-01T25:00",
        "2 hours ago",
        "99999999999999999999",
        "1 March 2026 " + "x" * 80,
    ],
)
def test_what_does_not_name_a_day_is_no_date(text: str) -> None:
    """Junk, half dates and days that no calendar has give nothing, never a guess."""
    assert parse_published(text) is None


@pytest.mark.parametrize(
    "value",
    [None, True, False, b"2026-03-01", [], {}, (2026, 3, 1), float("nan"), float("inf"), 1e300],
)
def test_other_values_are_no_date(value: object) -> None:
    """What is neither date, number nor text gives nothing, nor does a number out of range."""
    assert parse_published(value) is None


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (1772361000, HALF_PAST_TEN),
        (1772361000.0, HALF_PAST_TEN),
        (1772361000000, HALF_PAST_TEN),
        (1772361000.5, HALF_PAST_TEN + timedelta(seconds=0.5)),
        (1772361000500, HALF_PAST_TEN + timedelta(seconds=0.5)),
        (-86400 * 365, datetime(1969, 1, 1, tzinfo=UTC)),
    ],
)
def test_numbers_are_seconds_or_milliseconds(number: float, moment: datetime) -> None:
    """A number is counted from 1970 in seconds, a very large one in milliseconds."""
    assert parse_published(number) == moment


@pytest.mark.parametrize("number", [2026, 20260301, 1772361000, 1772361000000])
def test_a_number_is_read_as_its_digits_are(number: int) -> None:
    """A year or a day that JSON holds as a number is no moment of 1970."""
    assert parse_published(number) == parse_published(str(number))


def test_fourteen_digits_are_a_day_and_a_time() -> None:
    """The compact stamp of archives is no number of milliseconds."""
    assert parse_published("20260301103000") == HALF_PAST_TEN


@pytest.mark.parametrize(
    "value", [10**400, -(10**400), "9" * 29 + "m", "1" * 40 + "h"], ids=lambda value: str(value)[:9]
)
def test_absurd_numbers_are_no_date(value: object) -> None:
    """A number that fits no float or decimal gives nothing and raises nothing."""
    assert parse_published(value) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("1702-03-11", date(1702, 3, 11)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T15:00:00+14:00", datetime(1, 1, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_ends_of_the_calendar_are_dates(text: str, found: date) -> None:
    """Far dates are read like all others."""
    assert parse_published(text) == found


@pytest.mark.parametrize(
    "moment",
    [datetime(1, 1, 1, tzinfo=EAST), datetime(9999, 12, 31, 23, 59, tzinfo=WEST)],
)
def test_a_moment_beyond_the_calendar_stays_within_it(moment: datetime) -> None:
    """A zone that would leave the years 1 to 9999 is dropped."""
    assert parse_published(moment) == moment.replace(tzinfo=UTC)


def test_a_naive_datetime_is_utc() -> None:
    """A datetime without a zone gets UTC, its clock untouched."""
    naive = HALF_PAST_TEN.replace(tzinfo=None)
    assert parse_published(naive) == HALF_PAST_TEN


@given(st.datetimes(timezones=OFFSETS))
def test_a_datetime_of_any_zone_keeps_its_moment(moment: datetime) -> None:
    """Conversion to UTC changes the clock, not the moment."""
    found = parse_published(moment)
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC
    if 1 < moment.year < 9999:
        assert found == moment


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_the_hour_that_a_clock_shows_twice_keeps_its_moment(fold: int, hour: int) -> None:
    """When summer time ends, both passes of one hour are told apart."""
    moment = datetime(2025, 10, 26, 2, 30, fold=fold, tzinfo=ZoneInfo("Europe/Berlin"))
    assert parse_published(moment) == datetime(2025, 10, 26, hour, 30, tzinfo=UTC)


@given(st.dates())
def test_a_date_stays_as_it_is(day: date) -> None:
    """A date is returned unchanged, and its ISO spelling is read back."""
    assert parse_published(day) is day
    assert parse_published(day.isoformat()) == day


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)))  # noqa: DTZ001
def test_iso_spellings_are_read_back(naive: datetime) -> None:
    """Whatever moment is written as ISO 8601 comes back the same."""
    moment = naive.replace(tzinfo=UTC)
    assert parse_published(moment.isoformat()) == moment


@given(st.datetimes(timezones=st.just(UTC)) | st.dates())
def test_reading_twice_changes_nothing(value: date) -> None:
    """What was read once is read to itself."""
    once = parse_published(value)
    assert parse_published(once) == once


@given(
    st.text(max_size=70)
    | st.lists(
        st.sampled_from(
            [
                *("March", "1", "2026", "10:30", "pm", ",", "/", "-", ".", "T", "Z", "+", "EST"),
                *("at", "99", "Sun", "\0", "١", "½", "3rd", "h", "W", "(", ")", " ", "24", "e5"),
            ]
        ),
        max_size=8,
    ).map(" ".join)
)
def test_no_text_raises(text: str) -> None:
    """Any text gives a date that can be sorted, or nothing."""
    found = parse_published(text)
    assert found is None or isinstance(found, date)
    assert isinstance(instant(found), float)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | st.lists(st.text()))
def test_no_value_raises(value: object) -> None:
    """Any value gives a date that can be sorted, or nothing."""
    found = parse_published(value)
    assert found is None or isinstance(found, date)
    assert isinstance(instant(found), float)


@given(st.dates() | st.datetimes(timezones=st.timezones()))
def test_no_date_sorts_last(published: date) -> None:
    """Every date stands before an unknown one."""
    assert instant(published) < instant(None)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_day_sorts_as_its_end(moment: datetime) -> None:
    """A date without a time stands behind every moment of its day and before the next day."""
    day = moment.date()
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    assert instant(moment) <= instant(day) < instant(midnight)


@given(st.lists(st.datetimes(timezones=st.just(UTC)) | st.dates() | st.none(), min_size=2))
def test_sorting_by_instant_orders_the_days(values: list[date | None]) -> None:
    """Sorted values never step back by a day, and unknown dates come behind all others."""
    found = sorted(values, key=instant)
    days = [
        date.max if value is None else value.date() if isinstance(value, datetime) else value
        for value in found
    ]
    assert all(first <= second for first, second in pairwise(days))


def test_a_naive_datetime_sorts_as_utc() -> None:
    """The machine's own zone plays no part."""
    assert instant(HALF_PAST_TEN.replace(tzinfo=None)) == instant(HALF_PAST_TEN) == 1772361000
