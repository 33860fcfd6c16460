"""Days, months, business days and notice: what the contract's calendar answers."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import (
    LONGEST_PERIOD_DAYS,
    DayOutOfRange,
    DayType,
    NaiveInstant,
    NegativePeriod,
    NoticePeriod,
    PeriodTooLong,
    UnknownJurisdiction,
    add_business_days,
    add_days,
    add_months,
    day_in_zone,
    first_term_end,
    is_business_day,
    known_jurisdiction,
    last_notice_day,
    notice_effective_day,
)

ordinary_days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
any_day = st.dates()
places = st.sampled_from(["", "US", "US-CA", "DE-BY", "GB-ENG", "AE", "JP"])
short_periods = st.integers(0, 120)


def business(days: int, jurisdiction: str = "") -> NoticePeriod:
    return NoticePeriod(days, DayType.BUSINESS, jurisdiction)


def test_thirty_days_notice_in_december_ends_with_the_year() -> None:
    effective = notice_effective_day(date(2025, 12, 1), NoticePeriod(30))

    assert effective.on == date(2025, 12, 31)
    assert effective.rule == "30 calendar days after notice on 2025-12-01"


def test_the_last_day_for_thirty_days_notice_before_the_end_of_the_year() -> None:
    last = last_notice_day(date(2025, 12, 31), NoticePeriod(30))

    assert last.on == date(2025, 12, 1)
    assert last.rule == "30 calendar days before 2025-12-31"


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_added_once_from_the_anchor(anchor: date, months: int, expected: date) -> None:
    assert add_months(anchor, months) == expected


def test_a_year_of_notice_from_a_leap_day_is_given_in_days_as_it_is_written() -> None:
    assert notice_effective_day(date(2024, 2, 29), NoticePeriod(365)).on == date(2025, 2, 28)
    assert notice_effective_day(date(2024, 2, 29), NoticePeriod(366)).on == date(2025, 3, 1)


def test_independence_day_is_no_business_day_in_the_united_states_only() -> None:
    assert not is_business_day(date(2025, 7, 4), "US")
    assert is_business_day(date(2025, 7, 4), "DE")
    assert is_business_day(date(2025, 7, 4))


def test_a_new_year_observed_on_the_last_day_of_the_old_one_is_a_day_off() -> None:
    assert not is_business_day(date(2021, 12, 31), "US")


def test_friday_is_a_business_day_in_london_but_saturday_is_not() -> None:
    assert is_business_day(date(2025, 6, 13), "GB-ENG")
    assert not is_business_day(date(2025, 6, 14), "GB-ENG")


def test_business_days_step_over_weekends_and_holidays_and_say_so() -> None:
    effective = notice_effective_day(date(2025, 7, 2), business(3, "US"))

    assert effective.on == date(2025, 7, 8)
    assert effective.rule == "3 business days (US) after notice on 2025-07-02"


def test_a_deadline_before_a_day_off_does_not_gain_a_day_from_it() -> None:
    sunday = date(2025, 6, 15)

    last = last_notice_day(sunday, business(1))

    assert last.on == date(2025, 6, 12)
    assert notice_effective_day(last.on, business(1)).on == date(2025, 6, 13)


def test_beyond_the_tables_of_holidays_the_rule_admits_it() -> None:
    assert "known only up to" in notice_effective_day(date(2150, 1, 1), business(2, "US")).rule


def test_an_unknown_jurisdiction_is_named() -> None:
    assert not known_jurisdiction("ZZ")

    with pytest.raises(UnknownJurisdiction):
        add_business_days(date(2025, 1, 1), 1, "ZZ")


def test_an_unknown_part_of_a_known_country_counts_as_the_country() -> None:
    assert known_jurisdiction("US-ZZ")
    assert not is_business_day(date(2025, 7, 4), "US-ZZ")


def test_the_end_of_the_calendar_is_a_named_error() -> None:
    with pytest.raises(DayOutOfRange):
        add_days(date.max, 1)
    with pytest.raises(DayOutOfRange):
        add_months(date(9999, 12, 31), 1)
    with pytest.raises(DayOutOfRange):
        add_business_days(date(9999, 12, 30), 5, "US")
    with pytest.raises(DayOutOfRange):
        add_days(date.min, -1)
    with pytest.raises(DayOutOfRange):
        add_days(date(2025, 1, 1), 10**12)


def test_a_period_of_more_than_a_hundred_years_is_refused() -> None:
    with pytest.raises(PeriodTooLong):
        NoticePeriod(LONGEST_PERIOD_DAYS + 1)
    with pytest.raises(PeriodTooLong):
        add_business_days(date(2025, 1, 1), -LONGEST_PERIOD_DAYS - 1)


def test_a_negative_notice_period_is_refused() -> None:
    with pytest.raises(NegativePeriod):
        NoticePeriod(-1)


def test_a_late_evening_in_california_is_still_that_day() -> None:
    at = datetime(2025, 6, 10, 23, 30, tzinfo=timezone(timedelta(hours=-7)))

    assert day_in_zone(at, ZoneInfo("America/Los_Angeles")) == date(2025, 6, 10)
    assert day_in_zone(at, ZoneInfo("UTC")) == date(2025, 6, 11)


def test_an_instant_without_an_offset_falls_on_no_day() -> None:
    with pytest.raises(NaiveInstant):
        day_in_zone(datetime(2025, 6, 10), ZoneInfo("UTC"))  # noqa: DTZ001


def test_the_ends_of_time_have_no_day_elsewhere() -> None:
    at = datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))

    with pytest.raises(DayOutOfRange):
        day_in_zone(at, ZoneInfo("UTC"))


def test_a_term_of_no_months_is_no_term() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        first_term_end(date(2025, 1, 31), 0, date(2025, 6, 1))


@given(any_day, st.integers(-5_000_000, 5_000_000))
def test_days_there_and_back_again(day: date, days: int) -> None:
    try:
        there = add_days(day, days)
    except DayOutOfRange:
        return

    assert add_days(there, -days) == day


@given(any_day, st.integers(-200_000, 200_000))
def test_months_keep_the_day_or_take_the_last_of_the_month(day: date, months: int) -> None:
    try:
        moved = add_months(day, months)
    except DayOutOfRange:
        return

    apart = (moved.year - day.year) * 12 + moved.month - day.month
    assert apart == months
    assert moved.day == day.day or (
        moved.day < day.day and (moved + timedelta(days=1)).month != moved.month
    )


@given(ordinary_days, st.integers(1, 60), st.integers(0, 20_000))
def test_the_term_that_runs_is_the_first_not_yet_over(anchor: date, months: int, days: int) -> None:
    on = anchor + timedelta(days=days)

    end = first_term_end(anchor, months, on)

    ends = [add_months(anchor, months * k) for k in range(days // 28 + 2)]
    assert end == next(candidate for candidate in ends if candidate >= on)


@given(ordinary_days, st.integers(0, 3_000))
def test_calendar_notice_on_the_last_day_takes_effect_exactly_then(day: date, days: int) -> None:
    period = NoticePeriod(days)

    last = last_notice_day(day, period).on

    assert notice_effective_day(last, period).on == day


@given(ordinary_days, short_periods, places)
def test_business_notice_on_the_last_day_is_in_time_and_on_the_next_too_late(
    day: date, days: int, place: str
) -> None:
    period = business(days, place)

    last = last_notice_day(day, period).on

    assert notice_effective_day(last, period).on <= day
    next_chance = add_business_days(last, 1, place)
    assert days == 0 or notice_effective_day(next_chance, period).on > day


@given(ordinary_days, st.integers(1, 120), places)
def test_business_days_end_on_a_business_day_and_are_counted_right(
    day: date, days: int, place: str
) -> None:
    end = add_business_days(day, days, place)

    between = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    assert is_business_day(end, place)
    assert sum(is_business_day(each, place) for each in between) == days


@given(ordinary_days, ordinary_days, short_periods, places)
def test_a_later_notice_never_takes_effect_earlier(
    one: date, other: date, days: int, place: str
) -> None:
    period = business(days, place)
    earlier, later = sorted((one, other))

    first = notice_effective_day(earlier, period).on
    second = notice_effective_day(later, period).on

    assert first <= second


@given(any_day, st.integers(-300, 300), places)
def test_business_days_never_fail_but_by_name(day: date, days: int, place: str) -> None:
    try:
        moved = add_business_days(day, days, place)
    except DayOutOfRange:
        return

    assert (moved > day) - (moved < day) == (days > 0) - (days < 0)
