"""A worker that could not acknowledge goes on asking for work."""

from __future__ import annotations

import pytest
from kombu import Connection
from kombu.transport import redis

from config.celery import ForgettingQoS


def test_a_message_that_could_not_be_acknowledged_holds_no_place() -> None:
    nobody = Connection("redis://127.0.0.1:1/0", transport_options={"max_retries": 0})
    channel = redis.Channel.__new__(redis.Channel)
    channel.connection_errors = nobody.connection_errors
    places = ForgettingQoS(channel, prefetch_count=1)
    places._delivered["message"] = None
    full = places.can_consume()

    def refuse(*_: object) -> None:
        raise ConnectionError("the broker is dead")

    places._remove_from_indices = refuse
    with pytest.raises(ConnectionError):
        places.ack("message")

    assert (full, places.can_consume()) == (False, True)
    assert redis.Channel.QoS is ForgettingQoS
