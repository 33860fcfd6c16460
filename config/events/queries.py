"""What has happened since, and how much is still owed?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from config.events import merkle
from config.events.models import Delivery, Event, Leaf, Seal
from config.events.records import EVENT, EVENTS, read
from config.problems import Invalid, NotFound, Problem


@dataclass(frozen=True, slots=True)
class Backlog:
    """How the work is going: due and undone, seconds the oldest waits, given up, last number."""

    owed: int
    oldest_seconds: float
    parked: int
    seq: int


def get_backlog() -> Backlog:
    """The state of the outbox right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE parked_at IS NULL),"
            " coalesce(extract(epoch FROM clock_timestamp() - min(created_at)"
            " FILTER (WHERE parked_at IS NULL)), 0)::float8,"
            " count(*) FILTER (WHERE parked_at IS NOT NULL),"
            " (SELECT coalesce(max(seq), 0) FROM events_ledger)"
            " FROM events_delivery WHERE done_at IS NULL"
        )
        owed, oldest, parked, seq = cursor.fetchone()
    return Backlog(owed=owed, oldest_seconds=round(max(oldest, 0.0), 3), parked=parked, seq=seq)


def list_events_after(event_id: UUID | None) -> QuerySet[Event]:
    """The feed, oldest first, beginning after an event. A number seen means every lower one was.

    :raises Invalid: if `event_id` names no event
    """
    events = Event.objects.order_by("seq")
    if event_id is None:
        return events
    place = Event.objects.filter(id=event_id).values_list("seq", flat=True).first()
    if place is None:
        raise Invalid.at(
            "/after", "unknown_event", "There is no such event; begin without `after`."
        )
    return events.filter(seq__gt=place)


def list_events_of(subject_type: str, subject_id: UUID) -> QuerySet[Event]:
    """Everything that happened to one object, oldest first."""
    return Event.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("seq")


def list_parked() -> QuerySet[Delivery]:
    """Reactions that gave up and wait for a person."""
    return Delivery.objects.filter(parked_at__isnull=False).select_related("event")


class NotSealedYet(Problem):
    """The event is younger than the last seal, so there is nothing yet that could prove it.

    Seals are made every minute by the dispatcher: ask again then. If it stays so, `/metrics` tells
    how long sealing has been waiting.
    """

    status = 409
    code = "not-sealed-yet"
    title = "No seal covers this event yet."


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that an event's bytes are the leaf at `index` of a seal's tree of `size` leaves.

    :ivar path: hashes in hexadecimal, nearest to the leaf first
    """

    event: UUID
    seal: Seal
    leaf: str
    index: int
    size: int
    path: list[str]


def prove(event_id: UUID) -> Proof:
    """The proof that an event, as it is stored now, is under its seal.

    It does not hold where the event or its seal were changed since; that is found by checking it.

    :raises NotFound: if there is no such event
    :raises NotSealedYet: if no seal covers it yet
    """
    stored = read(EVENT, sql.SQL("t.id = %s"), [event_id])
    if not stored:
        raise NotFound
    place = Leaf.objects.filter(kind=EVENTS, object_id=event_id).select_related("seal").first()
    if place is None:
        raise NotSealedYet(state="unsealed")
    leaves = [
        bytes(d) for d in place.seal.leaves.order_by("position").values_list("digest", flat=True)
    ]
    path = merkle.proof_of(leaves, place.position)
    return Proof(
        event=event_id,
        seal=place.seal,
        leaf=stored[0].text,
        index=place.position,
        size=len(leaves),
        path=[step.hex() for step in path],
    )
