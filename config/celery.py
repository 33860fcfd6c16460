"""How are tasks carried? Celery over Redis, as a carrier of hints only (see config.events)."""

from __future__ import annotations

import os

from celery import Celery
from kombu.transport import redis, virtual

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("armslength")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class ForgettingQoS(redis.QoS):
    """A message that could not be acknowledged holds no place among those a worker may have.

    Kombu keeps the place when the broker dies at that moment. With as many places lost as a worker
    has, it asks for nothing more and never finds out that the broker is back: it lives, and is
    deaf. The message itself comes back when its time is over, which is harmless.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            virtual.QoS.ack(self, delivery_tag)
            raise


redis.Channel.QoS = ForgettingQoS
