"""Which vendors are there, where do they stand, and what is on hold?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from config.problems import NotFound
from vendors.models import Vendor
from vendors.queries.capacity import hours_on
from vendors.queries.standing import list_holds_in_force, with_pending
from vendors.queries.workforce import places_on


def list_vendors(*, on: date) -> QuerySet[Vendor]:
    """Vendors with all that is shown of them, in a number of queries that does not grow.

    Each has `recheck_pending`, `shown_state`, `name`, `hours` (a week, on the day),
    `workplaces` (on the day) and `current_holds`.
    """
    holds = Prefetch("holds", queryset=list_holds_in_force(on), to_attr="current_holds")
    return (
        with_pending(Vendor.objects.all(), on=on)
        .annotate(name=F("party__name"), hours=hours_on(on), workplaces=places_on(on))
        .select_related("party", "standing")
        .prefetch_related("expertise", holds)
    )


def get_vendor(vendor_id: UUID, *, on: date) -> Vendor:
    """One vendor as `list_vendors` gives it.

    :raises NotFound: if there is none
    """
    vendor = list_vendors(on=on).filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound()
    return vendor
