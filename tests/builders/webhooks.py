"""Endpoints that are told of what happens, and what becomes of the messages."""

from __future__ import annotations

from uuid import uuid4

from standardwebhooks import Webhook

from config.actors import Actor
from config.events import inbox, tasks
from config.events.models import Delivery, Event, WebhookAttempt, WebhookEndpoint
from config.events.operations import WEBHOOK, Subject, record
from config.events.webhooks import operations
from tests.builders.receiving import Receiver


def something_happens(type_: str = "vendors.evidence_stored", **data: object) -> Event:
    return record(type=type_, subject=Subject("thing", uuid4()), actor=Actor.system(), data=data)


def an_endpoint(url: str, *types: str) -> tuple[WebhookEndpoint, str]:
    return operations.register_endpoint(
        url=url, types=types or ("vendors.*",), description="", actor=Actor.system()
    )


def owed(endpoint: WebhookEndpoint) -> list[Delivery]:
    return list(Delivery.objects.filter(task=WEBHOOK, subject_id=endpoint.id).order_by("id"))


def send(delivery: Delivery) -> Delivery:
    """Try, whenever the next try is due."""
    assert tasks.send_webhook  # the errand is known
    Delivery.objects.filter(id=delivery.id).update(cursor={})
    inbox.run_errand(delivery.task, delivery.id)
    delivery.refresh_from_db()
    return delivery


def last_try(delivery: Delivery) -> WebhookAttempt:
    return WebhookAttempt.objects.filter(delivery=delivery).latest("id")


def is_signed_with(receiver: Receiver, secret: str, number: int = -1) -> bool:
    got = receiver.got[number]
    return bool(Webhook(secret).verify(got.body, dict(got.headers)))
