"""Propose to leave a contract, and decide about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import FourEyes, Invalid
from contracts.calendar import DayOutOfRange
from contracts.clauses import Evaluation
from contracts.lifecycle import Act as ContractAct
from contracts.lifecycle import State as ContractState
from contracts.models import Clause, Contract, Step, Termination
from contracts.operations.amending import take_effect, tell_effect
from contracts.operations.locking import (
    lock_contract,
    lock_termination,
    refuse_stale,
)
from contracts.operations.moves import refuse_open_termination
from contracts.operations.shifting import (
    note,
    note_termination,
    refuse_act,
    refuse_move,
    turn_contract,
    turn_termination,
)
from contracts.queries.clauses import evaluate_clause
from contracts.queries.reading import day_of
from contracts.queries.terminations import course_days, course_of, plan_notice
from contracts.termination import (
    COMMENT_REQUIRED,
    Act,
    Ground,
    Order,
    plan,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why and how a contract should be left.

    :ivar assessment: the verdict a proposal of the system rests on
    """

    ground: Ground
    clause: UUID | None = None
    comment: str = ""
    order: Order = Order.PLANNED
    requested_effective_on: date | None = None
    assessment: UUID | None = None


@transaction.atomic
def propose_termination(
    *,
    contract_id: UUID,
    proposal: Proposal,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Termination:
    """Propose to leave a contract; in an emergency it is suspended at once.

    :param expected_version: of the contract
    :raises NotFound: if there is no such contract
    :raises Invalid: if the ground needs a comment, the clause is not the contract's, or a day
        cannot be meant
    :raises StaleVersion: if the contract has changed since it was seen
    :raises TerminationOpen: if another one is open
    :raises MoveNotAllowed: if the contract is not in force
    """
    contract = lock_contract(contract_id)
    effects = take_effect(contract, at)
    clause = _clause(contract, proposal)
    _refuse_unmeant(contract, proposal)
    refuse_stale(contract, expected_version)
    refuse_open_termination(contract)
    refuse_move(contract, ContractAct.SERVE_NOTICE)
    found = Termination(
        contract=contract,
        ground=proposal.ground.value,
        clause=clause,
        comment=proposal.comment,
        emergency=proposal.order is Order.EMERGENCY,
        requested_effective_on=proposal.requested_effective_on,
        proposed_on=day_of(contract, at),
        proposed_by=actor.person,
        assessment_id=proposal.assessment,
    )
    for name, value in (*planned_days(found, found.proposed_on).items(), *_right(found)):
        setattr(found, name, value)
    found.save(force_insert=True)
    found.refresh_from_db()
    found.contract = contract
    tell_effect(contract, effects, actor)
    note_termination(
        found,
        "termination_proposed",
        actor=actor,
        reason=proposal.comment,
        data={"emergency": found.emergency, "clause": proposal.clause},
    )
    if found.emergency and contract.state == ContractState.ACTIVE:
        turned = turn_contract(contract, ContractAct.SUSPEND)
        note(
            contract,
            ContractAct.SUSPEND.past,
            actor=actor,
            reason="An emergency termination was proposed.",
            data={**turned, "termination": found.id},
        )
    return found


@transaction.atomic
def approve_termination(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    expected_version: int | None = None,
) -> Termination:
    """Let a termination begin: its steps are planned. What the system proposed needs one approver.

    :raises NotFound: if there is no such termination
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not a proposal any more
    :raises FourEyes: if whoever proposed it approves it
    """
    found = lock_termination(termination_id)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.APPROVE)
    if actor.person == found.proposed_by:
        raise FourEyes("Whoever proposed a termination does not approve it.")
    effects = take_effect(found.contract, at)
    day = day_of(found.contract, at)
    turned = turn_termination(
        found,
        Act.APPROVE,
        {"approved_by": actor.person, "approved_on": day, **planned_days(found, day)},
    )
    _write_steps(found)
    tell_effect(found.contract, effects, actor)
    note_termination(found, "termination_approved", actor=actor, reason=reason, data=turned)
    return found


@transaction.atomic
def reject_termination(
    *, termination_id: UUID, actor: Actor, reason: str, expected_version: int | None = None
) -> Termination:
    """Turn a proposal down. A contract suspended by an emergency stays so until it is resumed.

    :raises NotFound: if there is no such termination
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not a proposal any more
    """
    found = lock_termination(termination_id)
    refuse_stale(found, expected_version)
    turned = turn_termination(found, Act.REJECT)
    note_termination(found, "termination_rejected", actor=actor, reason=reason, data=turned)
    return found


def _write_steps(found: Termination) -> None:
    Step.objects.bulk_create(
        Step(
            termination=found,
            position=position,
            code=step.code,
            role=step.role,
            due_on=step.due.on,
            rule=step.due.rule,
            depends_on=list(step.depends_on),
            evidence_required=step.evidence_required,
        )
        for position, step in enumerate(plan(course_of(found)))
    )


def planned_days(found: Termination, approved_on: date) -> dict[str, object]:
    """The columns of the days as they would be if it were approved on a day.

    :raises Invalid: if a day asked for is too far away to plan around
    """
    try:
        notice = plan_notice(found, approved_on)
        _, effective = course_days(found, notice)
        _refuse_unplannable(found, approved_on, notice.on, effective.on)
    except DayOutOfRange:
        detail = "The days that would follow lie outside the calendar."
        raise Invalid.at("/requested_effective_on", "out_of_range", detail) from None
    return {
        "notice_on": notice.on,
        "notice_rule": notice.rule,
        "effective_on": effective.on,
        "effective_rule": effective.rule,
    }


def _refuse_unplannable(found: Termination, approved: date, notice: date, effective: date) -> None:
    """:raises DayOutOfRange: if a step would fall due after the end of the calendar"""
    course = course_of(found)
    plan(replace(course, proposed_on=approved, notice_on=notice, effective_on=effective))


def _clause(contract: Contract, proposal: Proposal) -> Clause | None:
    if proposal.clause is None:
        return None
    clause = Clause.objects.filter(
        id=proposal.clause, contract=contract, superseded_version=None
    ).first()
    if clause is None:
        raise Invalid.at("/clause", "unknown_clause", "The contract has no such clause.")
    return clause


def _refuse_unmeant(contract: Contract, proposal: Proposal) -> None:
    if proposal.ground in COMMENT_REQUIRED and not proposal.comment:
        detail = f"The ground {proposal.ground} needs a comment."
        raise Invalid.at("/comment", "required", detail)
    asked, starts_on = proposal.requested_effective_on, contract.starts_on
    if asked is not None and starts_on is not None and asked < starts_on:
        detail = "A contract is not left before it starts."
        raise Invalid.at("/requested_effective_on", "before_start", detail)


def _right(found: Termination) -> tuple[tuple[str, object], ...]:
    """What the clause a proposal is founded on gives, kept as it is known now."""
    if found.clause is None:
        return ()
    evaluation: Evaluation = evaluate_clause(
        found.contract, found.clause, valid_at=found.proposed_on, known_at=None
    )
    window = evaluation.window
    return (
        ("event_on", evaluation.event_on),
        ("aware_on", evaluation.aware_on),
        ("right_opens_on", window.opens_on if window else None),
        ("right_closes_on", window.closes_on if window else None),
        ("right_why", evaluation.why),
    )
