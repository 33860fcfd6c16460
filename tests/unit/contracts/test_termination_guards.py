"""What keeps a termination, or one of its steps, from going on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.termination import (
    SETTLED,
    Copy,
    Course,
    Order,
    Refusal,
    Refused,
    Step,
    StepCode,
    Steps,
    StepState,
    is_overdue,
    missing_certificates,
    plan,
    refuse_complete,
    refuse_reschedule,
    refuse_start,
    refuse_submit,
    refuse_verify,
    shown_state,
    waiting_for,
)

EFFECTIVE = date(2025, 7, 16)
COURSE = Course(
    order=Order.PLANNED,
    proposed_on=date(2025, 6, 13),
    notice_on=date(2025, 6, 16),
    effective_on=EFFECTIVE,
    grants=1,
    data_assets=2,
)


def steps(course: Course = COURSE, **states: StepState) -> Steps:
    return {
        step.code: Step(
            code=step.code,
            state=states.get(step.code, StepState.PENDING),
            due_on=step.due.on,
            depends_on=step.depends_on,
            evidence_required=step.evidence_required,
        )
        for step in plan(course)
    }


def all_in(state: StepState) -> Steps:
    return {code: replace(step, state=state) for code, step in steps().items()}


def code_of(refused: Refused | None) -> Refusal | None:
    return refused.code if refused else None


# Starting


@pytest.mark.parametrize("state", sorted(set(StepState) - {StepState.VERIFIED}))
def test_nothing_is_destroyed_before_the_legal_hold_check_is_verified(state: StepState) -> None:
    given_steps = steps(legal_hold_check=state, return_data=StepState.VERIFIED)

    assert code_of(refuse_start(StepCode.DESTROY_DATA, given_steps)) is Refusal.LEGAL_HOLD_UNCHECKED


def test_data_is_destroyed_only_once_its_return_is_settled() -> None:
    submitted = steps(legal_hold_check=StepState.VERIFIED, return_data=StepState.SUBMITTED)
    verified = steps(legal_hold_check=StepState.VERIFIED, return_data=StepState.VERIFIED)

    assert code_of(refuse_start(StepCode.DESTROY_DATA, submitted)) is Refusal.STEP_BLOCKED
    assert refuse_start(StepCode.DESTROY_DATA, verified) is None


def test_work_goes_on_while_the_second_person_checks_the_notice() -> None:
    before = refuse_start(StepCode.REVOKE_ACCESS, steps())

    assert before == Refused(
        Refusal.STEP_BLOCKED, "revoke_access waits for serve_notice.", (StepCode.SERVE_NOTICE,)
    )
    assert refuse_start(StepCode.REVOKE_ACCESS, steps(serve_notice=StepState.SUBMITTED)) is None


def test_in_an_emergency_access_is_revoked_at_once() -> None:
    emergency = steps(replace(COURSE, order=Order.EMERGENCY))

    assert refuse_start(StepCode.REVOKE_ACCESS, emergency) is None
    assert refuse_start(StepCode.SERVE_NOTICE, emergency) is None


def test_closing_out_waits_until_everything_else_is_settled() -> None:
    waiting = waiting_for(StepCode.CLOSE_OUT, all_in(StepState.SUBMITTED))

    assert set(waiting) == set(StepCode) - {StepCode.CLOSE_OUT}
    assert waiting_for(StepCode.CLOSE_OUT, all_in(StepState.WAIVED)) == ()


def test_a_step_that_waits_is_shown_as_blocked() -> None:
    assert shown_state(StepCode.REVOKE_ACCESS, steps()) is StepState.BLOCKED
    assert shown_state(StepCode.SERVE_NOTICE, steps()) is StepState.PENDING
    assert shown_state(StepCode.CLOSE_OUT, all_in(StepState.FAILED)) is StepState.FAILED


def test_a_waived_legal_hold_check_still_shows_destruction_as_blocked() -> None:
    given_steps = steps(legal_hold_check=StepState.WAIVED, return_data=StepState.VERIFIED)

    assert shown_state(StepCode.DESTROY_DATA, given_steps) is StepState.BLOCKED


# Submitting and verifying


def test_what_needs_evidence_is_not_submitted_without() -> None:
    refused = refuse_submit(StepCode.RETURN_DATA, steps(), evidence=0)

    assert code_of(refused) is Refusal.EVIDENCE_REQUIRED
    assert refuse_submit(StepCode.RETURN_DATA, steps(), evidence=1) is None
    assert refuse_submit(StepCode.TRANSITION, steps(), evidence=0) is None


def test_destruction_needs_a_certificate_for_each_asset_and_holder() -> None:
    checked = steps(legal_hold_check=StepState.VERIFIED)
    owed = [Copy("prompts", "scale"), Copy("prompts", "outlier"), Copy("ratings", "scale")]

    refused = refuse_submit(
        StepCode.DESTROY_DATA, checked, evidence=1, owed=owed, certified=owed[:1]
    )

    assert refused is not None
    assert refused.code is Refusal.CERTIFICATES_MISSING
    assert refused.about == ("prompts:outlier", "ratings:scale")
    assert (
        refuse_submit(StepCode.DESTROY_DATA, checked, evidence=0, owed=owed, certified=owed) is None
    )


def test_a_check_that_was_overturned_stops_the_destruction_under_way() -> None:
    overturned = steps(legal_hold_check=StepState.FAILED, destroy_data=StepState.IN_PROGRESS)

    refused = refuse_submit(StepCode.DESTROY_DATA, overturned, evidence=1)

    assert code_of(refused) is Refusal.LEGAL_HOLD_UNCHECKED


def test_a_certificate_for_a_copy_nobody_knows_of_settles_nothing() -> None:
    assert missing_certificates([Copy("a", "x")], [Copy("a", "y")]) == (Copy("a", "x"),)


def test_revocation_is_not_verified_while_a_grant_is_open() -> None:
    refused = refuse_verify(StepCode.REVOKE_ACCESS, open_grants=["g1", "g2"])

    assert refused == Refused(Refusal.GRANTS_OPEN, "2 access grants are still open.", ("g1", "g2"))
    assert refuse_verify(StepCode.REVOKE_ACCESS) is None
    assert refuse_verify(StepCode.TRANSITION, open_grants=["g1"]) is None


# Completing and rescheduling


@pytest.mark.parametrize("state", sorted(set(StepState) - SETTLED))
def test_nothing_is_complete_while_a_step_is_neither_verified_nor_waived(state: StepState) -> None:
    almost = {**all_in(StepState.VERIFIED)}
    almost[StepCode.TRANSITION] = replace(almost[StepCode.TRANSITION], state=state)

    refused = refuse_complete(almost, EFFECTIVE, EFFECTIVE)

    assert refused == Refused(Refusal.STEPS_OPEN, "Still open: transition.", (StepCode.TRANSITION,))


def test_nothing_is_complete_before_the_effective_day() -> None:
    settled = all_in(StepState.VERIFIED)

    early = refuse_complete(settled, EFFECTIVE, EFFECTIVE - timedelta(days=1))

    assert code_of(early) is Refusal.BEFORE_EFFECTIVE_DAY
    assert refuse_complete(settled, EFFECTIVE, EFFECTIVE) is None


def test_an_agreed_end_is_not_before_the_notice() -> None:
    served_on = date(2025, 6, 16)

    refused = refuse_reschedule(date(2025, 6, 15), served_on)

    assert code_of(refused) is Refusal.EFFECTIVE_BEFORE_NOTICE
    assert refuse_reschedule(served_on, served_on) is None


# Overdue


@pytest.mark.parametrize(
    ("state", "days_late", "overdue"),
    [
        (StepState.PENDING, 0, False),
        (StepState.PENDING, 1, True),
        (StepState.SUBMITTED, 1, True),
        (StepState.FAILED, 1, True),
        (StepState.VERIFIED, 1, False),
        (StepState.WAIVED, 1, False),
    ],
)
def test_a_step_is_overdue_the_day_after_it_was_due(
    state: StepState, days_late: int, overdue: bool
) -> None:
    step = Step(StepCode.TRANSITION, state, EFFECTIVE)

    assert is_overdue(step, EFFECTIVE + timedelta(days=days_late)) is overdue


@given(st.sampled_from(Order))
def test_done_one_after_the_other_in_the_planned_order_nothing_blocks(order: Order) -> None:
    current = dict(steps(replace(COURSE, order=order)))

    for code in list(current):
        assert refuse_start(code, current) is None
        current[code] = replace(current[code], state=StepState.VERIFIED)

    assert refuse_complete(current, EFFECTIVE, EFFECTIVE) is None
