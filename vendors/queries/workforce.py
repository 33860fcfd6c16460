"""Where do a vendor's people work, on which day, as known when? Reads only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from vendors.models import Workforce
from vendors.workforce import Workplace

_FIRST = (F("valid_from").desc(nulls_last=True), "-seq")
_CODES = ArrayField(CharField(max_length=2))


def _begun(on: date) -> QuerySet[Workforce]:
    """The lists that have begun by a day, the one that counts first."""
    begun = Workforce.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on))
    return begun.order_by(*_FIRST)


def places_on(on: date) -> Combinable:
    """To annotate vendors with the countries their people work in; empty where nobody says."""
    begun = _begun(on).filter(vendor=OuterRef("pk")).values("places")[:1]
    return Coalesce(
        Subquery(begun, output_field=_CODES), Value([], output_field=_CODES), output_field=_CODES
    )


def workforce_on(vendor_id: UUID, on: date) -> list[Workplace]:
    """Where a vendor's people work on a day, as known now."""
    row = _begun(on).filter(vendor=vendor_id).first()
    return [] if row is None else workplaces_of(row)


def workforces_at(*, valid_at: date, known_seq: int) -> dict[UUID, list[Workplace]]:
    """By vendor, where its people worked on a day, as far as we had heard; others do not say."""
    known = Workforce.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=valid_at), seq__lte=known_seq
    )
    latest = known.order_by("vendor_id", *_FIRST).distinct("vendor_id")
    return {row.vendor_id: workplaces_of(row) for row in latest}


def workplaces_of(row: Workforce) -> list[Workplace]:
    """A list as it was written down."""
    return [Workplace(*pair) for pair in zip(row.places, row.shares, strict=True)]


def list_workforces(vendor_id: UUID) -> QuerySet[Workforce]:
    """Every list that was written down for a vendor, the newest first."""
    return Workforce.objects.filter(vendor=vendor_id)
