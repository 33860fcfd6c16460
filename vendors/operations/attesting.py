"""Write down what a vendor swears about its cap table or its conduct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import Entry, lock_facts, next_entry
from config.events.operations import Subject, record
from config.problems import Invalid
from vendors.models import Attestation, Party, Vendor
from vendors.operations.asking import note_answers
from vendors.ownership.facts import AttestationKind, Dimension
from vendors.queries.evidence import list_unknown
from vendors.queries.parties import survivors_of


@dataclass(frozen=True, slots=True)
class Oath:
    """Who of the vendor swore it, in which role, on which day, in which words; as far as known."""

    person: str = ""
    role: str = ""
    on: date | None = None
    words: str = ""


NOT_SAID = Oath()


@transaction.atomic
def attest(
    *,
    vendor_id: UUID,
    kind: AttestationKind,
    valid_from: date,
    actor: Actor,
    subject_id: UUID | None = None,
    dimension: Dimension | None = None,
    value: int | None = None,
    valid_to: date | None = None,
    evidence: Sequence[UUID] = (),
    by: Oath = NOT_SAID,
) -> Attestation:
    """Record an attestation. Whoever leans on it hears of it as of a fact; a vendor that was asked
    for it has answered.

    :param subject_id: whose cap table it is about; the vendor's own if not said
    :param value: in units (`vendors.ownership.interval`), where the kind has one
    :raises Invalid: if the vendor, the subject or a piece of evidence is unknown
    """
    lock_facts()
    vendor = Vendor.objects.filter(id=vendor_id).first()
    if vendor is None:
        raise Invalid.at("/vendor", "unknown_vendor", "There is no such vendor.")
    about = subject_id or vendor.party_id
    if not Party.objects.filter(id=about).exists():
        raise Invalid.at("/subject", "unknown_party", "There is no such party.")
    for index in list_unknown(evidence):
        raise Invalid.at(f"/evidence/{index}", "unknown_evidence", "There is no such evidence.")
    entry = next_entry()
    attestation = Attestation.objects.create(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        recorded_by=actor.person,
        recorded_label=actor.label,
        vendor=vendor,
        subject_id=about,
        kind=kind,
        dimension=dimension or "",
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=list(evidence),
        sworn_by=by.person,
        sworn_role=by.role,
        sworn_on=by.on,
        words=by.words,
    )
    parties = sorted({about, survivors_of([about])[about]})
    Party.objects.filter(id__in=parties).update(changed_seq=entry.seq)
    _announce(attestation, parties, actor, entry)
    note_answers(attestation, actor)
    return attestation


def _announce(attestation: Attestation, parties: list[UUID], actor: Actor, entry: Entry) -> None:
    record(
        type="vendors.attestation_given",
        subject=Subject("attestation", attestation.id),
        actor=actor,
        entry=entry,
        data={
            "attestation": attestation.id,
            "vendor": attestation.vendor_id,
            "kind": attestation.kind,
            "parties": parties,
        },
    )
