"""Ask a vendor to swear something by a day, and note what it swore as the answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import Conflict, Invalid
from vendors.claims import ClaimState
from vendors.models import Attestation, AttestationRequest, ClaimStanding, Party, Vendor
from vendors.ownership.facts import AttestationKind


class AskedAlready(Conflict):
    """The vendor has been asked to swear this and has not answered yet; `request` is the question.

    Record what it swears as an attestation, and the question is answered.
    """

    code = "attestation-asked"
    title = "The vendor has been asked for this already."


@transaction.atomic
def ask_attestation(
    *,
    vendor_id: UUID,
    kind: AttestationKind,
    due_on: date,
    actor: Actor,
    on: date,
    subject_id: UUID | None = None,
    dimension: str = "",
    value: int | None = None,
    renews: Attestation | None = None,
    reason: str = "",
) -> AttestationRequest:
    """Write down that a vendor was asked to swear something by a day.

    :raises Invalid: if the vendor or the subject is unknown, or the day has passed
    :raises AskedAlready: if it was asked for the same and has not answered
    """
    vendor = Vendor.objects.select_for_update(no_key=True).filter(id=vendor_id).first()
    if vendor is None:
        raise Invalid.at("/vendor", "unknown_vendor", "There is no such vendor.")
    subject = subject_id or vendor.party_id
    if not Party.objects.filter(id=subject).exists():
        raise Invalid.at("/subject", "unknown_party", "There is no such party.")
    if due_on < on:
        raise Invalid.at("/due_on", "in_the_past", "That day has passed.")
    asked = {"vendor": vendor, "subject_id": subject, "kind": kind.value, "dimension": dimension}
    known = AttestationRequest.objects.filter(**asked, answer=None).first()
    if known is not None:
        raise AskedAlready(request=str(known.id))
    row = AttestationRequest.objects.create(
        **asked,
        value=value,
        renews=renews,
        due_on=due_on,
        reason=reason,
        asked_on=on,
        asked_by=actor.person,
        asked_label=actor.label,
    )
    ClaimStanding.objects.filter(
        attestation__vendor=vendor,
        attestation__subject=subject,
        attestation__kind=kind.value,
        attestation__dimension=dimension,
        state=ClaimState.STANDING.value,
    ).update(state=ClaimState.ASKED.value)
    _tell("vendors.attestation_asked", row, actor, reason)
    return row


def note_answers(attestation: Attestation, actor: Actor) -> None:
    """The open question that an attestation answers, if there is one, is answered."""
    open_ones = AttestationRequest.objects.select_for_update(no_key=True).filter(
        vendor=attestation.vendor_id,
        subject=attestation.subject_id,
        kind=attestation.kind,
        dimension=attestation.dimension,
        answer=None,
    )
    for row in open_ones:
        AttestationRequest.objects.filter(id=row.id).update(answer=attestation)
        row.answer = attestation
        _tell("vendors.attestation_answered", row, actor)


def _tell(type_: str, row: AttestationRequest, actor: Actor, reason: str = "") -> None:
    record(
        type=type_,
        subject=Subject("attestation_request", row.id),
        actor=actor,
        reason=reason,
        data={
            "attestation_request": row.id,
            "vendor": row.vendor_id,
            "kind": row.kind,
            "due_on": row.due_on,
            "renews": row.renews_id,
            "answer": row.answer_id,
        },
    )
