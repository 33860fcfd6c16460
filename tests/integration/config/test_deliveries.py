"""What is owed is done once, however often it is delivered, and whoever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

import pytest
from django.db import connection

from config.actors import Actor
from config.events import dispatcher, inbox, operations
from config.events.inbox import Owed
from config.events.models import Delivery, Event
from config.events.operations import RECHECK, Subject, owe, record
from config.events.queries import get_backlog

TASK = "tests.react"


@pytest.fixture
def done() -> Iterator[list[Owed]]:
    """A reaction of our own that writes down what it was told (and an event, as its effect)."""
    calls: list[Owed] = []

    def react(owed: Owed) -> None:
        record(
            type="vendors.hold_placed", subject=Subject("thing", owed.subject_id), actor=owed.actor
        )
        calls.append(owed)

    with Registered(react):
        yield calls


class Registered:
    def __init__(self, reaction: inbox.Reaction, name: str = TASK) -> None:
        self.reaction, self.name = reaction, name

    def __enter__(self) -> None:
        inbox._reactions[self.name] = self.reaction

    def __exit__(self, *_: object) -> None:
        del inbox._reactions[self.name]


def an_owed_delivery(task: str = TASK, subject: UUID | None = None) -> Delivery:
    event = record(
        type="vendors.evidence_stored",
        subject=Subject("thing", subject or uuid4()),
        actor=Actor.system(),
    )
    owe(event_id=event.id, task=task, subject_id=event.subject_id)
    return Delivery.objects.get(event=event)


def reactions() -> int:
    return Event.objects.filter(type="vendors.hold_placed").count()


@pytest.mark.django_db
def test_delivered_twice_is_done_once(done: list[Owed]) -> None:
    delivery = an_owed_delivery()

    inbox.deliver(delivery.id)
    inbox.deliver(delivery.id)

    assert [owed.subject_id for owed in done] == [delivery.subject_id]
    assert reactions() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_it_once(done: list[Owed]) -> None:
    delivery, together = an_owed_delivery(), threading.Barrier(4)

    def worker() -> None:
        together.wait()
        inbox.deliver(delivery.id)
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert reactions() == 1


@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_nothing_and_is_tried_again() -> None:
    failing = True

    def react(owed: Owed) -> None:
        record(
            type="vendors.hold_placed", subject=Subject("thing", owed.subject_id), actor=owed.actor
        )
        if failing:
            raise RuntimeError("half way")

    with Registered(react):
        delivery = an_owed_delivery()
        inbox.deliver(delivery.id)
        after_failure = (reactions(), Delivery.objects.get().last_error)
        failing = False
        inbox.deliver(delivery.id)

    assert after_failure == (0, "RuntimeError: half way")
    assert reactions() == 1


@pytest.mark.django_db
def test_a_long_reaction_goes_on_from_its_cursor() -> None:
    seen: list[object] = []

    def react(owed: Owed) -> Mapping[str, object] | None:
        at = owed.cursor.get("at", 0)
        seen.append(at)
        return {"at": int(str(at)) + 1} if len(seen) < 4 else None

    with Registered(react):
        delivery = an_owed_delivery()
        inbox.deliver(delivery.id)

    delivery.refresh_from_db()
    assert seen == [0, 1, 2, 3]
    assert delivery.done_at is not None


@pytest.mark.django_db
def test_what_always_fails_is_parked_and_can_be_replayed() -> None:
    def react(owed: Owed) -> None:
        raise RuntimeError("never")

    with Registered(react):
        delivery = an_owed_delivery()
        for _ in range(inbox.MAX_ATTEMPTS + 3):
            inbox.deliver(delivery.id)
    delivery.refresh_from_db()
    parked = delivery.attempts, delivery.parked_at is not None, get_backlog().parked
    operations.replay(delivery_id=delivery.id, actor=Actor.system(), reason="mended")

    delivery.refresh_from_db()
    assert parked == (inbox.MAX_ATTEMPTS, True, 1)
    assert (delivery.attempts, delivery.parked_at) == (0, None)


@pytest.mark.django_db
def test_a_task_of_newer_code_stays_owed() -> None:
    delivery = an_owed_delivery("tests.of_the_future")

    inbox.deliver(delivery.id)

    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.parked_at, delivery.attempts) == (None, None, 0)


@pytest.mark.django_db
def test_rechecks_of_one_vendor_are_joined_while_undone() -> None:
    vendor = uuid4()

    first = an_owed_delivery(RECHECK, vendor)
    event = record(
        type="vendors.evidence_stored", subject=Subject("thing", vendor), actor=Actor.system()
    )
    owe(event_id=event.id, task=RECHECK, subject_id=vendor)

    assert Delivery.objects.filter(subject_id=vendor).count() == 1
    Delivery.objects.filter(id=first.id).update(done_at=event.recorded_at)
    owe(event_id=event.id, task=RECHECK, subject_id=vendor)
    assert Delivery.objects.filter(subject_id=vendor).count() == 2


@pytest.mark.django_db
def test_a_recheck_done_for_an_event_can_be_owed_for_it_again() -> None:
    """One event may reach a vendor twice: as leaning on a party, and through a group."""
    vendor = uuid4()
    first = an_owed_delivery(RECHECK, vendor)
    Delivery.objects.filter(id=first.id).update(done_at=first.next_at, attempts=1)

    owe(event_id=first.event_id, task=RECHECK, subject_id=vendor)

    delivery = Delivery.objects.get(subject_id=vendor)
    assert (delivery.done_at, delivery.attempts) == (None, 0)


@pytest.mark.django_db(transaction=True)
def test_a_recheck_owed_while_one_runs_is_not_swallowed_by_it() -> None:
    """The running one may have read the facts before the change that owes the new one."""
    vendor, runs, may_end = uuid4(), threading.Event(), threading.Event()

    def react(owed: Owed) -> None:
        runs.set()
        may_end.wait(10)

    def work() -> None:
        inbox.deliver(running.id)
        connection.close()

    def owe_another() -> None:
        owe(event_id=event.id, task=RECHECK, subject_id=vendor)
        connection.close()

    known = inbox._reactions.get(RECHECK)
    inbox._reactions[RECHECK] = react
    try:
        running = an_owed_delivery(RECHECK, vendor)
        event = record(
            type="vendors.evidence_stored", subject=Subject("thing", vendor), actor=Actor.system()
        )
        worker = threading.Thread(target=work)
        worker.start()
        runs.wait(10)
        other = threading.Thread(target=owe_another)
        other.start()
        other.join(0.2)
        may_end.set()
        worker.join()
        other.join()
    finally:
        if known:
            inbox._reactions[RECHECK] = known
        else:
            del inbox._reactions[RECHECK]

    assert Delivery.objects.filter(subject_id=vendor, done_at=None).count() == 1
    assert Delivery.objects.filter(subject_id=vendor).exclude(done_at=None).count() == 1


@pytest.mark.django_db
def test_the_dispatcher_does_the_work_when_the_broker_is_away(done: list[Owed]) -> None:
    delivery = an_owed_delivery()
    loop = dispatcher.Dispatcher(_broker_after=float("inf"))

    moved = loop.pass_once()

    delivery.refresh_from_db()
    assert moved == 1
    assert delivery.done_at is not None
    assert len(done) == 1


@pytest.mark.django_db
def test_the_dispatcher_does_what_nobody_acts_on(
    done: list[Owed], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker takes the hints, and whoever should hear them is dead, or deaf."""
    delivery = an_owed_delivery()
    loop, hints = dispatcher.Dispatcher(), []
    monkeypatch.setattr(dispatcher.app, "send_task", lambda *_, args, **__: hints.append(args))

    for _ in range(dispatcher.HINTS_UNHEARD + 2):
        loop.pass_once()
        Delivery.objects.filter(done_at=None).update(next_at=delivery.next_at)

    delivery.refresh_from_db()
    assert hints == [[str(delivery.id)]] * dispatcher.HINTS_UNHEARD
    assert delivery.done_at is not None
    assert len(done) == 1


@pytest.mark.django_db
def test_the_dispatcher_leaves_what_only_newer_code_knows() -> None:
    delivery = an_owed_delivery("tests.of_the_future")
    loop = dispatcher.Dispatcher(_broker_after=float("inf"))

    for _ in range(dispatcher.HINTS_UNHEARD + 2):
        loop.pass_once()
        Delivery.objects.update(next_at=delivery.next_at)

    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.parked_at, delivery.attempts) == (None, None, 0)


@pytest.mark.django_db
def test_a_claim_is_a_lease(done: list[Owed]) -> None:
    delivery = an_owed_delivery()

    assert [claimed.id for claimed in dispatcher.claim(10)] == [delivery.id]
    assert dispatcher.claim(10) == []
