"""What is known about a vendor, in the form clauses are held against?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from contracts.clauses import (
    Answer,
    Controlled,
    Holdings,
    KeyPersonMove,
    Letter,
    Measure,
    Measured,
)
from contracts.models import Letter as Row
from contracts.models import LetterKind
from procurement.positions import ControlPosition, KeyPersonPosition, Position, Positions
from procurement.queries.positions import positions_of
from vendors.queries.parties import survivors_of


def holdings_of(vendor_id: UUID, *, valid_at: date, known_at: datetime | None) -> Holdings:
    """Everybody's share in a vendor as of both clocks; everything known by now without `known_at`.

    :raises NotFound: if there is no such vendor
    :raises Invalid: if `known_at` lies in the future
    """
    return holdings_in(positions_of(vendor_id, valid_at=valid_at, known_at=known_at))


def holdings_in(positions: Positions) -> Holdings:
    """A survey in the words of contracts."""
    return Holdings(
        measured=tuple(_measured(each) for each in positions.measured),
        controlled=tuple(_controlled(each) for each in positions.controlled),
        key_people=tuple(_key_person(each) for each in positions.key_people),
    )


def with_letters(
    holdings: Holdings, contract_id: UUID, *, valid_at: date, known_at: datetime | None
) -> Holdings:
    """The same with the letters written under one contract, as of both clocks."""
    rows = list(_letters(contract_id, valid_at, known_at))
    survivors = survivors_of({row.party_id for row in rows})
    written = [(row.kind, Letter(str(survivors[row.party_id]), row.on)) for row in rows]
    return replace(
        holdings,
        approvals=tuple(letter for kind, letter in written if kind == LetterKind.APPROVAL),
        notices=tuple(letter for kind, letter in written if kind == LetterKind.NOTICE),
    )


def _letters(contract_id: UUID, valid_at: date, known_at: datetime | None) -> QuerySet[Row]:
    """Letters known by an instant; one retracted later was believed until then."""
    rows = Row.objects.filter(contract_id=contract_id, on__lte=valid_at)
    if known_at is None:
        return rows.filter(retraction__isnull=True)
    said_at = Cast(KeyTextTransform("at", "retraction"), DateTimeField())
    known = rows.annotate(retracted_at=said_at).filter(created_at__lte=known_at)
    return known.filter(Q(retracted_at=None) | Q(retracted_at__gt=known_at))


def _measured(position: Position) -> Measured:
    return Measured(
        party=position.party,
        name=position.name,
        is_competitor=position.is_competitor,
        measure=Measure(position.measure.value),
        lo=position.lo,
        hi=position.hi,
        worst=position.worst,
        lo_open=position.lo_open,
        hi_open=position.hi_open,
        since=position.since,
        known_at=position.known_at,
    )


def _controlled(position: ControlPosition) -> Controlled:
    return Controlled(
        party=position.party,
        name=position.name,
        is_competitor=position.is_competitor,
        answer=Answer(position.answer.value),
        because=position.because,
        since=position.since,
        known_at=position.known_at,
    )


def _key_person(position: KeyPersonPosition) -> KeyPersonMove:
    return KeyPersonMove(
        party=position.party,
        name=position.name,
        left=Answer(position.left.value),
        joined_competitor=Answer(position.joined_competitor.value),
        employer=position.employer,
        since=position.since,
        known_at=position.known_at,
    )
