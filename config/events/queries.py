"""What has happened since, and how much is still owed?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from config.events.models import Delivery, Event
from config.problems import Invalid


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
