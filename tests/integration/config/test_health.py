"""The health pages say what is ill, and for how long."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.db import connection

from config import clock
from config.actors import Actor
from config.events.models import Delivery
from config.events.operations import WEBHOOK, Subject, record
from config.events.sealing import seal_events
from config.rest.broker import remove_misfits
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db


def something_happens() -> None:
    event = record(
        type="vendors.evidence_stored", subject=Subject("thing", uuid4()), actor=Actor.system()
    )
    long_ago = clock.now()
    for task in (WEBHOOK, "tests.react"):
        Delivery.objects.create(
            event=event, task=task, subject_id=uuid4(), next_at=long_ago, parked_at=long_ago
        )


def measured(anonymous: Api) -> dict[str, float]:
    text = anonymous.get("/metrics").content.decode()
    return {
        name: float(value)
        for name, value in re.findall(r"^armslength_(\S+) (\S+)$", text, re.MULTILINE)
    }


def test_metrics_tell_of_outbox_webhooks_and_seals(anonymous: Api) -> None:
    something_happens()
    before = measured(anonymous)
    seal_events()
    after = measured(anonymous)

    assert (before["parked"], before["webhooks_parked"]) == (1, 1)
    assert (before["owed"], before["oldest_owed_seconds"]) == (0, 0)
    assert (before["unsealed_events"], after["unsealed_events"]) == (1, 0)
    assert "seal_age_seconds" not in before
    assert after["seal_age_seconds"] >= 0
    assert {"webhooks_owed", "webhooks_oldest_owed_seconds", "ledger_seq"} <= set(after)


def test_a_dead_receiver_outside_does_not_make_us_unready(anonymous: Api) -> None:
    something_happens()
    Delivery.objects.filter(task=WEBHOOK).update(parked_at=None, created_at="2020-01-01T00:00Z")

    answer = anonymous.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["parked"] == 1
    assert answer.json()["webhooks_parked"] == 0


def test_what_is_no_queue_is_removed_from_where_a_queue_belongs(settings: Any) -> None:
    prefix, broker = f"{uuid4()}:", redis.Redis.from_url(settings.REDIS_URL)
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {**options, "global_keyprefix": prefix}
    for name in ("recheck", "recheck\x06\x163", "unacked", "unacked_index"):
        broker.set(prefix + name, "not a list")
    broker.lpush(f"{prefix}outbound", "a hint")
    broker.set(f"{prefix}somebody-elses", "a text")

    remove_misfits()

    left = {key.decode().removeprefix(prefix) for key in broker.keys(f"{prefix}*")}
    broker.delete(*(prefix + name for name in left))
    assert left == {"outbound", "somebody-elses"}


def test_a_broker_that_is_away_is_not_tidied(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    remove_misfits()


def test_a_database_that_is_gone_without_a_word_is_given_up_soon() -> None:
    """By this machine's kernel: ours would wait for an answer that never comes."""
    connection.ensure_connection()
    told = connection.connection.info.get_parameters()

    assert int(told["tcp_user_timeout"]) <= 15_000
    assert int(told["keepalives_idle"]) <= 5
