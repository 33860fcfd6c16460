"""What comes before and after a deadline: decisions, minimum terms, reminders, duties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import DayType, last_notice_day, notice_effective_day
from contracts.lifecycle import (
    PASSED,
    WATCHES,
    DateKind,
    MinimumTermBars,
    RenewalType,
    State,
    Status,
    Terms,
    due_reminder,
    find_faults,
    next_dates,
    next_look,
    notice_counts_from,
    status_on,
)
from contracts.survival import Duty, DutyKind, DutyState, duty_state, find_duty_faults, last_day

YEAR_END = date(2025, 12, 31)
STARTS = date(2025, 1, 1)


def terms(renewal: RenewalType = RenewalType.FIXED, **said: object) -> Terms:
    usual: dict[str, object] = {
        "starts_on": STARTS,
        "ends_on": None if renewal is RenewalType.EVERGREEN else YEAR_END,
        "renewal": renewal,
        "renewal_months": 12 if renewal is RenewalType.AUTO_RENEW else None,
        "notice_days_ours": 30,
        "notice_days_theirs": 60,
    }
    return Terms(**{**usual, **said})  # type: ignore[arg-type]


def days_of(said: Terms, on: date = STARTS) -> dict[DateKind, date]:
    return {DateKind(each.kind): each.on for each in next_dates(State.ACTIVE, said, on)}


def rules_of(said: Terms, on: date = STARTS) -> dict[DateKind, str]:
    return {DateKind(each.kind): each.rule for each in next_dates(State.ACTIVE, said, on)}


def test_the_decision_is_due_so_many_days_before_the_last_day_of_notice() -> None:
    said = terms(decision_lead_days=45)

    assert days_of(said)[DateKind.DECISION_DEADLINE_OURS] == date(2025, 10, 17)
    assert rules_of(said)[DateKind.DECISION_DEADLINE_OURS] == (
        "45 days inside the house before the last day of notice 2025-12-01"
    )


def test_without_a_lead_time_there_is_no_decision_day() -> None:
    assert DateKind.DECISION_DEADLINE_OURS not in days_of(terms())


def test_a_lead_time_cannot_be_negative_or_endless() -> None:
    assert find_faults(terms(decision_lead_days=-1))
    assert find_faults(terms(decision_lead_days=10**6))


def test_the_renewal_window_opens_before_the_last_day_of_notice() -> None:
    said = terms(RenewalType.AUTO_RENEW)

    opens_on = days_of(said)[DateKind.RENEWAL_WINDOW]

    assert status_on(State.ACTIVE, said, opens_on - timedelta(1)) is Status.IN_FORCE
    assert status_on(State.ACTIVE, said, opens_on) is Status.RENEWAL_WINDOW


def test_a_minimum_term_that_bars_the_effect_lets_notice_be_given_during_it() -> None:
    said = terms(RenewalType.EVERGREEN, minimum_term_ends_on=date(2026, 12, 31))

    days = days_of(said)

    assert days[DateKind.NOTICE_DEADLINE_OURS] == date(2026, 12, 1)
    assert days[DateKind.EARLIEST_EXIT_OURS] == date(2026, 12, 31)


def test_a_minimum_term_that_bars_notice_counts_it_from_the_day_after() -> None:
    said = terms(
        RenewalType.EVERGREEN,
        minimum_term_ends_on=date(2026, 12, 31),
        minimum_term_bars=MinimumTermBars.NOTICE,
    )

    days = days_of(said)

    assert DateKind.NOTICE_DEADLINE_OURS not in days
    assert days[DateKind.EARLIEST_EXIT_OURS] == date(2027, 1, 31)
    assert "cannot be given before that is over" in rules_of(said)[DateKind.MINIMUM_TERM_END]


@pytest.mark.parametrize(
    ("bars", "deadline"),
    [(MinimumTermBars.EFFECT, date(2026, 12, 1)), (MinimumTermBars.NOTICE, date(2027, 12, 1))],
)
def test_renewals_that_a_minimum_term_makes_certain_are_passed_over(
    bars: MinimumTermBars, deadline: date
) -> None:
    said = terms(
        RenewalType.AUTO_RENEW, minimum_term_ends_on=date(2026, 12, 15), minimum_term_bars=bars
    )

    assert days_of(said)[DateKind.NOTICE_DEADLINE_OURS] == deadline


@given(
    st.dates(STARTS, date(2040, 1, 1)),
    st.dates(STARTS, date(2035, 1, 1)),
    st.sampled_from(MinimumTermBars),
    st.integers(0, 200),
    st.sampled_from(DayType),
)
def test_notice_by_the_deadline_prevents_a_renewal_and_honours_the_minimum_term(
    on: date, minimum: date, bars: MinimumTermBars, notice: int, day_type: DayType
) -> None:
    said = terms(
        RenewalType.AUTO_RENEW,
        renewal_months=1,
        notice_days_ours=notice,
        notice_day_type=day_type,
        minimum_term_ends_on=minimum,
        minimum_term_bars=bars,
    )

    deadline = days_of(said, on)[DateKind.NOTICE_DEADLINE_OURS]

    assert said.our_notice is not None
    assert notice_counts_from(said, deadline) == deadline
    effective = notice_effective_day(deadline, said.our_notice).on
    ends = (YEAR_END, *(_month_end(2026 + month // 12, month % 12 + 1) for month in range(300)))
    end = next(day for day in ends if day >= max(effective, minimum))
    assert last_notice_day(end, said.our_notice).on >= deadline >= on


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def test_while_what_it_stands_under_is_suspended_a_contract_is_so_too() -> None:
    said = terms()

    assert status_on(State.ACTIVE, said, STARTS, above=[State.SUSPENDED]) is Status.SUSPENDED
    assert status_on(State.ACTIVE, said, STARTS, above=[State.ACTIVE]) is Status.IN_FORCE
    assert status_on(State.ENDED, said, STARTS, above=[State.SUSPENDED]) is Status.ENDED


OURS, ON = DateKind.NOTICE_DEADLINE_OURS, date(2025, 12, 1)


def test_each_offset_is_told_when_its_day_has_come() -> None:
    due = due_reminder(OURS, ON, date(2025, 11, 1), {60})

    assert due is not None
    assert (due.days, due.settles) == (30, (30,))


def test_what_was_slept_through_is_told_once_by_the_nearest_offset() -> None:
    due = due_reminder(OURS, ON, date(2025, 11, 25), ())

    assert due is not None
    assert (due.days, due.settles) == (7, (60, 30, 14, 7))


def test_nothing_is_told_twice() -> None:
    assert due_reminder(OURS, ON, date(2025, 11, 25), {60, 30, 14, 7}) is None


def test_that_a_day_has_passed_is_told_for_those_that_matter() -> None:
    right = due_reminder(DateKind.RIGHT_LAPSES, ON, date(2025, 12, 2), {30})

    assert right is not None
    assert right.days == PASSED
    assert due_reminder(DateKind.RIGHT_LAPSES, ON, date(2025, 12, 2), {PASSED}) is None
    assert due_reminder(DateKind.START, ON, date(2025, 12, 2), ()) is None


@given(st.sampled_from(list(DateKind)), st.integers(-5, 120), st.lists(st.integers(0, 4)))
def test_a_clock_that_sleeps_and_wakes_at_any_time_tells_each_offset_once(
    kind: DateKind, first_look: int, naps: list[int]
) -> None:
    if kind not in WATCHES:
        return
    told: set[int] = set()
    looks = iter([*naps, *([0] * 200)])
    today: date | None = ON - timedelta(first_look)
    heard = []

    while today is not None and today <= ON + timedelta(3):
        due = due_reminder(kind, ON, today, told)
        if due is not None:
            assert not told & set(due.settles)
            assert due.days == PASSED or (ON - today).days <= due.days
            told |= set(due.settles)
            heard.append(due.days)
        ahead = next_look(kind, ON, today, told)
        assert ahead is None or ahead > today
        today = None if ahead is None else ahead + timedelta(next(looks))

    assert heard == sorted(heard, reverse=True)
    assert len(heard) == len(set(heard))


def test_a_duty_counts_months_from_the_end_and_says_so() -> None:
    duty = Duty(DutyKind.CONFIDENTIALITY, months=36)

    last = last_day(duty, date(2025, 2, 28))

    assert last is not None
    assert (last.on, last.rule) == (
        date(2028, 2, 28),
        "36 months after the contract ended on 2025-02-28",
    )


@pytest.mark.parametrize(
    ("duty", "ended_on", "on", "state"),
    [
        (Duty(DutyKind.AUDIT, months=1), None, date(2025, 5, 1), DutyState.AHEAD),
        (Duty(DutyKind.AUDIT, months=1), date(2025, 4, 30), date(2025, 4, 30), DutyState.AHEAD),
        (Duty(DutyKind.AUDIT, months=1), date(2025, 4, 30), date(2025, 5, 30), DutyState.RUNNING),
        (Duty(DutyKind.AUDIT, months=1), date(2025, 4, 30), date(2025, 5, 31), DutyState.OVER),
        (Duty(DutyKind.AUDIT), date(2025, 4, 30), date(2999, 1, 1), DutyState.RUNNING),
        (Duty(DutyKind.AUDIT, until=date(2026, 1, 1)), None, date(2026, 1, 2), DutyState.OVER),
        (Duty(DutyKind.AUDIT, months=9), date.max, date(2025, 1, 1), DutyState.AHEAD),
    ],
)
def test_a_duty_is_ahead_binds_and_is_over(
    duty: Duty, ended_on: date | None, on: date, state: DutyState
) -> None:
    assert duty_state(duty, ended_on, on) is state


def test_a_duty_ends_one_way_only() -> None:
    both = Duty(DutyKind.AUDIT, months=3, until=date(2026, 1, 1))

    assert [fault.code for fault in find_duty_faults(both)] == ["not_both"]
    assert [fault.code for fault in find_duty_faults(Duty(DutyKind.AUDIT, months=0))] == [
        "out_of_range"
    ]
