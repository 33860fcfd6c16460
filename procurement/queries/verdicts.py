"""Which verdicts were reached, which one stands, and is a vendor cleared?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from config.events.ledger import SEQ_OF_THIS_READING
from config.problems import NotFound
from procurement.caseflow import CaseState, Verdict, WaiverState, covers
from procurement.models import Assessment, Case, Waiver
from procurement.neutrality.findings import Level, State
from vendors.models import Standing, Vendor
from vendors.queries.standing import with_pending


@dataclass(frozen=True, slots=True)
class Clearance:
    """Whether a contract with a vendor may begin or go on, and what that rests on.

    :ivar state: never `clear` while a recheck is pending
    :ivar waiver: the one that covers the verdict, if one does
    """

    cleared: bool
    pending: bool
    state: State
    level: Level
    assessment: UUID | None
    case: UUID | None
    waiver: UUID | None


def clearance_of(vendor_id: UUID, *, contract_id: UUID | None, at: datetime) -> Clearance:
    """Whether a vendor is cleared for a contract, judged at this moment and under your locks.

    :param contract_id: None is clearance for everything, that only a waiver for all can give
    :raises NotFound: if there is no such vendor
    """
    on = at.date()
    vendor = with_pending(
        Vendor.objects.filter(id=vendor_id).select_related("standing"), on=on
    ).first()
    if vendor is None:
        raise NotFound()
    standing: Standing = vendor.standing
    pending: bool = vendor.recheck_pending  # type: ignore[attr-defined]  # annotated above
    present = verdict_of(standing)
    waiver = None if pending else covering_waiver(vendor_id, contract_id, present, on)
    return Clearance(
        cleared=not pending and (present.state is State.CLEAR or waiver is not None),
        pending=pending,
        state=State(vendor.shown_state),  # type: ignore[attr-defined]  # annotated above
        level=present.level,
        assessment=standing.assessment_id,
        case=open_case_of(vendor_id),
        waiver=None if waiver is None else waiver.id,
    )


def verdict_of(judged: Standing | Assessment) -> Verdict:
    """What a row of either kind comes to."""
    return Verdict(State(judged.state), Level(judged.level))


def covering_waiver(
    vendor_id: UUID, contract_id: UUID | None, present: Verdict, on: date
) -> Waiver | None:
    """An approved waiver in force that was granted on a verdict no better than the present one."""
    if present.state is State.CLEAR:
        return None
    scope = Q(contract_id=None) | Q(contract_id=contract_id) if contract_id else Q(contract_id=None)
    waivers = Waiver.objects.filter(
        scope, vendor=vendor_id, state=WaiverState.APPROVED, expires_on__gt=on
    ).order_by("-expires_on", "id")
    return next((waiver for waiver in waivers if covers(granted(waiver), present)), None)


def granted(waiver: Waiver) -> Verdict:
    """The verdict a waiver was granted on."""
    return Verdict(State(waiver.granted_state), Level(waiver.granted_level))


def open_case_of(vendor_id: UUID) -> UUID | None:
    """The id of the vendor's open case, if it has one."""
    cases = Case.objects.filter(vendor=vendor_id).exclude(state=CaseState.CLOSED)
    return cases.values_list("id", flat=True).first()


def current_assessment(vendor_id: UUID) -> Assessment | None:
    """The assessment that no other supersedes; None before the first."""
    return current_assessments([vendor_id]).get(vendor_id)


def current_assessments(vendor_ids: Collection[UUID]) -> dict[UUID, Assessment]:
    """For each vendor that was ever assessed, the assessment that no other supersedes."""
    current = Assessment.objects.select_related("policy").filter(
        vendor__in=vendor_ids, superseded_by=None
    )
    return {assessment.vendor_id: assessment for assessment in current}


def list_assessments() -> QuerySet[Assessment]:
    """Every verdict, with what is needed to reach it again."""
    return Assessment.objects.select_related("policy", "vendor")


def get_assessment(assessment_id: UUID) -> Assessment:
    """:raises NotFound: if there is none"""
    assessment = list_assessments().filter(id=assessment_id).first()
    if assessment is None:
        raise NotFound()
    return assessment


def list_standing(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those that are not superseded. One that says `clear` is left out while a recheck is pending:
    nothing that is shown as present may be green and stale.
    """
    pending = with_pending(Vendor.objects.filter(id=OuterRef("vendor"))).filter(
        recheck_pending=True  # type: ignore[misc]  # annotated by it
    )
    return assessments.filter(superseded_by=None).exclude(Q(state=State.CLEAR) & Exists(pending))


def standings_unlike_verdicts() -> Iterator[tuple[str, str, str]]:
    """Vendors that are shown to stand elsewhere than their last verdict says: an audit's flaws."""
    last = Assessment.objects.filter(vendor=OuterRef("vendor"), superseded_by=None)
    rows = Standing.objects.annotate(
        last_id=Subquery(last.values("id")),
        last_state=Subquery(last.values("state")),
        last_level=Subquery(last.values("level")),
        last_policy=Subquery(last.values("policy")),
        last_seq=Coalesce(Subquery(last.values("known_seq")), 0),
        current_seq=SEQ_OF_THIS_READING,
    )
    unlike = (
        ~Q(assessment_id=F("last_id"))
        | ~Q(state=F("last_state"))
        | ~Q(level=F("last_level"))
        | ~Q(policy_id=F("last_policy"))
        | Q(assessed_seq__lt=F("last_seq"))
        | Q(assessed_seq__gt=F("current_seq"))
        | Q(owed_seq__gt=F("current_seq"))
    )
    never = Q(assessment_id=None, last_id=None) & Q(state=State.INSUFFICIENT, level=Level.NONE)
    for vendor in (
        rows.filter(unlike).exclude(never).order_by("vendor").values_list("vendor", flat=True)
    ):
        yield "changed", f"vendors_standing {vendor}", "not what its last assessment says"
