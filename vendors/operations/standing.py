"""Note where a vendor stands; called by the rooms above, inside the transaction of their own act.

None of these records an event: whoever judges, decides or signs records theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from config.models import id_array
from config.problems import NotFound
from vendors.models import Footprint, Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an assessment says of a vendor.

    :ivar footprint: every party whose facts were consulted; None where they are those of the
        verdict before
    """

    vendor_id: UUID
    state: str
    level: str
    assessment_id: UUID
    assessed_at: datetime
    assessed_seq: int
    policy_id: UUID | None
    stale: bool
    next_boundary: date | None
    footprint: Collection[UUID] | None


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
    verdict = Verdict(
        vendor_id=vendor_id,
        state=state,
        level=level,
        assessment_id=assessment_id,
        assessed_at=assessed_at,
        assessed_seq=assessed_seq,
        policy_id=policy_id,
        stale=stale,
        next_boundary=next_boundary,
        footprint=list(footprint),
    )
    record_standings(verdicts=[verdict])
    return Standing.objects.get(vendor_id=vendor_id)


@transaction.atomic
def record_standings(*, verdicts: Sequence[Verdict]) -> None:
    """The same for many vendors, of one assessment each.

    :raises NotFound: if there is no such vendor
    """
    asked = {verdict.vendor_id: verdict for verdict in verdicts}
    known = _locked(asked)
    if len(known) < len(asked):
        raise NotFound()
    later = [s for s in known if s.assessed_seq <= asked[s.vendor_id].assessed_seq]
    for standing in later:
        verdict = asked[standing.vendor_id]
        for name in _OF_A_VERDICT:
            setattr(standing, name, getattr(verdict, name))
    Standing.objects.bulk_update(later, _OF_A_VERDICT)
    footprints = {s.vendor_id: asked[s.vendor_id].footprint for s in later}
    _replace_footprints({vendor: set(it) for vendor, it in footprints.items() if it is not None})


_OF_A_VERDICT = (
    "state",
    "level",
    "assessment_id",
    "assessed_at",
    "assessed_seq",
    "policy_id",
    "stale",
    "next_boundary",
)


def _locked(vendor_ids: Iterable[UUID]) -> list[Standing]:
    """In one order, so that two who lock several wait for each other and not in a circle."""
    standings = Standing.objects.filter(vendor_id__in=list(vendor_ids)).order_by("vendor_id")
    return list(standings.select_for_update(no_key=True))


def _replace_footprints(footprints: Mapping[UUID, set[UUID]]) -> None:
    known: dict[UUID, set[UUID]] = {vendor_id: set() for vendor_id in footprints}
    rows = Footprint.objects.filter(vendor__in=footprints).values_list("vendor_id", "party_id")
    for vendor_id, party_id in rows:
        known[vendor_id].add(party_id)
    gone = [(v, party) for v, parties in footprints.items() for party in known[v] - parties]
    new = [(v, party) for v, parties in footprints.items() for party in parties - known[v]]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(
                "DELETE FROM vendors_footprint WHERE (vendor_id, party_id) IN"
                " (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
                [id_array(v for v, _ in gone), id_array(party for _, party in gone)],
            )
        if new:
            cursor.execute(
                "INSERT INTO vendors_footprint (vendor_id, party_id)"
                " SELECT * FROM unnest(%s::uuid[], %s::uuid[]) ON CONFLICT DO NOTHING",
                [id_array(v for v, _ in new), id_array(party for _, party in new)],
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
    parties = id_array(watched)
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
    standings = _locked(vendor_ids)
    return Standing.objects.filter(pk__in=[standing.pk for standing in standings]).update(
        owed_seq=Greatest(F("owed_seq"), seq)
    )


@transaction.atomic
def note_engagement(*, vendor_id: UUID, engaged: bool) -> None:
    """Whether the vendor has a contract in force.

    :raises NotFound: if there is no such vendor
    """
    if not Standing.objects.filter(vendor_id=vendor_id).update(engaged=engaged):
        raise NotFound()
