"""How do addresses outside come to be told, get new secrets, and stop?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.events.models import Delivery, WebhookEndpoint
from config.events.operations import WEBHOOK, Subject, record
from config.events.types import EVENTS
from config.events.webhooks.reaching import Resolve, checked, look_up
from config.events.webhooks.signing import a_salt, secret_of
from config.models import ClockTimestamp
from config.problems import Invalid, MoveNotAllowed, NotFound, StaleVersion

OVERLAP = timedelta(hours=24)


class DeliveryOnItsWay(MoveNotAllowed):
    """The message is owed and will be sent; only one that arrived or gave up is sent once more."""

    code = "delivery-on-its-way"
    title = "This message is on its way already."


def register_endpoint(
    *,
    url: str,
    types: Iterable[str],
    description: str,
    actor: Actor,
    resolve: Resolve = look_up,
) -> tuple[WebhookEndpoint, str]:
    """Tell an address of events from now on; answers the endpoint and its secret, shown once.

    :param types: names of events, all of an app (`vendors.*`), or everything (`*`)
    :raises Invalid: if there is no such type of event
    :raises WebhookAddressRefused: if we do not send to that address
    """
    wanted = sorted(set(types))
    for place, name in enumerate(wanted):
        if not _is_type(name):
            raise Invalid.at(f"/types/{place}", "unknown_event", f"There is no event {name[:80]}.")
    checked(url, resolve)  # asks the name service: before the transaction, not in it
    return _register(url=url, types=wanted, description=description, actor=actor)


def _is_type(name: str) -> bool:
    return name == "*" or name in EVENTS or name in {f"{n.partition('.')[0]}.*" for n in EVENTS}


@transaction.atomic
def _register(
    *, url: str, types: list[str], description: str, actor: Actor
) -> tuple[WebhookEndpoint, str]:
    endpoint = WebhookEndpoint.objects.create(
        url=url, types=types, description=description, salt=a_salt()
    )
    _tell("events.webhook_registered", endpoint, actor, url=url, types=types)
    return endpoint, secret_of(endpoint.id, endpoint.salt)


@transaction.atomic
def rotate_secret(
    *, endpoint_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> tuple[WebhookEndpoint, str]:
    """Give an endpoint a new secret; messages carry the old signature too for `OVERLAP`.

    :raises NotFound: if there is no such endpoint
    :raises StaleVersion: if it has changed since it was seen
    """
    endpoint = _locked(endpoint_id, seen_version)
    _change(endpoint, salt=a_salt(), previous_salt=endpoint.salt, previous_until=at + OVERLAP)
    _tell("events.webhook_rotated", endpoint, actor, reason)
    return endpoint, secret_of(endpoint.id, endpoint.salt)


@transaction.atomic
def disable_endpoint(
    *, endpoint_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> WebhookEndpoint:
    """Tell an endpoint no more. What is owed to it is parked when its turn comes.

    :raises NotFound: if there is no such endpoint
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is disabled already
    """
    endpoint = _locked(endpoint_id, seen_version)
    if endpoint.disabled_at is not None:
        raise MoveNotAllowed(state="disabled", allowed=["enable", "rotate"])
    _change(endpoint, disabled_at=at, disabled_because=reason)
    _tell("events.webhook_disabled", endpoint, actor, reason)
    return endpoint


@transaction.atomic
def enable_endpoint(
    *, endpoint_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> WebhookEndpoint:
    """Tell an endpoint again, of what happens from now on; the rest is in the feed.

    :raises NotFound: if there is no such endpoint
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is enabled
    """
    endpoint = _locked(endpoint_id, seen_version)
    if endpoint.disabled_at is None:
        raise MoveNotAllowed(state="enabled", allowed=["disable", "rotate"])
    _change(endpoint, disabled_at=None, disabled_because="")
    _tell("events.webhook_enabled", endpoint, actor, reason)
    return endpoint


@transaction.atomic
def send_again(*, delivery_id: UUID, reason: str, actor: Actor) -> Delivery:
    """Owe a message once more, under its old id, whether it arrived or gave up.

    :raises NotFound: if there is no such message
    :raises DeliveryOnItsWay: if it is owed already
    """
    messages = Delivery.objects.select_for_update(no_key=True).filter(task=WEBHOOK)
    delivery = messages.filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound
    if delivery.done_at is None and delivery.parked_at is None:
        raise DeliveryOnItsWay(state="owed", allowed=[])
    messages.filter(id=delivery_id).update(
        done_at=None, parked_at=None, attempts=0, dispatches=0, cursor={}, last_error="",
        next_at=ClockTimestamp(),
    )  # fmt: skip
    record(
        type="events.webhook_replayed",
        subject=Subject("delivery", delivery.id),
        actor=actor,
        reason=reason,
        data={"endpoint": delivery.subject_id, "event": delivery.event_id},
    )
    delivery.refresh_from_db()
    return delivery


def _locked(endpoint_id: UUID, seen_version: int | None) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.select_for_update(no_key=True)
    endpoint = rows.filter(id=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    if seen_version is not None and endpoint.version != seen_version:
        raise StaleVersion(version=endpoint.version)
    return endpoint


def _change(endpoint: WebhookEndpoint, **fields: object) -> None:
    WebhookEndpoint.objects.filter(id=endpoint.id).update(
        **fields, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    endpoint.refresh_from_db()


def _tell(
    type_: str, endpoint: WebhookEndpoint, actor: Actor, reason: str = "", **data: object
) -> None:
    record(
        type=type_,
        subject=Subject("webhook_endpoint", endpoint.id),
        actor=actor,
        reason=reason,
        data={"url": endpoint.url, **data},
    )
