"""Which moves a contract may make, and what each of them needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.lifecycle import (
    BEFORE_NOTICE,
    MOVES,
    SYSTEM_ACTS,
    TERMINAL,
    Act,
    Need,
    NoSuchMove,
    NothingToRestore,
    State,
    allowed_acts,
    find_move,
    next_state,
    state_pairs,
)


def test_the_ordinary_way_from_draft_to_the_end() -> None:
    acts = (Act.SUBMIT, Act.APPROVE, Act.SIGN, Act.SERVE_NOTICE, Act.END)

    state = State.DRAFT
    for act in acts:
        state = next_state(state, act)

    assert state is State.ENDED


def test_signing_needs_what_it_stands_under_clearance_no_hold_and_evidence_in_that_order() -> None:
    move = find_move(State.APPROVED, Act.SIGN)

    assert move.needs_in_order() == (
        Need.PARENT_ACTIVE,
        Need.CLEARANCE,
        Need.NO_HOLD,
        Need.EVIDENCE,
    )


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (State.APPROVED, Act.SIGN),
        (State.SUSPENDED, Act.RESUME),
        (State.ACTIVE, Act.RENEW),
    ],
)
def test_whatever_gives_the_vendor_more_needs_clearance(state: State, act: Act) -> None:
    assert Need.CLEARANCE in find_move(state, act).needs


@pytest.mark.parametrize(
    ("state", "act"), [(State.SUSPENDED, Act.RESUME), (State.ACTIVE, Act.RENEW)]
)
def test_nothing_is_resumed_or_renewed_while_a_termination_is_open(state: State, act: Act) -> None:
    assert Need.NO_OPEN_TERMINATION in find_move(state, act).needs


def test_an_approval_needs_a_second_person_but_a_rejection_does_not() -> None:
    assert Need.FOUR_EYES in find_move(State.IN_REVIEW, Act.APPROVE).needs
    assert Need.FOUR_EYES not in find_move(State.IN_REVIEW, Act.REJECT).needs


def test_a_suspension_never_waits_for_anything() -> None:
    assert not find_move(State.ACTIVE, Act.SUSPEND).needs


@pytest.mark.parametrize("before", sorted(BEFORE_NOTICE))
def test_a_withdrawn_notice_restores_the_state_before(before: State) -> None:
    assert next_state(State.TERMINATING, Act.WITHDRAW, before_notice=before) is before


@pytest.mark.parametrize("before", [None, State.DRAFT, State.TERMINATING])
def test_a_withdrawal_cannot_restore_what_notice_cannot_begin_in(before: State | None) -> None:
    with pytest.raises(NothingToRestore):
        next_state(State.TERMINATING, Act.WITHDRAW, before_notice=before)


def test_a_draft_cannot_be_signed_and_the_refusal_says_what_can_be_done() -> None:
    with pytest.raises(NoSuchMove) as refused:
        next_state(State.DRAFT, Act.SIGN)

    assert refused.value.allowed == (Act.SUBMIT, Act.CANCEL)


def test_a_change_after_approval_must_be_seen_again() -> None:
    assert next_state(State.APPROVED, Act.REVISE) is State.DRAFT


def test_every_state_is_reached_from_a_draft() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {to for origin, to in state_pairs() if origin in reached}

    assert reached == set(State)


def test_what_is_over_stays_over() -> None:
    stuck = {state for state in State if not any(origin is state for origin, _ in MOVES)}

    assert stuck == TERMINAL


def test_every_state_that_is_not_over_can_come_to_an_end() -> None:
    ends = set(TERMINAL)
    for _ in State:
        ends |= {origin for origin, to in state_pairs() if to in ends}

    assert ends == set(State)


def test_callers_are_never_offered_what_only_follows_from_something_else() -> None:
    offered = {act for state in State for act in allowed_acts(state)}

    assert offered == set(Act) - SYSTEM_ACTS


def test_every_act_has_a_past_tense_of_its_own() -> None:
    assert len({act.past for act in Act}) == len(Act)
    assert Act.SIGN.past == "signed"


@given(st.sampled_from(State), st.sampled_from(Act))
def test_offered_means_possible_and_nothing_else_is(state: State, act: Act) -> None:
    if act in allowed_acts(state) or (state, act) in MOVES:
        assert next_state(state, act, before_notice=State.ACTIVE) in State
        assert (act in allowed_acts(state)) == (act not in SYSTEM_ACTS)
        return

    with pytest.raises(NoSuchMove) as refused:
        next_state(state, act)
    assert refused.value.allowed == allowed_acts(state)
