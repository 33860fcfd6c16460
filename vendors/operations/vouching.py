"""Who vouches for what a vendor can do? Claims, certificates and hours, written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.money import Money
from config.problems import Invalid, MoveNotAllowed, NotFound, StaleVersion
from vendors.models import (
    Capacity,
    Certificate,
    ExpertiseClaim,
    ExpertiseLevel,
    Standard,
    Vendor,
    Voice,
)
from vendors.operations.vendors import lock_vendor
from vendors.queries.capacity import capacity_on
from vendors.queries.domains import get_tree, meant_domains
from vendors.queries.evidence import list_unknown


class AlreadyWithdrawn(MoveNotAllowed):
    """It was taken back before; nothing counts on it any more."""

    code = "already-withdrawn"
    title = "This was withdrawn already."


@transaction.atomic
def claim_expertise(
    *,
    vendor_id: UUID,
    domain: str,
    level: ExpertiseLevel,
    said_by: Voice,
    actor: Actor,
    asserted_by: str = "",
    rate: Money | None = None,
    comment: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    evidence: Sequence[UUID] = (),
) -> ExpertiseClaim:
    """Write down somebody's word for how well a vendor knows a domain.

    :param rate: what an hour costs
    :raises NotFound: if there is no such vendor
    :raises Invalid: if the domain or a piece of evidence is unknown, or its days are none
    """
    lock_vendor(vendor_id=vendor_id)
    [code] = meant_domains([("/domain", domain)], tree=get_tree())
    _refuse_backwards("/valid_to", valid_from, valid_to)
    _refuse_unknown(evidence)
    claim = ExpertiseClaim.objects.create(
        vendor_id=vendor_id,
        domain_id=code,
        level=level,
        said_by=said_by,
        asserted_by=asserted_by,
        rate_amount=rate.amount if rate else None,
        rate_currency=rate.currency if rate else "",
        comment=comment,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=list(evidence),
        recorded_by=actor.person,
        recorded_label=actor.label,
    )
    said = {"domain": code, "level": level, "said_by": said_by}
    _tell("vendors.expertise_claimed", vendor_id, actor, {"claim": claim.id, **said})
    return claim


@transaction.atomic
def withdraw_claim(
    *, claim_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> ExpertiseClaim:
    """Take a claim back.

    :raises NotFound: if there is none
    :raises StaleVersion: if it was withdrawn since it was seen
    :raises AlreadyWithdrawn: if it was withdrawn
    """
    claim = _withdrawn(ExpertiseClaim, claim_id, reason, actor, at, seen_version)
    data = {"claim": claim.id, "domain": claim.domain_id}
    _tell("vendors.claim_withdrawn", claim.vendor_id, actor, data, reason)
    return claim


@transaction.atomic
def record_certificate(
    *,
    vendor_id: UUID,
    standard: Standard,
    scope: str,
    issued_on: date,
    actor: Actor,
    title: str = "",
    number: str = "",
    issued_by: str = "",
    expires_on: date | None = None,
    evidence: Sequence[UUID] = (),
) -> Certificate:
    """Write down a certificate of security or privacy.

    :raises NotFound: if there is no such vendor
    :raises Invalid: if it names no standard, a piece of evidence is unknown, or its days are none
    """
    lock_vendor(vendor_id=vendor_id)
    if standard == Standard.OTHER and not title:
        raise Invalid.at("/title", "required", "Say which standard it is.")
    _refuse_backwards("/expires_on", issued_on, expires_on)
    _refuse_unknown(evidence)
    certificate = Certificate.objects.create(
        vendor_id=vendor_id,
        standard=standard,
        title=title,
        scope=scope,
        number=number,
        issued_by=issued_by,
        issued_on=issued_on,
        expires_on=expires_on,
        evidence=list(evidence),
        recorded_by=actor.person,
        recorded_label=actor.label,
    )
    said = {"certificate": certificate.id, "standard": standard, "expires_on": expires_on}
    _tell("vendors.certificate_recorded", vendor_id, actor, said)
    return certificate


@transaction.atomic
def withdraw_certificate(
    *,
    certificate_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Certificate:
    """Take a certificate back: it was revoked, or never was.

    :raises NotFound: if there is none
    :raises StaleVersion: if it was withdrawn since it was seen
    :raises AlreadyWithdrawn: if it was withdrawn
    """
    found = _withdrawn(Certificate, certificate_id, reason, actor, at, seen_version)
    data = {"certificate": found.id, "standard": found.standard}
    _tell("vendors.certificate_withdrawn", found.vendor_id, actor, data, reason)
    return found


@transaction.atomic
def plan_capacity(
    *,
    vendor_id: UUID,
    hours_per_week: int | None,
    valid_from: date,
    on: date,
    actor: Actor,
    comment: str = "",
) -> Capacity:
    """Write down how many hours a week a vendor has from a day on, until another figure begins.

    :param hours_per_week: None where it does not say
    :param on: today
    :raises NotFound: if there is no such vendor
    """
    vendor = lock_vendor(vendor_id=vendor_id)
    capacity = Capacity.objects.create(
        vendor=vendor,
        hours_per_week=hours_per_week,
        valid_from=valid_from,
        comment=comment,
        recorded_by=actor.person,
        recorded_label=actor.label,
    )
    Vendor.objects.filter(id=vendor.id).update(
        capacity_hours_per_week=capacity_on(vendor.id, on),
        version=F("version") + 1,
        updated_at=ClockTimestamp(),
    )
    data = {"hours_per_week": hours_per_week, "valid_from": valid_from}
    _tell("vendors.capacity_planned", vendor.id, actor, data)
    return capacity


W = TypeVar("W", ExpertiseClaim, Certificate)


def _withdrawn(
    model: type[W],
    row_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None,
) -> W:
    row = model._default_manager.select_for_update(no_key=True).filter(id=row_id).first()
    if row is None:
        raise NotFound()
    if seen_version not in (None, row.version):
        raise StaleVersion(version=row.version)
    if row.withdrawn_at is not None:
        raise AlreadyWithdrawn(state="withdrawn", allowed=[])
    model._default_manager.filter(id=row.id).update(
        withdrawn_at=at, withdrawn_by=actor.label, withdraw_reason=reason
    )
    row.refresh_from_db()
    return row


def _refuse_backwards(pointer: str, start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end <= start:
        raise Invalid.at(pointer, "backwards", "It would end before it begins.")


def _refuse_unknown(evidence: Sequence[UUID]) -> None:
    for index in list_unknown(evidence):
        raise Invalid.at(f"/evidence/{index}", "unknown_evidence", "There is no such evidence.")


def _tell(
    type_: str, vendor_id: UUID, actor: Actor, data: Mapping[str, object], reason: str = ""
) -> None:
    record(
        type=type_,
        subject=Subject("vendor", vendor_id),
        actor=actor,
        reason=reason,
        data={"vendor": vendor_id, **data},
    )
