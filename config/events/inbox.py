"""How is an owed reaction carried out, once, however often it is delivered?

1. In a transaction of its own the try is counted and the next one scheduled, so that a reaction
   that kills its worker is backed off and, after `MAX_ATTEMPTS`, parked.
2. In a second transaction the row is locked; whoever finds it locked or done leaves at once.
3. The reaction's effects and its receipt (`done_at`) commit together. A long reaction may return a
   cursor instead: its batch and the moved cursor commit together, and it is run again at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from celery import shared_task
from django.db import connection, transaction

from config.actors import Actor
from config.events.models import Delivery
from config.models import ClockTimestamp

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 24
MAX_BACK_OFF_SECONDS = 3600
OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class Owed:
    """What a reaction is told: why it is owed, and for whom. It reads everything else itself."""

    event_id: UUID
    event_type: str
    subject_id: UUID
    data: Mapping[str, object]
    cursor: Mapping[str, object]
    actor: Actor


Reaction = Callable[[Owed], Mapping[str, object] | None]
Errand = Callable[[UUID], None]
_reactions: dict[str, Reaction] = {}
_errands: dict[str, Errand] = {}
_queues: dict[str, str] = {}


def reaction(*, queue: str = "recheck") -> Callable[[Reaction], Reaction]:
    """Make a function the reaction named after its module and itself, and a Celery task.

    The function gets an `Owed` and runs in one transaction. It returns None when it has done all it
    owes, or a cursor (a JSON object) from which it wants to go on.
    """

    def register(function: Reaction) -> Reaction:
        name = f"{function.__module__}.{function.__name__}"
        _reactions[name] = function
        _queues[name] = queue

        @shared_task(name=name)
        @functools.wraps(function)
        def carry_out(delivery_id: str) -> None:
            deliver(UUID(delivery_id))

        return function

    return register


def errand(function: Errand) -> Errand:
    """Make a function that goes outside for an owed delivery, and a Celery task, on `outbound`.

    It is called without a transaction and keeps the row itself: it counts the try and sets a lease
    longer than the way out and back before it goes, and writes down what came of it afterwards.
    """
    name = f"{function.__module__}.{function.__name__}"
    _errands[name] = function
    _queues[name] = OUTBOUND

    @shared_task(name=name)
    @functools.wraps(function)
    def carry_out(delivery_id: str) -> None:
        function(UUID(delivery_id))

    return function


def queue_of(task: str) -> str:
    """The queue a task's hints travel on."""
    return _queues.get(task, "recheck")


def is_known(task: str) -> bool:
    """Whether this code has the task. One of newer code stays owed until newer code takes it."""
    return task in _reactions or task in _errands


def deliver(delivery_id: UUID, task: str = "") -> None:
    """Carry out one owed delivery, as far as it goes. Safe at any time, any number of times.

    :param task: of an errand, which is another way to be carried out
    """
    if task in _errands:
        _errands[task](delivery_id)
        return
    while _try_once(delivery_id):
        pass


def _try_once(delivery_id: UUID) -> bool:
    """One try. True if the reaction moved its cursor and wants to go on at once."""
    if not _count_the_try(delivery_id):
        return False
    try:
        with transaction.atomic():
            return _react(delivery_id)
    except Exception as error:  # isolated: the row says what is left, the next try is scheduled
        log.exception("reaction_failed", delivery=str(delivery_id))
        _note_failure(delivery_id, error)
        return False


def _count_the_try(delivery_id: UUID) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET attempts = attempts + 1, next_at = clock_timestamp()"
            " + make_interval(secs => least(power(2, least(attempts, 20)) + 4, %s))"
            " WHERE id = (SELECT id FROM events_delivery WHERE id = %s AND done_at IS NULL"
            " AND parked_at IS NULL FOR UPDATE SKIP LOCKED) RETURNING task",
            [MAX_BACK_OFF_SECONDS, delivery_id],
        )
        row = cursor.fetchone()
    return row is not None and is_known(row[0])


def _react(delivery_id: UUID) -> bool:
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("event")
        .filter(id=delivery_id, done_at=None, parked_at=None)
        .first()
    )
    if delivery is None:
        return False
    cursor = _reactions[delivery.task](_owed(delivery))
    if cursor is None:
        Delivery.objects.filter(id=delivery_id).update(done_at=ClockTimestamp(), last_error="")
        return False
    Delivery.objects.filter(id=delivery_id).update(
        cursor=dict(cursor), attempts=0, next_at=ClockTimestamp()
    )
    return True


def _owed(delivery: Delivery) -> Owed:
    event = delivery.event
    return Owed(
        event_id=event.id,
        event_type=event.type,
        subject_id=delivery.subject_id,
        data=event.data,
        cursor=delivery.cursor,
        actor=Actor.system(cause=event.id, request_id=event.request_id),
    )


def _note_failure(delivery_id: UUID, error: Exception) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET last_error = %s, parked_at ="
            " CASE WHEN attempts >= %s THEN clock_timestamp() END"
            " WHERE id = %s AND done_at IS NULL",
            [
                f"{type(error).__name__}: {error}"[:2000].replace("\x00", ""),
                MAX_ATTEMPTS,
                delivery_id,
            ],
        )
