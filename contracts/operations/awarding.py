"""Draft the contract an award leads to, once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from contracts.models import Contract
from contracts.operations.drafting import draft_contract
from contracts.operations.wording import Wording
from procurement.models import Requisition
from procurement.operations.awarding import note_contract
from procurement.queries.requisitions import award_of, get_requisition
from vendors.operations.vendors import lock_vendor


@transaction.atomic
def draft_awarded(*, requisition_id: UUID, actor: Actor) -> Contract:
    """Draft a contract from a need and its award; whoever awarded it drafted it, and cannot approve
    it. Asked again, it answers the contract that is there.

    :raises NotFound: if there is no such requisition
    """
    requisition = get_requisition(requisition_id)
    assert requisition.awarded_to_id is not None  # noqa: S101 - it is told of awards only
    lock_vendor(vendor_id=requisition.awarded_to_id)  # two at once would both find none
    known = Contract.objects.filter(opened_by_award=requisition.id).first()
    if known is not None:
        return known
    drafter = replace(actor, person=requisition.awarded_by)
    contract = draft_contract(wording=_wording(requisition), actor=drafter)
    note_contract(requisition_id=requisition.id, contract_id=contract.id, actor=actor)
    return contract


def _wording(requisition: Requisition) -> Wording:
    assert requisition.awarded_to_id is not None  # noqa: S101 - it is told of awards only
    return Wording(
        reference=f"REQ-{str(requisition.id)[-12:].upper()}",
        title=requisition.title,
        vendor=requisition.awarded_to_id,
        requisition=requisition.id,
        opened_by_award=requisition.id,
        dataset_domain=requisition.domain_id,
        dataset_modality=requisition.modality,
        dataset_sensitivity=requisition.sensitivity,
        dataset_description=requisition.description,
        value=award_of(requisition),
        owner=requisition.owner,
    )
