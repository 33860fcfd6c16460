"""Write down where a vendor's people work, from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.events.ledger import next_entry
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Invalid
from vendors.models import Vendor, Workforce
from vendors.operations.vendors import lock_vendor, note_workforce
from vendors.workforce import Workplace, whole_of


@transaction.atomic
def place_workforce(
    *,
    vendor_id: UUID,
    places: Sequence[Workplace],
    valid_from: date | None,
    actor: Actor,
    comment: str = "",
) -> Workforce:
    """Write down where a vendor's people work from a day on, until another list begins.

    :param valid_from: None where it was always so
    :raises NotFound: if there is no such vendor
    :raises Invalid: if a place is named twice, or the parts are more than the whole
    """
    vendor = lock_vendor(vendor_id=vendor_id)
    _refuse_impossible(places)
    entry = next_entry()
    row = note_workforce(vendor, places, valid_from, actor, entry, comment)
    Vendor.objects.filter(id=vendor.id).update(
        version=F("version") + 1, updated_at=ClockTimestamp()
    )
    record(
        type="vendors.workforce_placed",
        subject=Subject("vendor", vendor.id),
        actor=actor,
        entry=entry,
        data={
            "vendor": vendor.id,
            "places": [{"place": one.place, "share": _said(one.share)} for one in places],
            "valid_from": valid_from,
        },
    )
    return row


def _said(share: Decimal | None) -> str | None:
    return None if share is None else f"{share.normalize():f}"


def _refuse_impossible(places: Sequence[Workplace]) -> None:
    codes = [one.place for one in places]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise Invalid.at(f"/places/{index}/place", "double", "Name each place once.")
    if whole_of(places) > 100:
        raise Invalid.at("/places", "over_100", "The parts are more than 100 percent together.")
