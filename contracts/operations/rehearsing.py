"""Rehearse leaving a contract: the plan, what is missing for it, and how ready that makes us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from contracts.lifecycle import Act as ContractAct
from contracts.models import Contract, ExitRehearsal, Termination
from contracts.operations.amending import take_effect, tell_effect
from contracts.operations.locking import lock_contract
from contracts.operations.shifting import note, refuse_move
from contracts.operations.terminations import planned_days
from contracts.queries.exits import inventory_of
from contracts.queries.preparedness import fingerprint_of, preparation_of
from contracts.queries.reading import day_of
from contracts.queries.terminations import course_of, lawful_end
from contracts.readiness import Scored, score, total
from contracts.termination import (
    EVIDENCE,
    CriticalPath,
    Ground,
    Order,
    PlannedStep,
    Step,
    StepState,
    critical_path,
    plan,
)


@dataclass(frozen=True, slots=True)
class Worked:
    """A plan on paper: nothing of it is stored but in the rehearsal."""

    termination: Termination
    steps: tuple[PlannedStep, ...]
    path: CriticalPath


@transaction.atomic
def rehearse_exit(
    *,
    contract_id: UUID,
    actor: Actor,
    at: datetime,
    ground: Ground = Ground.CONVENIENCE,
    order: Order = Order.PLANNED,
) -> ExitRehearsal:
    """Work out on a copy how we would leave if it were approved today; the contract stays as it is.

    :raises NotFound: if there is no such contract
    :raises MoveNotAllowed: if the contract is not in force
    :raises Invalid: if the days that would follow lie outside the calendar
    """
    contract = lock_contract(contract_id)
    effects = take_effect(contract, at)
    refuse_move(contract, ContractAct.SERVE_NOTICE)
    worked = _work_out(contract, ground, order, at)
    parts = score(preparation_of(contract, day_of(contract, at)))
    row = ExitRehearsal.objects.create(
        contract=contract,
        ground=ground.value,
        emergency=order is Order.EMERGENCY,
        rehearsed_on=worked.termination.proposed_on,
        rehearsed_by=actor.label,
        contract_version=contract.version,
        fingerprint=fingerprint_of(contract),
        notice_on=worked.termination.notice_on,
        effective_on=worked.termination.effective_on,
        out_on=worked.path.ends_on,
        score=total(parts),
        parts=[_part(part) for part in parts],
        plan=_plan(worked),
    )
    lacks = [missing.lack for part in parts for missing in part.missing]
    data = {"rehearsal": row.id, "score": row.score, "missing": lacks}
    tell_effect(contract, effects, actor)
    note(contract, "exit_rehearsed", actor=actor, data=data)
    return row


def _work_out(contract: Contract, ground: Ground, order: Order, at: datetime) -> Worked:
    """As if it were proposed and approved today; the termination is never saved."""
    day = day_of(contract, at)
    copy = Termination(
        contract=contract,
        ground=ground.value,
        emergency=order is Order.EMERGENCY,
        proposed_on=day,
        approved_on=day,
    )
    for name, value in _days(copy).items():
        setattr(copy, name, value)
    steps = plan(course_of(copy))
    path = critical_path(
        {
            step.code: Step(step.code, StepState.PENDING, step.due.on, step.depends_on)
            for step in steps
        },
        today=day,
        effective_on=copy.effective_on,
        inventory=inventory_of(contract),
    )
    return Worked(copy, steps, path)


def _days(copy: Termination) -> dict[str, object]:
    # The plan reads the days before they are there; any serve until the right ones are known.
    copy.notice_on = copy.effective_on = copy.proposed_on
    return planned_days(copy, copy.proposed_on)


def _part(scored: Scored) -> dict[str, object]:
    return {
        "part": scored.part.value,
        "weight": scored.weight,
        "points": round(float(scored.points), 2),
        "missing": [
            {"lack": one.lack.value, "about": one.about, "words": one.words}
            for one in scored.missing
        ],
    }


def _plan(worked: Worked) -> dict[str, object]:
    copy = worked.termination
    end = lawful_end(copy, copy.notice_on)
    return {
        "notice": {"on": str(copy.notice_on), "rule": copy.notice_rule},
        "earliest_end": {
            "on": str(end.on),
            "rule": end.dated.rule,
            "chain": [
                {
                    "rule": link.rule.value,
                    "on": str(link.on),
                    "words": link.words,
                    "moved": link.moved,
                }
                for link in end.chain
            ],
        },
        "steps": [
            {
                "code": step.code.value,
                "role": step.role.value,
                "due_on": str(step.due.on),
                "rule": step.due.rule,
                "depends_on": [code.value for code in step.depends_on],
                "evidence_type": EVIDENCE[step.code].value,
            }
            for step in worked.steps
        ],
        "critical_path": [
            {
                "step": leg.step.value if leg.step else None,
                "starts_on": str(leg.starts_on),
                "ends_on": str(leg.ends_on),
                "why": leg.why,
            }
            for leg in worked.path.legs
        ],
    }
