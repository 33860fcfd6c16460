"""How hard is each contract to replace, as last assessed, and can that be relied on?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from contracts.models import SubstitutabilityAssessment
from contracts.substitution import is_stale


def list_assessments(*, valid_at: date, known_seq: int) -> QuerySet[SubstitutabilityAssessment]:
    """Those of a day or before, as written by a place in the ledger, the latest first."""
    known = SubstitutabilityAssessment.objects.filter(assessed_on__lte=valid_at, seq__lte=known_seq)
    return known.select_related("contract").order_by("-assessed_on", "-id")


def latest_assessments(
    contracts: Collection[UUID], *, valid_at: date, known_seq: int
) -> dict[UUID, SubstitutabilityAssessment]:
    """By contract, the one that counts."""
    rows = (
        SubstitutabilityAssessment.objects.filter(
            contract__in=contracts, assessed_on__lte=valid_at, seq__lte=known_seq
        )
        .order_by("contract_id", "-assessed_on", "-id")
        .distinct("contract_id")
    )
    return {row.contract_id: row for row in rows}


def is_out_of_date(row: SubstitutabilityAssessment, on: date) -> bool:
    """Whether an assessment is older than the house relies on."""
    longest = settings.SUBSTITUTABILITY_MAX_AGE_DAYS
    return is_stale(row.assessed_on, on=on, longest_days=longest)
