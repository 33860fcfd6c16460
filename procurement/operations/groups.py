"""Who is watched because competitors' groups depend on them, and who is owed a look then?

The set only grows by itself when a fact touches somebody in it. So that no such fact falls between
two looks, looks take turns (`hold_standards`), and each reads the facts after its turn has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from config.events.ledger import current_seq
from procurement.queries.standards import list_watched
from vendors.models import Watched
from vendors.operations.standing import note_group_checked, note_recheck_owed
from vendors.queries.standing import vendors_with_footprint


def hold_standards() -> None:
    """Take turns with everyone who looks at the competitors' groups."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vendors_standards (id, changed_seq, group_checked_seq) VALUES (1, 0, 0)"
            " ON CONFLICT (id) DO UPDATE SET id = 1"
        )


def write_watched(watched: Iterable[UUID], *, seq: int) -> None:
    """What was watched stays so until the next look: nothing that was judged with it is lost."""
    before = set(Watched.objects.values_list("party_id", flat=True))
    note_group_checked(seq=seq, watched=sorted(before | set(watched)))


@transaction.atomic
def look_at_groups(*, touched: Iterable[UUID], on: date) -> int:
    """If a fact touched whoever is watched, watch whom that brings, and owe rechecks.

    Owed is a recheck to every vendor whose footprint holds somebody who was or is watched: nobody
    else has a party of a group above it. Answers how many vendors that are.
    """
    hold_standards()
    before = set(Watched.objects.values_list("party_id", flat=True))
    if before.isdisjoint(touched):
        return 0
    seq = current_seq()
    after = list_watched(on=on, known_seq=seq)
    note_group_checked(seq=seq, watched=sorted(after))
    meeting = vendors_with_footprint(sorted(before | after))
    return note_recheck_owed(vendor_ids=meeting.values_list("id", flat=True), seq=seq)
