"""Write down what the vendor can reach, what we sent and what we got; and close doors again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.models import ClockTimestamp
from config.problems import Invalid, MoveNotAllowed, NotFound
from contracts.models import AccessGrant, ContractDelivery
from contracts.money import Money
from contracts.operations.assets import CopyKnown, add_copy, register_asset
from contracts.operations.locking import (
    lock_contract,
    refuse_ahead,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.moves import refuse_hold, refuse_unproved
from contracts.operations.openness import ContractOver, ExitSettled, refuse_over, refuse_settled
from contracts.operations.planning import keep_plans, refuse_foreign_plan
from contracts.operations.replanning import follow_inventory
from contracts.operations.shifting import note
from contracts.queries.reading import day_of
from contracts.termination import StepCode
from vendors.models import HoldType

__all__ = [
    "ContractOver",
    "CopyKnown",
    "ExitSettled",
    "GrantRevoked",
    "add_copy",
    "open_grant",
    "record_delivery",
    "register_asset",
    "revoke_grant",
]

TRANSFER_HOLDS = (HoldType.DATA_TRANSFER, HoldType.ALL)


class GrantRevoked(MoveNotAllowed):
    """This access grant has been revoked already."""

    code = "grant-revoked"
    title = "This access grant is revoked already."


@transaction.atomic
def open_grant(
    *,
    contract_id: UUID,
    system: str,
    actor: Actor,
    at: datetime,
    account: str = "",
    scope: str = "",
    description: str = "",
    owner: str = "",
    opened_on: date | None = None,
) -> AccessGrant:
    """Write down a door that was opened for the vendor, today unless said otherwise.

    :raises NotFound: if there is no such contract
    :raises Invalid: if it is said to be opened on a day to come
    :raises ContractOver: if the contract is over
    :raises ExitSettled: if all access has been revoked on the way out
    :raises HoldInForce: if data transfers to the vendor are on hold
    """
    contract = lock_contract(contract_id)
    day = day_of(contract, at)
    refuse_ahead(contract, "/opened_on", opened_on, day)
    refuse_over(contract)
    refuse_settled(contract, StepCode.REVOKE_ACCESS)
    refuse_hold(contract, at, TRANSFER_HOLDS)
    grant = AccessGrant.objects.create(
        contract=contract,
        system=system,
        account=account,
        scope=scope,
        description=description,
        owner=owner,
        opened_on=opened_on or day,
        opened_by=actor.label,
    )
    follow_inventory(contract)
    note(contract, "grant_opened", actor=actor, data={"grant": grant.id, "system": system})
    return grant


@transaction.atomic
def revoke_grant(
    *,
    grant_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> AccessGrant:
    """Write down that a door is closed, and what proves it.

    :raises NotFound: if there is no such grant
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises GrantRevoked: if it is closed already
    :raises EvidenceRequired: without a proof
    """
    contract_id = (
        AccessGrant.objects.filter(id=grant_id).values_list("contract_id", flat=True).first()
    )
    if contract_id is None:
        raise NotFound()
    contract = lock_contract(contract_id)
    grant = AccessGrant.objects.select_for_update(no_key=True).get(id=grant_id)
    refuse_unknown_evidence(evidence)
    refuse_stale(grant, expected_version)
    if grant.revoked_on is not None:
        raise GrantRevoked(state="revoked", allowed=[])
    refuse_unproved(evidence)
    AccessGrant.objects.filter(id=grant_id).update(
        revoked_on=max(day_of(contract, at), grant.opened_on),
        revoked_by=actor.label,
        revoke_reason=reason,
        evidence=list(evidence),
        version=F("version") + 1,
        updated_at=ClockTimestamp(),
    )
    grant.refresh_from_db()
    note(
        contract,
        "grant_revoked",
        actor=actor,
        reason=reason,
        data={"grant": grant.id, "system": grant.system, "evidence": list(evidence)},
    )
    return grant


@transaction.atomic
def record_delivery(
    *,
    contract_id: UUID,
    delivered_on: date,
    items: int,
    actor: Actor,
    at: datetime,
    accepted: Money | None = None,
    accepted_items: int | None = None,
    planned: UUID | None = None,
) -> ContractDelivery:
    """Write down a batch that was delivered, and what of it was accepted, in value and in pieces.

    :param planned: the planned delivery that is met by it
    :raises NotFound: if there is no such contract
    :raises Invalid: if it is said to come from the future, is in another currency, more was
        accepted than delivered, or it was not planned
    :raises ContractOver: if the contract is over
    """
    contract = lock_contract(contract_id)
    refuse_ahead(contract, "/delivered_on", delivered_on, day_of(contract, at))
    if accepted and contract.value_currency and accepted.currency != contract.value_currency:
        detail = f"The contract is in {contract.value_currency}."
        raise Invalid.at("/accepted_value/currency", "other_currency", detail)
    if accepted_items is not None and accepted_items > items:
        detail = "No more is accepted than was delivered."
        raise Invalid.at("/accepted_items", "more_than_delivered", detail)
    if planned is not None:
        refuse_foreign_plan(contract, planned)
    refuse_over(contract)
    delivery = ContractDelivery.objects.create(
        contract=contract,
        planned_id=planned,
        delivered_on=delivered_on,
        items=items,
        accepted_items=accepted_items,
        accepted_amount=accepted.amount if accepted else None,
        accepted_currency=accepted.currency if accepted else "",
        recorded_by=actor.label,
    )
    if planned is not None:
        keep_plans(contract, at)
    note(
        contract,
        "delivery_recorded",
        actor=actor,
        data={
            "delivery": delivery.id,
            "items": items,
            "accepted_items": accepted_items,
            "accepted_value": accepted.render() if accepted else None,
            "planned": planned,
        },
    )
    return delivery
