"""What speaks today against something a vendor swore, and which claims are due to be tested?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from procurement.minutes import Json
from procurement.neutrality.claims import TESTABLE, Contradiction, contradictions
from procurement.queries.standards import Yardstick
from vendors.claims import ClaimState
from vendors.models import Attestation, AttestationRequest, Lifecycle, Vendor
from vendors.ownership.facts import Attestation as Sworn
from vendors.ownership.facts import AttestationKind, Dimension, Facts
from vendors.queries.facts import facts_around
from vendors.queries.parties import survivors_of


def contradictions_of(
    claims: Iterable[Attestation], *, on: date, known_seq: int, yardstick: Yardstick
) -> dict[UUID, tuple[Contradiction, ...]]:
    """By attestation, from facts that are read once for each party that is sworn about."""
    rows = [row for row in claims if AttestationKind(row.kind) in TESTABLE]
    found: dict[UUID, tuple[Contradiction, ...]] = {}
    who = survivors_of({row.subject_id for row in rows}, known_seq=known_seq)
    facts: dict[UUID, Facts] = {}
    for row in rows:
        subject = who[row.subject_id]
        if subject not in facts:
            facts[subject] = facts_around(
                [subject, *yardstick.competitors], valid_at=on, known_seq=known_seq
            )
        rivals = [str(party) for party in yardstick.competitors if party != subject]
        claim = _claim(row, str(subject))
        found[row.id] = contradictions(claim, facts[subject], rivals, yardstick.rules)
    return found


def _claim(row: Attestation, subject: str) -> Sworn:
    return Sworn(
        id=str(row.id),
        subject=subject,
        kind=AttestationKind(row.kind),
        dimension=Dimension(row.dimension) if row.dimension else None,
        value=row.value,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=str(row.id),
    )


def as_json(found: Iterable[Contradiction]) -> list[Json]:
    """As claims keep it, and the API tells it."""
    return [
        {
            "weight": one.weight.value,
            "sentence": one.sentence,
            "party": one.party or None,
            "sources": list(one.sources),
        }
        for one in found
    ]


def list_untested(on: date, most: int) -> list[UUID]:
    """Vendors with claims that were never tested, are due, or are older than their verdict."""
    untested = Attestation.objects.filter(vendor=OuterRef("pk"), standing=None)
    due = Attestation.objects.filter(vendor=OuterRef("pk"), standing__next_test_on__lte=on)
    overtaken = Attestation.objects.filter(
        vendor=OuterRef("pk"), standing__tested_seq__lt=OuterRef("standing__assessed_seq")
    )
    vendors = Vendor.objects.filter(Exists(untested) | Exists(due) | Exists(overtaken))
    return list(vendors.order_by("id").values_list("id", flat=True)[:most])


def list_to_ask_again(on: date) -> QuerySet[Attestation]:
    """What is due to be sworn again before a day, and has not been asked for."""
    asked = AttestationRequest.objects.filter(
        vendor=OuterRef("vendor"),
        subject=OuterRef("subject"),
        kind=OuterRef("kind"),
        dimension=OuterRef("dimension"),
        answer=None,
    )
    due = Attestation.objects.filter(~Exists(asked), standing__due_on__lte=on)
    gone = [Lifecycle.OFFBOARDED, Lifecycle.REJECTED]
    due = due.exclude(vendor__lifecycle__in=gone)
    return (
        due.exclude(standing__state=ClaimState.SUPERSEDED).select_related("standing").order_by("id")
    )
