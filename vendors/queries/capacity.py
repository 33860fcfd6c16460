"""How many hours a week does a vendor have, on which day? Reads only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from vendors.models import Capacity, Vendor


def _begun(on: date) -> QuerySet[Capacity]:
    """The figures that have begun by a day, the one that counts first."""
    return Capacity.objects.filter(valid_from__lte=on).order_by("-valid_from", "-id")


def hours_on(on: date) -> Combinable:
    """To annotate vendors with the hours they have on a day; null where they do not say.

    Before the first figure that is dated, what was said when they were registered counts.
    """
    begun = _begun(on).filter(vendor=OuterRef("pk"))
    return Case(
        When(Exists(begun), then=Subquery(begun.values("hours_per_week")[:1])),
        default=F("capacity_hours_per_week"),
        output_field=IntegerField(),
    )


def capacity_on(vendor_id: UUID, on: date) -> int | None:
    """The hours a vendor has on a day; None where it does not say, or is not there."""
    found = Vendor.objects.filter(id=vendor_id).annotate(hours=hours_on(on))
    return found.values_list("hours", flat=True).first()


def list_capacities(vendor_id: UUID) -> QuerySet[Capacity]:
    """Every figure that was written down for a vendor, the latest day first."""
    return Capacity.objects.filter(vendor=vendor_id)
