"""Write down what a vendor is to deliver by which day, and that it is to come no more."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.models import ClockTimestamp
from config.problems import Invalid, MoveNotAllowed, NotFound
from contracts.lifecycle import State
from contracts.models import Contract, PlannedDelivery
from contracts.operations.dates import keep_dates
from contracts.operations.locking import lock_contract, refuse_stale
from contracts.operations.openness import refuse_over
from contracts.operations.shifting import note
from contracts.queries.reading import day_of


class PlanWithdrawn(MoveNotAllowed):
    """This planned delivery was withdrawn already; plan another one."""

    code = "plan-withdrawn"
    title = "This planned delivery is withdrawn already."


@transaction.atomic
def plan_delivery(
    *,
    contract_id: UUID,
    due_on: date,
    actor: Actor,
    at: datetime,
    items: int | None = None,
    description: str = "",
) -> PlannedDelivery:
    """Write down a batch the vendor is to deliver by a day; people are told before it.

    :param items: None where it is not said how many
    :raises NotFound: if there is no such contract
    :raises ContractOver: if the contract is over
    """
    contract = lock_contract(contract_id)
    refuse_over(contract)
    plan = PlannedDelivery.objects.create(
        contract=contract,
        due_on=due_on,
        items=items,
        description=description,
        planned_by=actor.label,
    )
    keep_plans(contract, at)
    data = {"planned_delivery": plan.id, "due_on": due_on, "items": items}
    note(contract, "delivery_planned", actor=actor, data=data)
    return plan


@transaction.atomic
def withdraw_plan(
    *,
    plan_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> PlannedDelivery:
    """Write down that a planned delivery is to come no more; what has come of it stays.

    :raises NotFound: if there is no such planned delivery
    :raises StaleVersion: if it has changed since it was seen
    :raises PlanWithdrawn: if it was withdrawn
    """
    contract_id = (
        PlannedDelivery.objects.filter(id=plan_id).values_list("contract_id", flat=True).first()
    )
    if contract_id is None:
        raise NotFound()
    contract = lock_contract(contract_id)
    plan = PlannedDelivery.objects.select_for_update(no_key=True).get(id=plan_id)
    refuse_stale(plan, expected_version)
    if plan.withdrawn_on is not None:
        raise PlanWithdrawn(state="withdrawn", allowed=[])
    PlannedDelivery.objects.filter(id=plan_id).update(
        withdrawn_on=day_of(contract, at),
        withdrawn_by=actor.label,
        withdraw_reason=reason,
        version=F("version") + 1,
        updated_at=ClockTimestamp(),
    )
    plan.refresh_from_db()
    keep_plans(contract, at)
    data = {"planned_delivery": plan.id, "due_on": plan.due_on}
    note(contract, "planned_delivery_withdrawn", actor=actor, reason=reason, data=data)
    return plan


def keep_plans(contract: Contract, at: datetime) -> None:
    """The days of a locked contract follow what is planned and what has come."""
    keep_dates(contract, State(contract.state), on=day_of(contract, at))


def refuse_foreign_plan(contract: Contract, plan_id: UUID) -> None:
    """:raises Invalid: if nothing of the kind is planned under this contract, or no more"""
    if not PlannedDelivery.objects.filter(
        id=plan_id, contract=contract, withdrawn_on=None
    ).exists():
        detail = "Nothing of the kind is planned under this contract."
        raise Invalid.at("/planned", "unknown_plan", detail)
