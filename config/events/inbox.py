"""How is an owed reaction carried out, once, however often it is delivered?

Several rechecks may be delivered at once: they are then done together in one transaction, as far as
nobody has tried them before. If that fails, each is tried alone, so that one that cannot be done
keeps none of the others from being done.

1. In a transaction of its own the try is counted and the next one scheduled, so that a reaction
   that kills its worker is backed off and, after `MAX_ATTEMPTS`, parked.
2. In a second transaction the row is locked; whoever finds it locked or done leaves at once.
3. The reaction's effects and its receipt (`done_at`) commit together. A long reaction may return a
   cursor instead: its batch and the moved cursor commit together, and it is run again at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from celery import shared_task
from django.db import connection, transaction
from django.db.models import QuerySet

from config.actors import Actor
from config.events.models import Delivery
from config.models import ClockTimestamp

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 24
MAX_BACK_OFF_SECONDS = 3600
OUTBOUND = "outbound"
LEASE_TOGETHER_SECONDS = 30


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
Together = Callable[[Sequence[Owed]], Mapping[UUID, Mapping[str, object] | None]]
"""For each subject that was reached, what its reaction would have answered."""

_reactions: dict[str, Reaction] = {}
_together: dict[str, Together] = {}
_errands: dict[str, Errand] = {}
_queues: dict[str, str] = {}


def reaction(
    *, queue: str = "recheck", together: Together | None = None
) -> Callable[[Reaction], Reaction]:
    """Make a function the reaction named after its module and itself, and a Celery task.

    The function gets an `Owed` and runs in one transaction. It returns None when it has done all it
    owes, or a cursor (a JSON object) from which it wants to go on.

    :param together: does the same for several subjects at once, in one transaction
    """

    def register(function: Reaction) -> Reaction:
        name = f"{function.__module__}.{function.__name__}"
        _reactions[name] = function
        _queues[name] = queue
        if together is not None:
            _together[name] = together

        @shared_task(name=name)
        @functools.wraps(function)
        def carry_out(*delivery_ids: str) -> None:
            deliver(*map(UUID, delivery_ids))

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
    """Whether this code has the task. That of newer code stays owed, and untried."""
    return task in _reactions or task in _errands


def can_go_together(task: str) -> bool:
    """Whether several deliveries of a task may travel on one hint."""
    return task in _together


def run_errand(task: str, delivery_id: UUID) -> None:
    """Go outside for one owed delivery, in this process."""
    _errands[task](delivery_id)


def deliver(*delivery_ids: UUID) -> None:
    """Carry out owed deliveries, as far as they go. Safe at any time, any number of times."""
    left = list(delivery_ids) if len(delivery_ids) == 1 else _try_together(delivery_ids)
    for delivery_id in left:
        while _try_once(delivery_id):
            pass


def _try_together(delivery_ids: Sequence[UUID]) -> list[UUID]:
    """One try of all that can be done together. Answers those that are left to be tried alone."""
    untried = _count_first_tries(delivery_ids)
    left = [each for each in delivery_ids if each not in untried]
    for task in sorted(set(untried.values())):
        ours = [each for each in delivery_ids if untried.get(each) == task]
        try:
            with transaction.atomic():
                left += _react_together(task, ours)
        except Exception:  # isolated: whichever it is that cannot be done will say so alone
            log.exception("reactions_failed_together", task=task, deliveries=len(ours))
            left += ours
    return left


def _count_first_tries(delivery_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The tasks of those that may be done together. What kills its worker is not tried so again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET attempts = 1,"
            " next_at = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id IN (SELECT id FROM events_delivery WHERE id = ANY (%s)"
            " AND task = ANY (%s) AND attempts = 0 AND done_at IS NULL AND parked_at IS NULL"
            " FOR UPDATE SKIP LOCKED) RETURNING id, task",
            [LEASE_TOGETHER_SECONDS, list(delivery_ids), sorted(_together)],
        )
        rows: list[tuple[UUID, str]] = cursor.fetchall()
    return dict(rows)


def _react_together(task: str, delivery_ids: Sequence[UUID]) -> list[UUID]:
    """Effects and receipts of all that were reached. Answers those that want to go on at once."""
    deliveries = list(_locked(delivery_ids))
    answers = _together[task]([_owed(delivery) for delivery in deliveries])
    done, going_on = [], []
    for delivery in deliveries:
        if delivery.subject_id not in answers:
            continue
        cursor = answers[delivery.subject_id]
        if cursor is None:
            done.append(delivery.id)
        else:
            _move_on(delivery.id, cursor)
            going_on.append(delivery.id)
    Delivery.objects.filter(id__in=done).update(done_at=ClockTimestamp(), last_error="")
    unreached = {delivery.id for delivery in deliveries} - {*done, *going_on}
    Delivery.objects.filter(id__in=unreached).update(attempts=0, next_at=ClockTimestamp())
    return going_on


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
            " AND parked_at IS NULL AND task = ANY (%s) FOR UPDATE SKIP LOCKED)",
            [MAX_BACK_OFF_SECONDS, delivery_id, sorted(_reactions)],
        )
        return bool(cursor.rowcount)


def _react(delivery_id: UUID) -> bool:
    delivery = _locked([delivery_id]).first()
    if delivery is None:
        return False
    cursor = _reactions[delivery.task](_owed(delivery))
    if cursor is None:
        Delivery.objects.filter(id=delivery_id).update(done_at=ClockTimestamp(), last_error="")
        return False
    _move_on(delivery_id, cursor)
    return True


def _locked(delivery_ids: Sequence[UUID]) -> QuerySet[Delivery]:
    """Those nobody else is at."""
    return (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("event")
        .filter(id__in=delivery_ids, done_at=None, parked_at=None)
        .order_by("id")
    )


def _move_on(delivery_id: UUID, cursor: Mapping[str, object]) -> None:
    Delivery.objects.filter(id=delivery_id).update(
        cursor=dict(cursor), attempts=0, next_at=ClockTimestamp()
    )


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
