"""Which party is meant, and which others could be the same?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from config.models import id_array
from config.problems import NotFound
from vendors.identifiers import Number
from vendors.models import Identifier, Party

EVERYTHING_KNOWN = 2**62  # a ledger number after all others
_MOST_LOOK_ALIKES = 10


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that was accepted, and that somebody should look at. It never blocks."""

    code: str
    detail: str
    party: UUID | None = None
    pointer: str = ""

    def as_json(self) -> dict[str, str]:
        """As answers carry it."""
        said = {"code": self.code, "detail": self.detail}
        if self.party is not None:
            said["party"] = str(self.party)
        if self.pointer:
            said["pointer"] = self.pointer
        return said


def get_party(party_id: UUID) -> Party:
    """The very party, merged or not.

    :raises NotFound: if there is none
    """
    party = Party.objects.prefetch_related("identifiers", "merged").filter(id=party_id).first()
    if party is None:
        raise NotFound()
    return party


def get_survivor(party_id: UUID) -> Party:
    """The party that speaks for `party_id` today: itself, or the one it was merged into.

    :raises NotFound: if there is none
    """
    return get_party(survivors_of([party_id]).get(party_id, party_id))


def survivors_of(
    party_ids: Iterable[UUID], *, known_seq: int = EVERYTHING_KNOWN
) -> dict[UUID, UUID]:
    """For each party the one it was merged into, as of a ledger number; unmerged are themselves."""
    asked = id_array(party_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE chain(start, at, depth) AS ("
            " SELECT id, id, 0 FROM unnest(%s::uuid[]) AS id"
            " UNION ALL"
            " SELECT chain.start, merge.into_id, depth + 1 FROM chain"
            " JOIN vendors_merge merge ON merge.party_id = chain.at AND merge.seq <= %s"
            " AND (merge.undone_seq IS NULL OR merge.undone_seq > %s)"
            ") CYCLE at SET is_cycle USING path"
            " SELECT DISTINCT ON (start) start, at FROM chain WHERE NOT is_cycle"
            " ORDER BY start, depth DESC",
            [asked, known_seq, known_seq],
        )
        return dict(cursor.fetchall())


def list_same(party_id: UUID) -> list[UUID]:
    """All ids that answer as the same party as this one today, itself included."""
    top = survivors_of([party_id]).get(party_id, party_id)
    found, layer = {top}, {top}
    while layer:
        below = Party.objects.filter(merged_into__in=layer).values_list("id", flat=True)
        layer = set(below) - found
        found |= layer
    return sorted(found)


def find_by_numbers(numbers: Collection[Number]) -> dict[Number, UUID]:
    """Which of the numbers name a party, and which one."""
    if not numbers:
        return {}
    wanted = set(numbers)
    rows = Identifier.objects.filter(
        scheme__in={number.scheme for number in wanted},
        value__in={number.value for number in wanted},
    ).values_list("scheme", "value", "party_id")
    found = {Number(scheme, value): party_id for scheme, value, party_id in rows}
    return {number: party_id for number, party_id in found.items() if number in wanted}


def list_look_alikes(parties: Collection[Party]) -> list[Warned]:
    """Other parties that have the same name as one of these, or one that looks the same."""
    own = {party.id for party in parties}
    others = list(
        Party.objects.filter(merged_into=None)
        .exclude(id__in=own)
        .filter(
            Q(normal_name__in={party.normal_name for party in parties})
            | Q(skeleton__in={party.skeleton for party in parties})
        )
        .order_by("id")[: _MOST_LOOK_ALIKES * max(1, len(own))]
    )
    return [
        _warned(party, other)
        for party in parties
        for other in [o for o in others if o.skeleton == party.skeleton][:_MOST_LOOK_ALIKES]
    ]


def _warned(party: Party, other: Party) -> Warned:
    if party.normal_name == other.normal_name:
        return Warned(
            "possible_duplicate", f"“{other.name}” has the same name as “{party.name}”.", other.id
        )
    return Warned(
        "confusable", f"“{other.name}” looks like “{party.name}” and is another name.", other.id
    )


def list_parties() -> QuerySet[Party]:
    """Everyone who was not merged into another."""
    return Party.objects.filter(merged_into=None).prefetch_related("identifiers", "merged")
