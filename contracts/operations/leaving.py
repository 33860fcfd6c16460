"""Carry a termination out: serve notice, agree on another day, call it off, or complete it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid
from contracts.calendar import Dated, DayOutOfRange
from contracts.lifecycle import Act as ContractAct
from contracts.lifecycle import State as ContractState
from contracts.models import Step, Termination
from contracts.operations.family import refuse_open_children
from contracts.operations.guards import refuse
from contracts.operations.locking import (
    lock_steps,
    lock_termination,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.moves import refuse_unproved
from contracts.operations.proving import keep_proof
from contracts.operations.shifting import (
    note,
    note_termination,
    refuse_act,
    turn_contract,
    turn_termination,
    write,
)
from contracts.queries.reading import day_of, notice_received, step_of, terms_of
from contracts.queries.terminations import course_days, course_of
from contracts.termination import (
    PERFORMED,
    SETTLED,
    Act,
    Ground,
    State,
    StepAct,
    StepCode,
    StepState,
    allowed_acts,
    due_again,
    final_status,
    find_step_move,
    plan,
    refuse_complete,
    refuse_reschedule,
)


@transaction.atomic
def serve_notice(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Write down that notice went out today. The contract is terminating from now on.

    The `serve_notice` step is performed and submitted by this; another person verifies it.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not approved, or notice has been served
    :raises EvidenceRequired: without a receipt
    """
    found = lock_termination(termination_id)
    steps = lock_steps(found)
    refuse_unknown_evidence(evidence)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.SERVE_NOTICE)
    refuse_unproved(evidence)
    before = ContractState(found.contract.state)
    turned = turn_contract(found.contract, ContractAct.SERVE_NOTICE, {"deadline_on": None})
    changes = {**_served(found, notice_received(found.contract, at)), "state_before": before.value}
    data = {
        **turn_termination(found, Act.SERVE_NOTICE, changes),
        "contract_before": turned["before"],
        "contract_after": turned["after"],
        "notice_served_on": found.notice_served_on,
        "effective_on": found.effective_on,
        "evidence": list(evidence),
    }
    _plan_again(found, steps)
    _submit_notice(steps[StepCode.SERVE_NOTICE], actor, evidence)
    note_termination(found, "notice_served", actor=actor, reason=reason, data=data)
    return found


def _served(found: Termination, receipt: Dated) -> dict[str, object]:
    """The columns of the days of a notice that counts as received on a day."""
    on = receipt.on
    notice = Dated(on, f"notice was served: {receipt.rule}")
    _, effective = course_days(found, notice)
    return {
        "notice_served_on": on,
        "notice_on": on,
        "notice_rule": notice.rule,
        "effective_on": effective.on,
        "effective_rule": effective.rule,
    }


@transaction.atomic
def reschedule(
    *,
    termination_id: UUID,
    effective_on: date,
    actor: Actor,
    reason: str,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Move the effective day to one agreed with the vendor; the due days of the steps follow.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist, or the day cannot be planned around
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises EvidenceRequired: without the agreement
    :raises EffectiveBeforeNotice: if the day lies before the notice
    """
    found = lock_termination(termination_id)
    steps = lock_steps(found)
    refuse_unknown_evidence(evidence)
    _refuse_unplannable(found, effective_on)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.RESCHEDULE)
    refuse_unproved(evidence)
    refuse(refuse_reschedule(effective_on, found.notice_on))
    before = found.effective_on
    changes = {
        "effective_on": effective_on,
        "effective_rule": f"agreed with the vendor; before that it was {before}",
    }
    data = {
        **turn_termination(found, Act.RESCHEDULE, changes),
        "effective_before": before,
        "effective_on": effective_on,
        "evidence": list(evidence),
    }
    _plan_again(found, steps)
    note_termination(found, "termination_rescheduled", actor=actor, reason=reason, data=data)
    return found


@transaction.atomic
def withdraw(
    *, termination_id: UUID, actor: Actor, reason: str, expected_version: int | None = None
) -> Termination:
    """Call a termination off; after notice the contract is again what it was before it.

    :raises NotFound: if there is no such termination
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is over
    """
    found = lock_termination(termination_id)
    refuse_stale(found, expected_version)
    turned = turn_termination(found, Act.WITHDRAW)
    restored = None
    if found.notice_served_on is not None:
        restored = turn_contract(
            found.contract,
            ContractAct.WITHDRAW,
            {"deadline_on": found.notice_served_on},  # the clock finds the next one from there
            before_notice=ContractState(found.state_before),
        )
    note_termination(found, "termination_withdrawn", actor=actor, reason=reason, data=turned)
    if restored is not None:
        data = {**restored, "termination": found.id}
        note(found.contract, ContractAct.WITHDRAW.past, actor=actor, reason=reason, data=data)
    return found


@transaction.atomic
def complete(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    expected_version: int | None = None,
) -> Termination:
    """End the contract: every step is verified or waived, and its last day has come.

    :raises NotFound: if there is no such termination
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises ChildrenOpen: while contracts under it have not ended
    :raises StepsOpen: while a step is neither verified nor waived
    :raises BeforeEffectiveDay: before the effective day
    """
    found = lock_termination(termination_id)
    steps = {code: step_of(row) for code, row in lock_steps(found).items()}
    refuse_stale(found, expected_version)
    refuse_act(found, Act.COMPLETE)
    day = day_of(found.contract, at)
    state = State(found.state)
    allowed = tuple(act for act in allowed_acts(state) if act is not Act.COMPLETE)
    refuse_open_children(found.contract, state=state, allowed=list(allowed))
    refuse(refuse_complete(steps, found.effective_on, day), state=state, allowed=allowed)
    turned = turn_termination(found, Act.COMPLETE, {"completed_on": day})
    ended = _end(found)
    note_termination(
        found,
        "terminated",
        actor=actor,
        reason=reason,
        data={**turned, "effective_on": found.effective_on},
    )
    note(found.contract, ContractAct.END.past, actor=actor, reason=reason, data=ended)
    return found


def _end(found: Termination) -> Mapping[str, object]:
    """End the contract of a completed termination; answers what its event says."""
    contract, ground = found.contract, Ground(found.ground)
    how = final_status(ground, terms_of(contract), found.effective_on)
    turned = turn_contract(
        contract,
        ContractAct.END,
        {
            "final_status": how.value,
            "end_reason": ground.value,
            "ended_on": found.effective_on,
            "deadline_on": None,
        },
    )
    return {**turned, "termination": found.id, "final_status": how, "end_reason": ground}


def _plan_again(found: Termination, steps: Mapping[StepCode, Step]) -> None:
    """Let every due day follow the days of the termination; what was done stays as it was done."""
    course = course_of(found)
    for planned in plan(course):
        row = steps[planned.code]
        is_settled = StepState(row.state) in SETTLED
        due = due_again(planned.code, row.rule, course) if is_settled else planned.due
        write(row, {"due_on": due.on, "rule": due.rule})


def _submit_notice(row: Step, actor: Actor, evidence: Sequence[UUID]) -> None:
    """Serving the notice performs the step, unless it was waived before."""
    state, attempt = StepState(row.state), row.attempt
    if state in PERFORMED:
        return
    if state is not StepState.IN_PROGRESS:
        state, attempt = find_step_move(state, StepAct.START).to, attempt + 1
        write(row, {"state": state.value, "attempt": attempt, "started_by": actor.person})
    submitted = find_step_move(state, StepAct.SUBMIT).to
    write(row, {"state": submitted.value, "submitted_by": actor.person})
    keep_proof(row, evidence)


def _refuse_unplannable(found: Termination, effective_on: date) -> None:
    try:
        plan(replace(course_of(found), effective_on=effective_on))
    except DayOutOfRange:
        detail = "The days that would follow lie outside the calendar."
        raise Invalid.at("/effective_on", "out_of_range", detail) from None
