"""Whose facts decide who is of a competitor's group, and which vendors are owed a look then?

So that no fact falls between two looks, looks take turns, and each reads the facts only after its
turn has come. Whoever changes the standards takes a turn too, before a place in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from config.events.ledger import current_seq
from procurement.queries.standards import list_watched
from vendors.models import Footprint, Watched
from vendors.operations.standing import note_group_checked, note_recheck_owed

_TURN = 7_227_002  # any number of our own: the key of the advisory lock on the groups


def take_turn() -> None:
    """Wait for everyone who looks at the competitors' groups, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


@transaction.atomic
def look_at_groups(*, touched: Iterable[UUID], on: date) -> int:
    """If a fact touched whoever is watched, watch whom that brings, and owe rechecks.

    Owed is a recheck to every vendor whose footprint holds somebody who was or is watched: no
    other vendor has a party of a group above it. Answers how many vendors that are.
    """
    take_turn()
    before = set(Watched.objects.values_list("party_id", flat=True))
    if before.isdisjoint(touched):
        return 0
    seq = current_seq()
    after = list_watched(on=on, known_seq=seq)
    note_group_checked(seq=seq, watched=sorted(after))
    meeting = Footprint.objects.filter(
        Q(party__watched__isnull=False) | Q(party__in=before - after)
    )
    vendors = meeting.order_by("vendor_id").values_list("vendor_id", flat=True).distinct()
    return note_recheck_owed(vendor_ids=vendors, seq=seq)
