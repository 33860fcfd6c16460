"""The tables a termination and its steps move along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import termination
from contracts.termination import (
    MOVES,
    OPEN,
    SETTLED,
    STEP_MOVES,
    SYSTEM_ACTS,
    TERMINAL,
    Act,
    Need,
    NoSuchMove,
    State,
    StepAct,
    StepState,
    allowed_acts,
    allowed_step_acts,
    find_move,
    find_step_move,
    next_state,
    next_step_state,
    state_pairs,
    step_state_pairs,
)


def test_the_ordinary_way_from_proposal_to_completion() -> None:
    acts = (Act.APPROVE, Act.SERVE_NOTICE, Act.WIND_DOWN, Act.COMPLETE)

    state = State.PROPOSED
    for act in acts:
        state = next_state(state, act)

    assert state is State.COMPLETED


def test_notice_cannot_be_served_before_approval() -> None:
    with pytest.raises(NoSuchMove) as refused:
        next_state(State.PROPOSED, Act.SERVE_NOTICE)

    assert refused.value.allowed == (Act.APPROVE, Act.REJECT, Act.WITHDRAW)


def test_an_approval_needs_a_second_person_and_a_notice_its_proof() -> None:
    assert Need.FOUR_EYES in find_move(State.PROPOSED, Act.APPROVE).needs
    assert Need.EVIDENCE in find_move(State.APPROVED, Act.SERVE_NOTICE).needs


def test_the_effective_day_is_not_moved_before_notice_was_served() -> None:
    movable = {state for state in State if (state, Act.RESCHEDULE) in MOVES}

    assert movable == {State.NOTICE_SERVED, State.WINDING_DOWN}


def test_an_open_termination_may_always_be_withdrawn() -> None:
    assert {state for state in State if (state, Act.WITHDRAW) in MOVES} == OPEN


def test_every_state_is_reached_from_a_proposal() -> None:
    reached = {State.PROPOSED}
    for _ in State:
        reached |= {to for origin, to in state_pairs() if origin in reached}

    assert reached == set(State)


def test_what_is_over_stays_over() -> None:
    stuck = {state for state in State if not any(origin is state for origin, _ in MOVES)}

    assert stuck == TERMINAL


def test_callers_are_never_offered_what_only_follows_from_something_else() -> None:
    offered = {act for state in State for act in allowed_acts(state)}

    assert offered == set(Act) - SYSTEM_ACTS


def test_a_step_goes_from_pending_to_verified() -> None:
    state = StepState.PENDING
    for act in (StepAct.START, StepAct.SUBMIT, StepAct.VERIFY):
        state = next_step_state(state, act)

    assert state is StepState.VERIFIED


def test_a_failed_step_may_be_started_again() -> None:
    assert next_step_state(StepState.FAILED, StepAct.START) is StepState.IN_PROGRESS


@pytest.mark.parametrize("act", [StepAct.VERIFY, StepAct.WAIVE])
def test_verifying_and_waiving_are_for_a_second_person(act: StepAct) -> None:
    assert Need.FOUR_EYES in find_step_move(StepState.SUBMITTED, act).needs


def test_every_stored_step_state_is_reached_and_blocked_is_never_stored() -> None:
    reached = {StepState.PENDING}
    for _ in StepState:
        reached |= {to for origin, to in step_state_pairs() if origin in reached}

    assert reached == set(StepState) - {StepState.BLOCKED}


def test_a_settled_step_stays_settled() -> None:
    movable = {origin for origin, _ in STEP_MOVES}

    assert set(StepState) - movable == SETTLED | {StepState.BLOCKED}


def test_a_blocked_step_can_only_be_waived() -> None:
    assert allowed_step_acts(StepState.BLOCKED) == (StepAct.WAIVE,)


@given(st.sampled_from(StepState), st.sampled_from(StepAct))
def test_a_refused_step_act_is_not_among_those_offered(state: StepState, act: StepAct) -> None:
    if (state, act) in STEP_MOVES:
        assert act in allowed_step_acts(state)
        return

    with pytest.raises(NoSuchMove) as refused:
        next_step_state(state, act)
    assert state is StepState.BLOCKED or act not in refused.value.allowed


def test_all_that_is_promised_by_name_exists() -> None:
    assert not [name for name in termination.__all__ if not hasattr(termination, name)]
