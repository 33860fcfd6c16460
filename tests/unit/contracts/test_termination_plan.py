"""The days and the steps of leaving: what follows from the terms of the contract."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Dated, DayOutOfRange, DayType
from contracts.clauses import Evaluation, Result, Window
from contracts.lifecycle import RenewalType, Terms
from contracts.termination import (
    ORDINARY,
    Course,
    DateKind,
    FinalStatus,
    Ground,
    Order,
    PlannedStep,
    StepCode,
    StepRole,
    due_again,
    earliest_effective_day,
    effective_day,
    final_status,
    list_dates,
    plan,
    planned_notice_day,
)

NOTICE = date(2025, 6, 16)
TERMS = Terms(
    starts_on=date(2025, 1, 1),
    ends_on=date(2026, 12, 31),
    renewal=RenewalType.FIXED,
    notice_days_ours=30,
    notice_days_theirs=60,
)
COURSE = Course(
    order=Order.PLANNED,
    proposed_on=date(2025, 6, 13),
    notice_on=NOTICE,
    effective_on=date(2025, 7, 16),
    grants=3,
    data_assets=2,
)
EMERGENCY = replace(COURSE, order=Order.EMERGENCY)


def steps_of(course: Course) -> dict[StepCode, PlannedStep]:
    return {step.code: step for step in plan(course)}


# The effective day


def test_a_notice_takes_effect_after_the_notice_period() -> None:
    day = earliest_effective_day(Ground.CHANGE_OF_CONTROL, TERMS, NOTICE)

    assert day == Dated(date(2025, 7, 16), "30 calendar days after notice on 2025-06-16")


def test_notice_in_business_days_skips_the_holidays_of_the_place() -> None:
    terms = replace(TERMS, notice_day_type=DayType.BUSINESS, jurisdiction="US", notice_days_ours=10)

    assert earliest_effective_day(Ground.PERFORMANCE, terms, NOTICE).on == date(2025, 7, 1)


@pytest.mark.parametrize("ground", sorted(ORDINARY))
def test_an_ordinary_ground_waits_for_the_minimum_term(ground: Ground) -> None:
    terms = replace(TERMS, minimum_term_ends_on=date(2025, 12, 31))

    day = earliest_effective_day(ground, terms, NOTICE)

    assert day.on >= date(2025, 12, 31)
    assert "not before 2025-12-31, when the minimum term ends" in day.rule


@pytest.mark.parametrize("ground", sorted(set(Ground) - ORDINARY))
def test_a_special_right_does_not_wait_for_the_minimum_term(ground: Ground) -> None:
    terms = replace(TERMS, minimum_term_ends_on=date(2025, 12, 31))

    assert earliest_effective_day(ground, terms, NOTICE).on <= date(2025, 7, 16)


def test_non_renewal_waits_for_the_end_of_the_running_term() -> None:
    renewing = replace(TERMS, renewal=RenewalType.AUTO_RENEW, renewal_months=12)

    in_time = earliest_effective_day(Ground.NON_RENEWAL, renewing, date(2026, 12, 1))
    too_late = earliest_effective_day(Ground.NON_RENEWAL, renewing, date(2026, 12, 2))

    assert in_time.on == date(2026, 12, 31)
    assert too_late.on == date(2027, 12, 31)


def test_an_agreed_end_needs_no_notice_period() -> None:
    assert earliest_effective_day(Ground.MUTUAL, TERMS, NOTICE).on == NOTICE


def test_the_vendors_time_to_cure_is_waited_for() -> None:
    day = earliest_effective_day(Ground.CONFIDENTIALITY_BREACH, TERMS, NOTICE, cure_days=45)

    assert day.on == date(2025, 7, 31)
    assert "time to cure" in day.rule


@pytest.mark.parametrize("ground", [Ground.CONVENIENCE, Ground.NON_RENEWAL, Ground.SANCTIONS])
def test_a_fixed_contract_ends_no_later_than_by_itself(ground: Ground) -> None:
    terms = replace(TERMS, ends_on=date(2025, 7, 1))

    day = earliest_effective_day(ground, terms, NOTICE)

    assert day.on == date(2025, 7, 1)
    assert "ends by itself" in day.rule


def test_a_later_notice_does_not_end_a_contract_in_the_past() -> None:
    terms = replace(TERMS, ends_on=date(2025, 5, 1))

    assert earliest_effective_day(Ground.CONVENIENCE, terms, NOTICE).on == date(2025, 7, 16)


def test_where_no_notice_period_is_written_the_rule_says_so() -> None:
    terms = replace(TERMS, notice_days_ours=None)

    assert earliest_effective_day(Ground.REGULATORY, terms, NOTICE).rule == (
        "no notice period is written down; notice on 2025-06-16"
    )


def test_a_requested_day_counts_if_it_is_lawful() -> None:
    earliest = earliest_effective_day(Ground.CONVENIENCE, TERMS, NOTICE)

    assert effective_day(earliest, None) == earliest
    assert effective_day(earliest, date(2025, 8, 31)).on == date(2025, 8, 31)
    assert effective_day(earliest, date(2025, 7, 1)).on == earliest.on
    assert "2025-07-01 was requested" in effective_day(earliest, date(2025, 7, 1)).rule


@given(st.sampled_from(Ground), st.dates(), st.integers(0, 400), st.integers(0, 400))
def test_no_notice_takes_effect_before_it_was_given(
    ground: Ground, notice_on: date, days: int, cure_days: int
) -> None:
    terms = replace(TERMS, notice_days_ours=days)

    try:
        effective = earliest_effective_day(ground, terms, notice_on, cure_days)
    except DayOutOfRange:
        assert notice_on > date.max - timedelta(days=400)
    else:
        assert effective.on >= notice_on
        assert effective.rule


# The final status


@pytest.mark.parametrize(
    ("ground", "ended_on", "status"),
    [
        (None, date(2026, 12, 31), FinalStatus.COMPLETE),
        (Ground.NON_RENEWAL, date(2026, 12, 31), FinalStatus.COMPLETE),
        (Ground.NEUTRALITY_CONFLICT, date(2025, 7, 16), FinalStatus.INCOMPLETE),
        (Ground.CONVENIENCE, date(2026, 12, 31), FinalStatus.COMPLETE),
        (Ground.PERFORMANCE, date(2025, 7, 16), FinalStatus.UNSUCCESSFUL),
    ],
)
def test_how_a_contract_went(ground: Ground | None, ended_on: date, status: FinalStatus) -> None:
    assert final_status(ground, TERMS, ended_on) is status


# The steps


@pytest.mark.parametrize("course", [COURSE, EMERGENCY])
def test_every_step_is_planned_once_with_a_role_and_a_rule(course: Course) -> None:
    steps = plan(course)

    assert sorted(step.code for step in steps) == sorted(StepCode)
    assert all(step.role in StepRole and step.due.rule for step in steps)


@pytest.mark.parametrize("course", [COURSE, EMERGENCY])
def test_no_step_waits_for_one_that_comes_after_it(course: Course) -> None:
    seen: set[StepCode] = set()
    for step in plan(course):
        assert set(step.depends_on) <= seen
        seen.add(step.code)


@pytest.mark.parametrize("course", [COURSE, EMERGENCY])
def test_no_step_is_due_before_one_it_waits_for(course: Course) -> None:
    steps = steps_of(course)

    for step in steps.values():
        assert all(steps[other].due.on <= step.due.on for other in step.depends_on)


def test_a_planned_exit_gives_notice_before_it_takes_access_away() -> None:
    steps = steps_of(COURSE)

    assert steps[StepCode.SERVE_NOTICE].due.on < steps[StepCode.REVOKE_ACCESS].due.on
    assert StepCode.SERVE_NOTICE in steps[StepCode.REVOKE_ACCESS].depends_on


def test_an_emergency_freezes_work_and_access_before_notice() -> None:
    codes = [step.code for step in plan(EMERGENCY)]
    steps = steps_of(EMERGENCY)

    assert codes[:2] == [StepCode.FREEZE_WORK, StepCode.REVOKE_ACCESS]
    for first in codes[:2]:
        assert steps[first].due.on == EMERGENCY.proposed_on < steps[StepCode.SERVE_NOTICE].due.on
        assert steps[first].depends_on == ()


@pytest.mark.parametrize("course", [COURSE, EMERGENCY])
def test_nothing_ever_holds_up_the_notice(course: Course) -> None:
    assert steps_of(course)[StepCode.SERVE_NOTICE].depends_on == ()


def test_due_days_say_from_which_day_they_are_counted() -> None:
    due = steps_of(COURSE)[StepCode.DESTROY_DATA].due

    assert due == Dated(date(2025, 8, 15), "30 days after the effective day (2025-07-16)")


def test_what_there_is_to_revoke_return_or_destroy_needs_proof() -> None:
    steps = steps_of(COURSE)

    for code in (StepCode.REVOKE_ACCESS, StepCode.RETURN_DATA, StepCode.DESTROY_DATA):
        assert steps[code].evidence_required


def test_where_there_is_nothing_the_step_confirms_just_that() -> None:
    steps = steps_of(replace(COURSE, grants=0, data_assets=0))

    for code in (StepCode.REVOKE_ACCESS, StepCode.RETURN_DATA, StepCode.DESTROY_DATA):
        assert not steps[code].evidence_required
        assert "confirm that there is none" in steps[code].due.rule


def test_a_moved_effective_day_moves_only_what_hangs_on_it() -> None:
    moved = steps_of(replace(COURSE, effective_on=date(2025, 9, 16)))

    for code, step in steps_of(COURSE).items():
        later = moved[code].due.on - step.due.on
        assert later == timedelta(days=62 if "effective day" in step.due.rule else 0)


def test_a_settled_step_moves_with_its_day_and_keeps_what_was_said_of_it() -> None:
    later = replace(COURSE, effective_on=date(2025, 8, 1), grants=0, data_assets=0)

    plain = due_again(StepCode.RETURN_DATA, steps_of(COURSE)[StepCode.RETURN_DATA].due.rule, later)
    idle = due_again(StepCode.RETURN_DATA, "on a day; there was nothing", later)

    assert (plain.on, plain.rule) == (date(2025, 8, 1), "on the effective day (2025-08-01)")
    assert idle.rule == "on the effective day (2025-08-01); there was nothing"


def test_notice_goes_out_sooner_in_an_emergency() -> None:
    approved_on = date(2025, 6, 13)

    assert planned_notice_day(Order.EMERGENCY, approved_on) == Dated(
        date(2025, 6, 14), "1 day after approval on 2025-06-13"
    )
    assert planned_notice_day(Order.PLANNED, approved_on).on == date(2025, 6, 18)


def test_a_plan_at_the_end_of_the_calendar_fails_by_name() -> None:
    with pytest.raises(DayOutOfRange):
        plan(replace(COURSE, effective_on=date.max))


# The days


def test_the_days_of_a_termination_are_told_in_order_with_their_rules() -> None:
    right = Evaluation(
        result=Result.FIRED,
        why="Meta holds 49 percent.",
        window=Window(date(2025, 6, 12), date(2025, 9, 10)),
        event_on=date(2025, 6, 12),
        aware_on=date(2025, 6, 13),
    )
    earliest = earliest_effective_day(Ground.CHANGE_OF_CONTROL, TERMS, NOTICE)

    dates = list_dates(
        notice=Dated(NOTICE, "served"),
        earliest=earliest,
        effective=effective_day(earliest, date(2025, 7, 31)),
        steps=plan(replace(COURSE, effective_on=date(2025, 7, 31))),
        right=right,
    )

    assert [(each.kind, each.on) for each in dates] == [
        (DateKind.EVENT, date(2025, 6, 12)),
        (DateKind.AWARENESS, date(2025, 6, 13)),
        (DateKind.NOTICE, date(2025, 6, 16)),
        (DateKind.EARLIEST_EFFECTIVE, date(2025, 7, 16)),
        (DateKind.DATA_RETURN_DUE, date(2025, 7, 31)),
        (DateKind.EFFECTIVE, date(2025, 7, 31)),
        (DateKind.DESTRUCTION_DUE, date(2025, 8, 30)),
        (DateKind.RIGHT_LAPSES, date(2025, 9, 10)),
        (DateKind.CLOSE_OUT_DUE, date(2025, 9, 14)),
    ]
    assert all(each.rule for each in dates)
