"""What that vouches for a vendor ends soon, or has ended, and nothing of its kind lasts longer?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from config.reminding import PASSED
from vendors.claims import ClaimState
from vendors.expiry import LONGEST, ExpiryKind
from vendors.models import Attestation, Certificate, ExpiryReminder


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate or attestation, and the first day on which it counts no more."""

    kind: ExpiryKind
    about: UUID
    vendor: UUID
    ends_on: date
    what: str

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)


def certificates_ending(by: date) -> QuerySet[Certificate]:
    """On file, over by a day, and not followed by one of the same standard that lasts longer."""
    longer = Certificate.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        vendor=OuterRef("vendor"),
        standard=OuterRef("standard"),
        title=OuterRef("title"),
        withdrawn_at=None,
    )
    ending = Certificate.objects.filter(expires_on__lte=by, withdrawn_at=None)
    return ending.filter(~Exists(longer)).order_by("expires_on", "id")


def attestations_ending(by: date) -> QuerySet[Attestation]:
    """Sworn until a day, and not sworn anew."""
    ending = Attestation.objects.filter(valid_to__lte=by)
    return ending.exclude(standing__state=ClaimState.SUPERSEDED).order_by("valid_to", "id")


def list_endings(on: date, *, vendors: Collection[UUID] | None = None) -> Iterator[Ending]:
    """What people may have to be told of on a day: what ends soon, and what has and was not told.

    :param vendors: of these only
    """
    over = ExpiryReminder.objects.filter(about=OuterRef("id"), days=PASSED)
    by = on + timedelta(days=LONGEST + 1)
    certificates = certificates_ending(by).filter(~Exists(over))
    attestations = attestations_ending(by).filter(~Exists(over))
    if vendors is not None:
        certificates = certificates.filter(vendor__in=vendors)
        attestations = attestations.filter(vendor__in=vendors)
    for one in certificates:
        if one.expires_on is not None:  # which the query says already
            yield Ending(
                ExpiryKind.CERTIFICATE, one.id, one.vendor_id, one.expires_on, one.standard
            )
    for oath in attestations:
        if oath.valid_to is not None:
            yield Ending(ExpiryKind.ATTESTATION, oath.id, oath.vendor_id, oath.valid_to, oath.kind)


def told_of(endings: Collection[Ending]) -> dict[UUID, set[int]]:
    """Which offsets of each were told."""
    found: dict[UUID, set[int]] = {ending.about: set() for ending in endings}
    rows = ExpiryReminder.objects.filter(about__in=found)
    for about, days in rows.values_list("about", "days"):
        found[about].add(days)
    return found
