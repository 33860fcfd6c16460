"""Tell people that what vouches for a vendor ends, once for each offset, and that it has ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.reminding import PASSED, Due, due_by
from vendors.expiry import EXPIRIES
from vendors.models import ExpiryReminder, Vendor
from vendors.queries.expiry import Ending, list_endings, told_of

BATCH: Final = 100
_Due = tuple[Ending, Due]


@transaction.atomic
def tell_expiries(*, on: date, actor: Actor) -> int:
    """Record which certificates and attestations end soon, or have ended.

    Safe to run twice, late, or on two machines: a vendor is held while it is looked at, and each
    offset is settled by a row that can exist only once. What was slept through is told of once, by
    the nearest offset. Answers how much was told; the rest of a long list waits a turn.
    """
    wanted = list(dict.fromkeys(ending.vendor for ending, _ in _due(on)))[:BATCH]
    if not wanted:
        return 0
    locked = Vendor.objects.select_for_update(skip_locked=True, no_key=True)
    held = list(locked.filter(id__in=wanted).order_by("id").values_list("id", flat=True))
    told = _due(on, held)
    ExpiryReminder.objects.bulk_create(
        ExpiryReminder(
            vendor_id=ending.vendor,
            kind=ending.kind,
            about=ending.about,
            ends_on=ending.ends_on,
            days=days,
        )
        for ending, due in told
        for days in due.settles
    )
    for ending, due in told:
        _tell(ending, due, on, actor)
    return len(told)


def _due(on: date, vendors: Collection[UUID] | None = None) -> list[_Due]:
    endings = list(list_endings(on, vendors=vendors))
    told = told_of(endings)
    found = (
        (ending, due_by(EXPIRIES[ending.kind], ending.last_day, on, told[ending.about]))
        for ending in endings
    )
    return [(ending, due) for ending, due in found if due is not None]


def _tell(ending: Ending, due: Due, on: date, actor: Actor) -> None:
    is_over = due.days == PASSED
    ahead = {} if is_over else {"days_left": (ending.last_day - on).days, "offset": due.days}
    record(
        type="vendors.expiry_passed" if is_over else "vendors.expiry_near",
        subject=Subject("vendor", ending.vendor),
        actor=actor,
        data={
            "vendor": ending.vendor,
            "kind": ending.kind,
            "about": ending.about,
            "what": ending.what,
            "ends_on": ending.ends_on,
            **ahead,
        },
    )
