"""Endpoints and messages over the API: who may, what is shown, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from config import clock
from config.events.models import Delivery, Event, WebhookEndpoint
from config.rest.models import IdempotencyKey
from tests.builders.receiving import receiving
from tests.builders.webhooks import (
    an_endpoint,
    is_signed_with,
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


class TestKeeping:
    """Endpoints, over the API."""

    def register(self, api: Client, url: str, *types: str, **more: Any) -> Any:
        body = {"url": url, "types": list(types) or ["*"]}
        return api("admin").post(LIST, body, **more)

    def test_the_secret_is_shown_once(self, api: Client) -> None:
        with receiving() as receiver:
            made = self.register(api, receiver.url)
            endpoint = WebhookEndpoint.objects.get()
            something_happens()
            send(owed(endpoint)[-1])
            secret = made.json()["secret"]

            assert made.status_code == 201
            assert made["Location"] == f"{LIST}/{endpoint.id}"
            assert secret.startswith("whsec_")
            assert is_signed_with(receiver, secret)
        assert "secret" not in api("admin").get(made["Location"]).json()
        assert "secret" not in api("admin").get(LIST).json()["results"][0]

    def test_no_secret_is_stored_anywhere(self, api: Client) -> None:
        with receiving() as receiver:
            key = {"headers": {"Idempotency-Key": "once"}}
            made = self.register(api, receiver.url, **key)
            again = self.register(api, receiver.url, **key)

        secret = made.json()["secret"]
        assert again.json() == made.json() | {"secret": None}
        assert WebhookEndpoint.objects.count() == 1
        stored = json.dumps(
            [*IdempotencyKey.objects.values_list("body"), *Event.objects.values_list("data")]
        )
        assert secret not in stored

    def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day(self, api: Client) -> None:
        with receiving() as receiver:
            old = self.register(api, receiver.url).json()
            new = api("admin").post(f"{LIST}/{old['id']}/rotate", WHY).json()
            endpoint = WebhookEndpoint.objects.get()
            something_happens()
            send(owed(endpoint)[-1])

            assert new["secret"] != old["secret"]
            assert is_signed_with(receiver, new["secret"])
            assert is_signed_with(receiver, old["secret"])

            WebhookEndpoint.objects.update(previous_until=clock.now())
            something_happens()
            send(owed(endpoint)[-1])

            assert is_signed_with(receiver, new["secret"])
            with pytest.raises(Exception, match="No matching signature"):
                is_signed_with(receiver, old["secret"])

    def test_a_disabled_one_is_told_no_more(self, api: Client) -> None:
        with receiving() as receiver:
            made = self.register(api, receiver.url).json()
            endpoint = WebhookEndpoint.objects.get()
            something_happens()
            waiting = owed(endpoint)[-1]

            disabled = api("admin").post(f"{LIST}/{made['id']}/disable", WHY)
            again = api("admin").post(f"{LIST}/{made['id']}/disable", WHY)
            count = len(owed(endpoint))
            something_happens()

            assert disabled.json()["state"] == "disabled"
            assert disabled.json()["allowed_acts"] == ["enable", "rotate"]
            assert again.status_code == 409
            assert again.json()["allowed"] == ["enable", "rotate"]
            assert len(owed(endpoint)) == count
            assert send(waiting).parked_at is not None
            assert receiver.got == []

            enabled = api("admin").post(f"{LIST}/{made['id']}/enable", WHY)
            assert enabled.json()["state"] == "enabled"
            assert api("admin").post(f"{LIST}/{made['id']}/enable", WHY).status_code == 409

    def test_a_message_is_read_and_sent_once_more(self, api: Client) -> None:
        with receiving(500, 500, 204) as receiver:
            endpoint, _ = an_endpoint(receiver.url)
            event = something_happens()
            delivery = send(owed(endpoint)[0])
            at = f"{MESSAGES}/{delivery.id}"

            on_its_way = api("admin").post(f"{at}/replay", WHY)
            assert on_its_way.status_code == 409
            assert on_its_way.json()["code"] == "delivery-on-its-way"
            Delivery.objects.filter(id=delivery.id).update(parked_at=clock.now())
            replayed = api("admin").post(f"{at}/replay", WHY)
            send(delivery)
            send(delivery)
            told = api("auditor").get(at).json()

        assert replayed.json()["state"] == "owed"
        assert (told["state"], told["event"], told["type"]) == ("done", str(event.id), event.type)
        assert [each["status"] for each in told["tries"]] == [500, 500, 204]
        assert len({got.headers["webhook-id"] for got in receiver.got}) == 1

    def test_messages_are_found_by_endpoint_and_state(self, api: Client) -> None:
        with receiving() as receiver:
            one, _ = an_endpoint(receiver.url)
            other, _ = an_endpoint(receiver.url)
            something_happens()
            send(owed(one)[-1])

        def ids(query: str) -> list[str]:
            answer = api("admin").get(f"{MESSAGES}?{query}").json()
            return [each["endpoint"] for each in answer["results"]]

        assert ids(f"endpoint={one.id}&state=done") == [str(one.id)]
        assert ids(f"endpoint={other.id}&state=done") == []
        assert set(ids("state=owed")) == {str(other.id)}
        assert api("admin").get(f"{MESSAGES}?state=lost").status_code == 400
        assert api("admin").get(f"{MESSAGES}?task=x").status_code == 400

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/url"),
            ({"url": "https://x.example", "types": []}, "/types"),
            ({"url": "https://x.example", "types": ["vendors.nonsense"]}, "/types/0"),
            ({"url": "ftp://x.example", "types": ["*"]}, "/url"),
            ({"url": "https://a:b@x.example", "types": ["*"]}, "/url"),
            ({"url": "https://x.example/\r\nHost: y", "types": ["*"]}, "/url"),
            ({"url": 7, "types": ["*"]}, "/url"),
            ({"url": "https://x.example", "types": ["*"], "secret": "mine"}, "/secret"),
        ],
    )
    def test_a_bad_body_is_refused(self, api: Client, body: Any, pointer: str) -> None:
        answer = api("admin").post(LIST, body)

        assert answer.status_code == 400, answer.content
        assert pointer in [error["pointer"] for error in answer.json()["errors"]]
        assert not WebhookEndpoint.objects.exists()

    @pytest.mark.parametrize("role", ["viewer", "legal", "approver", "vendor_manager", "intake"])
    def test_only_admins_and_auditors_see_endpoints(self, api: Client, role: str) -> None:
        assert api(role).get(LIST).status_code == 403
        assert api(role).get(MESSAGES).status_code == 403
        assert api().get(LIST).status_code == 401

    def test_an_auditor_reads_and_changes_nothing(self, api: Client) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
        at = f"{LIST}/{endpoint.id}"

        assert api("auditor").get(at).json()["allowed_acts"] == []
        for act in ("rotate", "disable", "enable"):
            assert api("auditor").post(f"{at}/{act}", WHY).status_code == 403
        assert api("auditor").post(LIST, {"url": receiver.url, "types": ["*"]}).status_code == 403
        assert api("auditor").post(f"{MESSAGES}/{uuid4()}/replay", WHY).status_code == 403

    def test_what_is_not_there_is_told(self, api: Client) -> None:
        nothing = uuid4()

        assert api("admin").get(f"{LIST}/{nothing}").status_code == 404
        assert api("admin").get(f"{MESSAGES}/{nothing}").status_code == 404
        for path in (f"{LIST}/{nothing}/rotate", f"{LIST}/{nothing}/disable"):
            assert api("admin").post(path, WHY).status_code == 404
        assert api("admin").post(f"{MESSAGES}/{nothing}/replay", WHY).status_code == 404

    def test_a_move_on_an_old_version_is_refused(self, api: Client) -> None:
        with receiving() as receiver:
            endpoint, _ = an_endpoint(receiver.url)
        stale = {"headers": {"If-Match": '"7"'}}

        answer = api("admin").post(f"{LIST}/{endpoint.id}/disable", WHY, **stale)

        assert answer.status_code == 412

    def test_a_dry_run_tells_nobody(self, api: Client) -> None:
        with receiving() as receiver:
            answer = self.register(api, f"{receiver.url}")
            WebhookEndpoint.objects.all()
            dry = api("admin").post(f"{LIST}?dry_run=true", {"url": receiver.url, "types": ["*"]})

        assert (answer.status_code, dry.status_code) == (201, 200)
        assert WebhookEndpoint.objects.count() == 1

    def test_what_is_done_with_endpoints_is_an_event(self, api: Client) -> None:
        with receiving() as receiver:
            made = self.register(api, receiver.url).json()
        for act in ("rotate", "disable", "enable"):
            api("admin").post(f"{LIST}/{made['id']}/{act}", WHY)

        told = Event.objects.filter(subject_id=UUID(made["id"])).order_by("seq")

        assert [event.type.rpartition("_")[2] for event in told] == [
            "registered",
            "rotated",
            "disabled",
            "enabled",
        ]
