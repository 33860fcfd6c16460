"""What has happened, in commit order, and what is still owed because of it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from config.models import Row, TransactionId


class Ledger(models.Model):
    """The one row that orders every commit: its lock hands out sequence numbers and times."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ledger_is_one_row")]

    def __str__(self) -> str:
        return f"ledger at {self.seq}"


class Event(Row):
    """One thing that happened. Never changed, never deleted."""

    seq = models.BigIntegerField(unique=True)
    type = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(unique=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_person = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    request_id = models.CharField(max_length=128, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    cause = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    xid = models.BigIntegerField(null=True, db_default=TransactionId(), editable=False)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="event_subject"),
            models.Index(fields=["type", "seq"], name="event_type"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.type} #{self.seq}"


class Delivery(Row):
    """A reaction owed because of an event: the row is the truth, the broker only carries hints."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    task = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    next_at = models.DateTimeField()
    dispatches = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "task", "subject_id"], name="owed_once"),
            models.UniqueConstraint(
                fields=["task", "subject_id"],
                condition=Q(done_at=None, task="procurement.tasks.recheck_vendor"),
                name="one_undone_recheck_per_vendor",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(parked_at=None), name="done_is_not_parked"
            ),
        ]
        indexes = [
            models.Index(
                F("next_at"), condition=Q(done_at=None, parked_at=None), name="delivery_due"
            ),
            models.Index(
                F("parked_at"), condition=Q(parked_at__isnull=False), name="delivery_parked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} owed to {self.subject_id}"
