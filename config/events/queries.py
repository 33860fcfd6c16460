"""What has happened since, and how much is still owed?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from config.events import merkle
from config.events.models import Delivery, Event, Leaf, Seal
from config.events.operations import WEBHOOK, Subject
from config.events.records import EVENT, EVENTS, read
from config.problems import Invalid, NotFound, Problem


@dataclass(frozen=True, slots=True)
class Backlog:
    """How the work is going right now. Webhooks are apart: a dead receiver is not our illness.

    :ivar owed: reactions that are due and undone; `oldest_seconds` is how long one has waited
    :ivar parked: reactions that gave up
    :ivar seq: the ledger's last number
    :ivar unsealed: events that no seal covers; `unsealed_seconds` is the age of the oldest
    :ivar seal_seconds: the age of the last seal, if there is one
    """

    owed: int
    oldest_seconds: float
    parked: int
    seq: int
    webhooks_owed: int
    webhooks_oldest_seconds: float
    webhooks_parked: int
    unsealed: int
    unsealed_seconds: float
    seal_seconds: float | None


def get_backlog() -> Backlog:
    """The state of outbox and seals right now."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, {"webhook": WEBHOOK})
        owed, oldest, parked, hooks, hooks_oldest, hooks_parked = cursor.fetchone()
        cursor.execute(_SEALED)
        seq, unsealed, unsealed_seconds, seal_seconds = cursor.fetchone()
    return Backlog(
        owed=owed,
        oldest_seconds=_seconds(oldest),
        parked=parked,
        seq=seq,
        webhooks_owed=hooks,
        webhooks_oldest_seconds=_seconds(hooks_oldest),
        webhooks_parked=hooks_parked,
        unsealed=unsealed,
        unsealed_seconds=_seconds(unsealed_seconds),
        seal_seconds=None if seal_seconds is None else _seconds(seal_seconds),
    )


def _seconds(value: float | None) -> float:
    return round(max(value or 0.0, 0.0), 3)


_OWED = """
WITH undone AS (
    SELECT task = %(webhook)s AS hook, parked_at IS NOT NULL AS parked,
        extract(epoch FROM clock_timestamp() - created_at)::float8 AS age
    FROM events_delivery WHERE done_at IS NULL
)
SELECT count(*) FILTER (WHERE NOT hook AND NOT parked),
    max(age) FILTER (WHERE NOT hook AND NOT parked),
    count(*) FILTER (WHERE NOT hook AND parked),
    count(*) FILTER (WHERE hook AND NOT parked), max(age) FILTER (WHERE hook AND NOT parked),
    count(*) FILTER (WHERE hook AND parked)
FROM undone
"""
_SEALED = """
WITH sealed AS (SELECT last_seq, sealed_at FROM events_seal ORDER BY number DESC LIMIT 1)
SELECT (SELECT coalesce(max(seq), 0) FROM events_ledger), count(*),
    extract(epoch FROM clock_timestamp() - min(created_at))::float8,
    (SELECT extract(epoch FROM clock_timestamp() - sealed_at)::float8 FROM sealed)
FROM events_event WHERE seq > coalesce((SELECT last_seq FROM sealed), 0)
"""


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


def has_done(person: str, subject: Subject, types: Collection[str]) -> bool:
    """Whether a person ever did one of these to an object; its columns know who did it last."""
    told = list_events_of(subject.type, subject.id)
    return told.filter(type__in=types, actor_person=person).exists()


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
    if not Event.objects.filter(id=event_id).exists():
        raise NotFound
    found = prove_all([event_id])
    if not found:
        raise NotSealedYet(state="unsealed")
    return found[0]


def prove_all(event_ids: Collection[UUID]) -> list[Proof]:
    """The proofs of several events in the order of the ledger, each tree built once.

    Those that no seal covers yet are left out.
    """
    stored = {
        row.id: row.text for row in read(EVENT, sql.SQL("t.id = ANY (%s)"), [list(event_ids)])
    }
    places: dict[Seal, dict[int, UUID]] = {}
    found = Leaf.objects.filter(kind=EVENTS, object_id__in=list(stored)).select_related("seal")
    for leaf in found.order_by("seal__number", "position"):
        places.setdefault(leaf.seal, {})[leaf.position] = leaf.object_id
    return [
        proof for seal, events in places.items() for proof in _prove_under(seal, events, stored)
    ]


def _prove_under(
    seal: Seal, events: Mapping[int, UUID], stored: Mapping[UUID, str]
) -> Iterator[Proof]:
    leaves = [bytes(d) for d in seal.leaves.order_by("position").values_list("digest", flat=True)]
    for index, path in merkle.proofs_of(leaves, events).items():
        yield Proof(
            event=events[index],
            seal=seal,
            leaf=stored[events[index]],
            index=index,
            size=len(leaves),
            path=[step.hex() for step in path],
        )
