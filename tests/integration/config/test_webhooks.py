"""Whoever asked is told of events: signed, under one name, as often as it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from standardwebhooks import Webhook

from config import clock
from config.events import dispatcher, inbox
from config.events.models import Delivery
from config.events.operations import WEBHOOK
from config.events.queries import get_backlog
from config.events.webhooks import reaching, sending
from tests.builders.receiving import dawdle, hang_up, pour, receiving, trickle
from tests.builders.webhooks import (
    an_endpoint,
    is_signed_with,
    last_try,
    owed,
    send,
    something_happens,
)
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
LIST = "/api/v1/webhook-endpoints"
MESSAGES = "/api/v1/webhook-deliveries"
WHY = {"reason": "So that it is so."}


@pytest.fixture(autouse=True)
def receivers_of_ours(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOW_HTTP = True


class TestResting:
    """A receiver that is ill holds up nobody who sends."""

    def test_what_was_never_tried_waits_while_an_endpoint_rests(self) -> None:
        with receiving(500, 500, 204) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            for _ in range(3):
                something_happens()
            first, second, third = owed(endpoint)

            send(first)
            waiting = send(second)
            send(first)

        waiting_longer = send(third)
        pause = sending.FIRST_PAUSE_SECONDS
        assert len(receiver.got) == 2
        assert (waiting.attempts, waiting_longer.attempts) == (0, 0)
        assert clock.now() < waiting.next_at <= clock.now() + timedelta(seconds=pause)
        assert waiting_longer.next_at > waiting.next_at

    def test_an_endpoint_that_is_well_again_gets_everything(self) -> None:
        with receiving(500, 204) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            for _ in range(2):
                something_happens()
            first, second = owed(endpoint)

            done = [send(first), send(first), send(second)]

        assert done[-1].done_at is not None
        assert len(receiver.got) == 3

    def test_another_endpoint_does_not_wait(self) -> None:
        with receiving(500) as ill, receiving(204) as well:
            endpoints = [an_endpoint(receiver.url)[0] for receiver in (ill, well)]
            something_happens()

            one, other = (send(owed(endpoint)[-1]) for endpoint in endpoints)

        assert (one.done_at, other.done_at is not None) == (None, True)


class TestTelling:
    def test_an_event_arrives_signed_as_the_feed_tells_it(self, api: Client) -> None:
        with receiving() as receiver:
            endpoint, secret = an_endpoint(receiver.url)
            event = something_happens(name="Ärger", share=33.25)

            done = send(owed(endpoint)[0])

            [got] = receiver.got
            message = Webhook(secret).verify(got.body, dict(got.headers))
        feed = api("auditor").get(f"/api/v1/events/{event.id}").json()
        assert message == {"type": event.type, "timestamp": feed["at"], "data": feed}
        assert got.headers["webhook-id"] == str(done.id)
        assert got.path == "/hooks?from=armslength"
        assert got.headers["content-type"] == "application/json"
        assert done.done_at is not None
        assert (last_try(done).outcome, last_try(done).status) == ("delivered", 204)

    def test_each_endpoint_is_owed_what_it_asked_for(self) -> None:
        with receiving() as receiver:
            every, _ = an_endpoint(receiver.url, "*")
            some, _ = an_endpoint(receiver.url, "vendors.*")
            one, _ = an_endpoint(receiver.url, "vendors.hold_placed", "contracts.signed")
            before = {endpoint: len(owed(endpoint)) for endpoint in (every, some, one)}

        something_happens("vendors.hold_placed")
        something_happens("vendors.hold_released")
        something_happens("procurement.case_opened")

        asked = [len(owed(endpoint)) - before[endpoint] for endpoint in (every, some, one)]
        assert asked == [3, 2, 1]

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [(500, "refused"), (302, "refused"), (404, "refused"), (hang_up, "unknown")],
    )
    def test_a_failure_is_tried_again_under_the_same_id(self, answer: Any, outcome: str) -> None:
        with receiving(answer, 200) as receiver:
            endpoint, secret = an_endpoint(receiver.url)
            something_happens()
            delivery = send(owed(endpoint)[0])
            failed = (delivery.done_at, last_try(delivery).outcome, delivery.next_at > clock.now())

            send(delivery)

            assert failed == (None, outcome, True)
            assert delivery.done_at is not None
            assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
            assert [got.path for got in receiver.got] == ["/hooks?from=armslength"] * 2
            assert is_signed_with(receiver, secret)

    def test_nobody_is_there(self) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()

        delivery = send(owed(endpoint)[0])

        assert last_try(delivery).outcome == "not_sent"
        assert "refused" in delivery.last_error.lower()

    @pytest.mark.parametrize("slowly", [dawdle, trickle])
    def test_a_receiver_that_dawdles_is_left(
        self, monkeypatch: pytest.MonkeyPatch, slowly: Callable[[Any], None]
    ) -> None:
        monkeypatch.setattr(reaching, "TOTAL_SECONDS", 0.5)
        with receiving(slowly) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()

            delivery = send(owed(endpoint)[0])

        assert last_try(delivery).outcome == "unknown"
        assert delivery.done_at is None

    def test_an_answer_without_end_is_not_read_to_its_end(self) -> None:
        with receiving(pour) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()

            assert send(owed(endpoint)[0]).done_at is not None

    def test_one_that_never_answers_is_parked_and_others_are_told(self) -> None:
        with receiving(500) as bad, receiving() as good:
            broken, _ = an_endpoint(bad.url)
            well, _ = an_endpoint(good.url)
            something_happens()
            delivery = owed(broken)[0]
            Delivery.objects.filter(id=delivery.id).update(attempts=inbox.MAX_ATTEMPTS - 1)

            send(delivery)
            send(owed(well)[0])

        assert delivery.parked_at is not None
        assert owed(well)[0].done_at is not None
        assert get_backlog().webhooks_parked == 1
        assert get_backlog().parked == 0

    def test_a_receiver_that_is_gone_is_asked_no_more(self) -> None:
        with receiving(410) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()

            assert send(owed(endpoint)[0]).parked_at is not None

    def test_what_is_in_somebodys_hands_is_left_to_them(self) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()
            delivery = owed(endpoint)[0]
            sending._begin(delivery.id)  # by a worker that is on its way, or has died

            sending.send(delivery.id)

            assert receiver.got == []

    def test_whoever_died_on_the_way_is_followed_by_another(self) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()
            delivery = owed(endpoint)[0]
            sending._begin(delivery.id)
            until = (clock.now() - timedelta(seconds=1)).isoformat()
            Delivery.objects.filter(id=delivery.id).update(cursor={"until": until})

            sending.send(delivery.id)

            assert len(receiver.got) == 1

    def test_done_is_done(self) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            something_happens()
            delivery = send(owed(endpoint)[0])

            send(delivery)

            assert len(receiver.got) == 1

    def test_hints_travel_apart_from_rechecks(self) -> None:
        assert inbox.is_known(WEBHOOK)
        assert inbox.queue_of(WEBHOOK) == "outbound"


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_it_is_sent_beside_the_loop() -> None:
    with receiving() as receiver:
        endpoint, _ = an_endpoint(receiver.url)
        something_happens()
        loop = dispatcher.Dispatcher(_broker_after=float("inf"))

        loop.pass_once()
        loop._outside.shutdown()

        assert [got.headers["webhook-id"] for got in receiver.got] == [str(owed(endpoint)[0].id)]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_while_it_is_sent() -> None:
    """No transaction of ours waits for the world outside."""
    seen: list[str] = []

    def look(handler: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM pg_stat_activity WHERE datname = current_database()")
            seen.extend(state for (state,) in cursor.fetchall())
        connection.close()
        handler.send_response(204)
        handler.end_headers()

    with receiving(look) as receiver:
        endpoint, _ = an_endpoint(receiver.url)
        something_happens()
        send(owed(endpoint)[0])

    assert "idle" in seen
    assert "idle in transaction" not in seen
