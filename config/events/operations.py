"""How is it written down that something happened, and what is owed because of it?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from config.actors import Actor
from config.events import ledger
from config.events.models import Delivery, Event
from config.events.types import EVENTS
from config.models import ClockTimestamp
from config.problems import MoveNotAllowed, NotFound
from config.reactions import REACTIONS

RECHECK = "procurement.tasks.recheck_vendor"
WEBHOOK = "config.events.tasks.send_webhook"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: a kind of object and its id."""

    type: str
    id: UUID


class UnknownEvent(LookupError):
    """Nobody could read this event: its type has no entry in `config.events.types`."""


@transaction.atomic(savepoint=False)  # nobody goes on after an event could not be written
def record(
    *,
    type: str,  # noqa: A002 - the field's own name
    subject: Subject,
    actor: Actor,
    reason: str = "",
    data: Mapping[str, object] | None = None,
    entry: ledger.Entry | None = None,
) -> Event:
    """Write an event and everything owed because of it, in the transaction of the change.

    :param entry: the place in the ledger, when the change took one already
    :raises UnknownEvent: if `config.events.types` does not say what the type means
    """
    if type not in EVENTS:
        raise UnknownEvent(type)
    place = entry or ledger.next_entry()
    event = Event.objects.create(
        seq=place.seq,
        recorded_at=place.recorded_at,
        type=type,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_person=actor.person,
        actor_label=actor.label,
        request_id=actor.request_id,
        subject_type=subject.type,
        subject_id=subject.id,
        reason=reason,
        data=json.loads(json.dumps(dict(data or {}), cls=DjangoJSONEncoder)),
        cause_id=actor.cause,
    )
    if RECHECK in REACTIONS.get(type, ()):
        owe(event_id=event.id, task=RECHECK, subject_id=subject.id)
    _owe_others(event)
    return event


def _owe_others(event: Event) -> None:
    """Owe its other reactions, and every endpoint that asked for such events a message."""
    wanted = ["*", f"{event.type.partition('.')[0]}.*", event.type]
    tasks = [task for task in REACTIONS.get(event.type, ()) if task != RECHECK]
    with connection.cursor() as cursor:
        cursor.execute(_OWE_OTHERS, [event.id, event.subject_id, tasks, WEBHOOK, wanted])


def owe(*, event_id: UUID, task: str, subject_id: UUID) -> None:
    """Owe `task` for a subject because of an event. An undone recheck of the same vendor is joined.

    Joining waits for a recheck that is running right now and then owes another, because the running
    one may have read the facts before the change we speak for. A parked one gets another chance,
    and one that is done already is owed again, where the same event asks for it twice.
    """
    with connection.cursor() as cursor:
        asked: tuple[UUID, str, UUID] = (event_id, task, subject_id)
        cursor.execute(_OWE, asked)
        # Whoever is done or begins between two of these statements is met by the next round.
        while task == RECHECK and not cursor.rowcount:
            for statement in (_JOIN, _OWE_AGAIN, _OWE):
                cursor.execute(statement, asked)
                if cursor.rowcount:
                    break


def _and_wake(change: str) -> str:
    """The same change, which wakes the dispatcher if it changed anything; a row for each."""
    returning = f"{change} RETURNING events_delivery.id"
    return f"WITH owed AS ({returning}) SELECT pg_notify('owed', '') FROM owed"  # noqa: S608 - ours


_OWE = _and_wake("""
INSERT INTO events_delivery
    (event_id, task, subject_id, next_at, dispatches, attempts, cursor, last_error)
VALUES (%s, %s, %s, clock_timestamp(), 0, 0, '{}', '')
ON CONFLICT DO NOTHING
""")
_OWE_OTHERS = _and_wake("""
INSERT INTO events_delivery
    (event_id, task, subject_id, next_at, dispatches, attempts, cursor, last_error)
SELECT %s, task, subject_id, clock_timestamp(), 0, 0, '{}', ''
FROM (
    SELECT task, %s::uuid AS subject_id FROM unnest(%s::varchar[]) AS task
    UNION ALL
    SELECT %s, id FROM events_webhookendpoint
    WHERE disabled_at IS NULL AND types && %s::varchar[]
) AS others
""")
_JOIN = _and_wake("""
UPDATE events_delivery SET
    next_at = least(events_delivery.next_at, clock_timestamp()),
    parked_at = NULL,
    attempts = CASE WHEN parked_at IS NULL THEN attempts ELSE 0 END
FROM (VALUES (%s::uuid, %s, %s::uuid)) AS asked (event_id, task, subject_id)
WHERE events_delivery.task = asked.task AND events_delivery.subject_id = asked.subject_id
    AND done_at IS NULL
""")
_OWE_AGAIN = _and_wake("""
UPDATE events_delivery SET
    done_at = NULL, next_at = clock_timestamp(), dispatches = 0, attempts = 0, cursor = '{}'
WHERE event_id = %s AND task = %s AND subject_id = %s AND done_at IS NOT NULL
""")


class DeliveryNotParked(MoveNotAllowed):
    """Only a delivery that gave up (is parked) can be replayed; others are on their way or done."""

    code = "delivery-not-parked"
    title = "This delivery is not parked."


@transaction.atomic
def replay(*, delivery_id: UUID, actor: Actor, reason: str) -> Delivery:
    """Owe a parked delivery again, from its beginning.

    :raises NotFound: if there is no such delivery
    :raises DeliveryNotParked: if it has not given up
    """
    delivery = Delivery.objects.select_for_update(no_key=True).filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound
    if delivery.parked_at is None:
        raise DeliveryNotParked(state="done" if delivery.done_at else "owed", allowed=[])
    Delivery.objects.filter(id=delivery_id).update(
        parked_at=None, attempts=0, dispatches=0, next_at=ClockTimestamp(), last_error=""
    )
    record(
        type="events.delivery_replayed",
        subject=Subject("delivery", delivery.id),
        actor=actor,
        reason=reason,
        data={"task": delivery.task},
    )
    delivery.refresh_from_db()
    return delivery
