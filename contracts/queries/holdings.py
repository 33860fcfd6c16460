"""What is known about a vendor, in the form clauses are held against?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from contracts.clauses import Answer, Controlled, Holdings, KeyPersonMove, Measure, Measured
from procurement.positions import ControlPosition, KeyPersonPosition, Position, Positions
from procurement.queries.positions import positions_of


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
