"""Which row was changed by which transaction, and what did it say afterwards?"""

from __future__ import annotations

from django.db import models
from django.db.models import Value

from config.events.models.seals import append_only
from config.models import NextPlace, Row, TransactionId


class Change(Row):
    """A note of the journal (`config.events.journal`): written by triggers alone.

    `digest` is the hash of what the row says from then on, NULL where it was removed. `xid` is
    NULL where a migration noted what was there already.
    """

    place = models.BigIntegerField(unique=True, db_default=NextPlace(Value("events_change_place")))
    kind = models.CharField(max_length=80)
    object_id = models.UUIDField()
    digest = models.BinaryField(max_length=32, null=True)
    xid = models.BigIntegerField(null=True, db_default=TransactionId())

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "-place"], name="change_of_row")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
