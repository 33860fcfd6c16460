"""Carry out one step of a termination: start, submit, verify, fail or waive it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Forbidden, FourEyes, Invalid, MoveNotAllowed, NotFound
from config.rest.roles import Role
from contracts.models import Step, Termination
from contracts.operations.guards import refuse
from contracts.operations.locking import (
    lock_steps,
    lock_termination,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.proving import (
    Certified,
    Returned,
    certified_copies,
    keep_proof,
    refuse_unknown_copies,
    refuse_unknown_items,
    refuse_unmeant_days,
)
from contracts.operations.shifting import note_termination, turn_termination, write
from contracts.queries.acts import CARRIED_OUT_IN, may_on_step
from contracts.queries.exits import account_of, list_grant_proofs, open_items
from contracts.queries.reading import day_of, step_of
from contracts.queries.terminations import list_copies
from contracts.termination import (
    EXIT_STEPS,
    Act,
    Copy,
    NoSuchMove,
    Refused,
    State,
    StepAct,
    StepCode,
    Steps,
    StepState,
    allowed_step_acts,
    find_step_move,
    refuse_incomplete,
    refuse_start,
    refuse_submit,
    refuse_unbalanced,
    refuse_verify,
    shown_state,
)


@dataclass(frozen=True, slots=True)
class Doing:
    """An act somebody asks for, on a locked step among its siblings."""

    found: Termination
    row: Step
    steps: Steps
    act: StepAct
    actor: Actor
    at: datetime
    evidence: tuple[UUID, ...]
    certificates: tuple[Certified, ...]
    manifest: tuple[Returned, ...]

    @property
    def code(self) -> StepCode:
        return StepCode(self.row.code)


@transaction.atomic
def act_on_step(
    *,
    termination_id: UUID,
    code: str,
    act: StepAct,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    certificates: Sequence[Certified] = (),
    manifest: Sequence[Returned] = (),
    expected_version: int | None = None,
) -> Step:
    """Move a step by its table; the first exit step started after notice begins the winding down.

    :param expected_version: of the termination
    :raises NotFound: if there is no such termination, or it has no such step (yet)
    :raises Forbidden: if the step is another role's
    :raises Invalid: if evidence, a data asset or its holder does not exist
    :raises StaleVersion: if the termination has changed since it was seen
    :raises MoveNotAllowed: if the table has no such act in its state, or something is in the way
        (`LegalHoldUnchecked`, `StepBlocked`, `GrantsOpen`, `GrantsUnproved`, `ReturnIncomplete`,
        `SettlementUnbalanced`)
    :raises FourEyes: if whoever did it verifies or waives it
    :raises EvidenceRequired: if it is submitted without
    :raises CertificatesMissing: if a copy that should be destroyed has no certificate
    """
    found = lock_termination(termination_id)
    rows = lock_steps(found)
    row = next((row for row in rows.values() if row.code == code), None)
    if row is None:
        raise NotFound()
    steps = {each: step_of(sibling) for each, sibling in rows.items()}
    doing = Doing(
        found, row, steps, act, actor, at, tuple(evidence), tuple(certificates), tuple(manifest)
    )
    _refuse_other_role(doing)
    _refuse_unknown(doing)
    refuse_stale(found, expected_version)
    _refuse_state(doing)
    _GUARDS[act](doing)
    _carry_out(doing, reason)
    return row


def _carry_out(doing: Doing, reason: str) -> None:
    row, act, person = doing.row, doing.act, doing.actor.person
    before = StepState(row.state)
    after = find_step_move(before, act).to
    write(row, {**_changes(row, act, person), "state": after.value})
    keep_proof(row, doing.evidence, doing.certificates, doing.manifest)
    begun = _begin_winding_down(doing)
    write(doing.found, {})
    note_termination(
        doing.found,
        "step_changed",
        actor=doing.actor,
        reason=reason,
        data={
            "step": row.code,
            "act": act,
            "before": before,
            "after": after,
            "evidence": list(doing.evidence),
        },
    )
    if begun is not None:
        note_termination(doing.found, "winding_down", actor=doing.actor, data=begun)


def _changes(row: Step, act: StepAct, person: str) -> dict[str, object]:
    """The columns an act writes besides the state."""
    match act:
        case StepAct.START:
            return {"started_by": person, "submitted_by": "", "attempt": row.attempt + 1}
        case StepAct.SUBMIT:
            return {"submitted_by": person}
        case StepAct.VERIFY | StepAct.WAIVE:
            return {"settled_by": person}
        case StepAct.FAIL:
            return {}


def _begin_winding_down(doing: Doing) -> Mapping[str, object] | None:
    """What follows from the first exit step started after the notice."""
    found = doing.found
    started = doing.act is StepAct.START and doing.code in EXIT_STEPS
    if not started or State(found.state) is not State.NOTICE_SERVED:
        return None
    day = day_of(found.contract, doing.at)
    return turn_termination(found, Act.WIND_DOWN, {"winding_down_on": day})


def _refuse_other_role(doing: Doing) -> None:
    """Legal may carry out every step, others those of their role; verifying is the approver's."""
    if not may_on_step(doing.act, doing.row.role, doing.actor.roles):
        needs = sorted({Role.LEGAL, Role(doing.row.role)})
        raise Forbidden("This step is not done by your roles.", needs=needs)


def _refuse_unknown(doing: Doing) -> None:
    refuse_unknown_evidence(doing.evidence)
    if doing.certificates and (doing.code, doing.act) != (StepCode.DESTROY_DATA, StepAct.SUBMIT):
        detail = "Certificates come with the submission of destroy_data."
        raise Invalid.at("/certificates", "not_applicable", detail)
    refuse_unknown_copies(doing.found.contract_id, doing.certificates)
    contract = doing.found.contract
    refuse_unmeant_days(contract, doing.certificates, day_of(contract, doing.at))
    if doing.manifest and (doing.code, doing.act) != (StepCode.RETURN_DATA, StepAct.SUBMIT):
        detail = "A manifest comes with the submission of return_data."
        raise Invalid.at("/manifest", "not_applicable", detail)
    refuse_unknown_items(doing.found.contract_id, doing.manifest)


def _refuse_state(doing: Doing) -> None:
    """:raises MoveNotAllowed: if the termination or the step is not where the act is possible"""
    found, state = doing.found, shown_state(doing.code, doing.steps)
    if State(found.state) not in CARRIED_OUT_IN:
        detail = f"The steps of a termination that is {found.state} rest."
        raise MoveNotAllowed(detail, state=found.state, allowed=[])
    try:
        find_step_move(StepState(doing.row.state), doing.act)
    except NoSuchMove as error:
        possible = allowed_step_acts(state)
        raise MoveNotAllowed.from_state("a step", state, doing.act, possible) from error
    unserved = found.notice_served_on is None and doing.code is StepCode.SERVE_NOTICE
    if unserved and doing.act is StepAct.SUBMIT:
        detail = "Notice is served by the termination's own act, which submits this step."
        raise MoveNotAllowed(detail, state=state, allowed=["serve_notice"])


def _may_start(doing: Doing) -> None:
    _refuse(doing, refuse_start(doing.code, doing.steps))


def _may_submit(doing: Doing) -> None:
    given = (Copy(str(one.data_asset), str(one.holder)) for one in doing.certificates)
    _refuse_unproved(doing, frozenset(given))


def _refuse_unproved(doing: Doing, certified: frozenset[Copy]) -> None:
    _refuse(
        doing,
        refuse_submit(
            doing.code,
            doing.steps,
            evidence=len(doing.evidence),
            owed=list_copies(doing.found.contract_id),
            certified=certified,
        ),
    )


def _may_verify(doing: Doing) -> None:
    _refuse(doing, _unverifiable(doing))
    if doing.actor.person == doing.row.submitted_by:
        raise FourEyes("Whoever submitted a step does not verify it.")
    if doing.code is StepCode.DESTROY_DATA:
        # What was registered after the submission needs a certificate too.
        _refuse_unproved(doing, certified_copies(doing.row))


def _unverifiable(doing: Doing) -> Refused | None:
    """What a step of this code must have come to, whatever was submitted with it."""
    match doing.code:
        case StepCode.REVOKE_ACCESS:
            doors = list_grant_proofs(doing.found)
            return refuse_verify(
                doing.code,
                open_grants=[str(door.grant.id) for door in doors if not door.grant.revoked_on],
                unproved_grants=[str(door.grant.id) for door in doors if door.is_unproved],
            )
        case StepCode.RETURN_DATA:
            return refuse_incomplete(open_items(doing.found, doing.row))
        case StepCode.SETTLE_ACCOUNTS:
            account = account_of(doing.found)
            return refuse_unbalanced(account) if account else None
        case _:
            return None


def _may_waive(doing: Doing) -> None:
    if doing.actor.person in (doing.row.started_by, doing.row.submitted_by):
        raise FourEyes("Whoever worked on a step does not waive it.")


def _may_fail(_: Doing) -> None:
    """Nothing but the table keeps a step from failing."""


def _refuse(doing: Doing, refused: Refused | None) -> None:
    state = shown_state(doing.code, doing.steps)
    refuse(refused, state=state, allowed=tuple(allowed_step_acts(state)))


_GUARDS: Final[Mapping[StepAct, Callable[[Doing], None]]] = {
    StepAct.START: _may_start,
    StepAct.SUBMIT: _may_submit,
    StepAct.VERIFY: _may_verify,
    StepAct.FAIL: _may_fail,
    StepAct.WAIVE: _may_waive,
}
