"""The task that does nothing: what carrying one to a worker and hearing back costs by itself."""

from __future__ import annotations

import functools

import redis
from celery import shared_task

TASK = "benchmarks.carrier.nothing"
QUEUE = "recheck"


@functools.cache
def _broker(address: str) -> redis.Redis:
    return redis.Redis.from_url(address)


@shared_task(name=TASK)
def nothing(address: str, reply: str) -> None:
    """Say that we were here."""
    _broker(address).rpush(reply, b"")
