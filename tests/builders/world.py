"""One of everything: an object behind every address of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import models

from config import clock
from config.actors import Actor
from config.events.models import Delivery, Event, Seal, WebhookEndpoint
from config.events.operations import WEBHOOK
from config.events.sealing import seal_events
from contracts.models import (
    AccessGrant,
    Contract,
    ContractDelivery,
    DataAsset,
    ExchangeRate,
    ExitRehearsal,
    Letter,
    PlannedDelivery,
    Right,
    SubstitutabilityAssessment,
    Termination,
)
from contracts.models.papers import LetterKind
from contracts.operations.inventory import record_delivery
from contracts.operations.letters import Written, record_letter
from contracts.operations.planning import plan_delivery
from contracts.operations.rates import enter_rate
from contracts.operations.rehearsing import rehearse_exit
from contracts.operations.rights import keep_rights
from procurement.models import Assessment, Backtest, Case, Competitor, Policy, Requisition, Waiver
from procurement.operations.backtests import ask_for_backtest
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    LATER,
    PLANNED,
    SIGNED,
    a_grant,
    an_asset,
    evidence,
    leo,
    served,
    signed,
)
from tests.builders.procurement import (
    a_clear_vendor,
    a_policy,
    a_submitted_waiver,
    conflicted,
    legal,
    settled,
)
from tests.builders.reliance import assessed
from tests.builders.sourcing import a_submitted_need, claimed
from tests.builders.vendors import vendor_manager
from tests.builders.webhooks import an_endpoint
from vendors.models import (
    Attestation,
    AttestationRequest,
    Certificate,
    Disclosure,
    Evidence,
    ExpertiseClaim,
    Hold,
    HoldType,
    Party,
    Standard,
    Vendor,
)
from vendors.operations import place_hold
from vendors.operations.asking import ask_attestation
from vendors.operations.vouching import record_certificate
from vendors.ownership.facts import AttestationKind

# Whose id stands in an address, by the name of the place.
OF: Mapping[str, type[models.Model]] = {
    "asset_id": DataAsset,
    "assessment_id": Assessment,
    "attestation_id": Attestation,
    "backtest_id": Backtest,
    "certificate_id": Certificate,
    "claim_id": ExpertiseClaim,
    "case_id": Case,
    "competitor_id": Competitor,
    "contract_id": Contract,
    "delivery_id": Delivery,
    "disclosure_id": Disclosure,
    "endpoint_id": WebhookEndpoint,
    "event_id": Event,
    "evidence_id": Evidence,
    "grant_id": AccessGrant,
    "hold_id": Hold,
    "job_id": Delivery,
    "letter_id": Letter,
    "party_id": Party,
    "plan_id": PlannedDelivery,
    "policy_id": Policy,
    "rate_id": ExchangeRate,
    "rehearsal_id": ExitRehearsal,
    "request_id": AttestationRequest,
    "requisition_id": Requisition,
    "right_id": Right,
    "seal_id": Seal,
    "termination_id": Termination,
    "vendor_id": Vendor,
    "waiver_id": Waiver,
}

# And where a room of the API has another meaning for the same name.
OTHERWISE: Mapping[str, type[models.Model]] = {
    "contract-deliveries": ContractDelivery,
    "substitutability": SubstitutabilityAssessment,
}


def a_world() -> None:
    """A vendor in a conflict, with a waiver asked for, and a contract that is being left."""
    an_endpoint("https://93.184.215.14/hooks", "contracts.*")
    vendor = a_clear_vendor()
    signed(vendor)
    conflicted(vendor, 60)
    settled()
    keep_rights(vendor_id=vendor.id, after=None, actor=Actor.system(), on=clock.today())
    a_submitted_waiver(vendor)
    ask_for_backtest(
        policy_id=a_policy("draft").id, from_day=None, to_day=clock.today(), vendors=(),
        today=clock.today(), actor=legal(),
    )  # fmt: skip
    place_hold(
        vendor_id=vendor.id, type=HoldType.ALL, reason="R", actor=vendor_manager(), at=clock.now()
    )
    _what_it_can_do(vendor)
    _a_contract_being_left()
    seal_events()


def _what_it_can_do(vendor: Vendor) -> None:
    """Somebody's word about it, a certificate, an oath asked for, a need it may serve, a rate."""
    by, today = vendor_manager(), clock.today()
    claimed(vendor)
    record_certificate(
        vendor_id=vendor.id, standard=Standard.ISO_27001, scope="All.", issued_on=today, actor=by
    )
    ask_attestation(
        vendor_id=vendor.id, kind=AttestationKind.NO_SHARING, due_on=today, on=today, actor=by
    )
    a_submitted_need()
    enter_rate(
        base="EUR", quote="USD", rate=Decimal(1), valid_on=today, source="ECB", actor=by,
        today=today,
    )  # fmt: skip


def _a_contract_being_left() -> None:
    contract = signed(clauses=[replace(CONTROL_CLAUSE, cure_days=20_000)])
    said = {"contract_id": contract.id, "actor": leo(), "at": LATER}
    a_grant(contract)
    an_asset(contract)
    plan_delivery(due_on=SIGNED.date(), items=5, **said)  # type: ignore[arg-type]
    record_delivery(delivered_on=SIGNED.date(), items=3, **said)  # type: ignore[arg-type]
    rehearse_exit(**said)  # type: ignore[arg-type]
    assessed(contract)
    letter = Written(
        LetterKind.NOTICE, contract.vendor.party_id, on=date(2025, 2, 1), evidence=[evidence()]
    )
    record_letter(written=letter, **said)  # type: ignore[arg-type]
    served(contract, replace(PLANNED, clause=contract.clauses.get().id))


def an_id(place: str, path: str) -> UUID:
    """The id of the object at a place of an address; of none, if there is no such object."""
    model = OTHERWISE.get(path.split("/")[3], OF[place])
    rows = model._default_manager.order_by("id")
    if path.startswith("/api/v1/webhook-deliveries"):
        rows = rows.filter(task=WEBHOOK)
    found: UUID | None = rows.values_list("id", flat=True).first()
    return found or uuid4()


def address(path: str) -> str:
    """An address of the OpenAPI document with objects in its places."""
    for place in OF:
        mark = f"{{{place}}}"
        if mark in path:
            path = path.replace(mark, str(an_id(place, path)))
    return path.replace("{code}", "mathematics" if "/domains/" in path else "revoke_access")
