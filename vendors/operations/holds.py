"""Put something with a vendor on hold, and release it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import Invalid, MoveNotAllowed, NotFound, StaleVersion
from vendors.models import Hold, HoldType
from vendors.operations.vendors import lock_vendor


class HoldNotInForce(MoveNotAllowed):
    """Only a hold that is in force can be released; this one was released, or its day has come."""

    code = "hold-not-in-force"
    title = "This hold is not in force any more."


@transaction.atomic
def place_hold(
    *,
    vendor_id: UUID,
    type: HoldType,  # noqa: A002 - the field's own name
    reason: str,
    actor: Actor,
    at: datetime,
    release_on: date | None = None,
) -> Hold:
    """Put something with a vendor on hold, until it is released or `release_on` comes.

    :raises NotFound: if there is no such vendor
    :raises Invalid: if the hold would be over before it begins
    """
    vendor = lock_vendor(vendor_id=vendor_id)
    if release_on is not None and release_on <= at.date():
        raise Invalid.at("/release_on", "in_the_past", "A hold ends on a day to come.")
    hold = Hold.objects.create(
        vendor=vendor,
        type=type,
        reason=reason,
        placed_by=actor.label,
        placed_at=at,
        release_on=release_on,
    )
    record(
        type="vendors.hold_placed",
        subject=Subject("vendor", vendor.id),
        actor=actor,
        reason=reason,
        data={"vendor": vendor.id, "hold": hold.id, "type": type, "release_on": release_on},
    )
    return hold


@transaction.atomic
def release_hold(
    *, hold_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> Hold:
    """End a hold before its day.

    :raises NotFound: if there is no such hold
    :raises StaleVersion: if it was released since it was seen
    :raises HoldNotInForce: if it has ended already
    """
    hold = Hold.objects.select_for_update(no_key=True).filter(id=hold_id).first()
    if hold is None:
        raise NotFound()
    if seen_version not in (None, hold.version):
        raise StaleVersion()
    if hold.released_at is not None:
        raise HoldNotInForce(state="released", allowed=[])
    if hold.release_on is not None and hold.release_on <= at.date():
        raise HoldNotInForce(state="expired", allowed=[])
    Hold.objects.filter(id=hold.id).update(
        released_at=at, released_by=actor.label, release_reason=reason
    )
    hold.refresh_from_db()
    record(
        type="vendors.hold_released",
        subject=Subject("vendor", hold.vendor_id),
        actor=actor,
        reason=reason,
        data={"vendor": hold.vendor_id, "hold": hold.id, "type": hold.type},
    )
    return hold
