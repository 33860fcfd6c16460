"""Who else knows the domains that would be left, stands clear and could be asked?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models.functions import Lower

from contracts.queries.candidates import NO_AWARDS, OPEN
from vendors.models import Expertise, ExpertiseLevel, NeutralityState, Vendor
from vendors.queries.standing import list_holds_in_force, with_pending

MOST_EXPERTS: Final = 5
"""Named for one domain."""

_LEVELS: Final = list(ExpertiseLevel.values)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vendor that knows a domain, and how well."""

    vendor: UUID
    name: str
    level: str


def clear_experts(
    domains: Collection[str], *, on: date, but: Collection[UUID]
) -> dict[str, list[Candidate]]:
    """By domain in lower case, the best of those that are clear with nothing pending."""
    barred = list_holds_in_force(on).filter(type__in=NO_AWARDS).values("vendor")
    clear = (
        with_pending(Vendor.objects.exclude(id__in=but).exclude(id__in=barred), on=on)
        .filter(
            shown_state=NeutralityState.CLEAR,  # type: ignore[misc]  # annotated by it
            lifecycle__in=OPEN,
        )
        .exclude(capacity_hours_per_week=0)
    )
    known = (
        Expertise.objects.annotate(lower=Lower("domain"))
        .filter(lower__in=domains, vendor__in=clear.values("id"))
        .values_list("lower", "vendor_id", "vendor__party__name", "level")
    )
    found: dict[str, list[Candidate]] = defaultdict(list)
    for domain, vendor, name, level in known:
        found[domain].append(Candidate(vendor, name, level))
    for candidates in found.values():
        candidates.sort(key=lambda one: (-_LEVELS.index(one.level), one.name))
        del candidates[MOST_EXPERTS:]
    return found
