"""After the notice: agree on another day, call it off, or complete it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid
from contracts.calendar import DayOutOfRange
from contracts.lifecycle import Act as ContractAct
from contracts.lifecycle import State as ContractState
from contracts.models import Termination
from contracts.operations.family import refuse_open_children
from contracts.operations.guards import refuse
from contracts.operations.locking import (
    lock_steps,
    lock_termination,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.moves import refuse_unproved
from contracts.operations.replanning import plan_again
from contracts.operations.shifting import (
    note,
    note_termination,
    refuse_act,
    turn_contract,
    turn_termination,
)
from contracts.queries.acts import acts_called_for
from contracts.queries.exits import cure_of, destroyed_copies, disputes_of, is_conceded
from contracts.queries.reading import day_of, step_of, terms_of
from contracts.queries.terminations import course_of
from contracts.termination import (
    Act,
    Ground,
    State,
    allowed_acts,
    final_status,
    plan,
    refuse_complete,
    refuse_conceded,
    refuse_ending,
    refuse_reschedule,
    refuse_withdraw,
)


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
    plan_again(found, steps)
    note_termination(found, "termination_rescheduled", actor=actor, reason=reason, data=data)
    return found


@transaction.atomic
def withdraw(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Call a termination off; after notice the contract is again what it was before it.

    A notice that was served ends the contract unless the vendor agrees in writing that it does
    not; it has agreed by curing the breach, and need not when it was found right in a dispute.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is over
    :raises DataDestroyed: if data has been destroyed on the way out
    :raises EvidenceRequired: after notice, without the vendor's consent
    """
    found = lock_termination(termination_id)
    refuse_unknown_evidence(evidence)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.WITHDRAW)
    _refuse_no_way_back(found, evidence)
    turned = {**turn_termination(found, Act.WITHDRAW), "evidence": list(evidence)}
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
    :raises CureRunning: while the vendor may still cure, unless an approver let that go
    :raises BreachCured: if the breach has been cured
    :raises DisputeOpen: while the vendor's dispute is open, unless an approver let that go
    :raises DisputeUpheld: if the vendor was found right
    """
    found = lock_termination(termination_id)
    steps = {code: step_of(row) for code, row in lock_steps(found).items()}
    refuse_stale(found, expected_version)
    refuse_act(found, Act.COMPLETE)
    day = day_of(found.contract, at)
    state = State(found.state)
    allowed = tuple(act for act in acts_called_for(found, day) if act is not Act.COMPLETE)
    refuse_open_children(found.contract, state=state, allowed=list(allowed))
    cure, disputes = cure_of(found), disputes_of(found)
    refuse(
        refuse_conceded(cure, disputes, destroyed_copies(found))
        or refuse_complete(steps, found.effective_on, day)
        or refuse_ending(cure, disputes, day),
        state=state,
        allowed=allowed,
    )
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


def _refuse_no_way_back(found: Termination, evidence: Sequence[UUID]) -> None:
    state = State(found.state)
    allowed = tuple(act for act in allowed_acts(state) if act is not Act.WITHDRAW)
    refuse(refuse_withdraw(destroyed=destroyed_copies(found)), state=state, allowed=allowed)
    if found.notice_served_on is not None and not is_conceded(found):
        refuse_unproved(evidence)


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


def _refuse_unplannable(found: Termination, effective_on: date) -> None:
    try:
        plan(replace(course_of(found), effective_on=effective_on))
    except DayOutOfRange:
        detail = "The days that would follow lie outside the calendar."
        raise Invalid.at("/effective_on", "out_of_range", detail) from None
