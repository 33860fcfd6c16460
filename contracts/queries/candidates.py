"""Who else knows a domain, is free to be engaged, and stands clear today?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from vendors.models import Expertise, ExpertiseLevel, HoldType, Lifecycle, NeutralityState, Vendor
from vendors.queries.vendors import list_vendors

MOST_CANDIDATES = 20
OPEN = (Lifecycle.PROSPECT, Lifecycle.SCREENING, Lifecycle.QUALIFIED)
NO_AWARDS = frozenset({HoldType.NEW_AWARDS, HoldType.ALL})
_LEVELS = list(ExpertiseLevel.values)


def list_candidates(
    domains: Collection[str], *, on: date, but: Collection[UUID] = ()
) -> list[Vendor]:
    """Vendors that know one of the domains, the most fitting first; no more than a few.

    Whoever says that it has no hours left, may not be awarded anything, or is on its way out is
    not among them.

    :param domains: in lower case
    """
    knows = Expertise.objects.annotate(lower=Lower("domain")).filter(
        vendor=OuterRef("pk"), lower__in=domains
    )
    able = (
        list_vendors(on=on)
        .filter(Exists(knows), lifecycle__in=OPEN)
        .filter(shown_state=NeutralityState.CLEAR)  # type: ignore[misc]  # annotated by it
        .exclude(id__in=but)
        .exclude(capacity_hours_per_week=0)
    )
    free = [vendor for vendor in able if NO_AWARDS.isdisjoint(_holds(vendor))]
    return sorted(free, key=lambda vendor: _fitness(vendor, domains))[:MOST_CANDIDATES]


def known_of(vendor: Vendor, domains: Collection[str]) -> list[Expertise]:
    """What a vendor knows of some domains, best first."""
    found = [one for one in vendor.expertise.all() if one.domain.lower() in domains]
    return sorted(found, key=lambda one: (-_LEVELS.index(one.level), one.domain))


def _holds(vendor: Vendor) -> set[str]:
    return {hold.type for hold in vendor.current_holds}  # type: ignore[attr-defined]  # prefetched


def _fitness(vendor: Vendor, domains: Collection[str]) -> tuple[int, int, int, int, UUID]:
    known = known_of(vendor, domains)
    return (
        -len(known),
        -max(_LEVELS.index(one.level) for one in known),
        0 if vendor.lifecycle == Lifecycle.QUALIFIED else 1,
        -(vendor.capacity_hours_per_week or 0),
        vendor.id,
    )
