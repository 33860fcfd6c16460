"""Serve notice: in the form the contract asks for, with proof that it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid
from contracts.calendar import Dated
from contracts.lifecycle import Act as ContractAct
from contracts.lifecycle import State as ContractState
from contracts.models import Step, Termination
from contracts.operations.amending import take_effect, tell_effect
from contracts.operations.guards import refuse
from contracts.operations.locking import (
    lock_steps,
    lock_termination,
    refuse_ahead,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.moves import refuse_unproved
from contracts.operations.proving import keep_proof
from contracts.operations.replanning import plan_again
from contracts.operations.shifting import (
    note_termination,
    refuse_act,
    turn_contract,
    turn_termination,
    write,
)
from contracts.queries.exits import asked_form
from contracts.queries.reading import day_of, notice_delivered, notice_received
from contracts.queries.terminations import course_days
from contracts.termination import (
    PERFORMED,
    Act,
    Service,
    StepAct,
    StepCode,
    StepState,
    cure_until,
    find_step_move,
    refuse_service,
)


@transaction.atomic
def serve_notice(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    service: Service | None = None,
    expected_version: int | None = None,
) -> Termination:
    """Write down that notice was served, now or on the day it is proved to have arrived.

    The contract is terminating from now on. The `serve_notice` step is performed and submitted by
    this; another person verifies it.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist, or it arrived on a day it cannot have
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not approved, or notice has been served
    :raises EvidenceRequired: without a receipt
    :raises NoticeForm: if the contract asks for another form
    :raises NoticeAddress: if the contract names another address
    :raises ProofOfService: if nothing, or nothing fitting, proves that it arrived
    """
    found = lock_termination(termination_id)
    effects = take_effect(found.contract, at)
    steps = lock_steps(found)
    refuse_unknown_evidence(evidence)
    service = service or Service()
    today = day_of(found.contract, at)
    _refuse_impossible_day(found, service, today)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.SERVE_NOTICE)
    refuse_unproved(evidence)
    refuse(refuse_service(asked_form(found.contract), service))
    before = ContractState(found.contract.state)
    turned = turn_contract(found.contract, ContractAct.SERVE_NOTICE, {"deadline_on": None})
    changes = {
        **_served(found, _receipt(found, service, at)),
        **_service(found, service),
        "state_before": before.value,
    }
    data = {
        **turn_termination(found, Act.SERVE_NOTICE, changes),
        "contract_before": turned["before"],
        "contract_after": turned["after"],
        "notice_served_on": found.notice_served_on,
        "effective_on": found.effective_on,
        "form": found.served_form,
        "proof": found.proof_kind,
        "evidence": list(evidence),
    }
    plan_again(found, steps)
    _submit_notice(steps[StepCode.SERVE_NOTICE], actor, evidence)
    tell_effect(found.contract, effects, actor)
    note_termination(found, "notice_served", actor=actor, reason=reason, data=data)
    return found


def _refuse_impossible_day(found: Termination, service: Service, today: date) -> None:
    if service.proof is None:
        return
    arrived = service.proof.delivered_on
    refuse_ahead(found.contract, "/proof/delivered_on", arrived, today)
    if arrived < (found.approved_on or arrived):
        detail = f"The termination was approved on {found.approved_on}: no notice went out before."
        raise Invalid.at("/proof/delivered_on", "before_approval", detail)


def _receipt(found: Termination, service: Service, at: datetime) -> Dated:
    """The day on which it counts as received, as the contract counts."""
    if service.proof is None:
        return notice_received(found.contract, at)
    return notice_delivered(found.contract, service.proof.delivered_on)


def _served(found: Termination, receipt: Dated) -> dict[str, object]:
    """The columns of the days of a notice that counts as received on a day."""
    on = receipt.on
    notice = Dated(on, f"notice was served: {receipt.rule}")
    _, effective = course_days(found, notice)
    cure = cure_until(on, found.clause.cure_days if found.clause else None)
    return {
        "notice_served_on": on,
        "notice_on": on,
        "notice_rule": notice.rule,
        "effective_on": effective.on,
        "effective_rule": effective.rule,
        "cure_until": cure.on if cure else None,
        "cure_rule": cure.rule if cure else "",
    }


def _service(found: Termination, service: Service) -> dict[str, object]:
    """The columns of how it was served."""
    proof = service.proof
    address = service.address or (found.contract.notice_address if service.form else "")
    return {
        "served_form": service.form.value if service.form else "",
        "served_address": address,
        "proof_kind": proof.kind.value if proof else "",
        "delivered_on": proof.delivered_on if proof else None,
        "delivered_by": proof.delivered_by if proof else "",
    }


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
