"""Choose whom a need goes to, and note the contract that was drafted for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.money import Money
from config.problems import Invalid, Problem
from procurement.models import Requisition
from procurement.operations.moving import change, locked, state_after
from procurement.queries.requisitions import budget_of
from procurement.requisitioning import PAST, REQUISITION, RequisitionAct, RequisitionState
from vendors.models import HoldType, Lifecycle, Vendor
from vendors.operations.vendors import lock_vendor
from vendors.queries.standing import holds_in_force
from vendors.queries.vendors import get_vendor

LEAVING = (Lifecycle.EXITING, Lifecycle.OFFBOARDED, Lifecycle.REJECTED)


class OverBudget(Problem):
    """A need is awarded within what was asked for, in the same currency: `budget`.

    Revise the requisition to ask for more; whoever has to approve it then does so anew.
    """

    status = 422
    code = "over-budget"
    title = "This is more than was asked for."


class VendorNotOpen(Problem):
    """The vendor is on its way out or was rejected (`lifecycle`), or may not be awarded anything
    for now (`holds`).

    Choose another one, or settle first what stands in the way.
    """

    status = 422
    code = "vendor-not-open"
    title = "Nothing can be awarded to this vendor."


@transaction.atomic
def award_requisition(
    *,
    requisition_id: UUID,
    vendor_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    value: Money | None = None,
    seen_version: int | None = None,
) -> Requisition:
    """Choose a vendor; contracts then drafts the contract, once.

    Whether the vendor stands clear is asked at the signature: until then it may change either way.
    What it was at the award is in the event.

    :param value: for how much; the budget if not said
    :raises NotFound: if there is no such requisition
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not open
    :raises Invalid: if there is no such vendor
    :raises OverBudget: if it is more than was asked for
    :raises VendorNotOpen: if the vendor leaves, or a hold forbids it
    """
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    if not Vendor.objects.filter(id=vendor_id).exists():
        raise Invalid.at("/vendor", "unknown_vendor", "There is no such vendor.")
    state = state_after(REQUISITION, RequisitionState(requisition.state), RequisitionAct.AWARD)
    _refuse_closed(lock_vendor(vendor_id=vendor_id), at)
    budget = budget_of(requisition)
    _refuse_more(value, budget)
    price = value or budget
    change(
        requisition,
        state=state,
        awarded_to_id=vendor_id,
        award_amount=price.amount if price else None,
        award_currency=price.currency if price else "",
        awarded_by=actor.person,
        awarded_label=actor.label,
        awarded_at=at,
    )
    standing = get_vendor(vendor_id, on=at.date())
    record(
        type=f"procurement.requisition_{PAST[RequisitionAct.AWARD]}",
        subject=Subject("requisition", requisition.id),
        actor=actor,
        reason=reason,
        data={
            "requisition": requisition.id,
            "vendor": vendor_id,
            "value": price.render() if price else None,
            "neutrality": {
                "state": standing.shown_state,  # type: ignore[attr-defined]  # annotated
                "level": standing.standing.level,
                "assessment": standing.standing.assessment_id,
            },
        },
    )
    return requisition


@transaction.atomic
def note_contract(*, requisition_id: UUID, contract_id: UUID, actor: Actor) -> Requisition:
    """Write down which contract an award led to, once.

    :raises NotFound: if there is no such requisition
    """
    requisition = locked(Requisition.objects.all(), requisition_id)
    if requisition.contract_id is not None:
        return requisition
    change(requisition, contract_id=contract_id)
    record(
        type="procurement.requisition_contracted",
        subject=Subject("requisition", requisition.id),
        actor=actor,
        data={"requisition": requisition.id, "contract": contract_id},
    )
    return requisition


def _refuse_closed(vendor: Vendor, at: datetime) -> None:
    held = holds_in_force(vendor.id, at.date()).filter(type__in=[HoldType.NEW_AWARDS, HoldType.ALL])
    holds = [str(hold.id) for hold in held]
    if holds or vendor.lifecycle in LEAVING:
        raise VendorNotOpen(lifecycle=vendor.lifecycle, holds=holds)


def _refuse_more(value: Money | None, budget: Money | None) -> None:
    if value is None or budget is None:
        return
    if value.currency != budget.currency or budget < value:
        raise OverBudget(budget=budget.render(), value=value.render())
