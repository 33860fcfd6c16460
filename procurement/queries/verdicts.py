"""Which verdicts were reached, which one stands, and is a vendor cleared?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """Vendors that are shown to stand elsewhere than their last verdict says, and those whose
    verdict would not be looked at again when it should: an audit's flaws.
    """
    unlike = "not what its last assessment says"
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS_UNLIKE)
        for (vendor,) in cursor.fetchall():
            yield "changed", f"vendors_standing {vendor}", unlike
        cursor.execute(_FOOTPRINTS_UNLIKE)
        for (vendor,) in cursor.fetchall():
            yield "changed", f"vendors_footprint of {vendor}", unlike


_LAST = """
    SELECT a.* FROM procurement_assessment a
    WHERE NOT EXISTS (SELECT FROM procurement_assessment n WHERE n.supersedes_id = a.id)
"""
_STANDINGS_UNLIKE = f"""
    SELECT s.vendor_id FROM vendors_standing s
    LEFT JOIN ({_LAST}) a USING (vendor_id)
    CROSS JOIN (SELECT coalesce(max(seq), 0) AS seq FROM events_ledger) l
    WHERE (s.assessment_id, s.state, s.level, s.policy_id, s.next_boundary) IS DISTINCT FROM
            (a.id, coalesce(a.state, 'insufficient'), coalesce(a.level, 'none'), a.policy_id,
             a.next_boundary)
        OR s.assessed_seq < coalesce(a.known_seq, 0)
        OR greatest(s.assessed_seq, s.owed_seq) > l.seq
    ORDER BY s.vendor_id
"""  # noqa: S608 - a constant
_FOOTPRINTS_UNLIKE = f"""
    SELECT a.vendor_id FROM ({_LAST}) a
    WHERE cardinality(a.footprint) <>
            (SELECT count(*) FROM vendors_footprint f WHERE f.vendor_id = a.vendor_id)
        OR EXISTS (SELECT FROM unnest(a.footprint) party WHERE NOT EXISTS
            (SELECT FROM vendors_footprint f
             WHERE f.vendor_id = a.vendor_id AND f.party_id = party))
    ORDER BY a.vendor_id
"""  # noqa: S608 - a constant
