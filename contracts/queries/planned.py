"""Which deliveries were planned, and which of them are still due on a day?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from config.problems import NotFound
from contracts.models import PlannedDelivery


class PlanState(StrEnum):
    """What has become of a planned delivery."""

    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StillDue:
    """A planned delivery that has not wholly come.

    :ivar items: what was planned; None where it was not said
    :ivar delivered: what has come of it
    """

    id: UUID
    due_on: date
    items: int | None
    delivered: int
    description: str
    is_overdue: bool


def list_plans(on: date) -> QuerySet[PlannedDelivery]:
    """All of them, each with how many `batches` and items (`delivered`) have come by a day."""
    by_then = Q(deliveries__delivered_on__lte=on)
    return PlannedDelivery.objects.annotate(
        batches=Count("deliveries", filter=by_then),
        delivered=Coalesce(Sum("deliveries__items", filter=by_then), 0),
    ).order_by("due_on", "id")


def get_plan(plan_id: UUID, on: date) -> PlannedDelivery:
    """:raises NotFound: if there is no such planned delivery"""
    plan = list_plans(on).filter(id=plan_id).first()
    if plan is None:
        raise NotFound()
    return plan


def plan_state(plan: PlannedDelivery, on: date) -> PlanState:
    """How a row of `list_plans` stands on the same day."""
    if plan.withdrawn_on is not None and plan.withdrawn_on <= on:
        return PlanState.WITHDRAWN
    batches: int = plan.batches  # type: ignore[attr-defined]  # annotated
    delivered: int = plan.delivered  # type: ignore[attr-defined]  # annotated
    if delivered >= plan.items if plan.items is not None else batches:
        return PlanState.MET
    return PlanState.OVERDUE if plan.due_on < on else PlanState.DUE


def still_due(contracts: Collection[UUID], on: date) -> dict[UUID, list[StillDue]]:
    """By contract, what has not wholly come on a day, what is due first."""
    found: dict[UUID, list[StillDue]] = {contract: [] for contract in contracts}
    for plan in list_plans(on).filter(contract__in=contracts):
        state = plan_state(plan, on)
        if state in (PlanState.DUE, PlanState.OVERDUE):
            found[plan.contract_id].append(
                StillDue(
                    plan.id,
                    plan.due_on,
                    plan.items,
                    plan.delivered,  # type: ignore[attr-defined]  # annotated
                    plan.description,
                    state is PlanState.OVERDUE,
                )
            )
    return found
