"""Note where a vendor stands; called by the rooms above, inside the transaction of their own act.

None of these records an event: whoever judges, decides or signs records theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from config.problems import NotFound
from vendors.models import Standing


@transaction.atomic
def record_standing(
    *,
    vendor_id: UUID,
    state: str,
    level: str,
    assessment_id: UUID,
    assessed_at: datetime,
    assessed_seq: int,
    policy_id: UUID | None,
    stale: bool,
    next_boundary: date | None,
    footprint: Iterable[UUID],
) -> Standing:
    """Write down the verdict of an assessment, unless a later one was written down already.

    :param footprint: every party whose facts were consulted
    :raises NotFound: if there is no such vendor
    """
    if not Standing.objects.select_for_update(no_key=True).filter(vendor_id=vendor_id).exists():
        raise NotFound()
    updated = Standing.objects.filter(vendor_id=vendor_id, assessed_seq__lte=assessed_seq).update(
        state=state,
        level=level,
        assessment_id=assessment_id,
        assessed_at=assessed_at,
        assessed_seq=assessed_seq,
        policy_id=policy_id,
        stale=stale,
        next_boundary=next_boundary,
    )
    if updated:
        _replace_footprint(vendor_id, list(footprint))
    return Standing.objects.get(vendor_id=vendor_id)


def _replace_footprint(vendor_id: UUID, parties: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM vendors_footprint WHERE vendor_id = %s AND party_id <> ALL (%s::uuid[])",
            [vendor_id, parties],
        )
        cursor.execute(
            "INSERT INTO vendors_footprint (vendor_id, party_id)"
            " SELECT %s, party_id FROM unnest(%s::uuid[]) AS party_id ON CONFLICT DO NOTHING",
            [vendor_id, parties],
        )


@transaction.atomic
def note_standards_changed(*, seq: int) -> None:
    """The policy or the list of competitors changed: no older assessment stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vendors_standards (id, changed_seq, group_checked_seq) VALUES (1, %s, 0)"
            " ON CONFLICT (id) DO UPDATE SET"
            " changed_seq = greatest(vendors_standards.changed_seq, excluded.changed_seq)",
            [seq],
        )


@transaction.atomic
def note_group_checked(*, seq: int, watched: Iterable[UUID]) -> None:
    """The competitors' groups were looked at as of `seq`, consulting the parties `watched`."""
    parties = list(watched)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vendors_standards (id, changed_seq, group_checked_seq) VALUES (1, 0, %s)"
            " ON CONFLICT (id) DO UPDATE SET group_checked_seq ="
            " greatest(vendors_standards.group_checked_seq, excluded.group_checked_seq)"
            " WHERE vendors_standards.group_checked_seq <= excluded.group_checked_seq",
            [seq],
        )
        if not cursor.rowcount:
            return  # a later look is written down already
        cursor.execute("DELETE FROM vendors_watched WHERE party_id <> ALL (%s::uuid[])", [parties])
        cursor.execute(
            "INSERT INTO vendors_watched (party_id) SELECT unnest(%s::uuid[])"
            " ON CONFLICT DO NOTHING",
            [parties],
        )


@transaction.atomic
def note_recheck_owed(*, vendor_ids: Iterable[UUID], seq: int) -> int:
    """What was judged before `seq` does not stand for these vendors. Answers how many they are."""
    return Standing.objects.filter(vendor_id__in=list(vendor_ids)).update(
        owed_seq=Greatest(F("owed_seq"), seq)
    )


@transaction.atomic
def note_engagement(*, vendor_id: UUID, engaged: bool) -> None:
    """Whether the vendor has a contract in force.

    :raises NotFound: if there is no such vendor
    """
    if not Standing.objects.filter(vendor_id=vendor_id).update(engaged=engaged):
        raise NotFound()
