"""What do we ask the broker itself, past Celery? Whether it is there, and whether it is tidy.

No request needs the answers: one is told on the health page, the other is the dispatcher's chore.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import redis
import structlog
from django.conf import settings
from kombu.transport.redis import Channel
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)


@contextmanager
def _asked() -> Iterator[redis.Redis]:
    """With a short patience and no second try."""
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield client
    finally:
        client.close()


def is_broker_there() -> bool:
    """Whether it answers a ping."""
    with _asked() as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def remove_misfits() -> None:
    """Remove what stands where hints are kept and is none, such as a text in place of a queue.

    Every worker that reads it would die of it, and no hint be sent, until somebody removed it by
    hand. Nothing that matters is kept there.
    """
    with _asked() as client:
        try:
            for key, kind in _kinds().items():
                found = client.type(key)
                if found not in (b"none", kind.encode()):
                    client.delete(key)
                    log.warning("broker_key_removed", key=key, kind=found)
        except redis.RedisError as error:  # whoever sends hints notices, and does without
            log.warning("broker_not_tidied", error=type(error).__name__)


def _kinds() -> Mapping[str, str]:
    """Where Kombu keeps what: the queues by priority, who reads them, what is not acknowledged."""
    queues = list(settings.CELERY_TASK_QUEUES)
    lists = [
        f"{queue}{Channel.sep}{step}" if step else queue
        for queue in queues
        for step in Channel.priority_steps
    ]
    kinds = {
        **dict.fromkeys(lists, "list"),
        **{f"_kombu.binding.{queue}": "set" for queue in queues},
        Channel.unacked_key: "hash",
        Channel.unacked_index_key: "zset",
        Channel.unacked_mutex_key: "string",
    }
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    return {f"{prefix}{name}": kind for name, kind in kinds.items()}
