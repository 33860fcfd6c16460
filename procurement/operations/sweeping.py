"""Is anybody forgotten? After a restore, or whenever somebody wants to be sure."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from config.actors import Actor
from config.events.models import Delivery
from config.events.operations import RECHECK
from procurement.operations.rechecks import ask_for_recheck
from vendors.models import Vendor
from vendors.queries.standing import with_pending

WHY = "More is known than was judged, and nobody was going to judge it again."


@transaction.atomic
def owe_forgotten(*, on: date, actor: Actor) -> int:
    """Owe a recheck to every vendor that waits for one which nobody owes. Answers how many."""
    owed = Delivery.objects.filter(task=RECHECK, subject_id=OuterRef("pk"), done_at=None)
    waiting = with_pending(Vendor.objects.filter(~Exists(owed)), on=on)
    forgotten = list(
        waiting.filter(recheck_pending=True).order_by("id").values_list("id", flat=True)  # type: ignore[misc]  # annotated
    )
    for vendor_id in forgotten:
        ask_for_recheck(vendor_id=vendor_id, reason=WHY, actor=actor)
    return len(forgotten)
