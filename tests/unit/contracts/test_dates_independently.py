"""Dates against calculations that share nothing with ours: numpy's calendar, and walking the clock.

numpy counts business days from a mask of the week and a list of holidays; the lists are read here
from the table of holidays for every year, without our cache, and the week is written out by hand.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from holidays import country_holidays
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.calendar import (
    Counting,
    DayType,
    Desk,
    NoticePeriod,
    add_business_days,
    add_days,
    add_months,
    is_business_day,
    last_notice_day,
    notice_effective_day,
    received,
)
from contracts.lifecycle import MinimumTermBars, RenewalType, State, Terms, next_dates

# Monday to Sunday; where the week is another one in the table's own time it is left out.
WEEKS = {
    "": "1111100", "US": "1111100", "US-CA": "1111100", "GB-ENG": "1111100", "DE-BY": "1111100",
    "DE-BE": "1111100", "FR": "1111100", "IE": "1111100", "NL": "1111100", "CH-ZH": "1111100",
    "CA-ON": "1111100", "AU-NSW": "1111100", "SG": "1111100", "ZA": "1111100", "BR": "1111100",
    "MX": "1111100", "KE": "1111100", "PL": "1111100", "SE": "1111100", "EG": "1111001",
}  # fmt: skip
YEARS = range(2018, 2034)
days = st.dates(date(2019, 12, 15), date(2031, 1, 15))
places = st.sampled_from(sorted(WEEKS))
edges = st.sampled_from(
    [date(year, *day) for year in range(2020, 2031) for day in
     ((1, 1), (1, 31), (2, 28), (3, 1), (4, 30), (12, 24), (12, 31))]
    + [date(2020, 2, 29), date(2024, 2, 29), date(2028, 2, 29)]
)  # fmt: skip
any_day = days | edges


@cache
def numpys(place: str) -> np.busdaycalendar:
    if not place:
        return np.busdaycalendar(weekmask=WEEKS[place])
    country, _, part = place.partition("-")
    off = sorted(country_holidays(country, subdiv=part or None, years=YEARS))
    return np.busdaycalendar(weekmask=WEEKS[place], holidays=off)


def counted(day: date, count: int, place: str, roll: str) -> date:
    found = np.busday_offset(day, count, roll=roll, busdaycal=numpys(place))
    return date.fromisoformat(str(found))


@settings(max_examples=300)
@given(any_day, places)
def test_the_same_days_are_business_days(day: date, place: str) -> None:
    assert is_business_day(day, place) == bool(np.is_busday(day, busdaycal=numpys(place)))


@settings(max_examples=300)
@given(any_day, st.integers(1, 120), places)
def test_business_days_ahead_and_back_are_those_of_numpy(day: date, count: int, place: str) -> None:
    # From a day off numpy's n-th business day is counted from the one before it, or after it.
    assert add_business_days(day, count, place) == counted(day, count, place, "preceding")
    assert add_business_days(day, -count, place) == counted(day, -count, place, "following")


@settings(max_examples=200)
@given(any_day, st.integers(1, 90), places, st.sampled_from(Counting))
def test_notice_takes_effect_and_is_due_as_numpy_counts(
    day: date, count: int, place: str, counting: Counting
) -> None:
    period = NoticePeriod(count, DayType.BUSINESS, place, counting)

    if counting is Counting.EXCLUSIVE:
        effective = counted(day, count, place, "preceding")
        due = counted(counted(day, 0, place, "preceding"), -count, place, "preceding")
    else:
        effective = counted(day, count - 1, place, "following")
        due = counted(day, -(count - 1), place, "preceding")

    assert notice_effective_day(day, period).on == effective
    assert last_notice_day(day, period).on == due


@settings(max_examples=200)
@given(any_day, st.integers(-400, 400))
@example(date(2024, 2, 29), 12)
@example(date(2024, 2, 29), 48)
@example(date(2023, 1, 31), 1)
@example(date(2024, 1, 31), 1)
def test_months_are_those_of_numpy(day: date, months: int) -> None:
    first = np.datetime64(day, "M") + months
    last = np.datetime64(first + 1, "D") - 1
    found = min(np.datetime64(first, "D") + (day.day - 1), last)

    assert add_months(day, months) == date.fromisoformat(str(found))


@settings(max_examples=200)
@given(any_day, st.integers(-4_000, 4_000))
def test_calendar_days_are_those_of_numpy(day: date, count: int) -> None:
    assert add_days(day, count) == date.fromisoformat(str(np.datetime64(day, "D") + count))


ZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns",
         "Africa/Cairo", "Australia/Lord_Howe", "UTC")  # fmt: skip
CHANGES = [
    datetime(2025, 3, 9, 10, tzinfo=UTC), datetime(2025, 11, 2, 9, tzinfo=UTC),
    datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC), datetime(2024, 12, 31, 23, 59, tzinfo=UTC),
]  # fmt: skip
instants = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-2_880, 2_880),
)


@settings(max_examples=300)
@given(instants, st.sampled_from(ZONES), st.times(timezones=st.none()) | st.none())
def test_a_cut_off_is_an_hour_on_the_wall_also_when_clocks_change(
    at: datetime, zone: str, cut_off: time | None
) -> None:
    """Reckoned from the offset in force, not from the library's own days."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    wall = at.replace(tzinfo=None) + offset
    late = cut_off is not None and (wall.hour, wall.minute, wall.second, wall.microsecond) >= (
        cut_off.hour, cut_off.minute, cut_off.second, cut_off.microsecond,
    )  # fmt: skip

    found = received(at, Desk(ZoneInfo(zone), cut_off)).on

    assert found == wall.date() + timedelta(days=int(late))


@settings(max_examples=150)
@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    st.integers(30, 900),
    st.integers(0, 120),
    st.integers(-60, 900),
    st.sampled_from(MinimumTermBars),
)
def test_the_earliest_way_out_of_an_evergreen_is_the_first_that_every_rule_allows(
    starts: date, minimum: int, notice: int, ahead: int, bars: MinimumTermBars
) -> None:
    """Every day is tried in turn: is notice allowed, has it run, is the minimum term over?"""
    minimum_ends = starts + timedelta(days=minimum)
    on = starts + timedelta(days=max(ahead, 0))
    terms = Terms(
        starts_on=starts,
        renewal=RenewalType.EVERGREEN,
        notice_days_ours=notice,
        minimum_term_ends_on=minimum_ends,
        minimum_term_bars=bars,
    )

    given_on = on
    while bars is MinimumTermBars.NOTICE and given_on <= minimum_ends:
        given_on += timedelta(days=1)
    end = given_on + timedelta(days=notice)
    while end < minimum_ends:
        end += timedelta(days=1)

    found = [
        each.on for each in next_dates(State.ACTIVE, terms, on) if each.kind == "earliest_exit_ours"
    ]
    assert found == [end]


@pytest.mark.parametrize(
    ("ends_on", "place", "count", "expected"),
    [
        # By hand: Friday 2 January 2026; New Year's Day off, weekends off.
        (date(2026, 1, 2), "US", 1, date(2025, 12, 31)),
        # Christmas Day and Boxing Day 2026 fall on Friday and Saturday: Monday 28th is off instead.
        (date(2026, 12, 31), "GB-ENG", 3, date(2026, 12, 24)),
        # Leap day 2028 is a Tuesday and counts.
        (date(2028, 3, 1), "DE-BY", 2, date(2028, 2, 28)),
        # The weekend of Egypt is Friday and Saturday.
        (date(2025, 9, 7), "EG", 1, date(2025, 9, 3)),
    ],
)
def test_last_days_of_notice_worked_out_on_paper(
    ends_on: date, place: str, count: int, expected: date
) -> None:
    assert last_notice_day(ends_on, NoticePeriod(count, DayType.BUSINESS, place)).on == expected
