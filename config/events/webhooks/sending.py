"""How is an endpoint told of one event, at least once, and under the same name each time?

1. In one transaction the try is counted and a lease set, longer than any way out and back.
2. Outside of any transaction the message is sent. Its `webhook-id` is the delivery's own id, on
   every try and after every replay: a receiver that has seen it ignores it.
3. In another transaction the try is written down, and the delivery is done, due again, or parked.

Whoever dies between 2 and 3 leaves a lease that ends: the message is sent again. So is one whose
outcome is unknown.
"""

from __future__ import annotations

import json
from uuid import UUID

import structlog
from django.db import connection, transaction

from config import clock
from config.events.inbox import MAX_ATTEMPTS
from config.events.models import Delivery, Outcome, WebhookAttempt, WebhookEndpoint
from config.events.payload import told
from config.events.webhooks import signing
from config.events.webhooks.reaching import Resolve, Result, look_up, post
from config.models import ClockTimestamp

log = structlog.get_logger(__name__)
LEASE_SECONDS = 60
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 6 * 3600
LONGEST_REST_SECONDS = 300
GONE = 410


def send(delivery_id: UUID, resolve: Resolve = look_up) -> None:
    """Try once, unless somebody is trying right now. Safe at any time, any number of times."""
    if _is_endpoint_resting(delivery_id):
        return
    number = _begin(delivery_id)
    if number is None:
        return
    delivery = Delivery.objects.select_related("event").get(id=delivery_id)
    endpoint = WebhookEndpoint.objects.get(id=delivery.subject_id)
    if endpoint.disabled_at is not None:
        _park(delivery_id, "The endpoint is disabled.")
        return
    message = {
        "type": delivery.event.type,
        "timestamp": told(delivery.event)["at"],
        "data": told(delivery.event),
    }
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    headers = signing.headers(endpoint, message_id=delivery_id, body=body, at=clock.now())
    result = post(endpoint.url, body=body.encode(), headers=headers, resolve=resolve)
    log.info("webhook_tried", delivery=str(delivery_id), outcome=result.outcome.value)
    _finish(delivery_id, endpoint, number, result)


def _is_endpoint_resting(delivery_id: UUID) -> bool:
    """Whether the endpoint failed the last times, and just now: then what was never tried waits.

    Else each new event would wait for a receiver that is dead or slow, one after the other, and
    those who send would have no time for anybody else.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery d SET next_at = rest.until FROM ("
            " SELECT max(created_at) + make_interval(secs =>"
            " least(%(first)s * power(2, count(*) - 1), %(longest)s)) AS until"
            " FROM (SELECT a.created_at FROM events_webhookattempt a"
            " JOIN events_delivery ours ON ours.id = %(id)s AND a.endpoint_id = ours.subject_id"
            " WHERE a.id > coalesce((SELECT b.id FROM events_webhookattempt b"
            " WHERE b.endpoint_id = ours.subject_id AND b.outcome = 'delivered'"
            " ORDER BY b.id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000')"
            " ORDER BY a.id DESC LIMIT 16) failed"
            ") rest WHERE d.id = %(id)s AND d.done_at IS NULL AND d.parked_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM events_webhookattempt t WHERE t.delivery_id = d.id)"
            " AND rest.until > clock_timestamp()",
            {
                "first": FIRST_PAUSE_SECONDS,
                "longest": LONGEST_REST_SECONDS,
                "id": delivery_id,
            },
        )
        return bool(cursor.rowcount)


def _begin(delivery_id: UUID) -> int | None:
    """Count the try and take the lease; None if it is done, parked, or in somebody's hands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET attempts = attempts + 1,"
            " next_at = clock_timestamp() + make_interval(secs => %(lease)s),"
            " cursor = jsonb_build_object('until', clock_timestamp()"
            " + make_interval(secs => %(lease)s))"
            " WHERE id = (SELECT id FROM events_delivery WHERE id = %(id)s AND done_at IS NULL"
            " AND parked_at IS NULL AND coalesce((cursor->>'until')::timestamptz, '-infinity')"
            " < clock_timestamp() FOR UPDATE SKIP LOCKED) RETURNING attempts",
            {"id": delivery_id, "lease": LEASE_SECONDS},
        )
        row: tuple[int] | None = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def _finish(delivery_id: UUID, endpoint: WebhookEndpoint, number: int, result: Result) -> None:
    WebhookAttempt.objects.create(
        delivery_id=delivery_id,
        endpoint=endpoint,
        number=number,
        outcome=result.outcome,
        status=result.status,
        detail=result.detail,
        address=result.address,
        milliseconds=result.milliseconds,
    )
    if result.outcome is Outcome.DELIVERED:
        Delivery.objects.filter(id=delivery_id).update(
            done_at=ClockTimestamp(), parked_at=None, last_error="", cursor={}
        )
        return
    said = f"{result.outcome.value}: {result.status or ''} {result.detail}".strip()
    if result.status == GONE:
        _park(delivery_id, f"{said} The receiver says it is gone for good.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET last_error = %s, cursor = '{}',"
            " parked_at = CASE WHEN attempts >= %s THEN clock_timestamp() END,"
            " next_at = clock_timestamp() + make_interval(secs => (0.8 + 0.4 * random())"
            " * least(%s * power(2, least(attempts, 20) - 1), %s))"
            " WHERE id = %s AND done_at IS NULL",
            [said, MAX_ATTEMPTS, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, delivery_id],
        )


def _park(delivery_id: UUID, why: str) -> None:
    Delivery.objects.filter(id=delivery_id, done_at=None).update(
        parked_at=ClockTimestamp(), last_error=why, cursor={}
    )
