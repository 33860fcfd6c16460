"""Notice as contracts differ in counting it, held against a reckoning that goes day by day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import (
    Counting,
    DayType,
    Desk,
    NaiveInstant,
    NoticePeriod,
    Receipt,
    add_months,
    count_on,
    first_term_end,
    last_notice_day,
    notice_effective_day,
    receipt_day,
    received,
)

PLACES = ("", "US", "US-CA", "DE-BY", "GB-ENG", "AE", "JP")
CALIFORNIA = ZoneInfo("America/Los_Angeles")
days = st.dates(date(1996, 1, 1), date(2060, 12, 31))
periods = st.builds(
    NoticePeriod,
    days=st.integers(0, 70),
    day_type=st.sampled_from(DayType),
    jurisdiction=st.sampled_from(PLACES),
    counting=st.sampled_from(Counting),
    receipt=st.sampled_from(Receipt),
)


def works(day: date, place: str) -> bool:
    """Asked of the table of holidays itself, day by day, without our own cache."""
    if not place:
        return day.weekday() < 5
    country, _, part = place.partition("-")
    return bool(country_holidays(country, subdiv=part or None).is_working_day(day))


def counted_by_hand(given_on: date, period: NoticePeriod) -> date:
    """Walk on one day at a time, counting the days that count."""
    day = given_on
    if period.receipt is Receipt.NEXT_BUSINESS_DAY:
        while not works(day, period.jurisdiction):
            day += timedelta(1)
    left = period.days
    if left == 0:
        return day
    if period.counting is Counting.EXCLUSIVE:
        day += timedelta(1)
    while True:
        if period.day_type is DayType.CALENDAR or works(day, period.jurisdiction):
            left -= 1
            if left == 0:
                return day
        day += timedelta(1)


def inclusive(days: int, day_type: DayType = DayType.CALENDAR, place: str = "") -> NoticePeriod:
    return NoticePeriod(days, day_type, place, Counting.INCLUSIVE)


@given(days, periods)
def test_a_notice_takes_effect_when_walking_day_by_day_says_so(
    given_on: date, period: NoticePeriod
) -> None:
    assert notice_effective_day(given_on, period).on == counted_by_hand(given_on, period)


@given(days, periods)
def test_the_last_day_of_notice_is_in_time_and_the_next_one_that_counts_is_not(
    effective_on: date, period: NoticePeriod
) -> None:
    last = last_notice_day(effective_on, period).on
    later = next(
        day
        for day in (last + timedelta(step) for step in count(1))
        if works(day, period.jurisdiction) or _any_day_counts(period)
    )

    assert counted_by_hand(last, period) <= effective_on
    assert counted_by_hand(later, period) > effective_on


def _any_day_counts(period: NoticePeriod) -> bool:
    return period.day_type is DayType.CALENDAR and period.receipt is Receipt.ANY_DAY


@given(days, periods)
def test_a_later_notice_never_takes_effect_earlier(given_on: date, period: NoticePeriod) -> None:
    one = notice_effective_day(given_on, period).on
    other = notice_effective_day(given_on + timedelta(1), period).on

    assert one <= other


@given(days, periods)
def test_every_day_says_which_rule_gave_it(given_on: date, period: NoticePeriod) -> None:
    rule = notice_effective_day(given_on, period).rule

    assert rule.startswith(f"{period.words} after notice on {given_on}")
    assert ("the first day counted" in rule) is (period.counting is Counting.INCLUSIVE)
    received_on = receipt_day(given_on, period.receipt, period.jurisdiction)
    assert (f"received on the next business day {received_on}" in rule) is (received_on != given_on)


@pytest.mark.parametrize(
    ("given_on", "period", "expected"),
    [
        (date(2025, 12, 1), inclusive(30), date(2025, 12, 30)),
        (date(2025, 12, 1), inclusive(1), date(2025, 12, 1)),
        (date(2025, 12, 1), inclusive(0), date(2025, 12, 1)),
        # A Saturday is no first business day: Monday is.
        (date(2025, 6, 14), inclusive(3, DayType.BUSINESS), date(2025, 6, 18)),
        (date(2025, 6, 13), inclusive(3, DayType.BUSINESS), date(2025, 6, 17)),
        # Independence Day 2025 is a Friday.
        (date(2025, 7, 3), inclusive(2, DayType.BUSINESS, "US"), date(2025, 7, 7)),
    ],
)
def test_where_the_day_of_notice_counts_it_is_the_first(
    given_on: date, period: NoticePeriod, expected: date
) -> None:
    assert notice_effective_day(given_on, period).on == expected


def test_thirty_days_from_new_years_day_run_from_the_first_business_day() -> None:
    period = NoticePeriod(30, receipt=Receipt.NEXT_BUSINESS_DAY, jurisdiction="US")

    effective = notice_effective_day(date(2025, 1, 1), period)

    assert effective.on == date(2025, 2, 1)
    assert effective.rule == (
        "30 calendar days after notice on 2025-01-01, received on the next business day 2025-01-02"
    )


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(16, 59), date(2025, 6, 13)),
        (time(17, 0), date(2025, 6, 14)),
        (time(23, 30), date(2025, 6, 14)),
    ],
)
def test_what_comes_at_the_cut_off_or_later_counts_as_come_the_next_day(
    hour: time, expected: date
) -> None:
    at = datetime.combine(date(2025, 6, 13), hour, CALIFORNIA)

    assert received(at, Desk(CALIFORNIA, time(17))).on == expected


def test_after_the_cut_off_on_a_friday_it_is_received_on_monday_and_says_why() -> None:
    at = datetime(2025, 6, 14, 0, 30, tzinfo=UTC)  # Friday 17:30 in California
    desk = Desk(CALIFORNIA, time(17), Receipt.NEXT_BUSINESS_DAY, "US-CA")

    got = received(at, desk)

    assert got.on == date(2025, 6, 16)
    assert got.rule == (
        "received on 2025-06-13 at 17:30 (America/Los_Angeles), not before 17:00: "
        "it counts as received on 2025-06-14; 2025-06-14 is a day off, "
        "the next business day is 2025-06-16"
    )


def test_the_cut_off_is_an_hour_of_the_wall_clock_in_summer_and_winter() -> None:
    desk = Desk(CALIFORNIA, time(17))

    summer = received(datetime(2025, 7, 1, 23, 59, tzinfo=UTC), desk)  # 16:59
    winter = received(datetime(2025, 12, 2, 1, 0, tzinfo=UTC), desk)  # 17:00 of the day before

    assert (summer.on, winter.on) == (date(2025, 7, 1), date(2025, 12, 2))


def test_an_instant_without_an_offset_comes_on_no_day() -> None:
    with pytest.raises(NaiveInstant):
        received(datetime(2025, 7, 1), Desk(CALIFORNIA))  # noqa: DTZ001


@given(days, st.times(), st.times())
def test_a_cut_off_moves_a_notice_by_one_day_at_most(day: date, hour: time, cut_off: time) -> None:
    at = datetime.combine(day, hour, UTC)

    plain, cut = received(at, Desk(CALIFORNIA)), received(at, Desk(CALIFORNIA, cut_off))

    assert (cut.on - plain.on).days == int(at.astimezone(CALIFORNIA).time() >= cut_off)


@given(days, st.integers(-400, 400))
def test_months_are_added_as_dateutil_adds_them(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


@given(days, st.integers(1, 36), days)
def test_a_term_ends_where_adding_one_term_after_the_other_from_the_anchor_ends(
    anchor: date, months: int, on: date
) -> None:
    ends = (anchor + relativedelta(months=months * times) for times in count())

    assert first_term_end(anchor, months, on) == next(end for end in ends if end >= on)


def test_a_leap_day_is_a_day_like_any_other() -> None:
    assert count_on(date(2024, 2, 28), NoticePeriod(1)) == date(2024, 2, 29)
    assert count_on(date(2024, 2, 28), inclusive(2)) == date(2024, 2, 29)
    assert count_on(date(2025, 2, 28), NoticePeriod(1)) == date(2025, 3, 1)
