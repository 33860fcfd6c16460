"""Who is owed a recheck: one vendor, those a fact may matter to, all, or whose day has come?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from config.actors import Actor
from config.events.models import Delivery
from config.events.operations import RECHECK, Subject, owe, record
from config.problems import NotFound
from vendors.models import Standing, Vendor
from vendors.queries.standing import vendors_with_footprint

BATCH = 500
LONGEST_WAIT = "20s"


@transaction.atomic
def ask_for_recheck(*, vendor_id: UUID, reason: str, actor: Actor) -> Delivery:
    """Owe one vendor a recheck, or join the one that is owed already. Answers what is owed.

    :raises NotFound: if there is no such vendor
    """
    if not Vendor.objects.filter(id=vendor_id).exists():
        raise NotFound()
    # Wait for a running recheck before a place in the ledger is taken: it needs one to finish.
    list(_undone(vendor_id).select_for_update(no_key=True))
    event = record(
        type="procurement.recheck_asked",
        subject=Subject("vendor", vendor_id),
        actor=actor,
        reason=reason,
        data={"vendor": vendor_id},
    )
    owe(event_id=event.id, task=RECHECK, subject_id=vendor_id)
    return _undone(vendor_id).get()


def _undone(vendor_id: UUID) -> QuerySet[Delivery]:
    return Delivery.objects.filter(task=RECHECK, subject_id=vendor_id, done_at=None)


def owe_affected(*, event_id: UUID, touched: Iterable[UUID], after: UUID | None) -> UUID | None:
    """Owe a batch of the vendors that leaned on a touched party. Answers where to go on, if any."""
    return _owe_batch(event_id, vendors_with_footprint(touched), after)


def owe_noted(*, event_id: UUID, after: UUID | None) -> UUID | None:
    """Owe a batch of the vendors that are noted as owed. Answers where to go on, if any."""
    noted = Standing.objects.filter(vendor=OuterRef("pk"), owed_seq__gt=F("assessed_seq"))
    return _owe_batch(event_id, Vendor.objects.filter(Exists(noted)), after)


def owe_all(*, event_id: UUID, after: UUID | None) -> UUID | None:
    """Owe a batch of all vendors. Answers where to go on, if any."""
    return _owe_batch(event_id, Vendor.objects.all(), after)


@transaction.atomic
def _owe_batch(event_id: UUID, vendors: QuerySet[Vendor], after: UUID | None) -> UUID | None:
    """In one order, so that two who owe at once wait for each other and not in a circle.

    To join a recheck that runs is to wait for it; that of a vendor with many thousands of owners
    takes longer than a request would wait, and must not keep the others from being owed one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, %s, true) FROM unnest(%s::text[]) AS name",
            [LONGEST_WAIT, ["lock_timeout", "statement_timeout"]],
        )
    rest = vendors if after is None else vendors.filter(id__gt=after)
    batch = list(rest.order_by("id").values_list("id", flat=True)[:BATCH])
    for vendor_id in batch:
        owe(event_id=event_id, task=RECHECK, subject_id=vendor_id)
    return batch[-1] if len(batch) == BATCH else None


@transaction.atomic
def note_due_rechecks(*, on: date, actor: Actor) -> int:
    """Owe a recheck where a day has come on which the verdict may change by itself.

    Vendors that are owed one already are left out; their verdict will be of today. Answers how
    many were noted; the rest of a long list waits for the next turn.
    """
    owed = Delivery.objects.filter(task=RECHECK, subject_id=OuterRef("vendor_id"), done_at=None)
    due = (
        Standing.objects.filter(~Exists(owed), next_boundary__lte=on)
        .order_by("next_boundary", "vendor_id")
        .values_list("vendor_id", "next_boundary")[:BATCH]
    )
    noted = list(due)
    for vendor_id, boundary in noted:
        record(
            type="procurement.recheck_due",
            subject=Subject("vendor", vendor_id),
            actor=actor,
            data={"vendor": vendor_id, "boundary": boundary},
        )
    return len(noted)
