"""Hold what vendors swore against the facts, ask for it again in time, and have a person look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from config.actors import Actor
from config.events import ledger
from config.events.operations import Subject, record
from procurement.caseflow import CASE, CaseAct, CaseState
from procurement.models import Case, CaseClaim
from procurement.neutrality.claims import Contradiction, Weight
from procurement.operations.moving import change, state_after
from procurement.queries.claims import (
    as_json,
    contradictions_of,
    list_to_ask_again,
    list_untested,
)
from procurement.queries.standards import yardstick_at
from procurement.queries.verdicts import current_assessment
from vendors.claims import ASKS_FOR_A_PERSON, Claim, ClaimState, due_on, state_of
from vendors.models import Attestation, AttestationRequest, ClaimStanding
from vendors.operations.asking import ask_attestation
from vendors.operations.claims import Tested, record_tests
from vendors.operations.vendors import lock_vendor
from vendors.ownership.facts import AttestationKind

MOST_VENDORS = 50
MOST_ASKED = 200
_NEVER_ASKED = frozenset({AttestationKind.REFUSED, AttestationKind.NOT_YET})
_Key = tuple[UUID, str, str]


@transaction.atomic
def hold_claims_to_facts(*, vendor_id: UUID, on: date, actor: Actor) -> list[ClaimStanding]:
    """Test everything a vendor swore against the present facts; answers what stands otherwise.

    Told twice, it finds the same and says nothing more.
    """
    rows = list(
        Attestation.objects.filter(vendor=vendor_id).select_related("standing").order_by("seq")
    )
    if not rows:
        return []
    lock_vendor(vendor_id=vendor_id)
    known_seq = ledger.current_seq()
    against = contradictions_of(
        [row for row in rows if _holds(row, on)],
        on=on,
        known_seq=known_seq,
        yardstick=yardstick_at(on, known_seq),
    )
    tested = _tested(rows, against, on)
    changed = record_tests(tests=tested, tested_seq=known_seq, on=on)
    for before, standing in changed:
        _tell(before, standing, actor)
    return [standing for _, standing in changed]


def _holds(row: Attestation, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def _key(row: Attestation | AttestationRequest) -> _Key:
    return row.subject_id, row.kind, row.dimension


def _tested(
    rows: Sequence[Attestation],
    against: Mapping[UUID, Sequence[Contradiction]],
    on: date,
) -> list[Tested]:
    vendor = rows[0].vendor_id
    asked = {
        _key(request) for request in AttestationRequest.objects.filter(vendor=vendor, answer=None)
    }
    latest = {_key(row): row for row in rows if row.valid_from <= on}
    return [
        _one(row, against.get(row.id, ()), on, latest=latest, is_asked=_key(row) in asked)
        for row in rows
    ]


def _one(
    row: Attestation,
    found: Sequence[Contradiction],
    on: date,
    *,
    latest: Mapping[_Key, Attestation],
    is_asked: bool,
) -> Tested:
    newest = latest.get(_key(row), row)
    claim = Claim(
        ends_on=row.valid_to,
        is_replaced=newest.id != row.id and newest.seq > row.seq,
        is_contradicted=any(one.weight is Weight.PROVED for one in found),
        is_asked=is_asked,
    )
    due = due_on(
        begins_on=row.sworn_on or row.valid_from,
        ends_on=row.valid_to,
        longest_days=settings.ATTESTATION_MAX_AGE_DAYS,
    )
    days = [day for day in (row.valid_from, row.valid_to) if day is not None and day > on]
    return Tested(
        attestation=row,
        state=state_of(claim, on),
        contradictions=as_json(found),
        next_test_on=min(days, default=None),
        due_on=due,
    )


def _tell(before: str, standing: ClaimStanding, actor: Actor) -> None:
    row = standing.attestation
    record(
        type="procurement.claim_tested",
        subject=Subject("attestation", row.id),
        actor=actor,
        data={
            "attestation": row.id,
            "vendor": row.vendor_id,
            "kind": row.kind,
            "before": before or None,
            "after": standing.state,
            "why": standing.contradictions,
        },
    )


@transaction.atomic
def reopen_for_claim(*, attestation_id: UUID, actor: Actor) -> Case | None:
    """Have somebody look at something sworn that stands no more; once each time it comes to that.

    None where it stands by now, has been looked at, or nobody has judged its vendor yet.
    """
    standing = ClaimStanding.objects.select_related("attestation").filter(pk=attestation_id).first()
    if standing is None or ClaimState(standing.state) not in ASKS_FOR_A_PERSON:
        return None
    row = standing.attestation
    lock_vendor(vendor_id=row.vendor_id)
    assessment = current_assessment(row.vendor_id)
    known = {"attestation": row, "state": standing.state, "seq": standing.since_seq}
    if assessment is None or CaseClaim.objects.filter(**known).exists():
        return None
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .filter(vendor=row.vendor_id)
        .exclude(state=CaseState.CLOSED)
        .first()
    )
    joined = case is not None
    if case is None:
        case = Case.objects.create(vendor_id=row.vendor_id, assessment=assessment)
        case.refresh_from_db()
    else:
        state = state_after(CASE, CaseState(case.state), CaseAct.JOIN)
        change(case, state=state, proposal=None, decision=None)
    CaseClaim.objects.create(case=case, **known)
    record(
        type="procurement.case_joined" if joined else "procurement.case_opened",
        subject=Subject("case", case.id),
        actor=actor,
        data={
            "case": case.id,
            "vendor": case.vendor_id,
            "state": case.state,
            "assessment": case.assessment_id,
            "attestation": row.id,
            "claim": standing.state,
        },
    )
    return case


def look_after_claims(*, on: date, actor: Actor) -> int:
    """Test what is due, and ask again for what has to be sworn again; a bounded part of both.

    Answers how many were tested or asked for.
    """
    vendors = list_untested(on, MOST_VENDORS)
    for vendor_id in vendors:
        hold_claims_to_facts(vendor_id=vendor_id, on=on, actor=actor)
    return len(vendors) + ask_again(on=on, actor=actor)


@transaction.atomic
def ask_again(*, on: date, actor: Actor) -> int:
    """Ask for what has to be sworn again soon, each once; answers how many."""
    soon = on + timedelta(days=settings.ATTESTATION_ASK_DAYS)
    due = list_to_ask_again(soon).exclude(kind__in=[kind.value for kind in _NEVER_ASKED])
    rows = list({(row.vendor_id, *_key(row)): row for row in due[:MOST_ASKED]}.values())
    for row in rows:
        ask_attestation(
            vendor_id=row.vendor_id,
            kind=AttestationKind(row.kind),
            subject_id=row.subject_id,
            dimension=row.dimension,
            value=row.value,
            due_on=max(on, row.standing.due_on),
            renews=row,
            reason="It has to be sworn again.",
            actor=actor,
            on=on,
        )
    return len(rows)
