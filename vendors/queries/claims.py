"""Which claims are there, where does each stand, and has it been tested on the newest facts?"""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from vendors.models import Attestation, Vendor
from vendors.queries.standing import with_pending


def list_claims(on: date) -> QuerySet[Attestation]:
    """All of them with their standing, and `test_pending`: something newer waits to be held
    against the claim, or its day has come.
    """
    pending = with_pending(Vendor.objects.filter(pk=OuterRef("vendor")), on=on).filter(
        recheck_pending=True  # type: ignore[misc]  # annotated by it
    )
    is_fresh = (
        Q(standing__tested_seq__gte=F("vendor__standing__assessed_seq"))
        & (Q(standing__next_test_on=None) | Q(standing__next_test_on__gt=on))
        & ~Exists(pending)
    )
    return Attestation.objects.select_related("standing").annotate(
        test_pending=Case(
            When(is_fresh, then=Value(value=False)),
            default=Value(value=True),
            output_field=BooleanField(),
        )
    )
