"""Who outside wants to be told of what, and how did telling them go?"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from config.events.models.ledger import Delivery
from config.models import MutableRow, Row


class WebhookEndpoint(MutableRow):
    """An address that is told of events of some types.

    Its secret is not kept: it is derived from the installation's key, the id and `salt`. After a
    rotation the one before (`previous_salt`) signs as well until `previous_until`.
    """

    url = models.URLField(max_length=2000)
    types = ArrayField(models.CharField(max_length=80))
    description = models.CharField(max_length=500, blank=True)
    salt = models.CharField(max_length=64)
    previous_salt = models.CharField(max_length=64, blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(types=[]), name="an_endpoint_is_told_something"),
            models.CheckConstraint(
                condition=Q(previous_salt="", previous_until=None)
                | ~Q(previous_salt="") & Q(previous_until__isnull=False),
                name="an_old_secret_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(disabled_at=None), name="endpoint_enabled")
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.url


class Outcome(models.TextChoices):
    DELIVERED = "delivered"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class WebhookAttempt(Row):
    """One try to tell somebody: the receipt, or what went wrong. What they answered is not kept."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=45, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["delivery", "id"], name="attempt_of_delivery")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.outcome} at try {self.number}"
