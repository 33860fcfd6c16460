"""Which facts are in force on two clocks, and which can matter to a party?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from config.models import id_array
from vendors.models import Attestation, Interest, PartyVersion
from vendors.ownership.closure import RELATIONS
from vendors.ownership.facts import Attestation as Sworn
from vendors.ownership.facts import (
    AttestationKind,
    Basis,
    Confidence,
    Dimension,
    Directness,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)
from vendors.ownership.kinds import PERSONAL_ROLES
from vendors.queries.parties import survivors_of
from vendors.queries.walks import (
    MOST_PARTIES,
    NOBODY,
    TooManyParties,
    Walked,
    same_parties,
    upward,
)


def facts_around(
    seeds: Iterable[UUID],
    *,
    valid_at: date | None,
    known_seq: int,
    limit: int = MOST_PARTIES,
    beside: Walked = NOBODY,
) -> Facts:
    """Every fact that can matter to the seeds, as known at `known_seq`, of any validity.

    That is what `vendors.ownership.closure` asks for: the seeds and everybody above them; people
    with a place at a seed, their relatives, where all of those have a place; whoever else a seed is
    bound to; and everybody above.
    Parties are the survivors of what was merged by then. The number of queries does not depend on
    the number or the depth of the facts.

    :param beside: facts about these are at hand already
    :raises TooManyParties: if there are more than `limit` parties
    """
    asked = sorted(set(seeds))
    above = upward(asked, known_seq, limit, beside)
    own = same_parties(asked, known_seq, limit)
    tied, people = _people_of(own, known_seq, limit)
    workplaces = set(
        live_at(known_seq)
        .filter(interested_party__in=people, type__in=PERSONAL_ROLES)
        .values_list("subject_id", flat=True)
    )
    subjects = above | people | upward((workplaces | tied) - above, known_seq, limit, beside)
    subjects -= beside.parties
    if len(subjects) > limit:
        raise TooManyParties(limit=limit)
    personal = Q(interested_party__in=people, type__in=PERSONAL_ROLES | RELATIONS)
    return _facts(
        live_at(known_seq).filter(Q(subject__in=subjects) | personal),
        Attestation.objects.filter(seq__lte=known_seq, subject__in=subjects),
        asked,
        valid_at=valid_at,
        known_seq=known_seq,
    )


def facts_on(
    subjects: Iterable[UUID], *, valid_at: date | None, known_seq: int, limit: int = MOST_PARTIES
) -> Facts:
    """Every fact about these subjects and whoever is above them, as known at `known_seq`.

    :raises TooManyParties: if there are more than `limit` parties
    """
    asked = sorted(set(subjects))
    above = upward(asked, known_seq, limit)
    return _facts(
        live_at(known_seq).filter(subject__in=above),
        Attestation.objects.filter(seq__lte=known_seq, subject__in=above),
        asked,
        valid_at=valid_at,
        known_seq=known_seq,
    )


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Some parties and everybody above them, with all facts about these, of any validity.

    :ivar named: whoever occurs in it; as long as none of them changes, neither does it
    """

    walked: Walked
    facts: Facts
    named: frozenset[UUID]


def survey_above(starts: Iterable[UUID], *, known_seq: int, limit: int = MOST_PARTIES) -> Surveyed:
    """What is known at `known_seq` of the starts and everybody above them.

    :raises TooManyParties: if there are more than `limit` parties
    """
    asked = sorted(set(starts))
    above = upward(asked, known_seq, limit)
    facts, named = told(
        live_at(known_seq).filter(subject__in=_among(above)),
        Attestation.objects.filter(seq__lte=known_seq, subject__in=_among(above)),
        asked,
        valid_at=None,
        known_seq=known_seq,
    )
    return Surveyed(Walked.of(above), facts, named | above)


def facts_told_of(subjects: Iterable[UUID], *, without: Collection[UUID] = ()) -> list[Fact]:
    """What is believed now about these subjects, of any validity, parties as they were named."""
    rows = Interest.objects.filter(superseded_seq=None, subject__in=list(subjects))
    kept = rows.exclude(id__in=list(without)).order_by("id")
    return [fact_of(row, name=str(row.id)) for row in kept]


def fact_of(row: Interest, *, name: str) -> Fact:
    """A version as the engine reads it, without its source; it need not be stored yet."""
    return Fact(
        id=name,
        record=str(row.record_id),
        owner=None if row.interested_party_id is None else str(row.interested_party_id),
        subject=str(row.subject_id),
        kind=Kind(row.type),
        share=_share(row.lo, row.hi, row.lo_open, row.hi_open),
        directness=_DIRECTNESS[row.directness],
        confidence=Confidence(row.confidence),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        seats=row.seats,
        seats_total=row.seats_total,
        share_class=row.share_class,
        nominated_by=None if row.nominated_by_id is None else str(row.nominated_by_id),
        same_as=None if row.same_as is None else str(row.same_as),
        tie_ends_on=row.tie_ends_on,
    )


_DIRECTNESS: Mapping[str, Directness] = {
    "direct": "direct",
    "indirect": "indirect",
    "unknown": "unknown",
}


def _share(lo: int | None, hi: int | None, lo_open: bool, hi_open: bool) -> Interval | None:
    return None if lo is None or hi is None else Interval(lo, hi, lo_open, hi_open)


def interests_in_force(*, valid_at: date, known_seq: int) -> QuerySet[Interest]:
    """Facts believed at `known_seq` that hold on `valid_at`; what has no date always holds."""
    return (
        live_at(known_seq)
        .filter(Q(valid_from=None) | Q(valid_from__lte=valid_at))
        .filter(Q(valid_to=None) | Q(valid_to__gt=valid_at))
    )


def live_at(known_seq: int) -> QuerySet[Interest]:
    """Versions that are believed at `known_seq`, of any validity."""
    return Interest.objects.filter(seq__lte=known_seq).filter(
        Q(superseded_seq=None) | Q(superseded_seq__gt=known_seq)
    )


def _people_of(own: Collection[UUID], known_seq: int, limit: int) -> tuple[set[UUID], set[UUID]]:
    """Everyone named in a fact about the seeds; and the people among them with their relatives."""
    tied: set[UUID] = set()
    placed: set[UUID] = set()
    rows = live_at(known_seq).filter(subject__in=own)
    for owner, nominator, members, type_ in rows.values_list(
        "interested_party_id", "nominated_by_id", "members", "type"
    ):
        tied.update(party for party in (owner, nominator, *members) if party is not None)
        if owner is not None and type_ in PERSONAL_ROLES:
            placed.add(owner)
    placed = same_parties(placed, known_seq, limit)
    related = live_at(known_seq).filter(
        Q(interested_party__in=placed) | Q(subject__in=placed), type__in=RELATIONS
    )
    people = set(placed)
    for owner, subject in related.values_list("interested_party_id", "subject_id"):
        people.update(party for party in (owner, subject) if party is not None)
    return tied, same_parties(people, known_seq, limit)


_COLUMNS = (
    "id",
    "record_id",
    "interested_party_id",
    "subject_id",
    "type",
    "lo",
    "hi",
    "lo_open",
    "hi_open",
    "directness",
    "confidence",
    "statement__disclosure_id",
    "statement__disclosure__source_type",
    "valid_from",
    "valid_to",
    "asserted_on",
    "key_person",
    "members",
    "exercisable_from",
    "basis",
    "seats",
    "seats_total",
    "share_class",
    "nominated_by_id",
    "same_as",
    "tie_ends_on",
)


def _facts(
    rows: QuerySet[Interest],
    sworn: QuerySet[Attestation],
    asked: Iterable[UUID],
    *,
    valid_at: date | None,
    known_seq: int,
) -> Facts:
    """Rows as the engine reads them: merged parties by their survivor, all in one order."""
    return told(rows, sworn, asked, valid_at=valid_at, known_seq=known_seq)[0]


def told(
    rows: QuerySet[Interest],
    sworn: QuerySet[Attestation],
    asked: Iterable[UUID],
    *,
    valid_at: date | None,
    known_seq: int,
) -> tuple[Facts, frozenset[UUID]]:
    """The facts, and everybody they name, by the names they use and by who speaks for them."""
    stated = list(rows.order_by("id").values_list(*_COLUMNS))
    oaths = list(sworn.order_by("id"))
    named = {*asked, *(oath.subject_id for oath in oaths)}
    for row in stated:
        named.update(party for party in (row[2], row[3], row[23], *row[17]) if party is not None)
    who = survivors_of(named, known_seq=known_seq)
    facts = Facts(
        parties=_parties(set(who.values()), known_seq),
        facts=tuple(_fact(row, who) for row in stated),
        attestations=tuple(_sworn(oath, who) for oath in oaths),
        valid_at=valid_at,
    )
    return facts, frozenset(named) | frozenset(who.values())


def _among(ids: Collection[UUID]) -> RawSQL:
    """For `__in`: one array, where tens of thousands of parameters would be read one by one."""
    return RawSQL("SELECT unnest(%s::uuid[])", [id_array(ids)])


def _fact(row: tuple[Any, ...], who: Mapping[UUID, UUID]) -> Fact:
    (id_, record, owner, subject, kind, lo, hi, lo_open, hi_open, directness, confidence, *rest) = (
        row
    )
    (source, source_type, valid_from, valid_to, asserted_on, key_person, members, *more) = rest
    (exercisable_from, basis, seats, seats_total, share_class, nominated_by, same_as, ends_on) = (
        more
    )
    return Fact(
        id=str(id_),
        record=str(record),
        owner=None if owner is None else str(who[owner]),
        subject=str(who[subject]),
        kind=Kind(kind),
        share=_share(lo, hi, lo_open, hi_open),
        directness=directness,
        confidence=Confidence(confidence),
        source=str(source),
        source_type=source_type,
        valid_from=valid_from,
        valid_to=valid_to,
        asserted_on=asserted_on,
        key_person=key_person,
        members=tuple(str(who[member]) for member in members),
        exercisable_from=exercisable_from,
        basis=Basis(basis) if basis else None,
        seats=seats,
        seats_total=seats_total,
        share_class=share_class,
        nominated_by=None if nominated_by is None else str(who[nominated_by]),
        same_as=None if same_as is None else str(same_as),
        tie_ends_on=ends_on,
    )


def _sworn(row: Attestation, who: Mapping[UUID, UUID]) -> Sworn:
    return Sworn(
        id=str(row.id),
        subject=str(who[row.subject_id]),
        kind=AttestationKind(row.kind),
        dimension=Dimension(row.dimension) if row.dimension else None,
        value=row.value,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=str(row.id),
    )


def _parties(ids: Collection[UUID], known_seq: int) -> dict[str, Party]:
    """How the parties were described as of `known_seq`."""
    rows = (
        PartyVersion.objects.filter(party__in=_among(ids), seq__lte=known_seq)
        .order_by("party_id", "-seq")
        .distinct("party_id")
        .values_list("party_id", "kind", "publicly_listed", "name")
    )
    return {
        str(party): Party(str(party), PartyKind(kind), is_listed, name)
        for party, kind, is_listed, name in rows
    }
