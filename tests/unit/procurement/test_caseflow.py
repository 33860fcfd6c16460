"""The tables of moves, and what is worse than what."""

from __future__ import annotations

import pytest

from procurement.caseflow import (
    CASE,
    POLICY,
    WAIVER,
    CaseAct,
    CaseState,
    NoSuchMove,
    PolicyState,
    Verdict,
    WaiverAct,
    WaiverState,
    covers,
    opens_case,
    voids,
    worse,
)
from procurement.neutrality.findings import Level, State

CLEAR = Verdict(State.CLEAR, Level.NONE)
UNKNOWN = Verdict(State.INSUFFICIENT, Level.CONTROL)
MAYBE_A_TIE = Verdict(State.POSSIBLE, Level.TIE)
MAYBE_CONTROL = Verdict(State.POSSIBLE, Level.CONTROL)
A_TIE = Verdict(State.CONFLICT, Level.TIE)
CONTROL = Verdict(State.CONFLICT, Level.CONTROL)
FROM_BEST_TO_WORST = [CLEAR, UNKNOWN, MAYBE_A_TIE, MAYBE_CONTROL, A_TIE, CONTROL]


@pytest.mark.parametrize("place", range(len(FROM_BEST_TO_WORST)))
def test_the_state_comes_first_and_then_the_level(place: int) -> None:
    one = FROM_BEST_TO_WORST[place]

    better, same_or_worse = FROM_BEST_TO_WORST[:place], FROM_BEST_TO_WORST[place:]

    assert all(worse(one, other) for other in better)
    assert not any(worse(one, other) for other in same_or_worse)


@pytest.mark.parametrize("first", [MAYBE_A_TIE, MAYBE_CONTROL, A_TIE, CONTROL])
def test_a_first_verdict_that_may_be_a_conflict_opens_a_case(first: Verdict) -> None:
    assert opens_case(None, first)


@pytest.mark.parametrize("first", [CLEAR, UNKNOWN])
def test_a_first_verdict_without_a_conflict_opens_none(first: Verdict) -> None:
    assert not opens_case(None, first)


def test_any_worsening_opens_a_case() -> None:
    assert opens_case(CLEAR, UNKNOWN)
    assert opens_case(MAYBE_A_TIE, MAYBE_CONTROL)


def test_what_stays_or_becomes_better_opens_none() -> None:
    assert not opens_case(CONTROL, CONTROL)
    assert not opens_case(CONTROL, A_TIE)
    assert not opens_case(A_TIE, CLEAR)


def test_a_waiver_covers_what_is_no_worse_than_what_it_was_granted_on() -> None:
    assert covers(MAYBE_CONTROL, MAYBE_CONTROL)
    assert covers(MAYBE_CONTROL, MAYBE_A_TIE)
    assert not covers(MAYBE_CONTROL, A_TIE)
    assert not covers(UNKNOWN, MAYBE_A_TIE)


def test_a_conflict_or_a_higher_level_in_its_state_ends_a_waiver() -> None:
    assert voids(MAYBE_A_TIE, A_TIE)
    assert voids(MAYBE_A_TIE, MAYBE_CONTROL)
    assert voids(A_TIE, CONTROL)


def test_other_worsenings_only_suspend_a_waiver() -> None:
    assert not voids(UNKNOWN, MAYBE_CONTROL)
    assert not voids(CONTROL, A_TIE)
    assert not voids(CONTROL, CONTROL)


def test_a_case_goes_from_a_proposal_to_a_decision_to_its_end() -> None:
    state = CaseState.OPENED

    for act in (CaseAct.PROPOSE, CaseAct.DECIDE, CaseAct.CLOSE):
        state = CASE.after(state, act)

    assert state is CaseState.CLOSED


@pytest.mark.parametrize("state", [CaseState.OPENED, CaseState.UNDER_REVIEW, CaseState.DECIDED])
def test_a_worse_verdict_takes_an_open_case_back_to_the_beginning(state: CaseState) -> None:
    assert CASE.after(state, CaseAct.JOIN) is CaseState.OPENED


def test_a_move_the_table_does_not_know_says_what_it_does_know() -> None:
    with pytest.raises(NoSuchMove) as refused:
        CASE.after(CaseState.OPENED, CaseAct.DECIDE)

    assert (refused.value.state, refused.value.allowed) == ("opened", ("propose",))


def test_what_only_the_system_does_is_nobody_s_to_ask_for() -> None:
    assert WAIVER.allowed(WaiverState.APPROVED) == (WaiverAct.REVOKE,)
    assert POLICY.allowed(PolicyState.ADOPTED) == ()
    assert CASE.allowed(CaseState.CLOSED) == ()


@pytest.mark.parametrize(
    "state",
    [WaiverState.REJECTED, WaiverState.EXPIRED, WaiverState.REVOKED, WaiverState.VOIDED],
)
def test_an_ended_waiver_has_no_way_back(state: WaiverState) -> None:
    assert not any(at is state for at, _ in WAIVER.moves)
